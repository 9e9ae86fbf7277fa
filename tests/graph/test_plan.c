/* Properties of plans, over specs that use every layer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "model/entry.h"
#include "op/noise.h"
#include "specs.h"
#include <cmocka.h>
#include <string.h>

/* The entries that a model owns, and training's. */
enum { TRAIN = AE_ENTRIES, PLANS };

typedef struct net {
    ae_arena arena;
    ae_program program;
    ae_entry entry[PLANS];
} net;

static void open_net(net *n, const char *spec, bool reuse)
{
    ae_error e = { AE_OK, 0, 0, "" };
    ae_arena_init(&n->arena, NULL);
    if (ae_program_make(&n->program, spec, 0, &n->arena, &e) != AE_OK)
        fail_msg("%s", e.text);
    for (int i = 0; i < PLANS; i++) {
        ae_entry_rule rule = i == TRAIN ? ae_entry_train : ae_entry_rules[i];
        rule.apart = !reuse;
        if (ae_entry_make(&n->entry[i], &n->program, &rule, &n->arena, &e) != AE_OK)
            fail_msg("%s: %s", rule.name, e.text);
    }
}

typedef struct span {
    size_t from, to; /* elements; empty if equal */
} span;

static span work_span(const ae_ref *r, size_t elements)
{
    return r->base == AE_BASE_WORK ? (span){ r->offset, r->offset + elements } : (span){ 0, 0 };
}

static bool overlap(span a, span b)
{
    return a.from < b.to && b.from < a.to;
}

static span out_span(const ae_step *s)
{
    size_t loss = sizeof(double) / sizeof(ae_real);
    return work_span(&s->out, s->op->loss ? loss : ae_shape_size(&s->out_shape));
}

/* What a step writes never lies over what it reads, unless the op works in place and it is the very same tensor. */
static void check_step(const ae_step *s)
{
    for (size_t i = 0; i < s->n_in; i++) {
        span in = work_span(&s->in[i], ae_shape_size(&s->shape[i])), out = out_span(s);
        bool same = s->op->in_place && in.from == out.from && in.to == out.to;
        if (!s->backward)
            assert_true(same || !overlap(in, out));
    }
}

/* Follows who owns each element of working memory: reading needs the last writer to be the value's own maker. */
typedef struct owner {
    int node; /* number of the step that wrote it last */
    size_t from;
} owner;

static void write_span(owner *memory, span s, int step)
{
    for (size_t i = s.from; i < s.to; i++)
        memory[i] = (owner){ step, s.from };
}

/* All elements that are read were written by one step, as one tensor. */
static void read_span(const owner *memory, span s)
{
    for (size_t i = s.from; i < s.to; i++) {
        assert_true(memory[i].node >= 0);
        assert_int_equal(memory[i].node, memory[s.from].node);
        assert_int_equal(memory[i].from, s.from);
    }
}

static void follow(owner *memory, const ae_step *s, int number)
{
    for (size_t i = 0; i < s->n_in; i++)
        read_span(memory, work_span(&s->in[i], ae_shape_size(&s->shape[i])));
    if (s->backward) {
        read_span(memory, work_span(&s->dout, ae_shape_size(&s->out_shape)));
        read_span(memory, out_span(s));
    } else {
        write_span(memory, out_span(s), number);
    }
    for (size_t i = 0; i < s->n_in; i++) {
        span din = work_span(&s->din[i], ae_shape_size(&s->shape[i]));
        if (s->add[i])
            read_span(memory, din);
        write_span(memory, din, number);
    }
}

/* Given a plan that uses dead values' memory again; when its steps are followed one by one; then whatever is read is still
 * what its maker wrote. */
static void lifetimes_never_overlap(void **state)
{
    net n;
    open_net(&n, *state, true);
    for (int entry = 0; entry < PLANS; entry++) {
        const ae_plan *plan = &n.entry[entry].plan;
        owner *memory = test_malloc((plan->work + 1) * sizeof *memory);
        memset(memory, 0xff, (plan->work + 1) * sizeof *memory);
        for (size_t i = 0; i < plan->n_steps; i++) {
            check_step(&plan->steps[i]);
            follow(memory, &plan->steps[i], (int)i);
        }
        test_free(memory);
    }
    ae_arena_free(&n.arena);
}

/* Given the same net planned with and without reuse; then the steps are the same, and reuse takes no more memory. */
static void reuse_changes_only_places(void **state)
{
    net a, b;
    open_net(&a, *state, true);
    open_net(&b, *state, false);
    for (int entry = 0; entry < PLANS; entry++) {
        assert_int_equal(a.entry[entry].plan.n_steps, b.entry[entry].plan.n_steps);
        assert_true(a.entry[entry].plan.work <= b.entry[entry].plan.work);
    }
    assert_true(a.entry[TRAIN].plan.work < b.entry[TRAIN].plan.work);
    ae_arena_free(&a.arena);
    ae_arena_free(&b.arena);
}

/* Inference plans have no backward steps, and training plans gradients for every parameter that a step moves. */
static void training_reaches_every_parameter(void **state)
{
    net n;
    open_net(&n, *state, true);
    const ae_plan *plan = &n.entry[TRAIN].plan;
    for (int entry = 0; entry < TRAIN; entry++)
        assert_int_equal(n.entry[entry].plan.n_forward, n.entry[entry].plan.n_steps);
    for (size_t p = 0; p < n.program.params.count; p++) {
        bool stored = false;
        for (size_t i = plan->n_forward; i < plan->n_steps; i++)
            for (size_t k = 0; k < plan->steps[i].n_in; k++) {
                const ae_ref *din = &plan->steps[i].din[k];
                if (din->base == AE_BASE_GRAD && din->offset == n.program.params.list[p].offset) {
                    assert_int_equal(plan->steps[i].add[k], stored); /* the first writer stores, the others add */
                    stored = true;
                }
            }
        assert_int_equal(stored, !n.program.params.list[p].fitted);
    }
    ae_arena_free(&n.arena);
}

/* Given a dense layer with an activation; then one step does both. */
static void activations_are_folded(void **state)
{
    net n;
    (void)state;
    open_net(&n, "input 6 | dense 4 act=tanh | dense 3 act=sigmoid | code | dense 6", true);
    assert_int_equal(n.entry[AE_ENTRY_ENCODE].plan.n_steps, 2);
    assert_int_equal(n.entry[AE_ENTRY_RECONSTRUCT].plan.n_steps, 3);
    ae_arena_free(&n.arena);
}

static size_t count_backward(const ae_plan *plan, const char *op)
{
    size_t n = 0;
    for (size_t i = plan->n_forward; i < plan->n_steps; i++)
        n += strcmp(plan->steps[i].op->name, op) == 0;
    return n;
}

/* Given activations whose results one step alone reads; then no step is theirs in training, and a last loss has one step. */
static void derivatives_are_left_to_the_step_before(void **state)
{
    net n;
    (void)state;
    open_net(&n, "input 6 | dense 4 act=tanh | dense 3 act=sigmoid | code | dense 6 act=sigmoid", true);
    const ae_plan *plan = &n.entry[TRAIN].plan;
    assert_int_equal(plan->n_forward, 4);
    assert_int_equal(plan->n_steps, 7); /* one for each layer */
    assert_int_equal(count_backward(plan, "affine"), 3);
    assert_string_equal(plan->steps[3].derivative->name, "sigmoid"); /* the loss */
    assert_string_equal(plan->steps[4].derivative->name, "sigmoid");
    assert_string_equal(plan->steps[5].derivative->name, "tanh");
    assert_null(plan->steps[6].derivative);
    ae_arena_free(&n.arena);
}

/* Given an activation whose result two steps read; then the sum of their gradients is multiplied, by a step of its own. */
static void derivatives_wait_for_all_readers(void **state)
{
    net n;
    (void)state;
    open_net(&n, "input 6 | dense 4 act=tanh | code | dense 6 act=sigmoid | penalty l1 on=code weight=1", true);
    const ae_plan *plan = &n.entry[TRAIN].plan;
    assert_int_equal(count_backward(plan, "activation"), 1);
    assert_int_equal(count_backward(plan, "affine"), 2);
    for (size_t i = plan->n_forward; i < plan->n_steps; i++)
        assert_true(!plan->steps[i].derivative || strcmp(plan->steps[i].derivative->name, "sigmoid") == 0);
    ae_arena_free(&n.arena);
}

static size_t count_grad_refs(const ae_plan *plan, size_t offset, bool backward)
{
    size_t n = 0;
    for (size_t i = 0; i < plan->n_steps; i++)
        for (size_t k = 0; plan->steps[i].backward == backward && k < plan->steps[i].n_in; k++)
            n += plan->steps[i].din[k].base == AE_BASE_GRAD && plan->steps[i].din[k].offset == offset;
    return n;
}

/* Given a running mean; then training's forward and backward steps find the batch's own where a gradient would be, and
 * inference looks for neither. */
static void state_is_observed_in_training(void **state)
{
    net n;
    (void)state;
    open_net(&n, "input 6 | batchnorm | code | decoder mirror", true);
    const ae_param *mean = &n.program.params.list[2], *weight = &n.program.params.list[0];
    assert_string_equal(mean->name, "batchnorm1.running_mean");
    assert_true(mean->state && !weight->state);
    for (int entry = 0; entry < PLANS; entry++) {
        const ae_plan *plan = &n.entry[entry].plan;
        assert_int_equal(count_grad_refs(plan, mean->offset, false), entry == TRAIN);
        assert_int_equal(count_grad_refs(plan, mean->offset, true), entry == TRAIN);
        assert_int_equal(count_grad_refs(plan, weight->offset, false), 0);
        assert_int_equal(count_grad_refs(plan, weight->offset, true), entry == TRAIN);
    }
    ae_arena_free(&n.arena);
}

/* Given a plan dumped twice; then the texts are equal and name every step. */
static void a_plan_prints_itself(void **state)
{
    char text[2][8192];
    net n[2];
    for (int i = 0; i < 2; i++) {
        ae_writer w = { text[i], sizeof text[i], 0 };
        open_net(&n[i], *state, true);
        ae_plan_dump(&w, &n[i].entry[TRAIN].plan);
        assert_true(w.length < sizeof text[i]);
        ae_arena_free(&n[i].arena);
    }
    assert_string_equal(text[0], text[1]);
    assert_non_null(strstr(text[0], "backward"));
}

/* The attributes of the noise ops of a plan, each once: a layer that is taken twice draws the same twice. */
static size_t noises_of(const ae_noise_attr **seen, const ae_plan *plan)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->n_forward; i++) {
        const ae_step *s = &plan->steps[i];
        size_t known = 0;
        while (known < count && seen[known] != s->attr)
            known++;
        if (known == count && strcmp(s->op->name, "noise") == 0)
            seen[count++] = s->attr;
    }
    return count;
}

/* Two layers or penalties that draw by one name would draw the same. */
static void noises_draw_by_names_of_their_own(void **state)
{
    const ae_noise_attr *seen[16];
    net n;
    (void)state;
    open_net(&n,
             "input 6 | noise gaussian sd=0.1 name=contractive | dense 5 act=tanh | dense 3 act=elu | code | dense 6 "
             "| penalty contractive weight=1 | penalty contractive weight=1 on=dense1",
             true);
    assert_int_equal(noises_of(seen, &n.entry[TRAIN].plan), 3);
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(seen[i]->name, seen[j]->name);
    ae_arena_free(&n.arena);
}

int main(void)
{
    static const CMUnitTestFunction checks[] = { lifetimes_never_overlap, reuse_changes_only_places,
                                                 training_reaches_every_parameter, a_plan_prints_itself };
    enum { CHECKS = sizeof checks / sizeof *checks, TESTS = CHECKS * SPECS + 5 };
    struct CMUnitTest tests[TESTS];
    for (size_t i = 0; i < CHECKS * SPECS; i++)
        tests[i] =
            (struct CMUnitTest){ specs[i / CHECKS], checks[i % CHECKS], NULL, NULL, (void *)(uintptr_t)specs[i / CHECKS] };
    tests[TESTS - 5] = (struct CMUnitTest)cmocka_unit_test(derivatives_are_left_to_the_step_before);
    tests[TESTS - 4] = (struct CMUnitTest)cmocka_unit_test(derivatives_wait_for_all_readers);
    tests[TESTS - 3] = (struct CMUnitTest)cmocka_unit_test(activations_are_folded);
    tests[TESTS - 2] = (struct CMUnitTest)cmocka_unit_test(state_is_observed_in_training);
    tests[TESTS - 1] = (struct CMUnitTest)cmocka_unit_test(noises_draw_by_names_of_their_own);
    return _cmocka_run_group_tests("plans", tests, TESTS, NULL, NULL);
}
