/* shift, in double: where each number goes, what a move hangs on, and the way back. */
#include "base/random.h"
#include "elementwise.h"
#include "op/shift.h"

enum { R = 40, CHANNELS = 2, HEIGHT = 5, WIDTH = 7, ROW = CHANNELS * HEIGHT * WIDTH };
static const ae_shift_attr by_3 = { .by = 3, .name = 7 };

static void open(fixture *f, const ae_shift_attr *attr, size_t height)
{
    fixture_open(f, 0, "shift", attr, R, ROW);
    f->shape[0] = (ae_shape){ 3, { CHANNELS, height, ROW / CHANNELS / height } };
    f->run.seed = 3;
    f->run.step = 9;
    f->run.first = 100;
}

/* The definition: draw number `element` of the row, as one of -3 ... 3. */
static int step_of(uint32_t row, uint32_t element)
{
    const ae_place place = { .seed = 3, .name = 7, .step = 9, .row = row };
    uint32_t quad[4];
    ae_random_quad(quad, &place, element);
    return (int)(((quad[0] >> 9) + 0.5) / 8388608 * 7) - 3;
}

static double moved(const fixture *f, uint32_t row, int channel, int y, int x, int height)
{
    const int width = ROW / CHANNELS / height;
    const int from_y = y - (height > 1 ? step_of(100 + row, 0) : 0), from_x = x - step_of(100 + row, 1);
    const bool inside = from_y >= 0 && from_y < height && from_x >= 0 && from_x < width;
    return inside ? f->in[0][(int)row * ROW + (channel * height + from_y) * width + from_x] : 0;
}

static void assert_moved(int height)
{
    static fixture f;
    const int width = ROW / CHANNELS / height;
    open(&f, &by_3, (size_t)height);
    f.op->forward(&f.call);
    for (int i = 0; i < R * ROW; i++) {
        const int channel = i % ROW / (height * width), y = i / width % height, x = i % width;
        if (f.out[i] != moved(&f, (uint32_t)(i / ROW), channel, y, x, height))
            fail_msg("element %d of height %d: %g", i, height, f.out[i]);
    }
}

/* Given images, and signals, which are images of height 1, then every number is where the draws of its row say, all channels
 * alike, with zeros from the sides. */
static void numbers_move_as_was_drawn(void **state)
{
    (void)state;
    assert_moved(HEIGHT);
    assert_moved(1);
}

/* Every step of the definition, which the op is held to above, comes as often as the others, within five deviations. */
static void every_step_is_as_likely(void **state)
{
    enum { DRAWS_ = 70000 };
    size_t seen[7] = { 0 };
    (void)state;
    for (uint32_t row = 0; row < DRAWS_; row++)
        seen[step_of(row, 0) + 3]++;
    for (size_t i = 0; i < 7; i++)
        assert_true(fabs((double)seen[i] - DRAWS_ / 7.0) < 5 * sqrt(DRAWS_ * 6 / 49.0));
}

static double product(const ae_real *a, const ae_real *b)
{
    double sum = 0;
    for (size_t i = 0; i < R * ROW; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Given any gradient, then its way back is the adjoint of the way there; it is added where it is to be added, and not worked
 * out where nobody wants it. */
static void gradients_go_the_way_back(void **state)
{
    static fixture f;
    static ae_real stored[R * ROW];
    (void)state;
    open(&f, &by_3, HEIGHT);
    f.op->forward(&f.call);
    f.op->backward(&f.call);
    assert_true(fabs(product(f.dout, f.out) - product(f.din, f.in[0])) < 1e-9);
    memcpy(stored, f.din, sizeof stored);
    f.call.add[0] = true;
    f.op->backward(&f.call);
    for (size_t i = 0; i < R * ROW; i++)
        assert_true(f.din[i] == 2 * stored[i]);
    f.call.din[0] = NULL;
    f.op->backward(&f.call);
}

/* Given the step, then moves are others in the next one; with `fixed` they are not. */
static void fixed_moves_stay(void **state)
{
    static fixture f;
    static ae_real before[R * ROW];
    ae_shift_attr attr = by_3;
    (void)state;
    for (int fixed = 0; fixed < 2; fixed++) {
        attr.fixed = fixed;
        open(&f, &attr, HEIGHT);
        f.op->forward(&f.call);
        memcpy(before, f.out, sizeof before);
        f.run.step++;
        f.op->forward(&f.call);
        assert_int_equal(memcmp(before, f.out, sizeof before) == 0, fixed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_move_as_was_drawn),
        cmocka_unit_test(every_step_is_as_likely),
        cmocka_unit_test(gradients_go_the_way_back),
        cmocka_unit_test(fixed_moves_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
