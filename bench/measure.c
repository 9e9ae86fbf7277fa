#include "bench.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SAMPLES = 1001, ALIGN = 64 };
static const double sample_seconds = 0.004;

double bench_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double time_calls(void (*work)(void *), void *argument, size_t calls)
{
    double start = bench_now();
    for (size_t i = 0; i < calls; i++)
        work(argument);
    return (bench_now() - start) / (double)calls;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

bench_time bench_summary(double *sample, size_t n)
{
    qsort(sample, n, sizeof *sample, ascending);
    return (bench_time){ sample[0], sample[n / 2] };
}

bench_time bench_measure(void (*work)(void *argument), void *argument, double seconds)
{
    double sample[SAMPLES], once = time_calls(work, argument, 1), begin = bench_now();
    size_t n = 0, calls = 1 + (size_t)(sample_seconds / once);
    for (; n < SAMPLES && (n == 0 || bench_now() - begin < seconds); n++)
        sample[n] = time_calls(work, argument, calls);
    return bench_summary(sample, n);
}

void bench_print(const char *name, double best, const char *unit, double median)
{
    printf("%s %.5g %s %.5g\n", name, best, unit, median);
    fflush(stdout);
}

bool bench_failed(const char *why)
{
    fprintf(stderr, "bench: %s\n", why);
    return false;
}

void *bench_memory(size_t bytes)
{
    void *p = aligned_alloc(ALIGN, (bytes / ALIGN + 1) * ALIGN);
    if (!p) {
        bench_failed("out of memory");
        exit(1);
    }
    return p;
}

float *bench_numbers(size_t n)
{
    float *p = bench_memory(n * sizeof *p);
    for (size_t i = 0; i < n; i++)
        p[i] = (float)(i * 2654435761u % 1000) / 1000.0f - 0.5f;
    return p;
}

float *bench_digits(size_t n)
{
    float *p = bench_numbers(n);
    for (size_t i = 0; i < n; i++)
        p[i] = p[i] < 0 ? 0 : 2 * p[i];
    return p;
}
