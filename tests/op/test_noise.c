/* noise and clip, in double: what each kind makes of its draws, what a draw hangs on, and the gradients. */
#include "elementwise.h"
#include "base/random.h"
#include "op/clip.h"
#include "op/noise.h"

enum { R = 6, WIDTH = 147, ELEMENTS = R * WIDTH }; /* two blocks of draws and a part */

static const ae_noise_attr drop = { AE_NOISE_REPLACE, false, false, 7, 1, 0, 1.25, 0.2, 0, 0 };
static const ae_noise_attr drop_channels = { AE_NOISE_REPLACE, false, false, 7, 49, 0, 2, 0.5, 0, 0 };
static const ae_noise_attr salt_pepper = { AE_NOISE_REPLACE, false, false, 7, 1, 0, 1, 0.4, -2, 5 };
static const ae_noise_attr gaussian = { AE_NOISE_ADD, true, false, 7, 1, 0, 0.5, 0, 0, 0 };
static const ae_noise_attr uniform = { AE_NOISE_ADD, false, false, 7, 1, -0.25, 0.75, 0, 0, 0 };
static const ae_noise_attr speckle = { AE_NOISE_MULTIPLY, true, false, 7, 1, 1, 0.5, 0, 0, 0 };
static const ae_clip_attr between = { .low = -0.5, .high = 1.5 };

static const struct op_case {
    const char *op;
    const void *attr;
} cases[] = { { "noise", &drop },    { "noise", &drop_channels }, { "noise", &salt_pepper }, { "noise", &gaussian },
              { "noise", &uniform }, { "noise", &speckle },       { "clip", &between } };
enum { CASES = sizeof cases / sizeof *cases };

static void open(fixture *f, const char *op, const void *attr)
{
    fixture_open(f, 0, op, attr, R, WIDTH);
    f->run.seed = 3;
    f->run.step = 9;
    f->run.first = 100;
}

static void run(fixture *f, const void *attr)
{
    open(f, "noise", attr);
    f->op->forward(&f->call);
}

/* ---- the definition, in plain C ---- */

static double word(uint32_t row, uint32_t element)
{
    const ae_place place = { .seed = 3, .name = 7, .step = 9, .row = row };
    uint32_t quad[4];
    ae_random_quad(quad, &place, element / 64 * 16 + element % 16);
    return ((quad[element / 16 % 4] >> 9) + 0.5) / 8388608;
}

static double normal(uint32_t row, uint32_t element)
{
    uint32_t first = element / 32 * 32 + element % 16;
    double radius = sqrt(-2 * log(word(row, first))), angle = 6.283185307179586 * word(row, first + 16);
    return radius * (element / 16 % 2 ? sin(angle) : cos(angle));
}

static double drop_of(double x, uint32_t row, uint32_t i) { return word(row, i) < 0.2 ? 0 : 1.25 * x; }
static double drop_channels_of(double x, uint32_t row, uint32_t i) { return word(row, i / 49) < 0.5 ? 0 : 2 * x; }
static double gaussian_of(double x, uint32_t row, uint32_t i) { return x + 0.5 * normal(row, i); }
static double uniform_of(double x, uint32_t row, uint32_t i) { return x - 0.25 + 0.75 * word(row, i); }
static double speckle_of(double x, uint32_t row, uint32_t i) { return x * (1 + 0.5 * normal(row, i)); }

static double salt_pepper_of(double x, uint32_t row, uint32_t i)
{
    double u = word(row, i);
    return u < 0.2 ? -2 : u < 0.4 ? 5 : x;
}

static void each_kind_is_what_it_says(void **state)
{
    static fixture f;
    double (*const of[])(double, uint32_t, uint32_t) = { drop_of,     drop_channels_of, salt_pepper_of,
                                                         gaussian_of, uniform_of,       speckle_of };
    (void)state;
    for (size_t c = 0; c < 6; c++) {
        run(&f, cases[c].attr);
        for (uint32_t i = 0; i < ELEMENTS; i++)
            if (!(fabs(f.out[i] - of[c](f.in[0][i], 100 + i / WIDTH, i % WIDTH)) < 1e-13))
                fail_msg("kind %zu, element %u: %g", c, i, f.out[i]);
    }
}

static void clip_keeps_between(void **state)
{
    static fixture f;
    (void)state;
    open(&f, "clip", &between);
    f.in[0][3] = NAN;
    f.op->forward(&f.call);
    for (size_t i = 0; i < ELEMENTS; i++)
        assert_true(i == 3 ? isnan(f.out[i]) : f.out[i] == fmax(-0.5, fmin(1.5, f.in[0][i])));
}

/* ---- what a draw hangs on ---- */

static bool same_as_before(fixture *f, ae_real before[ELEMENTS])
{
    f->op->forward(&f->call);
    return memcmp(before, f->out, ELEMENTS * sizeof *before) == 0;
}

static void seed_step_and_name_change_what_is_drawn(void **state)
{
    static fixture f;
    static ae_real before[ELEMENTS];
    ae_noise_attr attr = gaussian;
    (void)state;
    run(&f, &attr);
    memcpy(before, f.out, sizeof before);
    assert_true(same_as_before(&f, before));
    f.run.seed += UINT64_C(1) << 32;
    assert_false(same_as_before(&f, before));
    f.run.seed = 3;
    f.run.step++;
    assert_false(same_as_before(&f, before));
    f.run.step--;
    attr.name++;
    assert_false(same_as_before(&f, before));
    attr.name--;
    assert_true(same_as_before(&f, before));
}

static void fixed_noise_is_the_same_in_every_step(void **state)
{
    static fixture f;
    static ae_real before[ELEMENTS];
    ae_noise_attr attr = speckle;
    (void)state;
    attr.fixed = true;
    run(&f, &attr);
    memcpy(before, f.out, sizeof before);
    f.run.step = 12345;
    assert_true(same_as_before(&f, before));
    f.run.first++;
    assert_false(same_as_before(&f, before));
}

/* Given the rows in another order, with their numbers after the first; then each gets what it got before. */
static void a_row_takes_its_draws_along(void **state)
{
    static const uint32_t order[R] = { 4, 0, 5, 3, 1, 2 };
    static fixture f, g;
    (void)state;
    run(&f, &gaussian);
    open(&g, "noise", &gaussian);
    g.run.ids = order;
    for (size_t i = 0; i < R; i++)
        memcpy(g.in[0] + i * WIDTH, f.in[0] + order[i] * WIDTH, WIDTH * sizeof(ae_real));
    g.op->forward(&g.call);
    for (size_t i = 0; i < R; i++)
        assert_memory_equal(g.out + i * WIDTH, f.out + order[i] * WIDTH, WIDTH * sizeof(ae_real));
}

/* ---- how often: counts of a binomial law, within five of its deviations ---- */

static void assert_share(size_t count, size_t of, double p)
{
    double expected = p * (double)of, deviation = sqrt(p * (1 - p) * (double)of);
    if (!(fabs((double)count - expected) <= 5 * deviation))
        fail_msg("%zu of %zu, expected %g +- %g", count, of, expected, 5 * deviation);
}

static size_t count(const fixture *f, size_t n, ae_real value)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        found += f->out[i] == value;
    return found;
}

static void as_many_are_replaced_as_was_said(void **state)
{
    static fixture f;
    enum { ROWS_ = 500, WIDTH_ = 150, N = ROWS_ * WIDTH_ };
    (void)state;
    fixture_open(&f, 0, "noise", &drop, ROWS_, WIDTH_);
    f.op->forward(&f.call);
    assert_share(count(&f, N, 0), N, 0.2);
    fixture_open(&f, 0, "noise", &salt_pepper, ROWS_, WIDTH_);
    f.op->forward(&f.call);
    assert_share(count(&f, N, -2), N, 0.2);
    assert_share(count(&f, N, 5), N, 0.2);
    fixture_open(&f, 0, "noise", &drop_channels, ROWS_, 147);
    f.op->forward(&f.call);
    assert_share(count(&f, ROWS_ * 147, 0) / 49, ROWS_ * 3, 0.5);
}

/* ---- gradients ---- */

static double product(fixture *f)
{
    double sum = 0;
    f->op->forward(&f->call);
    for (size_t j = 0; j < ELEMENTS; j++)
        sum += f->dout[j] * f->out[j];
    return sum;
}

static void gradients_are_central_differences(void **state)
{
    static fixture f;
    const double h = 1e-6;
    (void)state;
    for (size_t c = 0; c < CASES; c++) {
        open(&f, cases[c].op, cases[c].attr);
        f.op->forward(&f.call);
        f.op->backward(&f.call);
        for (size_t j = 0; j < ELEMENTS; j++) {
            double x = f.in[0][j], up, down;
            f.in[0][j] = x + h;
            up = product(&f);
            f.in[0][j] = x - h;
            down = product(&f);
            f.in[0][j] = x;
            assert_true(fabs(f.din[j] - (up - down) / (2 * h)) <= 1e-7);
        }
    }
}

static void gradients_are_added_or_not_wanted(void **state)
{
    static fixture f;
    static ae_real stored[ELEMENTS];
    (void)state;
    for (size_t c = 0; c < CASES; c++) {
        open(&f, cases[c].op, cases[c].attr);
        f.op->forward(&f.call);
        f.op->backward(&f.call);
        memcpy(stored, f.din, sizeof stored);
        f.call.add[0] = true;
        f.op->backward(&f.call);
        for (size_t j = 0; j < ELEMENTS; j++)
            assert_true(f.din[j] == 2 * stored[j]);
        f.call.din[0] = NULL;
        f.op->backward(&f.call);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_what_it_says),
        cmocka_unit_test(clip_keeps_between),
        cmocka_unit_test(seed_step_and_name_change_what_is_drawn),
        cmocka_unit_test(fixed_noise_is_the_same_in_every_step),
        cmocka_unit_test(a_row_takes_its_draws_along),
        cmocka_unit_test(as_many_are_replaced_as_was_said),
        cmocka_unit_test(gradients_are_central_differences),
        cmocka_unit_test(gradients_are_added_or_not_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
