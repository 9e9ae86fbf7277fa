/* Random products, their definition written down plainly, and how to run them with a set and a number of threads. */
#ifndef TESTS_KERNEL_PRODUCT_H
#define TESTS_KERNEL_PRODUCT_H

#include "sets.h"
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

static uint32_t random_state = 1;

static inline uint32_t random_below(uint32_t n)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)random_state * n) >> 32);
}

static inline float random_number(void)
{
    return ((float)random_below(1u << 24) - 8388608.0f) / 4194304.0f;
}

static inline float *random_numbers(size_t n)
{
    float *p = malloc((n + 1) * sizeof *p);
    assert_non_null(p);
    for (size_t i = 0; i < n; i++)
        p[i] = random_number();
    return p;
}

/* A rows x columns matrix with some space between its lines, stored the other way round if `flip`. */
static inline ae_matrix random_matrix(size_t rows, size_t columns, bool flip)
{
    size_t lines = flip ? columns : rows, stride = (flip ? rows : columns) + random_below(3);
    const float *p = random_numbers(lines * stride);
    return flip ? (ae_matrix){ p, 1, stride } : (ae_matrix){ p, stride, 1 };
}

static inline float element(const ae_matrix *x, size_t i, size_t j)
{
    return x->p[i * x->row + j * x->column];
}

static inline float chain(const ae_gemm *g, size_t i, size_t j, size_t first, size_t length)
{
    float sum = 0;
    for (size_t k = first; k < first + length && k < g->k; k++)
        sum = fmaf(element(&g->a, i, k), element(&g->b, k, j), sum);
    return sum;
}

static inline float feature_sum(const ae_gemm *g, size_t i, size_t j)
{
    float total = chain(g, i, j, 0, AE_FEATURE_BLOCK);
    for (size_t k = AE_FEATURE_BLOCK; k < g->k; k += AE_FEATURE_BLOCK)
        total = total + chain(g, i, j, k, AE_FEATURE_BLOCK);
    return total;
}

static inline size_t left_blocks(size_t blocks)
{
    size_t left = 1;
    while (2 * left < blocks)
        left *= 2;
    return left;
}

static inline float row_sum(const ae_gemm *g, size_t i, size_t j, size_t block, size_t blocks)
{
    if (blocks == 1)
        return chain(g, i, j, block * AE_ROW_BLOCK, AE_ROW_BLOCK);
    size_t left = left_blocks(blocks);
    return row_sum(g, i, j, block, left) + row_sum(g, i, j, block + left, blocks - left);
}

static inline float defined_element(const ae_gemm *g, size_t i, size_t j)
{
    float y =
        g->sum == AE_SUM_FEATURES ? feature_sum(g, i, j) : row_sum(g, i, j, 0, (g->k + AE_ROW_BLOCK - 1) / AE_ROW_BLOCK);
    float bias = g->bias ? g->bias[j] : 0;
    if (g->activation)
        g->activation->forward(&y, &y, g->bias ? &bias : NULL, 1, g->parameter);
    else if (g->bias)
        y = y + bias;
    if (g->derivative)
        g->derivative->backward(&y, &y, g->y + i * g->ldc + j, 1, g->y_parameter, false);
    return g->add ? g->c[i * g->ldc + j] + y : y;
}

/* The product by its definition: m rows of ldc numbers, those beyond n as they are in g->c. */
static inline float *defined_product(const ae_gemm *g)
{
    float *c = malloc(g->m * g->ldc * sizeof *c);
    assert_non_null(c);
    memcpy(c, g->c, g->m * g->ldc * sizeof *c);
    for (size_t i = 0; i < g->m; i++)
        for (size_t j = 0; j < g->n; j++)
            c[i * g->ldc + j] = defined_element(g, i, j);
    return c;
}

static inline void steps_forward(float *y, const float *x, const float *bias, size_t n, double parameter)
{
    for (size_t i = 0; i < n; i++) {
        float t = x[i] + (bias ? bias[i] : 0.0f);
        y[i] = t > 0 ? t : (float)parameter * t;
    }
}

static inline void steps_backward(float *dx, const float *dy, const float *y, size_t n, double parameter, bool add)
{
    assert_false(add);
    for (size_t i = 0; i < n; i++)
        dx[i] = dy[i] * (y[i] > 0 ? 1.0f : (float)parameter);
}
static const ae_activation steps = { .name = "steps", .forward = steps_forward, .backward = steps_backward };

enum { FLIP_A = 1, FLIP_B = 2, ADD = 4, BIAS = 8, ACTIVATION = 16, ROWS = 32, DERIVATIVE = 64, ALL_KINDS = 128 };

static inline ae_gemm random_product(size_t m, size_t n, size_t k, unsigned kind)
{
    ae_gemm g = { .m = m, .n = n, .k = k, .ldc = n + random_below(3), .add = kind & ADD };
    g.a = random_matrix(m, k, kind & FLIP_A);
    g.b = random_matrix(k, n, kind & FLIP_B);
    g.c = random_numbers(m * g.ldc);
    g.sum = kind & ROWS ? AE_SUM_ROWS : AE_SUM_FEATURES;
    g.bias = kind & BIAS ? random_numbers(n) : NULL;
    if (kind & ACTIVATION && !g.add) {
        g.activation = &steps;
        g.parameter = 0.25;
    }
    if (kind & DERIVATIVE && !g.add) {
        g.derivative = &steps;
        g.y = random_numbers(m * g.ldc);
        g.y_parameter = 0.75;
    }
    return g;
}

static inline void free_product(ae_gemm *g)
{
    free((void *)g->a.p);
    free((void *)g->b.p);
    free((void *)g->bias);
    free((void *)g->y);
    free(g->c);
}

/* g->c after the product, in a copy: the product's own stays as it was. */
static inline float *run_product(ae_gemm g, size_t set, ae_pool *pool)
{
    size_t bytes = kernel_sets[set].gemm_scratch(g.sum, g.m, g.n, g.k, ae_pool_threads(pool));
    ae_run run = { .rows = g.m, .pool = pool };
    float *c = malloc(g.m * g.ldc * sizeof *c);
    assert_int_equal(posix_memalign(&run.scratch, AE_ALIGN, bytes), 0); /* not a byte more: ASan sees the next */
    assert_non_null(c);
    memcpy(c, g.c, g.m * g.ldc * sizeof *c);
    g.c = c;
    kernel_sets[set].gemm_run(&g, &run);
    free(run.scratch);
    return c;
}

#endif
