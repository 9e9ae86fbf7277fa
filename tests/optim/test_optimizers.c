/* Optimizers, in double: ten steps of each against the papers' formulas, written plainly; and each finds a minimum. */
#include "bench.h"

/* One weight of the reference and what it remembers. */
typedef struct plain {
    double w, a, b;
} plain;

/* An optimizer's constants, by the names of their keys. */
typedef struct constants {
    double lr, b1, b2, rho, momentum, eps, decay, initial;
    bool nesterov;
} constants;

static void sgd(plain *p, double g, const constants *c, int t)
{
    double d = g + c->decay * p->w;
    (void)t;
    p->a = c->momentum * p->a + d;
    p->w -= c->lr * (c->momentum == 0 ? d : c->nesterov ? d + c->momentum * p->a : p->a);
}

static void adam(plain *p, double g, const constants *c, int t)
{
    p->a = c->b1 * p->a + (1 - c->b1) * g;
    p->b = c->b2 * p->b + (1 - c->b2) * g * g;
    double rate = c->lr * sqrt(1 - pow(c->b2, t)) / (1 - pow(c->b1, t));
    p->w = p->w - c->lr * c->decay * p->w - rate * p->a / (sqrt(p->b) + c->eps);
}

static void pytorch_adam(plain *p, double g, const constants *c, int t)
{
    p->w *= 1 - c->lr * c->decay;
    p->a = c->b1 * p->a + (1 - c->b1) * g;
    p->b = c->b2 * p->b + (1 - c->b2) * g * g;
    double mean = p->a / (1 - pow(c->b1, t)), square = p->b / (1 - pow(c->b2, t));
    p->w -= c->lr * mean / (sqrt(square) + c->eps);
}

static void rmsprop(plain *p, double g, const constants *c, int t)
{
    (void)t;
    p->a = c->rho * p->a + (1 - c->rho) * g * g;
    p->b = c->momentum * p->b + c->lr * g / sqrt(p->a + c->eps);
    p->w -= p->b;
}

static void pytorch_rmsprop(plain *p, double g, const constants *c, int t)
{
    (void)t;
    p->a = c->rho * p->a + (1 - c->rho) * g * g;
    p->b = c->momentum * p->b + g / (sqrt(p->a) + c->eps);
    p->w -= c->lr * p->b;
}

static void adagrad(plain *p, double g, const constants *c, int t)
{
    p->a = (t == 1 ? c->initial : p->a) + g * g;
    p->w -= c->lr * g / (sqrt(p->a) + c->eps);
}

static void adadelta(plain *p, double g, const constants *c, int t)
{
    (void)t;
    p->a = c->rho * p->a + (1 - c->rho) * g * g;
    double d = sqrt(p->b + c->eps) / sqrt(p->a + c->eps) * g;
    p->b = c->rho * p->b + (1 - c->rho) * d * d;
    p->w -= c->lr * d;
}

/* Each optimizer with its documented defaults, and with other constants. */
static const struct {
    const char *spec;
    void (*step)(plain *p, double g, const constants *c, int t);
    constants c;
    unsigned slots;
} cases[] = {
    { "sgd", sgd, { .lr = 0.01 }, 0 },
    { "sgd lr=0.1 decay=0.05", sgd, { .lr = 0.1, .decay = 0.05 }, 0 },
    { "sgd lr=0.1 momentum=0.9", sgd, { .lr = 0.1, .momentum = 0.9 }, 1 },
    { "sgd momentum=0.8 nesterov=yes decay=0.1", sgd, { .lr = 0.01, .momentum = 0.8, .nesterov = true, .decay = 0.1 }, 1 },
    { "adam", adam, { .lr = 0.001, .b1 = 0.9, .b2 = 0.999, .eps = 1e-7 }, 2 },
    { "adam lr=0.1 b1=0.5 b2=0.8 eps=0.01", adam, { .lr = 0.1, .b1 = 0.5, .b2 = 0.8, .eps = 0.01 }, 2 },
    { "adam b1=0 b2=0", adam, { .lr = 0.001, .eps = 1e-7 }, 2 },
    { "adamw", adam, { .lr = 0.001, .b1 = 0.9, .b2 = 0.999, .eps = 1e-7, .decay = 0.01 }, 2 },
    { "adamw lr=0.1 decay=0.3", adam, { .lr = 0.1, .b1 = 0.9, .b2 = 0.999, .eps = 1e-7, .decay = 0.3 }, 2 },
    { "adam form=pytorch", pytorch_adam, { .lr = 0.001, .b1 = 0.9, .b2 = 0.999, .eps = 1e-7 }, 2 },
    { "adam form=pytorch eps=0.01", pytorch_adam, { .lr = 0.001, .b1 = 0.9, .b2 = 0.999, .eps = 0.01 }, 2 },
    { "adamw form=pytorch lr=0.1 eps=0.1",
      pytorch_adam,
      { .lr = 0.1, .b1 = 0.9, .b2 = 0.999, .eps = 0.1, .decay = 0.01 },
      2 },
    { "rmsprop form=pytorch", pytorch_rmsprop, { .lr = 0.001, .rho = 0.9, .eps = 1e-7 }, 1 },
    { "rmsprop form=pytorch lr=0.1 momentum=0.7 eps=0.01",
      pytorch_rmsprop,
      { .lr = 0.1, .rho = 0.9, .momentum = 0.7, .eps = 0.01 },
      2 },
    { "rmsprop form=keras", rmsprop, { .lr = 0.001, .rho = 0.9, .eps = 1e-7 }, 1 },
    { "rmsprop", rmsprop, { .lr = 0.001, .rho = 0.9, .eps = 1e-7 }, 1 },
    { "rmsprop lr=0.1 rho=0.5 momentum=0.7 eps=0.01", rmsprop, { .lr = 0.1, .rho = 0.5, .momentum = 0.7, .eps = 0.01 }, 2 },
    { "adagrad", adagrad, { .lr = 0.01, .eps = 1e-10 }, 1 },
    { "adagrad lr=0.1 initial=0.1 eps=0.01", adagrad, { .lr = 0.1, .initial = 0.1, .eps = 0.01 }, 1 },
    { "adadelta", adadelta, { .lr = 1, .rho = 0.95, .eps = 1e-6 }, 2 },
    { "adadelta lr=0.5 rho=0.7 eps=0.01", adadelta, { .lr = 0.5, .rho = 0.7, .eps = 0.01 }, 2 },
};
enum { CASES = sizeof cases / sizeof *cases };

/* Both sides compute in double, in different orders: ten steps of a few roundings, 2^-53 each, of numbers below 2. */
static const double tolerance = 1e-13;

static void assert_ten_steps(size_t i, const constants *c, double rate_scale, double decay_scale)
{
    bench b;
    plain p[N] = { 0 };
    bench_open(&b, 0, cases[i].spec);
    b.rate_scale = rate_scale;
    b.decay_scale = decay_scale;
    for (size_t j = 0; j < N; j++)
        p[j].w = b.w[j];
    for (int t = 1; t <= 10; t++) {
        bench_gradient(&b, (uint64_t)t);
        bench_begin(&b, (uint64_t)t);
        bench_slice(&b, 0, N);
        for (size_t j = 0; j < N; j++)
            cases[i].step(&p[j], b.g[j], c, t);
    }
    for (size_t j = 0; j < N; j++)
        if (!(fabs(b.w[j] - p[j].w) <= tolerance))
            fail_msg("%s: weight %zu is %.17g, not %.17g", cases[i].spec, j, b.w[j], p[j].w);
    bench_close(&b);
}

static void ten_steps_follow_the_formula(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++)
        assert_ten_steps(i, &cases[i].c, 1, 1);
}

static void ranges_scale_the_rate_and_the_decay(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        constants c = cases[i].c;
        c.lr *= 0.5;
        c.decay *= 3;
        assert_ten_steps(i, &c, 0.5, 3);
    }
}

static void slots_are_asked_for_as_needed(void **state)
{
    bench b;
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        bench_open(&b, 0, cases[i].spec);
        assert_int_equal(b.type->slots(b.options), cases[i].slots);
        bench_close(&b);
    }
}

/* The loss sum of c (w - a)^2 / 2, c in 0.5 ... 2.5, and its gradient. */
static double quadratic(bench *b)
{
    double loss = 0;
    for (size_t i = 0; i < N; i++) {
        double c = 1.5 + sin((double)i * 3), d = b->w[i] - cos((double)i * 5);
        b->g[i] = c * d;
        loss += c * d * d / 2;
    }
    return loss;
}

static void each_finds_the_minimum_of_a_quadratic(void **state)
{
    static const char *const specs[] = {
        "sgd lr=0.1",
        "sgd lr=0.02 momentum=0.9",
        "sgd lr=0.02 momentum=0.9 nesterov=yes",
        "adam lr=0.01",
        "adamw lr=0.01 decay=0",
        "rmsprop lr=0.002",
        "adam lr=0.01 form=pytorch",
        "rmsprop lr=0.002 form=pytorch",
        "adagrad lr=0.5",
        "adadelta",
    };
    (void)state;
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        bench b;
        bench_open(&b, 0, specs[i]);
        double first = quadratic(&b), last = first;
        for (uint64_t t = 1; t <= 2000; t++) {
            bench_begin(&b, t);
            bench_slice(&b, 0, N);
            last = quadratic(&b);
        }
        if (!(last < 1e-4 * first))
            fail_msg("%s: from %g to %g in 2000 steps", specs[i], first, last);
        bench_close(&b);
    }
}

/* With nothing to decay, adamw is adam; its decay pulls towards 0 even where there is no gradient. */
static void adamw_decays_beside_the_means(void **state)
{
    bench a, b, c;
    (void)state;
    bench_open(&a, 0, "adam");
    bench_open(&b, 0, "adamw decay=0");
    bench_open(&c, 0, "adamw lr=0.1 decay=0.5");
    for (uint64_t t = 1; t <= 10; t++) {
        bench_begin(&a, t), bench_begin(&b, t), bench_begin(&c, t);
        bench_gradient(&a, t), bench_gradient(&b, t);
        bench_slice(&a, 0, N), bench_slice(&b, 0, N), bench_slice(&c, 0, N);
    }
    assert_memory_equal(a.w, b.w, sizeof a.w);
    for (size_t i = 0; i < N; i++)
        assert_true(fabs(c.w[i] - sin((double)i) * pow(0.95, 10)) <= 1e-14);
    bench_close(&a), bench_close(&b), bench_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_steps_follow_the_formula),  cmocka_unit_test(ranges_scale_the_rate_and_the_decay),
        cmocka_unit_test(slots_are_asked_for_as_needed), cmocka_unit_test(each_finds_the_minimum_of_a_quadratic),
        cmocka_unit_test(adamw_decays_beside_the_means),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
