/* Measurements, not tests. */
#include "bench.h"
#include <stdio.h>
#include <string.h>

static const char help[] =
    "Measures and prints a line a case: name, minimum, unit, median (of a rate: the best, unit, median).\n"
    "\n"
    "  ae-bench             all cases\n"
    "  ae-bench NAME ...    these\n"
    "  ae-bench --list      their names\n"
    "\n"
    "AE_KERNELS=avx2 measures another kernel set. A child of fork and exec is measured first.\n";

static const bench_family *const families[] = {
#ifdef BENCH_CBLAS
    &bench_models, /* the same cases, computed by a BLAS */
#else
    &bench_processes,
    &bench_models,
    &bench_layers,
    &bench_pools,
    &bench_products,
#endif
};
enum { FAMILIES = sizeof families / sizeof *families };

static bool wanted(const char *name, char **names, int count)
{
    bool found = count == 0;
    for (int i = 0; i < count; i++)
        found |= strcmp(names[i], name) == 0;
    return found;
}

static bool exists(char *wish)
{
    for (size_t f = 0; f < FAMILIES; f++)
        for (size_t i = 0; families[f]->name(i); i++)
            if (wanted(families[f]->name(i), &wish, 1))
                return true;
    return false;
}

static void list(FILE *to, const char *before)
{
    for (size_t f = 0; f < FAMILIES; f++)
        for (size_t i = 0; families[f]->name(i); i++)
            fprintf(to, "%s%s\n", before, families[f]->name(i));
}

static bool check(char **names, int count)
{
    for (int i = 0; i < count; i++)
        if (!exists(names[i])) {
            fprintf(stderr, "ae-bench: no case is called %s; there are\n", names[i]);
            list(stderr, "  ");
            return false;
        }
    return true;
}

static bool measure(char **names, int count)
{
    bool ok = true;
    for (size_t f = 0; f < FAMILIES; f++)
        for (size_t i = 0; families[f]->name(i) && ok; i++)
            if (wanted(families[f]->name(i), names, count))
                ok = families[f]->measure(i);
    return ok;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return fputs(help, stdout) < 0;
    if (argc == 2 && strcmp(argv[1], "--list") == 0)
        return list(stdout, ""), 0;
    if (!check(argv + 1, argc - 1))
        return 2;
    return !measure(argv + 1, argc - 1);
}
