/* What the benchmarks share. Each prints one line a case: name, best, unit, median. */
#ifndef AE_BENCH_H
#define AE_BENCH_H

#include <stdbool.h>
#include <stddef.h>

typedef struct bench_time {
    double best, median; /* seconds of one call */
} bench_time;

/* Calls work(argument) until the figures settle: about two seconds. */
bench_time bench_measure(void (*work)(void *argument), void *argument);

void bench_print(const char *name, double best, const char *unit, double median);
bool bench_wanted(const char *name, const char *wanted); /* `wanted` NULL = every one, otherwise a part of its name */
bool bench_failed(const char *why);                      /* says so; false */

/* Memory that ends the program if there is none; numbers of all sizes between -0.5 and 0.5. */
void *bench_memory(size_t bytes);
float *bench_numbers(size_t n);

bool bench_products(const char *wanted); /* products.c */
bool bench_models(const char *wanted);   /* models.c */

#endif
