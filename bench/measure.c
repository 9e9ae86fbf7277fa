#include "bench.h"
#include "kit/program.h"
#include "kit/stat.h"
#include <stdio.h>
#include <stdlib.h>

enum { SAMPLES = 1001, ALIGN = 64 };
static const double sample_seconds = 0.004;

static double time_calls(void (*work)(void *), void *argument, size_t calls)
{
    double start = kit_now();
    for (size_t i = 0; i < calls; i++)
        work(argument);
    return (kit_now() - start) / (double)calls;
}

bench_time bench_summary(double *sample, size_t n)
{
    kit_sort(sample, n);
    return (bench_time){ sample[0], sample[n / 2] };
}

bench_time bench_measure(void (*work)(void *argument), void *argument, double seconds)
{
    double sample[SAMPLES], once = time_calls(work, argument, 1), begin = kit_now();
    size_t n = 0, calls = 1 + (size_t)(sample_seconds / once);
    for (; n < SAMPLES && (n == 0 || kit_now() - begin < seconds); n++)
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
