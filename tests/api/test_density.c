/* The density of a model's codes: what is fitted, what is drawn from it, and when it goes. */
#include "changes.h"
#include "kernel/dispatch.h"
#include "model/density.h"

enum { ROWS = 300, WIDTH = 3 };
static float data[ROWS * WIDTH];
static const ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
static const char net[] = "input 3 | scaler zscore | dense 2 act=tanh | code | decoder mirror";
static const char same[] = "input 3 | flatten | code | flatten"; /* a code is the row itself */
static const char same2[] = "input 2 | flatten | code | flatten";

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    return 0;
}

static ae_status fit_density(ae_model *m, const ae_rows *from, size_t components, ae_error *e)
{
    ae_density_options o = AE_DENSITY_OPTIONS_INIT;
    o.components = components;
    return ae_density_fit(m, from, &o, e);
}

static ae_model *fitted(const char *spec, const ae_rows *from, size_t components)
{
    ae_model *m = make_model(spec, 1);
    ae_error e;
    must(fit_density(m, from, components, &e), &e);
    return m;
}

static ae_density_info info_of(const ae_model *m)
{
    ae_density_info i = AE_DENSITY_INFO_INIT;
    ae_error e;
    must(ae_density_get_info(&i, m, &e), &e);
    return i;
}

static void assert_near(double is, double awaited, double apart)
{
    if (!(fabs(is - awaited) <= apart))
        fail_msg("%.9g, where %.9g was awaited, at most %.3g apart", is, awaited, apart);
}

/* ---- a mixture that is known ---- */

enum { KNOWN = 3, PLANE = 2 };
static const double known_share[KNOWN] = { 0.5, 0.3, 0.2 };
static const double known_center[KNOWN][PLANE] = { { 0, 0 }, { 9, 1 }, { -2, 12 } };
static const double known_factor[KNOWN][3] = { { 1, 0.5, 0.8 }, { 0.6, -0.3, 1.1 }, { 1.2, 0, 0.4 } };

static double uniform(uint32_t row, uint32_t number)
{
    uint32_t word[4];
    const ae_place place = { .seed = 7, .row = row };
    ae_random_quad(word, &place, number);
    return ((double)word[0] + 0.5) / 4294967296.0;
}

static size_t known_component(uint32_t row)
{
    const double u = uniform(row, 0);
    return u < known_share[0] ? 0 : u < known_share[0] + known_share[1] ? 1 : 2;
}

/* Rows of it, by Box and Muller's method. */
static void draw_known(float *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const uint32_t row = (uint32_t)i;
        const size_t k = known_component(row);
        const double radius = sqrt(-2 * log(uniform(row, 1))), turn = 6.283185307179586 * uniform(row, 2);
        const double a = radius * cos(turn), b = radius * sin(turn), *f = known_factor[k];
        x[i * PLANE] = (float)(known_center[k][0] + f[0] * a);
        x[i * PLANE + 1] = (float)(known_center[k][1] + f[1] * a + f[2] * b);
    }
}

/* L L', the elements (0, 0), (1, 0), (1, 1). */
static void multiply(double to[3], const double f[3])
{
    to[0] = f[0] * f[0];
    to[1] = f[1] * f[0];
    to[2] = f[1] * f[1] + f[2] * f[2];
}

static void get_covariance(double to[3], const ae_density *d, size_t k)
{
    double f[3];
    for (size_t i = 0; i < 3; i++)
        f[i] = (double)d->factor[3 * k + i];
    multiply(to, f);
}

static double square(double x)
{
    return x * x;
}

/* The component whose center is nearest to a known one. */
static size_t nearest(const ae_density *d, const double center[PLANE])
{
    size_t best = 0;
    double least = INFINITY;
    for (size_t k = 0; k < d->components; k++) {
        const double far = square((double)d->center[2 * k] - center[0]) + square((double)d->center[2 * k + 1] - center[1]);
        best = far < least ? k : best;
        least = far < least ? far : least;
    }
    return best;
}

/* A mean of n numbers lies within 5 of its standard errors of what it estimates, in all but one case of a million: a share's
 * is sqrt(p (1 - p) / n), a mean's sqrt(v / n), a covariance's sqrt((v w + c c) / n). The components hardly overlap, so each
 * is as good as known by its rows. */
static void assert_component(double share, const double center[2], const double covariance[3], size_t k, double n)
{
    const double p = known_share[k], of = n * p, most = 5;
    double v[3];
    multiply(v, known_factor[k]);
    assert_near(share, p, most * sqrt(p * (1 - p) / n));
    assert_near(center[0], known_center[k][0], most * sqrt(v[0] / of));
    assert_near(center[1], known_center[k][1], most * sqrt(v[2] / of));
    assert_near(covariance[0], v[0], most * v[0] * sqrt(2 / of));
    assert_near(covariance[1], v[1], most * sqrt((v[0] * v[2] + v[1] * v[1]) / of));
    assert_near(covariance[2], v[2], most * v[2] * sqrt(2 / of));
}

enum { MANY = 20000 };
static ae_model *fitted_to_known(void)
{
    static float x[MANY * PLANE];
    const ae_rows from = AE_ROWS_F32(x, MANY, PLANE);
    draw_known(x, MANY);
    return fitted(same2, &from, KNOWN);
}

static void a_known_mixture_is_found(void **state)
{
    ae_model *m = fitted_to_known();
    (void)state;

    const ae_density *d = m->density;
    assert_int_equal(info_of(m).components, KNOWN);
    assert_int_equal(info_of(m).code, PLANE);
    assert_int_equal(info_of(m).rows, MANY);
    for (size_t k = 0; k < KNOWN; k++) {
        const size_t found = nearest(d, known_center[k]);
        const double center[2] = { (double)d->center[2 * found], (double)d->center[2 * found + 1] };
        double covariance[3];
        get_covariance(covariance, d, found);
        assert_component((double)d->share[found], center, covariance, k, MANY);
    }
    ae_model_free(m);
}

/* Given nine groups on a grid, 12 of their deviations apart; then no seed ends with one component for two of them. */
static void every_seed_finds_groups_that_lie_apart(void **state)
{
    enum { GRID = 3, N = 2000, SEEDS = 20 };
    static float x[N * PLANE];
    const ae_rows from = AE_ROWS_F32(x, N, PLANE);
    ae_model *m = make_model(same2, 1);
    (void)state;
    for (uint32_t i = 0; i < N; i++) {
        const double radius = sqrt(-2 * log(uniform(i, 1))), turn = 6.283185307179586 * uniform(i, 2);
        x[i * PLANE] = (float)(12 * (i % GRID) + radius * cos(turn));
        x[i * PLANE + 1] = (float)(12 * (i / GRID % GRID) + radius * sin(turn));
    }
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        const ae_density_options o = { sizeof o, GRID * GRID, seed, 1 };
        ae_error e;
        must(ae_density_fit(m, &from, &o, &e), &e);
        for (size_t k = 0; k < GRID * GRID; k++)
            assert_near((double)m->density->share[k], 1.0 / (GRID * GRID), 1e-3);
    }
    ae_model_free(m);
}

/* ---- one Gaussian ---- */

/* Mean and covariance of n rows of two numbers, by the definition. */
static void measure(double mean[2], double covariance[3], const float *x, size_t n)
{
    mean[0] = mean[1] = covariance[0] = covariance[1] = covariance[2] = 0;
    for (size_t i = 0; i < 2 * n; i++)
        mean[i % 2] += (double)x[i] / (double)n;
    for (size_t i = 0; i < n; i++) {
        const double a = (double)x[2 * i] - mean[0], b = (double)x[2 * i + 1] - mean[1];
        covariance[0] += a * a / (double)n;
        covariance[1] += a * b / (double)n;
        covariance[2] += b * b / (double)n;
    }
}

/* Then it is the rows' mean and covariance with the ridge that the header tells, to float's precision; and the mean
 * log-density is -(2 log(2 pi) + log |S| + tr(S^-1 C)) / 2 of that S and the rows' own C. */
static void one_component_is_mean_and_covariance(void **state)
{
    enum { N = 50 };
    float x[2 * N];
    const ae_rows from = AE_ROWS_F32(x, N, 2);
    double mean[2], c[3], s[3];
    (void)state;
    draw_known(x, N);
    measure(mean, c, x, N);
    const double ridge = 1e-6 * (c[0] + c[2]) / 2, s0 = c[0] * (1 + 1e-4) + ridge, s2 = c[2] * (1 + 1e-4) + ridge;
    const double det = s0 * s2 - c[1] * c[1], trace = (s2 * c[0] + s0 * c[2] - 2 * c[1] * c[1]) / det;

    ae_model *m = fitted(same2, &from, 0);

    get_covariance(s, m->density, 0);
    assert_int_equal(info_of(m).components, 1);
    assert_near((double)m->density->share[0], 1, 0);
    assert_near((double)m->density->center[0], mean[0], 1e-6 * fabs(mean[0]));
    assert_near((double)m->density->center[1], mean[1], 1e-6 * fabs(mean[1]));
    assert_near(s[0], s0, 1e-6 * s0);
    assert_near(s[1], c[1], 1e-6 * sqrt(s0 * s2));
    assert_near(s[2], s2, 1e-6 * s2);
    assert_near(info_of(m).log_density, -(2 * log(6.283185307179586) + log(det) + trace) / 2, 1e-9);
    ae_model_free(m);
}

/* Given a gaussian code; then the density is one of draws from it: the covariance of the rows' means and, on its diagonal,
 * the mean of their variances. */
static void a_gaussian_code_has_its_own_variance_too(void **state)
{
    static const char *const names[] = { "code", "code.log_variance" };
    ae_model *m = fitted("input 3 | gaussian 2 init=normal sd=1 | code | dense 3", &rows, 1);
    float code[2 * ROWS], log_variance[2 * ROWS];
    const ae_result results[] = { { names[0], code }, { names[1], log_variance } };
    double mean[2], c[3], own[2] = { 0 }, s[3];
    ae_error e;
    (void)state;
    must(ae_model_run(results, 2, m, NULL, &rows, &e), &e);
    measure(mean, c, code, ROWS);
    for (size_t i = 0; i < 2 * ROWS; i++)
        own[i % 2] += exp((double)log_variance[i]) / ROWS;
    const double v0 = c[0] + own[0], v2 = c[2] + own[1], ridge = 1e-6 * (v0 + v2) / 2;

    get_covariance(s, m->density, 0);
    assert_near(s[0], v0 * (1 + 1e-4) + ridge, 1e-6 * v0);
    assert_near(s[1], c[1], 1e-6 * sqrt(v0 * v2));
    assert_near(s[2], v2 * (1 + 1e-4) + ridge, 1e-6 * v2);
    assert_near((double)m->density->center[0], mean[0], 1e-6 * fabs(mean[0]));
    assert_true(own[0] > 0.1 * c[0]);
    ae_model_free(m);
}

/* Given a gaussian code that is the same for all rows, as of a unit that says nothing; then draws are spread as it says. */
static void a_gaussian_code_that_says_nothing_has_a_density(void **state)
{
    static float zeros[10 * WIDTH];
    const ae_rows from = AE_ROWS_F32(zeros, 10, WIDTH);
    ae_model *m = fitted("input 3 | gaussian 2 | code | dense 3", &from, 3);
    double s[3];
    (void)state;

    assert_int_equal(info_of(m).components, 1);
    get_covariance(s, m->density, 0);
    assert_near(s[0], 1 + 1e-4 + 1e-6, 1e-6);
    assert_near(s[1], 0, 0);
    assert_near(s[2], 1 + 1e-4 + 1e-6, 1e-6);
    ae_model_free(m);
}

/* ---- which rows ---- */

static void rows_of_weight_0_are_left_out(void **state)
{
    float weights[ROWS];
    uint32_t pick[ROWS];
    ae_rows weighted = rows, picked = rows;
    (void)state;
    for (uint32_t i = 0; i < ROWS; i++) {
        weights[i] = i % 3 ? (float)i : 0;
        pick[picked.picks] = i;
        picked.picks += i % 3 != 0;
    }
    weighted.weights = weights;
    picked.pick = pick;

    ae_model *m = fitted(net, &weighted, 2), *other = fitted(net, &picked, 2);

    assert_int_equal(info_of(m).rows, 200);
    assert_same_model(m, other);
    ae_model_free(m);
    ae_model_free(other);
}

static int bring(void *user, const ae_read_buffers *to, const uint32_t *numbers, size_t n)
{
    size_t *asked = user;
    *asked += n;
    for (size_t i = 0; i < n; i++)
        memcpy((float *)to->input + i * WIDTH, data + numbers[i] * WIDTH, WIDTH * sizeof *data);
    return 0;
}

static void a_callback_is_asked_for_each_row_once(void **state)
{
    size_t asked = 0;
    ae_rows from = AE_ROWS_INIT;
    ae_model *m = fitted(net, &rows, 2);
    (void)state;
    from.n = ROWS;
    from.input.width = WIDTH;
    from.read = bring;
    from.user = &asked;

    ae_model *other = fitted(net, &from, 2);

    assert_same_model(m, other);
    assert_int_equal(asked, ROWS);
    ae_model_free(m);
    ae_model_free(other);
}

/* Given the numbers 0, 1, 2 ... as rows, more than are taken; then those taken lie as evenly as can be: their mean is within
 * one step of that of all. */
static void of_very_many_rows_some_are_taken_evenly(void **state)
{
    enum { N = 2 * AE_DENSITY_ROWS + 7 };
    float *x = test_malloc(N * sizeof *x);
    const ae_rows from = AE_ROWS_F32(x, N, 1);
    (void)state;
    for (size_t i = 0; i < N; i++)
        x[i] = (float)i;

    ae_model *m = fitted("input 1 | flatten | code | flatten", &from, 1);

    assert_int_equal(info_of(m).rows, AE_DENSITY_ROWS);
    assert_near((double)m->density->center[0], (N - 1) / 2.0, 3);
    assert_near((double)m->density->factor[0], N / sqrt(12.0), 1e-3 * N);
    ae_model_free(m);
    test_free(x);
}

/* ---- codes that are hard ---- */

/* Given a unit that always says the same; then it is drawn so, to a thousandth of the others' spread times 5.77, the largest
 * normal number. */
static void a_unit_that_never_changes_does_no_harm(void **state)
{
    float x[ROWS * WIDTH], code[WIDTH];
    const ae_rows from = AE_ROWS_F32(x, ROWS, WIDTH);
    (void)state;
    for (size_t i = 0; i < sizeof x / sizeof *x; i++)
        x[i] = i % WIDTH == 1 ? 4 : data[i];

    ae_model *m = fitted(same, &from, 3);

    for (uint32_t i = 0; i < 1000; i++) {
        ae_density_draw(code, m->density, m->program.isa, 1, i, 1);
        assert_near((double)code[1], 4, 5.8e-3);
        assert_true(isfinite(code[0]) && isfinite(code[2]));
    }
    ae_model_free(m);
}

/* Given three codes, each of a hundred rows; then there are three components at most, each where a code is. */
static void there_are_no_more_components_than_codes(void **state)
{
    float x[ROWS * WIDTH];
    const ae_rows from = AE_ROWS_F32(x, ROWS, WIDTH);
    (void)state;
    for (size_t i = 0; i < sizeof x / sizeof *x; i++)
        x[i] = data[i % (3 * WIDTH)];

    ae_model *m = fitted(same, &from, 8);

    assert_int_equal(info_of(m).components, 3);
    for (size_t k = 0; k < 3; k++)
        assert_near((double)m->density->share[k], 1 / 3.0, 1e-6);
    assert_true(ae_density_is_sound(m->density));
    ae_model_free(m);
}

/* Given one row far from all others; then no component is left with it alone. */
static void a_component_without_rows_is_given_up(void **state)
{
    float x[ROWS * WIDTH];
    const ae_rows from = AE_ROWS_F32(x, ROWS, WIDTH);
    (void)state;
    memcpy(x, data, sizeof x);
    for (size_t i = 0; i < WIDTH; i++)
        x[i] = 1000;

    ae_model *m = fitted(same, &from, 4);

    assert_true(info_of(m).components < 4);
    for (size_t k = 0; k < m->density->components; k++)
        assert_true((double)m->density->share[k] * ROWS > 1.99);
    assert_true(ae_density_is_sound(m->density));
    ae_model_free(m);
}

/* ---- the same bits ---- */

static void threads_do_not_show(void **state)
{
    ae_model *m = fitted(net, &rows, 5);
    ae_density_options o = AE_DENSITY_OPTIONS_INIT;
    ae_error e;
    (void)state;
    o.components = 5;
    for (o.threads = 2; o.threads < 8; o.threads++) {
        ae_model *other = make_model(net, 1);
        must(ae_density_fit(other, &rows, &o, &e), &e);
        assert_same_model(m, other);
        ae_model_free(other);
    }
    ae_model_free(m);
}

static void kernel_sets_do_not_show(void **state)
{
    ae_model *m = fitted(net, &rows, 5);
    ae_error e;
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++) {
        ae_model *other;
        if (!ae_isa_usable(isa))
            continue;
        must(ae_model_copy(&other, m, ae_isa_name(isa), &e), &e);
        ae_model_forget(other);
        must(fit_density(other, &rows, 5, &e), &e);
        assert_same_model(m, other);
        ae_model_free(other);
    }
    ae_model_free(m);
}

static void another_seed_starts_elsewhere(void **state)
{
    ae_model *m = fitted(net, &rows, 5), *other = make_model(net, 1);
    ae_density_options o = { sizeof o, 5, 2, 1 };
    ae_error e;
    (void)state;

    must(ae_density_fit(other, &rows, &o, &e), &e);

    assert_true(info_of(m).log_density != info_of(other).log_density);
    ae_model_free(m);
    ae_model_free(other);
}

static void draws_are_the_same_from_every_set(void **state)
{
    ae_model *m = fitted(net, &rows, 3);
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        for (uint32_t i = 0; ae_isa_usable(isa) && i < 100; i++) {
            float a[2], b[2];
            ae_density_draw(a, m->density, m->program.isa, 3, i, 1);
            ae_density_draw(b, m->density, isa, 3, i, 1);
            assert_memory_equal(a, b, sizeof a);
        }
    ae_model_free(m);
}

/* ---- draws ---- */

/* Given the density of a known mixture; then 100,000 draws are distributed as it says: told apart by the center that is
 * nearest, which is right for all but a few in a million, each component's have its share, mean and covariance. */
static void draws_have_the_mixture_s_moments(void **state)
{
    enum { DRAWS = 100000 };
    ae_model *m = make_model(same2, 1);
    float *x[KNOWN];
    size_t n[KNOWN] = { 0 };
    ae_error e;
    (void)state;
    must(ae_density_make(&m->density, &m->program, NULL, &e), &e);
    ae_density *d = m->density;
    d->components = KNOWN;
    must(ae_density_room(d, &e), &e);
    for (size_t k = 0; k < KNOWN; k++) {
        x[k] = test_malloc(DRAWS * PLANE * sizeof(float));
        d->share[k] = (float)known_share[k];
        for (size_t i = 0; i < PLANE; i++)
            d->center[PLANE * k + i] = (float)known_center[k][i];
        for (size_t i = 0; i < 3; i++)
            d->factor[3 * k + i] = (float)known_factor[k][i];
    }

    for (uint32_t i = 0; i < DRAWS; i++) {
        float code[PLANE];
        ae_density_draw(code, d, m->program.isa, 9, i, 1);
        const double at[PLANE] = { (double)code[0], (double)code[1] };
        const size_t k = nearest(d, at);
        memcpy(x[k] + PLANE * n[k]++, code, sizeof code);
    }

    for (size_t k = 0; k < KNOWN; k++) {
        double mean[2], covariance[3];
        measure(mean, covariance, x[k], n[k]);
        assert_component((double)n[k] / DRAWS, mean, covariance, k, DRAWS);
        test_free(x[k]);
    }
    ae_model_free(m);
}

static void deviation_0_gives_centers(void **state)
{
    ae_model *m = fitted(net, &rows, 1);
    float code[2];
    (void)state;

    ae_density_draw(code, m->density, m->program.isa, 1, 5, 0);

    assert_memory_equal(code, m->density->center, sizeof code);
    ae_model_free(m);
}

/* A draw depends on all bits of the seed and of the row's number. */
static void each_row_and_seed_has_a_draw_of_its_own(void **state)
{
    static const struct {
        uint64_t seed;
        uint32_t row;
    } at[] = { { 1, 0 }, { 1, 1 }, { 2, 0 }, { 1, 1u << 31 }, { (uint64_t)1 << 32 | 1, 0 } };
    enum { N = sizeof at / sizeof *at };
    ae_model *m = fitted(net, &rows, 1);
    float code[N][2];
    (void)state;

    for (size_t i = 0; i < N; i++)
        ae_density_draw(code[i], m->density, m->program.isa, at[i].seed, at[i].row, 1);

    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < i; j++)
            assert_memory_not_equal(code[i], code[j], sizeof *code);
    ae_model_free(m);
}

/* ---- it is the model's ---- */

static void it_is_saved_loaded_and_copied(void **state)
{
    ae_model *m = fitted(net, &rows, 3), *loaded = saved_and_loaded(m), *copy;
    ae_error e;
    (void)state;

    must(ae_model_clone(&copy, loaded, &e), &e);

    assert_same_model(m, copy);
    assert_int_equal(info_of(copy).components, info_of(m).components);
    assert_int_equal(info_of(copy).rows, ROWS);
    assert_near(info_of(copy).log_density, info_of(m).log_density, 0);
    ae_model_free(m);
    ae_model_free(loaded);
    ae_model_free(copy);
}

static void it_goes_together_with_a_scorer(void **state)
{
    ae_model *m = fitted(net, &rows, 2);
    ae_scorer_options o = AE_SCORER_OPTIONS_INIT;
    ae_scorer_info i = AE_SCORER_INFO_INIT;
    ae_error e;
    (void)state;
    o.kind = "joint";
    must(ae_scorer_fit(m, &rows, &o, &e), &e);

    ae_model *loaded = saved_and_loaded(m);

    must(ae_scorer_get_info(&i, loaded, &e), &e);
    assert_string_equal(i.kind, "joint");
    assert_int_equal(info_of(loaded).components, 2);
    ae_model_free(m);
    ae_model_free(loaded);
}

static void what_changes_the_model_drops_its_density(void **state)
{
    (void)state;
    for (size_t i = 0; i < CHANGES; i++) {
        ae_model *m = fitted(net, &rows, 2);
        assert_int_equal(changes[i](m, &rows, net), AE_OK);
        assert_int_equal(info_of(m).components, 0);
        assert_int_equal(info_of(m).rows, 0);
        ae_model_free(m);
    }
}

static void a_new_one_takes_the_old_one_s_place(void **state)
{
    ae_model *m = fitted(net, &rows, 4), *other = fitted(net, &rows, 2);
    ae_error e;
    (void)state;

    must(fit_density(m, &rows, 2, &e), &e);

    assert_same_model(m, other);
    ae_model_free(m);
    ae_model_free(other);
}

/* ---- memory ---- */

typedef struct counted {
    heap heap;
    ae_allocator allocator;
    ae_model_options options;
    ae_model *made, *model;
    unsigned char *bytes;
    size_t size;
} counted;

static ae_status call_fit(counted *c)
{
    ae_density_options o = { sizeof o, 3, 0, 2 };
    return ae_density_fit(c->model, &rows, &o, NULL);
}

static ae_status call_clone(counted *c)
{
    ae_model *copy = NULL;
    ae_status status = ae_model_clone(&copy, c->model, NULL);
    ae_model_free(copy);
    return status;
}

static ae_status call_load(counted *c)
{
    ae_model *copy = NULL;
    ae_status status = ae_model_load_memory(&copy, c->bytes, c->size, &c->options, NULL);
    ae_model_free(copy);
    return status;
}

/* Given any one of a call's allocations refused; then it says AE_ENOMEM, nothing stays held, and the model is as it was. */
static void every_allocation_may_fail(void **state)
{
    static ae_status (*const calls[])(counted *) = { call_fit, call_clone, call_load };
    counted c = { .options = AE_MODEL_OPTIONS_INIT };
    ae_error e;
    (void)state;
    c.allocator = (ae_allocator){ heap_alloc, heap_free, &c.heap };
    c.options.allocator = &c.allocator;
    c.made = fitted(net, &rows, 3);
    c.bytes = model_bytes(c.made, &c.size);
    must(ae_model_load_memory(&c.model, c.bytes, c.size, &c.options, &e), &e);
    const size_t held = c.heap.held;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        ae_status status = AE_ENOMEM;
        for (size_t at = 1; status == AE_ENOMEM; at++) {
            c.heap.calls = 0;
            c.heap.fail_at = at;
            status = calls[i](&c);
            c.heap.fail_at = 0;
            assert_same_model(c.model, c.made);
            assert_int_equal(c.heap.held, held);
        }
        assert_int_equal(status, AE_OK);
    }
    ae_model_free(c.model);
    assert_int_equal(c.heap.held, 0);
    ae_model_free(c.made);
    test_free(c.bytes);
}

/* ---- what is wrong ---- */

/* It is refused so, and the model keeps the density that it has. */
static void assert_refused(const char *spec, const ae_rows *from, const ae_density_options *o, ae_status status,
                           const char *says)
{
    ae_model *m = make_model(spec, 1), *before;
    ae_rows usual = AE_ROWS_F32(data, 30, WIDTH);
    ae_error e;
    if (strstr(spec, "input 3"))
        ae_density_fit(m, &usual, NULL, NULL);
    must(ae_model_clone(&before, m, &e), &e);

    const ae_status got = ae_density_fit(m, from, o, &e);

    if (got != status || !strstr(e.text, says))
        fail_msg("%s: %s: %s, where \"%s\" was awaited", spec, ae_status_name(got), e.text, says);
    assert_same_model(m, before);
    ae_model_free(m);
    ae_model_free(before);
}

static void options_are_checked(void **state)
{
    ae_density_options o = AE_DENSITY_OPTIONS_INIT;
    (void)state;
    o.components = 65;
    assert_refused(net, &rows, &o, AE_EOPTION, "components is 65; a density has at most 64");
    o.components = 64;
    o.threads = 257;
    assert_refused(net, &rows, &o, AE_EOPTION, "threads is 257");
}

static void too_few_rows_are_refused(void **state)
{
    ae_density_options o = AE_DENSITY_OPTIONS_INIT;
    ae_rows few = rows;
    float weights[ROWS] = { 0, 1 };
    (void)state;
    few.n = 2;
    assert_refused(net, &few, &o, AE_EDATA, "a density of 1 component needs at least 3 rows that count; there are 2");
    few.n = 29;
    o.components = 10;
    assert_refused(net, &few, &o, AE_EDATA, "a density of 10 components needs at least 30 rows that count; there are 29");
    few.weights = weights;
    assert_refused(net, &few, &o, AE_EDATA, "there is 1");
    weights[1] = 0;
    assert_refused(net, &few, &o, AE_EDATA, "weight");
}

static void codes_that_have_no_density_are_refused(void **state)
{
    float x[10 * WIDTH];
    const ae_rows from = AE_ROWS_F32(x, 10, WIDTH);
    (void)state;
    for (size_t i = 0; i < sizeof x / sizeof *x; i++)
        x[i] = 0.3f;
    assert_refused(same, &from, NULL, AE_EDATA, "all 10 rows have the same code: a density needs codes that differ");
    for (size_t i = 0; i < sizeof x / sizeof *x; i++)
        x[i] = i % 2 ? 0 : 1e-43f;
    assert_refused(same, &from, NULL, AE_EDATA, "too close to each other");
    for (size_t i = 0; i < WIDTH; i++)
        x[7 * WIDTH + i] = 3e38f;
    assert_refused("input 3 | dense 2 init=normal sd=10 | code | dense 3", &from, NULL, AE_EDATA,
                   "row 8 has an infinite code");
    x[7 * WIDTH] = NAN;
    assert_refused(same, &from, NULL, AE_ENONFINITE, "row 8");
}

static void models_that_have_no_density_are_refused(void **state)
{
    (void)state;
    assert_refused("input 3 | dense 2 | code", &rows, NULL, AE_EUNSUPPORTED, "the model is an encoder");
    assert_refused("input 3 | dense 1025 | code | dense 3", &rows, NULL, AE_EUNSUPPORTED,
                   "the code has 1025 numbers; it is for codes of at most 1024");
    assert_refused("input 4 | dense 2 | code | dense 4", &rows, NULL, AE_EWIDTH, "the model takes 4");
}

static void arguments_are_checked(void **state)
{
    ae_model *m = make_model(net, 1);
    ae_error e;
    (void)state;
    assert_int_equal(ae_density_fit(NULL, &rows, NULL, &e), AE_EARGUMENT);
    assert_int_equal(ae_density_fit(m, NULL, NULL, &e), AE_EARGUMENT);
    assert_int_equal(ae_density_get_info(NULL, m, &e), AE_EARGUMENT);
    assert_int_equal(ae_density_get_info(&(ae_density_info)AE_DENSITY_INFO_INIT, NULL, &e), AE_EARGUMENT);
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_known_mixture_is_found),
        cmocka_unit_test(every_seed_finds_groups_that_lie_apart),
        cmocka_unit_test(one_component_is_mean_and_covariance),
        cmocka_unit_test(a_gaussian_code_has_its_own_variance_too),
        cmocka_unit_test(a_gaussian_code_that_says_nothing_has_a_density),
        cmocka_unit_test(rows_of_weight_0_are_left_out),
        cmocka_unit_test(a_callback_is_asked_for_each_row_once),
        cmocka_unit_test(of_very_many_rows_some_are_taken_evenly),
        cmocka_unit_test(a_unit_that_never_changes_does_no_harm),
        cmocka_unit_test(there_are_no_more_components_than_codes),
        cmocka_unit_test(a_component_without_rows_is_given_up),
        cmocka_unit_test(threads_do_not_show),
        cmocka_unit_test(kernel_sets_do_not_show),
        cmocka_unit_test(another_seed_starts_elsewhere),
        cmocka_unit_test(draws_are_the_same_from_every_set),
        cmocka_unit_test(draws_have_the_mixture_s_moments),
        cmocka_unit_test(deviation_0_gives_centers),
        cmocka_unit_test(each_row_and_seed_has_a_draw_of_its_own),
        cmocka_unit_test(it_is_saved_loaded_and_copied),
        cmocka_unit_test(it_goes_together_with_a_scorer),
        cmocka_unit_test(what_changes_the_model_drops_its_density),
        cmocka_unit_test(a_new_one_takes_the_old_one_s_place),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(options_are_checked),
        cmocka_unit_test(too_few_rows_are_refused),
        cmocka_unit_test(codes_that_have_no_density_are_refused),
        cmocka_unit_test(models_that_have_no_density_are_refused),
        cmocka_unit_test(arguments_are_checked),
    };
    return cmocka_run_group_tests_name("density", tests, fill, NULL);
}
