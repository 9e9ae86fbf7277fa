/* Convolutions, their transpositions and gradients of every kernel set against plain loops that follow the order of
 * kernel/conv.h literally: each bit must agree, whatever the geometry, the threads and the batch. */
#include "../help.h"
#include "kernel/conv.h"
#include "kernel/dispatch.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct conv_set {
    size_t (*scratch)(const ae_conv *conv, size_t rows, unsigned threads);
    void (*forward)(ae_real *, const ae_real *, const ae_real *, const ae_conv *, const ae_conv_finish *, const ae_run *);
    void (*transposed)(ae_real *, const ae_real *, const ae_real *, const ae_conv *, const ae_conv_finish *, const ae_run *);
    void (*gradient)(ae_real *, const ae_real *, const ae_real *, const ae_conv *, bool, const ae_run *);
    void (*sum_planes)(ae_real *, const ae_real *, size_t, size_t, bool, const ae_run *);
} conv_set;

#define DECLARE(isa)                                                                                                    \
    size_t ae_conv_scratch_##isa(const ae_conv *, size_t, unsigned);                                                    \
    void ae_conv_forward_##isa(ae_real *, const ae_real *, const ae_real *, const ae_conv *, const ae_conv_finish *,    \
                               const ae_run *);                                                                         \
    void ae_conv_transposed_##isa(ae_real *, const ae_real *, const ae_real *, const ae_conv *, const ae_conv_finish *, \
                                  const ae_run *);                                                                      \
    void ae_conv_gradient_##isa(ae_real *, const ae_real *, const ae_real *, const ae_conv *, bool, const ae_run *);    \
    void ae_sum_planes_##isa(ae_real *, const ae_real *, size_t, size_t, bool, const ae_run *);
AE_ISA_LIST(DECLARE)

#define ENTRY(isa) \
    { ae_conv_scratch_##isa, ae_conv_forward_##isa, ae_conv_transposed_##isa, ae_conv_gradient_##isa, ae_sum_planes_##isa },
static const conv_set sets[] = { AE_ISA_LIST(ENTRY) };

enum { GEOMETRIES = 300, LEVELS = 16 };

/* ---- the definition, in plain loops ---- */

/* A sum in blocks of 256 chain steps. */
typedef struct sum {
    float total, block;
    size_t n;
} sum;

static void step(sum *s, float a, float b)
{
    if (s->n && s->n % 256 == 0) {
        s->total = s->n == 256 ? s->block : s->total + s->block;
        s->block = 0;
    }
    s->block = fmaf(a, b, s->block);
    s->n++;
}

static float total(const sum *s)
{
    return s->n <= 256 ? s->block : s->total + s->block;
}

static float x_at(const float *x, const ae_conv *c, size_t channel, size_t y, size_t x_)
{
    return y < c->h.x && x_ < c->w.x ? x[(channel * c->h.x + y) * c->w.x + x_] : 0; /* negative places are huge */
}

static float forward_at(const float *x, const float *w, const ae_conv *c, size_t f, size_t oy, size_t ox)
{
    size_t each = c->x_channels / c->groups, first = f / (c->y_channels / c->groups) * each;
    sum s = { 0 };
    for (size_t i = 0; i < each; i++)
        for (size_t ky = 0; ky < c->h.kernel; ky++)
            for (size_t kx = 0; kx < c->w.kernel; kx++)
                step(&s,
                     x_at(x, c, first + i, oy * c->h.stride + ky * c->h.dilation - c->h.pad,
                          ox * c->w.stride + kx * c->w.dilation - c->w.pad),
                     w[((i * c->h.kernel + ky) * c->w.kernel + kx) * c->y_channels + f]);
    return total(&s);
}

/* The place in y that element i of x meets through tap k; whether the stride lets it. */
static bool meets(size_t *place, const ae_conv_axis *a, size_t i, size_t k)
{
    long at = (long)(i + a->pad) - (long)(k * a->dilation), stride = (long)a->stride;
    *place = (size_t)(at / stride);
    return at % stride == 0;
}

static float transposed_at(const float *y, const float *w, const ae_conv *c, size_t channel, size_t iy, size_t ix)
{
    size_t each = c->y_channels / c->groups, group = channel / (c->x_channels / c->groups);
    size_t inside = channel % (c->x_channels / c->groups), oy, ox;
    sum s = { 0 };
    for (size_t ky = 0; ky < c->h.kernel; ky++)
        for (size_t kx = 0; kx < c->w.kernel; kx++)
            for (size_t f = group * each; f < (group + 1) * each; f++)
                if (meets(&oy, &c->h, iy, ky) && meets(&ox, &c->w, ix, kx))
                    step(&s, oy < c->h.y && ox < c->w.y ? y[(f * c->h.y + oy) * c->w.y + ox] : 0,
                         w[((inside * c->h.kernel + ky) * c->w.kernel + kx) * c->y_channels + f]);
    return total(&s);
}

static float image_gradient(const float *x, const float *y, const ae_conv *c, size_t channel, size_t ky, size_t kx, size_t f)
{
    size_t band = 256 / c->w.y ? 256 / c->w.y : 1;
    float all = 0;
    for (size_t from = 0; from < c->h.y; from += band) {
        float chain = 0;
        for (size_t oy = from; oy < from + band && oy < c->h.y; oy++)
            for (size_t ox = 0; ox < c->w.y; ox++)
                chain = fmaf(x_at(x, c, channel, oy * c->h.stride + ky * c->h.dilation - c->h.pad,
                                  ox * c->w.stride + kx * c->w.dilation - c->w.pad),
                             y[(f * c->h.y + oy) * c->w.y + ox], chain);
        all = from ? all + chain : chain;
    }
    return all;
}

/* The tree: the left half holds the largest power of two of images smaller than their number. */
static float tree(const float *leaf, size_t n)
{
    size_t half = 1;
    if (n == 1)
        return leaf[0];
    while (2 * half < n)
        half *= 2;
    return tree(leaf, half) + tree(leaf + half, n - half);
}

/* ---- a random geometry with its data ---- */

typedef struct problem {
    ae_conv c;
    size_t rows, x_size, y_size, w_size; /* of one image; of the weights */
    float *x, *y, *w, *bias;
} problem;

static unsigned state = 1;

static size_t pick(size_t from, size_t to)
{
    state = state * 1664525u + 1013904223u;
    return from + (state >> 8) % (to - from + 1);
}

static ae_conv_axis random_axis(size_t longest)
{
    ae_conv_axis a = { .kernel = pick(1, 4), .stride = pick(0, 9) ? pick(1, 3) : pick(4, 20), .dilation = pick(1, 3) };
    size_t reach = (a.kernel - 1) * a.dilation + 1,
           most = pick(0, 3) ? reach - 1 : 9; /* more padding than the kernel sees */
    size_t before = pick(0, most), behind = pick(0, most);
    a.x = pick(1, longest);
    while (a.x + before + behind < reach)
        behind++;
    a.pad = before;
    a.y = (a.x + before + behind - reach) / a.stride + 1;
    return a;
}

static float *numbers(size_t n)
{
    float *p = malloc((n + 1) * sizeof *p);
    assert_non_null(p);
    for (size_t i = 0; i < n; i++)
        p[i] = (float)pick(0, 2000) / 1000.0f - 1.0f;
    return p;
}

static problem random_problem(void)
{
    static const size_t channels[] = { 1, 2, 3, 4, 5, 8, 16, 17, 33 }, groups[] = { 1, 1, 1, 2, 3 };
    problem p = { .rows = pick(1, 20) };
    bool large = pick(0, 9) == 0;
    p.c.groups = groups[pick(0, 4)];
    p.c.x_channels = p.c.groups * channels[pick(0, large ? 3 : 8)];
    p.c.y_channels = p.c.groups * channels[pick(0, large ? 3 : 8)];
    p.c.h = random_axis(large ? 40 : 9);
    p.c.w = random_axis(large ? 300 : 9);
    p.rows = large ? 2 : p.rows;
    p.x_size = p.c.x_channels * p.c.h.x * p.c.w.x;
    p.y_size = p.c.y_channels * p.c.h.y * p.c.w.y;
    p.w_size = p.c.x_channels / p.c.groups * p.c.h.kernel * p.c.w.kernel * p.c.y_channels;
    p.x = numbers(p.rows * p.x_size);
    p.y = numbers(p.rows * p.y_size);
    p.w = numbers(p.w_size);
    p.bias = numbers(p.c.x_channels + p.c.y_channels);
    return p;
}

static void free_problem(problem *p)
{
    free(p->x);
    free(p->y);
    free(p->w);
    free(p->bias);
}

typedef struct machine { /* where a kernel runs */
    const conv_set *set;
    ae_run run;
} machine;

static machine open_machine(size_t isa, const problem *p, unsigned threads)
{
    machine m = { &sets[isa], { .rows = p->rows } };
    size_t bytes = m.set->scratch(&p->c, p->rows, threads);
    m.run.scratch = aligned_alloc(64, bytes + 64 - bytes % 64);
    assert_non_null(m.run.scratch);
    assert_int_equal(ae_pool_create(&m.run.pool, threads, NULL, NULL), AE_OK);
    return m;
}

static void close_machine(machine *m)
{
    ae_pool_free(m->run.pool);
    free(m->run.scratch);
}

static void check(const char *what, size_t isa, const problem *p, const float *is, const float *wanted, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (memcmp(&is[i], &wanted[i], sizeof is[i]) != 0)
            fail_msg(
                "%s, %s: element %zu is %.9g, not %.9g; %zu rows, channels %zu, %zu, groups %zu, h %zu->%zu k%zu s%zu d%zu "
                "p%zu, w %zu->%zu k%zu s%zu d%zu p%zu",
                what, ae_isa_name(isa), i, (double)is[i], (double)wanted[i], p->rows, p->c.x_channels, p->c.y_channels,
                p->c.groups, p->c.h.x, p->c.h.y, p->c.h.kernel, p->c.h.stride, p->c.h.dilation, p->c.h.pad, p->c.w.x,
                p->c.w.y, p->c.w.kernel, p->c.w.stride, p->c.w.dilation, p->c.w.pad);
}

static void on_every_set(void (*check_set)(const problem *p, size_t isa, unsigned threads))
{
    for (size_t i = 0; i < GEOMETRIES; i++) {
        problem p = random_problem();
        for (size_t isa = 0; isa < ae_isa_count(); isa++)
            if (ae_isa_usable(isa))
                check_set(&p, isa, i % 2 ? 1 : 3);
        free_problem(&p);
    }
}

/* The derivative of an activation whose result y is known. */
static void steps_backward(float *dx, const float *dy, const float *y, size_t n, double parameter, bool add)
{
    assert_false(add);
    for (size_t i = 0; i < n; i++)
        dx[i] = dy[i] * (y[i] > 0 ? 1.0f : (float)parameter);
}
static const ae_activation steps = { .name = "steps", .backward = steps_backward };

/* ---- tests ---- */

static void check_forward(const problem *p, size_t isa, unsigned threads)
{
    machine m = open_machine(isa, p, threads);
    size_t plane = p->c.h.y * p->c.w.y, n = p->rows * p->y_size;
    float *wanted = malloc(n * sizeof *wanted), *is = malloc(n * sizeof *is);
    for (size_t i = 0; i < n; i++) {
        size_t f = i / plane % p->c.y_channels, at = i % plane;
        wanted[i] = forward_at(p->x + i / p->y_size * p->x_size, p->w, &p->c, f, at / p->c.w.y, at % p->c.w.y) + p->bias[f];
    }
    m.set->forward(is, p->x, p->w, &p->c, &(ae_conv_finish){ .bias = p->bias }, &m.run);
    check("forward", isa, p, is, wanted, n);
    m.set->forward(is, p->x, p->w, &p->c, &(ae_conv_finish){ .bias = p->bias, .add = true }, &m.run);
    for (size_t i = 0; i < n; i++)
        wanted[i] *= 2;
    check("forward, added", isa, p, is, wanted, n);
    ae_conv_finish derived = { .bias = p->bias, .derivative = &steps, .y = p->y, .y_parameter = 0.25 };
    m.set->forward(is, p->x, p->w, &p->c, &derived, &m.run);
    for (size_t i = 0; i < n; i++)
        wanted[i] *= p->y[i] > 0 ? 0.5f : 0.125f; /* of the double */
    check("forward, derived", isa, p, is, wanted, n);
    free(wanted);
    free(is);
    close_machine(&m);
}

static void forward_follows_the_definition(void **unused)
{
    (void)unused;
    on_every_set(check_forward);
}

static void check_transposed(const problem *p, size_t isa, unsigned threads)
{
    machine m = open_machine(isa, p, threads);
    size_t plane = p->c.h.x * p->c.w.x, n = p->rows * p->x_size;
    float *wanted = malloc(n * sizeof *wanted), *is = malloc(n * sizeof *is);
    for (size_t i = 0; i < n; i++) {
        size_t c = i / plane % p->c.x_channels, at = i % plane;
        wanted[i] =
            transposed_at(p->y + i / p->x_size * p->y_size, p->w, &p->c, c, at / p->c.w.x, at % p->c.w.x) + p->bias[c];
    }
    m.set->transposed(is, p->y, p->w, &p->c, &(ae_conv_finish){ .bias = p->bias }, &m.run);
    check("transposed", isa, p, is, wanted, n);
    m.set->transposed(is, p->y, p->w, &p->c, &(ae_conv_finish){ .bias = p->bias, .add = true }, &m.run);
    for (size_t i = 0; i < n; i++)
        wanted[i] *= 2;
    check("transposed, added", isa, p, is, wanted, n);
    ae_conv_finish derived = { .bias = p->bias, .derivative = &steps, .y = p->x, .y_parameter = 0.25 };
    m.set->transposed(is, p->y, p->w, &p->c, &derived, &m.run);
    for (size_t i = 0; i < n; i++)
        wanted[i] *= p->x[i] > 0 ? 0.5f : 0.125f; /* of the double */
    check("transposed, derived", isa, p, is, wanted, n);
    free(wanted);
    free(is);
    close_machine(&m);
}

static void transposition_follows_the_definition(void **unused)
{
    (void)unused;
    on_every_set(check_transposed);
}

static float gradient_at(const problem *p, size_t i)
{
    size_t f = i % p->c.y_channels, kx = i / p->c.y_channels % p->c.w.kernel;
    size_t ky = i / p->c.y_channels / p->c.w.kernel % p->c.h.kernel, c = i / p->c.y_channels / p->c.w.kernel / p->c.h.kernel;
    size_t group = f / (p->c.y_channels / p->c.groups);
    float leaf[32];
    for (size_t r = 0; r < p->rows; r++)
        leaf[r] = image_gradient(p->x + r * p->x_size, p->y + r * p->y_size, &p->c,
                                 group * (p->c.x_channels / p->c.groups) + c, ky, kx, f);
    return tree(leaf, p->rows);
}

static void check_gradient(const problem *p, size_t isa, unsigned threads)
{
    machine m = open_machine(isa, p, threads);
    float *wanted = malloc(p->w_size * sizeof *wanted), *is = malloc(p->w_size * sizeof *is);
    for (size_t i = 0; i < p->w_size; i++)
        wanted[i] = gradient_at(p, i);
    m.set->gradient(is, p->x, p->y, &p->c, false, &m.run);
    check("gradient", isa, p, is, wanted, p->w_size);
    m.set->gradient(is, p->x, p->y, &p->c, true, &m.run);
    for (size_t i = 0; i < p->w_size; i++)
        wanted[i] *= 2;
    check("gradient, added", isa, p, is, wanted, p->w_size);
    free(wanted);
    free(is);
    close_machine(&m);
}

static void gradient_follows_the_definition(void **unused)
{
    (void)unused;
    on_every_set(check_gradient);
}

static float plane_sum(const float *x, size_t n)
{
    float lane[16] = { 0 };
    for (size_t i = 0; i < n; i++)
        lane[i % 16] += x[i];
    for (size_t half = 8; half; half /= 2)
        for (size_t i = 0; i < half; i++)
            lane[i] += lane[i + half];
    return lane[0];
}

static void check_planes(const problem *p, size_t isa, unsigned threads)
{
    machine m = open_machine(isa, p, threads);
    size_t plane = p->c.h.x * p->c.w.x;
    float wanted[128], is[128], leaf[32];
    for (size_t c = 0; c < p->c.x_channels; c++) {
        for (size_t r = 0; r < p->rows; r++)
            leaf[r] = plane_sum(p->x + r * p->x_size + c * plane, plane);
        wanted[c] = tree(leaf, p->rows);
    }
    m.set->sum_planes(is, p->x, p->c.x_channels, plane, false, &m.run);
    check("planes", isa, p, is, wanted, p->c.x_channels);
    close_machine(&m);
}

static void sums_of_planes_follow_the_definition(void **unused)
{
    (void)unused;
    on_every_set(check_planes);
}

/* Given a geometry whose scratch no memory holds; when it is asked for; then the answer does not wrap around. */
static void scratch_is_never_less_than_needed(void **unused)
{
    const size_t most = (size_t)1 << (4 * sizeof(size_t) - 1);
    const ae_conv_axis axis = { most, most, 1, 1, 1, 0 };
    const ae_conv huge = { most, most, 1, axis, axis };
    (void)unused;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        assert_true(!ae_isa_usable(isa) || sets[isa].scratch(&huge, 32, 256) == SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forward_follows_the_definition),
        cmocka_unit_test(transposition_follows_the_definition),
        cmocka_unit_test(gradient_follows_the_definition),
        cmocka_unit_test(sums_of_planes_follow_the_definition),
        cmocka_unit_test(scratch_is_never_less_than_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
