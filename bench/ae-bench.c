/* Measurements, not tests.
 *
 *   ae-bench [NAME ...]   all cases, or those whose names contain one of these
 *   AE_KERNELS=avx2 ...   with another kernel set */
#define _POSIX_C_SOURCE 200809L
#include "bench.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SAMPLES = 101, ALIGN = 64 };
static const double sample_seconds = 0.004, case_seconds = 2;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double time_calls(void (*work)(void *), void *argument, size_t calls)
{
    double start = now();
    for (size_t i = 0; i < calls; i++)
        work(argument);
    return (now() - start) / (double)calls;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

bench_time bench_measure(void (*work)(void *argument), void *argument)
{
    double seconds[SAMPLES], once = time_calls(work, argument, 1), begin = now();
    size_t n = 0, calls = 1 + (size_t)(sample_seconds / once);
    for (; n < SAMPLES && (n == 0 || now() - begin < case_seconds); n++)
        seconds[n] = time_calls(work, argument, calls);
    qsort(seconds, n, sizeof *seconds, ascending);
    return (bench_time){ seconds[0], seconds[n / 2] };
}

void bench_print(const char *name, double best, const char *unit, double median)
{
    printf("%s %.4g %s %.4g\n", name, best, unit, median);
    fflush(stdout);
}

bool bench_wanted(const char *name, const char *wanted)
{
    return !wanted || strstr(name, wanted) != NULL;
}

bool bench_failed(const char *why)
{
    fprintf(stderr, "ae-bench: %s\n", why);
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

int main(int argc, char **argv)
{
    bool ok = true;
    if (argc < 2)
        return !(bench_models(NULL) && bench_products(NULL));
    for (int i = 1; i < argc && ok; i++)
        ok = bench_models(argv[i]) && bench_products(argv[i]);
    return !ok;
}
