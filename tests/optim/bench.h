/* An optimizer at work on a few numbers. */
#ifndef TESTS_OPTIM_BENCH_H
#define TESTS_OPTIM_BENCH_H

#include "kernel/dispatch.h"
#include "optim/optim.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { N = 45 }; /* whole vectors and a tail, for every set */

typedef struct bench {
    const ae_optimizer *type;
    ae_arena arena;
    void *options;
    ae_real w[N], g[N], slot[AE_OPTIM_SLOTS][N];
    double numbers[AE_OPTIM_NUMBERS];
    double rate_scale, decay_scale;
} bench;

/* `spec` as a user writes it: "adam lr=0.01". */
static void bench_open(bench *b, size_t isa, const char *spec)
{
    ae_text text;
    *b = (bench){ .rate_scale = 1, .decay_scale = 1 };
    ae_arena_init(&b->arena, NULL);
    assert_int_equal(ae_text_read(&text, spec, NULL), AE_OK);
    b->type = ae_optimizer_find(isa, &text.item.name);
    assert_non_null(b->type);
    b->options = ae_arena_take(&b->arena, 1, b->type->options_size);
    assert_non_null(b->options);
    assert_int_equal(ae_item_decode(b->options, &text.item, b->type->fields, &b->arena, NULL), AE_OK);
    for (size_t i = 0; i < N; i++)
        b->w[i] = (ae_real)sin((double)i);
}

static void bench_close(bench *b)
{
    ae_arena_free(&b->arena);
}

/* Step number `step` on the elements from `at` on, in slots as many as the optimizer asks for. */
static void bench_slice(bench *b, size_t at, size_t n)
{
    ae_step_args a = { .w = b->w + at, .g = b->g + at, .n = n, .rate_scale = b->rate_scale, .decay_scale = b->decay_scale,
                       .options = b->options, .numbers = b->numbers };
    for (unsigned i = 0; i < b->type->slots(b->options); i++)
        a.slot[i] = b->slot[i] + at;
    b->type->step(&a);
}

static void bench_begin(bench *b, uint64_t step)
{
    if (b->type->begin)
        b->type->begin(b->options, b->numbers, step);
}

/* Gradients of every size, other ones each step. */
static void bench_gradient(bench *b, uint64_t step)
{
    for (size_t i = 0; i < N; i++)
        b->g[i] = (ae_real)(sin((double)(i * 7 + step * 3)) * pow(10, (double)(i % 5) - 3));
}

#endif
