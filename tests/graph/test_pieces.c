/* A batch that comes in pieces, each of them a node of the tree over rows: their gradients, combined by the tree and closed,
 * have the bits of the whole batch, whatever the net. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "graph/exec.h"
#include "model/entry.h"
#include "specs.h"
#include <cmocka.h>
#include <string.h>

enum { ROWS = 219, THREADS = 3 }; /* rows: 7 blocks of 32, the last of them short */

typedef struct net {
    ae_arena arena;
    ae_program program;
    ae_entry whole, pieces;
    float *weights, *whole_gradients, *sums, *closing, *work, *input, *target;
    float row_weights[ROWS];
    void *scratch;
    ae_pool *pool;
    double scale; /* 1 / sum of the rows' weights */
} net;

static double somewhere(uint32_t name, size_t i)
{
    ae_place place = { .seed = 12, .name = name };
    uint32_t word[4];
    ae_random_quad(word, &place, (uint32_t)i);
    return (double)word[0] / 4294967296.0;
}

static void *take(net *n, size_t count, size_t size)
{
    void *memory = ae_arena_take(&n->arena, count + 1, size);
    assert_non_null(memory);
    return memory;
}

static float *numbers(net *n, size_t count, uint32_t name, double low, double high)
{
    float *x = take(n, count, sizeof *x);
    for (size_t i = 0; i < count; i++)
        x[i] = (float)(low + (high - low) * somewhere(name, i));
    return x;
}

/* Some of them beyond the levels of a category of a few. */
static void make_codes(float *x, size_t count)
{
    for (size_t i = 0; i < count; i++)
        x[i] = (float)(int)(x[i] * 8);
}

static void make_entries(net *n, const char *spec)
{
    ae_error e = { 0, 0, 0, "" };
    ae_entry_rule rule = ae_entry_train;
    rule.pieces = true;
    ae_arena_init(&n->arena, NULL);
    if (ae_program_make(&n->program, spec, 0, &n->arena, &e) != AE_OK ||
        ae_entry_make(&n->whole, &n->program, &ae_entry_train, &n->arena, &e) != AE_OK ||
        ae_entry_make(&n->pieces, &n->program, &rule, &n->arena, &e) != AE_OK ||
        ae_pool_create(&n->pool, THREADS, &n->arena.allocator, &e) != AE_OK)
        fail_msg("%s: %s", spec, e.text);
}

static void open_net(net *n, const char *spec)
{
    make_entries(n, spec);
    size_t capacity = ae_round_up(ROWS, AE_CAPACITY_STEP);
    n->weights = numbers(n, n->program.params.total, 1, -0.8, 0.8);
    n->whole_gradients = numbers(n, n->whole.plan.sums, 2, 9, 9); /* whatever was there before must not matter */
    n->closing = numbers(n, n->pieces.plan.closing, 2, 9, 9);
    n->work = numbers(n, (n->whole.plan.work + n->pieces.plan.work) * capacity, 3, 9, 9);
    n->input = numbers(n, n->whole.width[AE_BASE_INPUT] * ROWS, 4, 0.05, 0.95);
    n->target = numbers(n, n->whole.width[AE_BASE_TARGET] * ROWS, 5, 0.05, 0.95);
    if (strstr(spec, "category")) {
        make_codes(n->input, n->whole.width[AE_BASE_INPUT] * ROWS);
        make_codes(n->target, n->whole.width[AE_BASE_TARGET] * ROWS);
    }
    n->scratch = take(n, ae_plan_scratch(&n->whole.plan, capacity, THREADS), 1);
    n->scale = 0;
    for (size_t i = 0; i < ROWS; i++)
        n->scale += n->row_weights[i] = (float)(i % 4) / 4;
    n->scale = 1 / n->scale;
}

static void close_net(net *n)
{
    ae_pool_free(n->pool);
    ae_arena_free(&n->arena);
}

static ae_frame frame_of(net *n, const ae_entry *entry, float *gradients, size_t first)
{
    ae_frame frame = { .capacity = ae_round_up(ROWS, AE_CAPACITY_STEP) };
    frame.base[AE_BASE_WORK] = n->work;
    frame.base[AE_BASE_PARAM] = n->weights;
    frame.base[AE_BASE_GRAD] = gradients;
    frame.base[AE_BASE_CLOSING] = n->closing;
    frame.base[AE_BASE_INPUT] = n->input + first * entry->width[AE_BASE_INPUT];
    frame.base[AE_BASE_TARGET] = n->target + first * entry->width[AE_BASE_TARGET];
    return frame;
}

static void run_rows(net *n, const ae_entry *entry, float *gradients, size_t first, size_t rows)
{
    ae_frame frame = frame_of(n, entry, gradients, first);
    ae_run run = { .rows = rows, .pool = n->pool, .scratch = n->scratch, .row_weights = n->row_weights + first };
    run.gradient_scale = run.mean_scale = n->scale;
    run.first = first;
    run.step = 1;
    ae_exec_forward(&entry->plan, &frame, &run);
    ae_exec_backward(&entry->plan, &frame, &run);
}

/* Runs rows first ... end - 1 in pieces and returns their sums, by the definition of the tree: the left half holds the
 * largest power of two of pieces that is smaller than their number. */
static float *sum_pieces(net *n, size_t first, size_t end, size_t piece)
{
    size_t left = piece;
    float *sums = numbers(n, n->pieces.plan.sums, 2, 0, 0);
    if (end - first <= piece) {
        run_rows(n, &n->pieces, sums, first, end - first);
        return sums;
    }
    while (2 * left < end - first)
        left *= 2;
    const float *a = sum_pieces(n, first, first + left, piece), *b = sum_pieces(n, first + left, end, piece);
    for (size_t i = 0; i < n->pieces.plan.sums; i++)
        sums[i] = a[i] + b[i];
    return sums;
}

static void close_sums(net *n, float *sums)
{
    ae_frame frame = frame_of(n, &n->pieces, sums, 0);
    ae_run run = { .rows = 1, .pool = n->pool, .gradient_scale = n->scale };
    ae_exec_closing(&n->pieces.plan, &frame, &run);
}

static bool mixes(const ae_plan *plan)
{
    for (size_t i = 0; i < plan->n_steps; i++)
        if (plan->steps[i].op->mixes)
            return true;
    return false;
}

static void compare(const net *n, const float *sums, const char *spec, size_t piece)
{
    for (size_t p = 0; p < n->program.params.count; p++) {
        const ae_param *param = &n->program.params.list[p];
        if (!param->fitted &&
            memcmp(sums + param->offset, n->whole_gradients + param->offset, param->size * sizeof *sums) != 0)
            fail_msg("%s: %s differs in pieces of %zu rows", spec, param->name, piece);
    }
}

/* A step that looks at what came out has it. */
static void assert_bound(const ae_plan *plan)
{
    for (size_t i = 0; i < plan->n_steps; i++)
        if (plan->steps[i].backward && plan->steps[i].op->reads & AE_READS_OUT)
            assert_int_not_equal(plan->steps[i].out.base, AE_BASE_NONE);
}

/* Given a net; when a batch is one piece, or several pieces of 128, 64 or 32 rows, unless its rows depend on each other;
 * then the gradients are those of the whole batch, bit for bit. */
static void pieces_add_up_to_the_whole(void **state)
{
    static const size_t pieces[] = { 256, 128, 64, 32 };
    net n;
    open_net(&n, *state);
    assert_bound(&n.pieces.plan);
    size_t most = mixes(&n.pieces.plan) ? 1 : sizeof pieces / sizeof *pieces;
    run_rows(&n, &n.whole, n.whole_gradients, 0, ROWS);
    for (size_t i = 0; i < most; i++) {
        float *sums = sum_pieces(&n, 0, ROWS, pieces[i]);
        close_sums(&n, sums);
        compare(&n, sums, *state, pieces[i]);
    }
    close_net(&n);
}

/* A weight with three writers and two gradients that are no sums over rows, one before and one after the sums. */
static const char several[] = "input 6 | dense 5 act=tanh | dense 4 act=sigmoid | code | decoder mirror tied=yes "
                              "| penalty l1 on=weights weight=0.03 | penalty l2 on=dense1.weight weight=0.2 "
                              "| penalty contractive on=dense1 weight=0.3 | penalty l2 on=dense2.bias weight=0.1";

/* Weights of which most rows get no gradient, and those that get one from few rows. */
static const char codes[] =
    "input 4 | columns category:7,number,category:300,category:4 | dense 5 act=tanh | code | dense 312";

int main(void)
{
    enum { MORE = 2 };
    struct CMUnitTest tests[SPECS + MORE] = {
        { several, pieces_add_up_to_the_whole, NULL, NULL, (void *)(uintptr_t)several },
        { codes, pieces_add_up_to_the_whole, NULL, NULL, (void *)(uintptr_t)codes },
    };
    for (size_t i = 0; i < SPECS; i++)
        tests[i + MORE] =
            (struct CMUnitTest){ specs[i], pieces_add_up_to_the_whole, NULL, NULL, (void *)(uintptr_t)specs[i] };
    return _cmocka_run_group_tests("pieces", tests, SPECS + MORE, NULL, NULL);
}
