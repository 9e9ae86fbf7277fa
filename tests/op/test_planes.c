/* Pools, upsampling, padding and cropping, in double, against their definitions: results, gradients, and that backward is
 * the adjoint of forward. */
#include "plane_case.h"

enum { CASES = 400, ROWS = 2 };

typedef struct image { /* a plane and how to look at it: 0 or `outside` beyond its edges */
    const double *x;
    ptrdiff_t height, width;
} image;

static double at(const image *p, ptrdiff_t y, ptrdiff_t x, double outside)
{
    return y >= 0 && y < p->height && x >= 0 && x < p->width ? p->x[y * p->width + x] : outside;
}

static ptrdiff_t clamp(ptrdiff_t i, ptrdiff_t n)
{
    return i < 0 ? 0 : i < n ? i : n - 1;
}

/* ---- the definitions: element (oy, ox) of the result ---- */

static double max_of_window(const image *p, const plane_case *c, ptrdiff_t oy, ptrdiff_t ox)
{
    const ae_pooling_axis *h = &c->window.h, *w = &c->window.w;
    ptrdiff_t y = oy * (ptrdiff_t)h->stride - (ptrdiff_t)h->before, x = ox * (ptrdiff_t)w->stride - (ptrdiff_t)w->before;
    double most = -INFINITY;
    for (ptrdiff_t i = 0; i < (ptrdiff_t)h->size; i++)
        for (ptrdiff_t j = 0; j < (ptrdiff_t)w->size; j++)
            most = fmax(most, at(p, y + i, x + j, -INFINITY));
    return most;
}

static double mean_of_window(const image *p, const plane_case *c, ptrdiff_t oy, ptrdiff_t ox)
{
    const ae_pooling_axis *h = &c->window.h, *w = &c->window.w;
    ptrdiff_t y = oy * (ptrdiff_t)h->stride - (ptrdiff_t)h->before, x = ox * (ptrdiff_t)w->stride - (ptrdiff_t)w->before;
    double sum = 0;
    for (ptrdiff_t i = 0; i < (ptrdiff_t)h->size; i++)
        for (ptrdiff_t j = 0; j < (ptrdiff_t)w->size; j++)
            sum += at(p, y + i, x + j, 0);
    return sum / (double)(h->size * w->size);
}

/* The place o of `out` in `in`, of which element i covers i ... i + 1; then the middle of element 0 is 0. */
static double place_of(ptrdiff_t o, ptrdiff_t in, size_t out)
{
    double place = ((double)o + 0.5) * (double)in / (double)out - 0.5;
    return place > 0 ? place : 0;
}

static double between(const image *p, double y, double x)
{
    ptrdiff_t i = (ptrdiff_t)y, j = (ptrdiff_t)x, below = clamp(i + 1, p->height), right = clamp(j + 1, p->width);
    double v = y - (double)i, u = x - (double)j;
    return (1 - v) * ((1 - u) * at(p, i, j, 0) + u * at(p, i, right, 0)) +
           v * ((1 - u) * at(p, below, j, 0) + u * at(p, below, right, 0));
}

static double resized(const image *p, const plane_case *c, ptrdiff_t oy, ptrdiff_t ox)
{
    const ae_upsample_attr *a = &c->upsample;
    if (a->linear)
        return between(p, place_of(oy, p->height, a->height), place_of(ox, p->width, a->width));
    return at(p, oy * p->height / (ptrdiff_t)a->height, ox * p->width / (ptrdiff_t)a->width, NAN);
}

static double padded(const image *p, const plane_case *c, ptrdiff_t oy, ptrdiff_t ox)
{
    ptrdiff_t y = oy - c->pad.top, x = ox - c->pad.left;
    return c->pad.replicate ? at(p, clamp(y, p->height), clamp(x, p->width), NAN) : at(p, y, x, 0);
}

static double (*const definitions[PLANE_OPS])(const image *, const plane_case *, ptrdiff_t,
                                              ptrdiff_t) = { max_of_window, mean_of_window, resized, padded };

/* ---- against them ---- */

static image plane_at(const plane_case *c, size_t n)
{
    size_t h = c->in.dim[1], w = c->in.dim[2];
    return (image){ c->x + n * h * w, (ptrdiff_t)h, (ptrdiff_t)w };
}

static void assert_near(double is, double want, uint32_t n)
{
    if (!(fabs(is - want) <= 1e-12))
        fail_msg("case %u: %.17g, not %.17g", n, is, want);
}

static void results_are_as_defined(void **state)
{
    static plane_case c;
    (void)state;
    for (uint32_t n = 0; n < CASES; n++) {
        open_case(&c, 0, n, ROWS, 1);
        forward(&c);
        const double *y = c.y;
        for (size_t p = 0; p < ROWS * c.in.dim[0]; p++) {
            image plane = plane_at(&c, p);
            for (size_t oy = 0; oy < c.out.dim[1]; oy++)
                for (size_t ox = 0; ox < c.out.dim[2]; ox++)
                    assert_near(*y++, definitions[n % PLANE_OPS](&plane, &c, (ptrdiff_t)oy, (ptrdiff_t)ox), n);
        }
        close_case(&c);
    }
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* <A x, dy> = <x, A' dy>, of those that are linear in x; maxpool is, too, where its maxima are. */
static void backward_is_the_adjoint_of_forward(void **state)
{
    static plane_case c;
    (void)state;
    for (uint32_t n = 0; n < CASES; n++) {
        open_case(&c, 0, n, ROWS, 1);
        forward(&c);
        backward(&c, false);
        double left = dot(c.y, c.dy, ROWS * ae_shape_size(&c.out)), right = dot(c.x, c.dx, ROWS * ae_shape_size(&c.in));
        if (!(fabs(left - right) <= 1e-11 * (1 + fabs(left))))
            fail_msg("case %u: %.17g, not %.17g", n, right, left);
        close_case(&c);
    }
}

/* The gradient against central differences, at numbers far enough apart that no maximum changes. */
static void gradients_are_differences(void **state)
{
    static plane_case c;
    const double h = 1e-6;
    (void)state;
    for (uint32_t n = 0; n < CASES / 4; n++) {
        open_case(&c, 0, n, 1, 1);
        size_t ny = ae_shape_size(&c.out), nx = ae_shape_size(&c.in);
        backward(&c, false);
        for (size_t i = 0; i < nx; i += 1 + nx / 8) {
            double kept = c.x[i];
            c.x[i] = kept + h;
            forward(&c);
            double above = dot(c.y, c.dy, ny);
            c.x[i] = kept - h;
            forward(&c);
            assert_true(fabs((above - dot(c.y, c.dy, ny)) / (2 * h) - c.dx[i]) <= 1e-7);
            c.x[i] = kept;
        }
        close_case(&c);
    }
}

static void added_gradients_are_added_once(void **state)
{
    static plane_case c, added;
    (void)state;
    for (uint32_t n = 0; n < CASES; n++) {
        open_case(&c, 0, n, ROWS, 1);
        open_case(&added, 0, n, ROWS, 1);
        backward(&c, false);
        backward(&added, false);
        backward(&added, true);
        for (size_t i = 0; i < ROWS * ae_shape_size(&c.in); i++)
            assert_true(added.dx[i] == 2 * c.dx[i]);
        close_case(&c);
        close_case(&added);
    }
}

static void unwanted_gradients_are_not_computed(void **state)
{
    static plane_case c;
    (void)state;
    for (uint32_t n = 0; n < PLANE_OPS; n++) {
        open_case(&c, 0, n, 1, 1);
        const double before = c.dx[0];
        c.call.din[0] = NULL;
        backward(&c, false);
        assert_true(c.dx[0] == before);
        close_case(&c);
    }
}

/* ---- by hand ---- */

/* 3 x 4 with equal maxima: two windows of 2 x 2, one row and no column left over. */
static void the_first_maximum_has_the_gradient(void **state)
{
    static plane_case c;
    const double x[] = { 1, 5, 2, 2, 5, 5, 2, 2, 9, 9, 9, 9 }, dx[] = { 0, 10, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
    (void)state;
    open_case(&c, 0, 0, 1, 1);
    c.in = (ae_shape){ 3, { 1, 3, 4 } };
    c.window = (ae_pooling_attr){ { 2, 2, 0, 1 }, { 2, 2, 0, 2 } };
    assert_int_equal(c.op->shape(&c.out, &c.in, 1, &c.window, NULL), AE_OK);
    memcpy(c.x, x, sizeof x);
    c.dy[0] = 10;
    c.dy[1] = 20;
    free(c.run.scratch);
    c.run.scratch = aligned_alloc(AE_ALIGN, ae_round_up(c.op->scratch(&c.window, &c.in, &c.out, 1, 1), AE_ALIGN));

    forward(&c);
    backward(&c, false);

    assert_true(c.y[0] == 5 && c.y[1] == 2);
    assert_memory_equal(c.dx, dx, sizeof dx);
    close_case(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_are_as_defined),
        cmocka_unit_test(backward_is_the_adjoint_of_forward),
        cmocka_unit_test(gradients_are_differences),
        cmocka_unit_test(added_gradients_are_added_once),
        cmocka_unit_test(unwanted_gradients_are_not_computed),
        cmocka_unit_test(the_first_maximum_has_the_gradient),
    };
    return cmocka_run_group_tests_name("planes", tests, NULL, NULL);
}
