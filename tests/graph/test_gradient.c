/* The gradients of whole nets against central differences, in double: every layer, activation and objective. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "graph/exec.h"
#include "model/entry.h"
#include "specs.h"
#include <cmocka.h>
#include <math.h>
#include <string.h>

enum { ROWS = 5 };

typedef struct net {
    ae_arena arena;
    ae_program program;
    ae_entry entry;
    double *weights, *gradients, *work, *input, *target, *scratch;
    float row_weights[ROWS];
    double scale; /* 1 / sum of the rows' weights */
} net;

static double somewhere(uint32_t name, size_t i)
{
    ae_place place = { .seed = 11, .name = name };
    uint32_t word[4];
    ae_random_quad(word, &place, (uint32_t)i);
    return (double)word[0] / 4294967296.0;
}

static double *numbers(net *n, size_t count, uint32_t name, double low, double high)
{
    double *x = ae_arena_take(&n->arena, count, sizeof *x);
    assert_non_null(x);
    for (size_t i = 0; i < count; i++)
        x[i] = low + (high - low) * somewhere(name, i);
    return x;
}

/* Where rows may have gaps, some of the numbers become some; where a column is a category, numbers become codes. */
static void suit_columns(double *x, const ae_program *p, size_t width)
{
    const ae_preparation *rows = &p->spec.preparation;
    for (size_t i = 0; i < width * ROWS; i++) {
        const size_t levels = rows->categories ? rows->layout.column[i % width].levels : 0;
        if (levels)
            x[i] = floor(x[i] * (double)levels);
        if (ae_prepare_takes_gaps(rows) && i % width > 0 && i % 4 == 2)
            x[i] = (double)NAN;
    }
}

static void open_net(net *n, const char *spec)
{
    ae_error e = { AE_OK, 0, 0, "" };
    ae_arena_init(&n->arena, NULL);
    if (ae_program_make(&n->program, spec, 0, &n->arena, &e) != AE_OK ||
        ae_entry_make(&n->entry, &n->program, &ae_entry_train, &n->arena, &e) != AE_OK)
        fail_msg("%s", e.text);
    const ae_plan *plan = &n->entry.plan;
    n->weights = numbers(n, n->program.params.total, 1, -0.8, 0.8);
    n->gradients = numbers(n, n->program.params.total, 2, 0, 0);
    n->work = numbers(n, plan->work * AE_CAPACITY_STEP, 3, 9, 9); /* whatever was there before must not matter */
    n->input = numbers(n, n->entry.width[AE_BASE_INPUT] * ROWS, 4, 0.05, 0.95);
    n->target = numbers(n, n->entry.width[AE_BASE_TARGET] * ROWS, 5, 0.05, 0.95);
    suit_columns(n->input, &n->program, n->entry.width[AE_BASE_INPUT]);
    suit_columns(n->target, &n->program, n->entry.width[AE_BASE_TARGET]);
    n->scratch = ae_arena_take(&n->arena, ae_plan_scratch(plan, AE_CAPACITY_STEP, 1) + 8, 1);
    n->scale = 0;
    for (size_t i = 0; i < ROWS; i++) {
        n->row_weights[i] = 0.5f + (float)i;
        n->scale += 0.5 + (double)i;
    }
    n->scale = 1 / n->scale;
}

static double loss(net *n, bool backward)
{
    const ae_plan *plan = &n->entry.plan;
    ae_frame frame = { .capacity = AE_CAPACITY_STEP };
    ae_run run = { .rows = ROWS, .scratch = n->scratch, .row_weights = n->row_weights };
    run.gradient_scale = run.mean_scale = n->scale;
    frame.base[AE_BASE_WORK] = n->work;
    frame.base[AE_BASE_PARAM] = n->weights;
    frame.base[AE_BASE_GRAD] = n->gradients;
    frame.base[AE_BASE_INPUT] = n->input;
    frame.base[AE_BASE_TARGET] = n->target;
    ae_exec_forward(plan, &frame, &run);
    double total = 0;
    for (size_t l = 0; l < plan->n_losses; l++)
        for (size_t i = 0; i < ROWS; i++)
            total += n->scale * n->row_weights[i] * ae_exec_losses(plan, &frame, l)[i];
    if (backward)
        ae_exec_backward(plan, &frame, &run);
    return total;
}

static double difference(net *n, size_t w)
{
    const double h = 1e-6, kept = n->weights[w];
    n->weights[w] = kept + h;
    double above = loss(n, false);
    n->weights[w] = kept - h;
    double below = loss(n, false);
    n->weights[w] = kept;
    return (above - below) / (2 * h);
}

/* Given a net with random weights; when the loss is moved along each weight; then it changes as the gradient says. */
static void gradients_are_right(void **state)
{
    net n;
    open_net(&n, *state);
    loss(&n, true);
    for (size_t p = 0; p < n.program.params.count; p++) {
        const ae_param *param = &n.program.params.list[p];
        double error = 0, size = 0;
        if (param->state)
            continue;
        for (size_t w = param->offset; w < param->offset + param->size; w++) {
            double d = difference(&n, w);
            error += (d - n.gradients[w]) * (d - n.gradients[w]);
            size += d * d;
        }
        if (sqrt(error) > 1e-6 * sqrt(size) + 1e-12)
            fail_msg("%s: %s: relative error %g", (const char *)*state, param->name, sqrt(error / size));
    }
    ae_arena_free(&n.arena);
}

int main(void)
{
    struct CMUnitTest tests[SPECS];
    for (size_t i = 0; i < SPECS; i++)
        tests[i] = (struct CMUnitTest){ specs[i], gradients_are_right, NULL, NULL, (void *)(uintptr_t)specs[i] };
    return _cmocka_run_group_tests("gradients", tests, SPECS, NULL, NULL);
}
