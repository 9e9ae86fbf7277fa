/* Rows to fit a scaling to, others that must not matter, and a model for them. */
#ifndef TEST_PREPARE_FITTED_H
#define TEST_PREPARE_FITTED_H

#include "support.h"

enum { ROWS = 80, WIDTH = 5, OTHERS = 20 };

static const char spec[] = "input 5 | missing mean | scaler zscore | dense 3 act=tanh | code | dense 5";

static float table[ROWS * WIDTH], others[OTHERS * WIDTH];

static inline int fill_table(void **state)
{
    (void)state;
    fill_numbers(table, ROWS, WIDTH, 1);
    fill_numbers(others, OTHERS, WIDTH, 2);
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        table[i] = table[i] * (float)(1 + i % WIDTH) + 10;
    for (size_t i = 0; i < OTHERS * WIDTH; i++)
        others[i] = others[i] * 1000 - 500;
    make_gaps(table, ROWS, WIDTH, 1, 6);
    make_gaps(others, OTHERS, WIDTH, 1, 6);
    return 0;
}

static inline ae_rows training(void)
{
    return (ae_rows)AE_ROWS_F32(table, ROWS, WIDTH);
}

static inline ae_rows other(void)
{
    return (ae_rows)AE_ROWS_F32(others, OTHERS, WIDTH);
}

static inline void assert_same_scaling(const ae_model *a, const ae_model *b)
{
    static const char *const names[] = { "input.center", "input.spread", "input.fill" };
    for (size_t i = 0; i < 3; i++)
        assert_memory_equal(tensor_of(a, names[i]), tensor_of(b, names[i]), WIDTH * sizeof(float));
    assert_true(is_fitted(a) && is_fitted(b));
}

#endif
