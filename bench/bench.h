/* What the benchmarks share. */
#ifndef AE_BENCH_H
#define AE_BENCH_H

#include <stdbool.h>
#include <stddef.h>

/* Cases that belong together. Each prints one line: name, best, unit, median. */
typedef struct bench_family {
    const char *(*name)(size_t index); /* NULL after the last */
    bool (*measure)(size_t index);     /* false = it failed, and said why */
} bench_family;

extern const bench_family bench_processes; /* first, while this process is small: its children inherit its peak */
extern const bench_family bench_models, bench_layers, bench_products, bench_pools;

typedef struct bench_time {
    double best, median; /* seconds of one call */
} bench_time;

/* Calls work(argument) for about so many seconds, at least twice: once to warm up. */
bench_time bench_measure(void (*work)(void *argument), void *argument, double seconds);
enum { BENCH_CASE_SECONDS = 2 }; /* until the figures of a case settle */
bench_time bench_summary(double *sample, size_t n);

void bench_print(const char *name, double best, const char *unit, double median);
bool bench_failed(const char *why); /* says so; false */

/* Memory that ends the program if there is none; numbers of all sizes between -0.5 and 0.5. */
void *bench_memory(size_t bytes);
float *bench_numbers(size_t n);
float *bench_digits(size_t n); /* half of them black, the others up to 1 */

#endif
