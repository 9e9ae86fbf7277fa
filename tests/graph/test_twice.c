/* A value and a parameter that are used twice: their gradients add. Built by hand, in double, against central differences
 * and against a plan that keeps every tensor apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "graph/exec.h"
#include "kernel/dispatch.h"
#include "op/activation.h"
#include "op/affine.h"
#include "op/normalise.h"
#include <cmocka.h>
#include <math.h>
#include <string.h>

enum { ROWS = 4, WIDTH = 3, WEIGHTS = WIDTH * WIDTH, SLAB = 64 };

/* h = tanh(x W), y = h W + b, loss = mse(y, t) + 2 mse(h, t): h has two readers, W two users. */
typedef struct net {
    ae_arena arena;
    ae_params params;
    ae_graph graph;
    ae_plan plan;
    ae_loss losses[2];
    double weights[SLAB], gradients[SLAB], input[ROWS * WIDTH], target[ROWS * WIDTH], *work;
    void *scratch;
} net;

static const ae_affine_attr straight = { .transpose = false };
static const ae_shape row = { 1, { WIDTH } }, square = { 2, { WIDTH, WIDTH } };

static size_t bound(net *n, ae_base base)
{
    size_t v;
    assert_int_equal(ae_graph_bound(&v, &n->graph, base, &row, NULL), AE_OK);
    return v;
}

static size_t param(net *n, const char *name, const ae_shape *shape)
{
    ae_param p = { .name = name, .shape = *shape };
    size_t v;
    assert_int_equal(ae_graph_param(&v, &n->graph, &p, NULL), AE_OK);
    return v;
}

static size_t apply(net *n, const char *op, const void *attr, size_t a, size_t b, size_t c, size_t n_in)
{
    const size_t in[] = { a, b, c };
    size_t v;
    assert_int_equal(ae_graph_apply(&v, &n->graph, op, op, attr, in, n_in, NULL), AE_OK);
    return v;
}

static void record(net *n)
{
    static ae_activation_attr tanh_attr;
    tanh_attr = (ae_activation_attr){ ae_activation_find(0, "tanh"), 0 };
    size_t x = bound(n, AE_BASE_INPUT), t = bound(n, AE_BASE_TARGET);
    size_t h = apply(n, "affine", &straight, x, param(n, "W", &square), 0, 2);
    h = apply(n, "activation", &tanh_attr, h, 0, 0, 1);
    size_t y = apply(n, "affine", &straight, h, param(n, "W", &square), param(n, "b", &row), 3);
    n->losses[0].value = apply(n, "loss_mse", NULL, y, t, 0, 2);
    n->losses[1].value = apply(n, "loss_mse", NULL, h, t, 0, 2);
    n->graph.nodes[n->graph.n_nodes - 1].weight = 2;
}

static void fill(double *x, size_t n, double from)
{
    for (size_t i = 0; i < n; i++)
        x[i] = 0.7 * sin(from + 1.3 * (double)i);
}

static void open_net(net *n, bool reuse)
{
    memset(n, 0, sizeof *n);
    ae_arena_init(&n->arena, NULL);
    n->graph = (ae_graph){ .arena = &n->arena, .scratch = &n->arena, .params = &n->params, .declares = &n->params };
    record(n);
    ae_request request = { .losses = n->losses, .n_losses = 2, .gradients = true, .apart = !reuse };
    assert_int_equal(ae_plan_make(&n->plan, &n->graph, &request, NULL), AE_OK);
    assert_true(n->params.total <= SLAB);
    n->work = ae_arena_take(&n->arena, n->plan.work * AE_CAPACITY_STEP, sizeof *n->work);
    n->scratch = ae_arena_take(&n->arena, ae_plan_scratch(&n->plan, AE_CAPACITY_STEP, 1) + 8, 1);
    fill(n->weights, SLAB, 0.4);
    fill(n->gradients, SLAB, 9); /* what was there before must not matter */
    fill(n->input, ROWS * WIDTH, 2);
    fill(n->target, ROWS * WIDTH, 3);
}

static double run(net *n, bool backward)
{
    ae_frame frame = { .capacity = AE_CAPACITY_STEP };
    ae_run how = { .rows = ROWS, .scratch = n->scratch, .gradient_scale = 1 };
    double total = 0;
    frame.base[AE_BASE_WORK] = n->work;
    frame.base[AE_BASE_PARAM] = n->weights;
    frame.base[AE_BASE_GRAD] = n->gradients;
    frame.base[AE_BASE_INPUT] = n->input;
    frame.base[AE_BASE_TARGET] = n->target;
    ae_exec_forward(&n->plan, &frame, &how);
    for (size_t l = 0; l < 2; l++)
        for (size_t i = 0; i < ROWS; i++)
            total += ae_exec_losses(&n->plan, &frame, l)[i];
    if (backward)
        ae_exec_backward(&n->plan, &frame, &how);
    return total;
}

static void one_parameter_stands_behind_both_uses(void **state)
{
    net n;
    (void)state;
    open_net(&n, true);
    assert_int_equal(n.params.count, 2);
    assert_int_equal(n.params.list[0].size, WEIGHTS);
    ae_arena_free(&n.arena);
}

/* The loss written out by hand: what the plan computes is what was meant. */
static void the_loss_is_as_recorded(void **state)
{
    net n;
    double expected = 0;
    (void)state;
    open_net(&n, true);
    const double *w = n.weights, *b = n.weights + n.params.list[1].offset;
    for (size_t r = 0; r < ROWS; r++) {
        const double *x = n.input + r * WIDTH, *t = n.target + r * WIDTH;
        double h[WIDTH];
        for (size_t j = 0; j < WIDTH; j++)
            h[j] = tanh(x[0] * w[j] + x[1] * w[WIDTH + j] + x[2] * w[2 * WIDTH + j]);
        for (size_t j = 0; j < WIDTH; j++) {
            double y = h[0] * w[j] + h[1] * w[WIDTH + j] + h[2] * w[2 * WIDTH + j] + b[j];
            expected += ((y - t[j]) * (y - t[j]) + 2 * (h[j] - t[j]) * (h[j] - t[j])) / WIDTH;
        }
    }
    assert_true(fabs(run(&n, false) - expected) < 1e-12 * expected);
    ae_arena_free(&n.arena);
}

static double difference(net *n, size_t w)
{
    const double step = 1e-6, kept = n->weights[w];
    n->weights[w] = kept + step;
    double above = run(n, false);
    n->weights[w] = kept - step;
    double below = run(n, false);
    n->weights[w] = kept;
    return (above - below) / (2 * step);
}

static void gradients_of_both_uses_add(void **state)
{
    net n;
    (void)state;
    open_net(&n, true);
    run(&n, true);
    for (size_t p = 0; p < n.params.count; p++)
        for (size_t i = 0; i < n.params.list[p].size; i++) {
            size_t w = n.params.list[p].offset + i;
            assert_true(fabs(difference(&n, w) - n.gradients[w]) < 1e-7);
        }
    ae_arena_free(&n.arena);
}

/* Memory used again does not change a gradient. */
static void reuse_does_not_matter(void **state)
{
    net a, b;
    (void)state;
    open_net(&a, true);
    open_net(&b, false);
    run(&a, true);
    run(&b, true);
    assert_true(a.plan.work < b.plan.work);
    assert_memory_equal(a.gradients, b.gradients, WEIGHTS * sizeof(double));
    ae_arena_free(&a.arena);
    ae_arena_free(&b.arena);
}

/* The first writer stores, the second adds: as with tied weights. */
static void one_writer_stores_and_one_adds(void **state)
{
    net n;
    size_t stores = 0, adds = 0;
    (void)state;
    open_net(&n, true);
    for (size_t s = n.plan.n_forward; s < n.plan.n_steps; s++)
        for (size_t i = 0; i < n.plan.steps[s].n_in; i++)
            if (n.plan.steps[s].din[i].base == AE_BASE_GRAD && n.plan.steps[s].din[i].offset == n.params.list[0].offset) {
                stores += !n.plan.steps[s].add[i];
                adds += n.plan.steps[s].add[i];
            }
    assert_int_equal(stores, 1);
    assert_int_equal(adds, 1);
    ae_arena_free(&n.arena);
}

/* ---- what cannot be recorded ---- */

static void mistakes_are_told(void **state)
{
    net n;
    ae_error e;
    const ae_shape other = { 2, { 2, WIDTH } };
    ae_param again = { .name = "W", .shape = other }, endless = { .name = "V", .shape = { 2, { SIZE_MAX / 2, 2 } } };
    (void)state;
    open_net(&n, true);
    const size_t in[AE_OP_INPUTS + 1] = { 0 }, nodes = n.graph.n_nodes;
    size_t v = 77;
    assert_int_equal(ae_graph_param(&v, &n.graph, &again, &e), AE_ESHAPE);
    assert_string_equal(e.text, "W is 2x3 here and 3x3 elsewhere");
    assert_int_equal(ae_graph_param(&v, &n.graph, &endless, &e), AE_ESHAPE);
    assert_int_equal(ae_graph_reshape(&v, &n.graph, 0, &square, &e), AE_ESHAPE);
    assert_string_equal(e.text, "3 has 3 elements, 3x3 has 9");
    assert_int_equal(ae_graph_apply(&v, &n.graph, "convolve", "c", NULL, in, 1, &e), AE_EINTERNAL);
    assert_non_null(strstr(e.text, "convolve"));
    assert_int_equal(ae_graph_apply(&v, &n.graph, "loss_mse", "l", NULL, in, AE_OP_INPUTS + 1, &e), AE_EINTERNAL);
    assert_int_equal(v, 77);
    assert_int_equal(n.graph.n_nodes, nodes);
    assert_int_equal(n.params.count, 2);
    ae_arena_free(&n.arena);
}

/* Two steps cannot both leave what they saw of one state. */
static void state_is_not_used_twice(void **state)
{
    net n;
    ae_error e;
    static const ae_normalise_attr attr = { 0.1 };
    ae_param mean = { .name = "mean", .shape = row, .state = true }, variance = { .name = "variance", .shape = row };
    ae_request request = { .losses = n.losses, .n_losses = 1, .gradients = true };
    size_t v[3], out;
    (void)state;
    variance.state = true;
    open_net(&n, true);
    v[0] = n.graph.nodes[n.graph.n_nodes - 1].in[0];
    assert_int_equal(ae_graph_param(&v[1], &n.graph, &mean, &e), AE_OK);
    assert_int_equal(ae_graph_param(&v[2], &n.graph, &variance, &e), AE_OK);
    assert_int_equal(ae_graph_apply(&out, &n.graph, "batchnorm", "first", &attr, v, 3, &e), AE_OK);
    n.losses[0].value = apply(&n, "loss_mse", NULL, out, bound(&n, AE_BASE_TARGET), 0, 2);
    assert_int_equal(ae_plan_make(&n.plan, &n.graph, &request, &e), AE_OK);
    v[0] = out;
    assert_int_equal(ae_graph_apply(&out, &n.graph, "batchnorm", "second", &attr, v, 3, &e), AE_OK);
    n.losses[0].value = apply(&n, "loss_mse", NULL, out, bound(&n, AE_BASE_TARGET), 0, 2);
    assert_int_equal(ae_plan_make(&n.plan, &n.graph, &request, &e), AE_EINTERNAL);
    assert_string_equal(e.text, "two steps of one plan move the state of second");
    ae_arena_free(&n.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_parameter_stands_behind_both_uses),
        cmocka_unit_test(the_loss_is_as_recorded),
        cmocka_unit_test(gradients_of_both_uses_add),
        cmocka_unit_test(reuse_does_not_matter),
        cmocka_unit_test(one_writer_stores_and_one_adds),
        cmocka_unit_test(mistakes_are_told),
        cmocka_unit_test(state_is_not_used_twice),
    };
    return cmocka_run_group_tests_name("twice", tests, NULL, NULL);
}
