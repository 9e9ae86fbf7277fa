/* Pools, upsampling, padding and cropping, in float: the same bits for every instruction set, any number of threads, and
 * whatever other rows there are. */
#include "plane_case.h"

enum { CASES = 240 };

static void compute(plane_case *c, size_t isa, uint32_t n, size_t rows, ae_pool *pool)
{
    open_case(c, isa, n, rows, ae_pool_threads(pool));
    c->run.pool = pool;
    forward(c);
    backward(c, n % 5 == 0);
}

static void assert_same(size_t isa, size_t rows, ae_pool *pool)
{
    static plane_case a, b;
    for (uint32_t n = 0; n < CASES; n++) {
        compute(&a, 0, n, rows, NULL);
        compute(&b, isa, n, rows, pool);
        assert_memory_equal(a.y, b.y, sizeof a.y);
        assert_memory_equal(a.dx, b.dx, sizeof a.dx);
        close_case(&a);
        close_case(&b);
    }
}

static void every_set_gives_the_same_bits(void **state)
{
    (void)state;
    for (size_t isa = 1; isa < ae_isa_count(); isa++)
        if (ae_isa_usable(isa))
            assert_same(isa, 3, NULL);
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    (void)state;
    for (unsigned threads = 2; threads < 5; threads++) {
        ae_pool *pool;
        assert_int_equal(ae_pool_create(&pool, threads, NULL, NULL), AE_OK);
        assert_same(0, 40, pool);
        ae_pool_free(pool);
    }
}

static void a_row_does_not_depend_on_the_others(void **state)
{
    static plane_case all, one;
    enum { ROWS = 5 };
    (void)state;
    for (uint32_t n = 0; n < CASES; n++) {
        compute(&all, 0, n, ROWS, NULL);
        size_t nx = ae_shape_size(&all.in), ny = ae_shape_size(&all.out);
        for (size_t row = 0; row < ROWS; row++) {
            open_case(&one, 0, n, 1, 1);
            memcpy(one.x, all.x + row * nx, nx * sizeof *one.x);
            memcpy(one.dy, all.dy + row * ny, ny * sizeof *one.dy);
            fill(one.dx, (row + 1) * nx, 3); /* what the others began with */
            memmove(one.dx, one.dx + row * nx, nx * sizeof *one.dx);
            forward(&one);
            backward(&one, n % 5 == 0);
            assert_memory_equal(one.y, all.y + row * ny, ny * sizeof *one.y);
            assert_memory_equal(one.dx, all.dx + row * nx, nx * sizeof *one.dx);
            close_case(&one);
        }
        close_case(&all);
    }
}

/* The nearest element, zeros and copies are exact, also where numbers are infinite or minus zero. */
static void copies_are_exact(void **state)
{
    static plane_case c;
    (void)state;
    for (uint32_t n = 0; n < CASES; n++) {
        open_case(&c, 0, n, 1, 1);
        bool copies = n % PLANE_OPS == 3 || (n % PLANE_OPS == 2 && !c.upsample.linear);
        for (size_t i = 0; i < ae_shape_size(&c.in); i++)
            c.x[i] = i % 3 == 0 ? -INFINITY : i % 3 == 1 ? (ae_real)-0.0 : INFINITY;
        forward(&c);
        for (size_t i = 0; copies && i < ae_shape_size(&c.out); i++)
            assert_true(isinf(c.y[i]) || signbit(c.y[i]) || (n % PLANE_OPS == 3 && !c.pad.replicate));
        close_case(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_gives_the_same_bits),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(a_row_does_not_depend_on_the_others),
        cmocka_unit_test(copies_are_exact),
    };
    return cmocka_run_group_tests_name("planes_same_bits", tests, NULL, NULL);
}
