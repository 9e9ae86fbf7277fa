/* concat, in double: where each number goes, and gradients against central differences. */
#include "elementwise.h"

enum { R = 40, C = 3 };

typedef struct join {
    fixture f;
    ae_real dc[R * C];
    size_t x, plane, row;
} join;

/* A row of this shape, and C numbers for each. */
static void open(join *j, ae_shape shape)
{
    j->x = ae_shape_size(&shape);
    j->plane = j->x / shape.dim[0];
    j->row = j->x + C * j->plane;
    fixture_open(&j->f, 0, "concat", NULL, R, j->row); /* as many numbers as come out */
    j->f.shape[0] = shape;
    j->f.shape[1] = (ae_shape){ 1, { C } };
    assert_int_equal(j->f.op->shape(&j->f.out_shape, j->f.shape, 2, NULL, NULL), AE_OK);
    j->f.call.din[1] = j->dc;
}

static const ae_shape shapes[] = {
    { 1, { 7 } },          /* a flat row */
    { 2, { 2, 5 } },       /* signals */
    { 3, { 2, 3, 4 } },    /* images */
    { 4, { 2, 3, 2, 2 } }, /* and beyond */
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static join j;

static void planes_follow_the_channels(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHAPES; s++) {
        open(&j, shapes[s]);
        assert_int_equal(j.f.out_shape.rank, shapes[s].rank);
        assert_int_equal(j.f.out_shape.dim[0], shapes[s].dim[0] + C);
        assert_int_equal(ae_shape_size(&j.f.out_shape), j.row);
        j.f.op->forward(&j.f.call);
        for (size_t i = 0; i < R * j.row; i++) {
            const size_t row = i / j.row, at = i % j.row;
            const ae_real want = at < j.x ? j.f.in[0][row * j.x + at] : j.f.in[1][row * C + (at - j.x) / j.plane];
            assert_true(j.f.out[i] == want);
        }
    }
}

/* The op is linear, so that the differences are exact apart from rounding. */
static double difference(ae_real *number)
{
    const ae_real before = *number;
    double sum[2] = { 0, 0 };
    for (int side = 0; side < 2; side++) {
        *number = before + (side ? 0.5 : -0.5);
        j.f.op->forward(&j.f.call);
        for (size_t i = 0; i < R * j.row; i++)
            sum[side] += j.f.out[i] * j.f.dout[i];
    }
    *number = before;
    return sum[1] - sum[0];
}

static void gradients_are_right(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHAPES; s++) {
        open(&j, shapes[s]);
        j.f.op->backward(&j.f.call);
        for (size_t i = 0; i < R * j.x; i += 11)
            assert_true(fabs(j.f.din[i] - difference(&j.f.in[0][i])) < 1e-9);
        for (size_t i = 0; i < R * C; i += 5)
            assert_true(fabs(j.dc[i] - difference(&j.f.in[1][i])) < 1e-9);
    }
}

/* Given gradients that are there already, then its own are added; what nobody wants is not touched. */
static void gradients_are_added_where_wanted(void **state)
{
    static ae_real dx[SPACE], dc[R * C];
    (void)state;
    open(&j, shapes[2]);
    j.f.op->backward(&j.f.call);
    memcpy(dx, j.f.din, sizeof dx);
    memcpy(dc, j.dc, sizeof dc);
    j.f.call.add[0] = j.f.call.add[1] = true;
    j.f.op->backward(&j.f.call);
    for (size_t i = 0; i < R * j.x; i++)
        assert_true(j.f.din[i] == 2 * dx[i]);
    for (size_t i = 0; i < R * C; i++)
        assert_true(fabs(j.dc[i] - 2 * dc[i]) < 1e-12);
    j.f.call.add[0] = j.f.call.add[1] = false;
    j.f.call.din[0] = j.f.call.din[1] = NULL;
    j.f.op->backward(&j.f.call);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(planes_follow_the_channels),
        cmocka_unit_test(gradients_are_right),
        cmocka_unit_test(gradients_are_added_where_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
