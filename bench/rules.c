/* Prints what each rule of the arithmetic costs (docs/determinism.md), beside the same work without it. One thread. */
#include "rules.h"
#include "base/fpu.h"
#include "base/random.h"
#include "bench.h"
#include "kernel/dispatch.h"
#include "optim/moments.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS = 784 * 64, ROWS = 256 };
static const double seconds = 0.3;

#define DECLARE(isa)                                                                                  \
    extern const rules_loop rules_loops_##isa[];                                                      \
    size_t ae_gemm_scratch_without_##isa(ae_sum sum, size_t m, size_t n, size_t k, unsigned threads); \
    void ae_gemm_run_without_##isa(const ae_gemm *g, const ae_run *run);                              \
    void ae_moments_step_##isa(const ae_step_args *a);                                                \
    void ae_moments_step_without_##isa(const ae_step_args *a);
AE_ISA_LIST(DECLARE)

typedef struct rules_set {
    const rules_loop *loops;
    bench_gemm without;
    void (*adam)(const ae_step_args *a), (*adam_without)(const ae_step_args *a);
} rules_set;

#define ENTRY(isa)                                                  \
    { rules_loops_##isa,                                            \
      { ae_gemm_scratch_without_##isa, ae_gemm_run_without_##isa }, \
      ae_moments_step_##isa,                                        \
      ae_moments_step_without_##isa },
static const rules_set sets[] = { AE_ISA_LIST(ENTRY) };

static void print_row(const char *rule, const char *on, const char *without, double with_it, double without_it)
{
    printf("| %s | %s | %.4g | %s: %.4g | %.2f x |\n", rule, on, with_it * 1e6, without, without_it * 1e6,
           with_it / without_it);
    fflush(stdout);
}

/* In turn, so that what disturbs the machine disturbs both. */
static void compare(double best[2], void (*work[2])(void *), void *argument[2])
{
    best[0] = best[1] = 1e9;
    for (int round = 0; round < 5; round++)
        for (int i = 0; i < 2; i++) {
            double t = bench_measure(work[i], argument[i], seconds / 5).best;
            best[i] = t < best[i] ? t : best[i];
        }
}

/* ---- products ---- */

typedef struct product_case {
    const char *rule, *on;
    bench_kind kind;
    size_t m, n, k;
} product_case;

static const product_case products[] = {
    { "blocks of 256 over features", "256 x 784 by 784 x 128", FORWARD, 256, 128, 784 },
    { "blocks of 256 over features", "1024 x 1024 by 1024 x 1024", FORWARD, 1024, 1024, 1024 },
    { "blocks of 32 rows in a tree", "784 x 256 by 256 x 128", WEIGHT_GRADIENT, 784, 128, 256 },
    { "blocks of 32 rows in a tree", "1024 x 1024 by 1024 x 1024", WEIGHT_GRADIENT, 1024, 1024, 1024 },
};

/* The two sum in another order, which may not cost more than some digits. */
static bool agree(bench_product *p, bench_product *other)
{
    bench_product_run(p);
    bench_product_run(other);
    for (size_t i = 0; i < p->g.m * p->g.n; i++)
        if (!(fabsf(p->g.c[i] - other->g.c[i]) <= 1e-3f * (1 + fabsf(p->g.c[i]))))
            return false;
    return true;
}

static bool compare_products(const product_case *c, size_t isa)
{
    bench_product p[2];
    double best[2];
    bench_product_open(&p[0], bench_gemm_of(isa), c->kind, c->m, c->n, c->k, NULL);
    bench_product_open(&p[1], &sets[isa].without, c->kind, c->m, c->n, c->k, NULL);
    bool same = agree(&p[0], &p[1]) || bench_failed("without its rule a product has another result");
    compare(best, (void (*[])(void *)){ bench_product_run, bench_product_run }, (void *[]){ &p[0], &p[1] });
    print_row(c->rule, c->on, "one chain", best[0], best[1]);
    bench_product_close(&p[0]);
    bench_product_close(&p[1]);
    return same;
}

/* ---- loops ---- */

typedef struct loop {
    void (*run)(const rules_arrays *);
    const rules_arrays *arrays;
} loop;

static void run_loop(void *argument)
{
    const loop *l = argument;
    l->run(l->arrays);
}

static void compare_loops(const rules_loop *r, const rules_arrays *a)
{
    loop l[2] = { { r->defined, a }, { r->other, a } };
    double best[2];
    compare(best, (void (*[])(void *)){ run_loop, run_loop }, (void *[]){ &l[0], &l[1] });
    print_row(r->rule, "50,176 numbers", r->without, best[0], best[1]);
}

/* ---- the rest ---- */

typedef struct adam {
    void (*step)(const ae_step_args *);
    ae_step_args args;
} adam;

static void run_adam(void *argument)
{
    const adam *a = argument;
    a->step(&a->args);
}

static void compare_adam(const rules_set *s, float *memory)
{
    static const ae_moments options = { .lr = 1e-3, .b1 = 0.9, .b2 = 0.999, .eps = 1e-7 };
    static const double numbers[AE_OPTIM_NUMBERS] = { 0.5, 0.5, 1e-3 };
    ae_step_args args = { .w = memory, .g = memory + NUMBERS, .n = NUMBERS, .rate_scale = 1, .options = &options };
    args.slot[0] = memory + 2 * NUMBERS;
    args.slot[1] = memory + 3 * NUMBERS;
    args.numbers = numbers;
    adam a[2] = { { s->adam, args }, { s->adam_without, args } };
    double best[2];
    compare(best, (void (*[])(void *)){ run_adam, run_adam }, (void *[]){ &a[0], &a[1] });
    print_row("adam's division and root", "50,176 numbers", "multiplication alone", best[0], best[1]);
}

static void nothing(void *argument)
{
    (void)argument;
}

static void set_mode(void *argument)
{
    (void)argument;
    ae_fpu_leave(ae_fpu_enter());
}

/* Where the rows of a batch stand, which a list in memory would tell. */
static void find_rows(void *argument)
{
    ae_permute(argument, 0, ROWS, 60000, 1, 2);
}

static void copy_rows(void *argument)
{
    uint32_t *ids = argument;
    for (uint32_t i = 0; i < ROWS; i++)
        ids[i] = ids[(i + 1) % ROWS];
}

static void compare_calls(void)
{
    uint32_t ids[ROWS] = { 0 };
    double best[2];
    compare(best, (void (*[])(void *)){ set_mode, nothing }, (void *[]){ NULL, NULL });
    print_row("the floating-point mode, set and restored", "a call", "an empty call", best[0], best[1]);
    compare(best, (void (*[])(void *)){ find_rows, copy_rows }, (void *[]){ ids, ids });
    print_row("the order of rows is a function", "256 rows", "a list", best[0], best[1]);
}

int main(int argc, char **argv)
{
    size_t isa;
    bool help = argc == 2 && strcmp(argv[1], "--help") == 0;
    if (argc > 1)
        return fputs("ae-rules: what each rule of the arithmetic costs, as a table; it takes no arguments\n",
                     help ? stdout : stderr),
               help ? 0 : 2;
    if (!bench_set(&isa))
        return 1;
    uint8_t *bytes = bench_memory(NUMBERS);
    float *x = bench_numbers(NUMBERS), *y = bench_numbers(NUMBERS), *memory = bench_digits(4 * NUMBERS);
    for (size_t i = 0; i < NUMBERS; i++)
        bytes[i] = (uint8_t)(i * 2654435761u >> 24), x[i] *= 10, y[i] += 1.5f;
    rules_arrays a = { memory, x, y, bytes, NUMBERS, 255 };
    printf("Kernel set %s, times in us.\n\n| rule | on | with it | without it | ratio |\n|---|---|---|---|---|\n",
           ae_isa_name(isa));
    bool same = true;
    for (size_t i = 0; i < sizeof products / sizeof *products; i++)
        same &= compare_products(&products[i], isa);
    for (const rules_loop *r = sets[isa].loops; r->rule; r++)
        compare_loops(r, &a);
    compare_adam(&sets[isa], memory);
    compare_calls();
    free(bytes);
    free(x);
    free(y);
    free(memory);
    return !same;
}
