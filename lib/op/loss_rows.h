/* What all losses share: a loss file gives its term and the term's slope. */
#ifndef AE_OP_LOSS_ROWS_H
#define AE_OP_LOSS_ROWS_H

#include "kernel/loop.h"
#include "kernel/vmath.h"
#include "op/loss.h"
#include "op/rows.h"
#include "op/shape.h"

/* ---- a row: its prediction, its target, its features' weights ---- */

/* Numbers along a row, or (mask 0) the same few again and again: one loop then serves losses with and without them. */
typedef struct ae_side {
    const ae_real *at;
    size_t mask;
} ae_side;

typedef struct ae_loss_row {
    size_t n;
    const ae_real *p;
    ae_side t, w;
    ae_side third; /* what a term has besides: delta, or the log-variances of loss_gaussian_learned */
    double delta;
    ae_real *d;   /* backward: where slopes go; by feature: where terms go */
    double scale; /* ... times this */
    bool add;     /* backward: ... and added to what is there */
} ae_loss_row;

/* What a loss does with a row. */
typedef struct ae_loss_terms {
    double (*sum)(const ae_loss_row *r);
    void (*slopes)(const ae_loss_row *r);
    void (*terms)(const ae_loss_row *r); /* by feature */
} ae_loss_terms;

V_INLINE v_real ae_side_get(ae_side s, size_t i, size_t k)
{
    return v_get(s.at + (i & s.mask), k);
}

/* ---- ops from what they do with a row ---- */

/* row_loss = weight x sum(row), or the mean, unless sum is NULL; where gradients are bound, slopes(row) for every row. */
void AE_LOCAL(ae_loss_run)(const ae_call *call, double (*sum)(const ae_loss_row *r), void (*slopes)(const ae_loss_row *r));

/* What the slopes of a row's loss are multiplied by, in double. */
double AE_LOCAL(ae_loss_scale)(const ae_call *call, size_t row);

/* v_log, for losses that take a few logarithms in several places: its code is there once. And that of one number. */
v_real AE_LOCAL(ae_loss_log)(v_real x);
double AE_LOCAL(ae_loss_log_of)(double x);

/* Of an op by feature: terms(row) for every row, to which the last input is added if there is one. */
void AE_LOCAL(ae_loss_run_terms)(const ae_call *call, void (*terms)(const ae_loss_row *r));

/* The end of that, for n terms: `before`, unless it is NULL, is added to them; and what is no number becomes infinite. */
void AE_LOCAL(ae_loss_end_terms)(ae_real *terms, const ae_real *before, size_t n);

/* The terms of a row, by the function that adds them up: 16 at a time, as sum i then holds term i alone. */
void AE_LOCAL(ae_loss_put_terms)(const ae_loss_row *r, void (*add_up)(v_wide *sum, const ae_loss_row *r));

#define ae_loss_run       AE_LOCAL(ae_loss_run)
#define ae_loss_scale     AE_LOCAL(ae_loss_scale)
#define ae_loss_log       AE_LOCAL(ae_loss_log)
#define ae_loss_log_of    AE_LOCAL(ae_loss_log_of)
#define ae_loss_run_terms AE_LOCAL(ae_loss_run_terms)
#define ae_loss_end_terms AE_LOCAL(ae_loss_end_terms)
#define ae_loss_put_terms AE_LOCAL(ae_loss_put_terms)

/* The op by feature of a loss, from the loss's name and such a function. */
#define AE_LOSS_BY_FEATURE(NAME, terms)                        \
    static void NAME##_by_feature_forward(const ae_call *call) \
    {                                                          \
        ae_loss_run_terms(call, terms);                        \
    }                                                          \
    static const ae_op NAME##_by_feature = {                   \
        .name = "by_feature",                                  \
        .in_place = true,                                      \
        .shape = ae_op_shape_terms,                            \
        .forward = NAME##_by_feature_forward,                  \
    };

/* A loss op from its name, two such functions, its op by feature, and its terms, or NULL. */
#define AE_LOSS_OP_OF_ROWS(NAME, sum, slopes, by_feature_, terms_) \
    static void NAME##_forward(const ae_call *call)                \
    {                                                              \
        ae_loss_run(call, sum, slopes);                            \
    }                                                              \
    static void NAME##_backward(const ae_call *call)               \
    {                                                              \
        ae_loss_run(call, NULL, slopes);                           \
    }                                                              \
    const ae_op AE_LOCAL(ae_op_##NAME) = {                         \
        .name = #NAME,                                             \
        .reads = AE_READS_IN0 | AE_READS_IN1 | AE_READS_IN2,       \
        .loss = true,                                              \
        .derives = true,                                           \
        .at_once = true,                                           \
        .shape = ae_op_shape_loss,                                 \
        .forward = NAME##_forward,                                 \
        .backward = NAME##_backward,                               \
        .by_feature = by_feature_,                                 \
        .terms = terms_,                                           \
    };

/* ---- ops that are a sum of terms ---- */

typedef v_real (*ae_loss_fn)(v_real p, v_real t, v_real third);

V_INLINE void ae_loss_add(v_wide *sum, const ae_loss_row *r, ae_loss_fn term, size_t i, size_t k)
{
    v_real x = term(v_get(r->p + i, k), ae_side_get(r->t, i, k), ae_side_get(r->third, i, k));
    v_wide_add(sum, i, v_pad(v_mul(x, ae_side_get(r->w, i, k)), k, 0));
}

V_INLINE v_wide ae_loss_sum(const ae_loss_row *r, ae_loss_fn term)
{
    v_wide sum = v_wide_zero();
    V_EACH(r->n, ae_loss_add, &sum, r, term);
    return sum;
}

V_INLINE void ae_loss_put(const ae_loss_row *r, v_real scale, ae_loss_fn slope, size_t i, size_t k)
{
    v_real s = slope(v_get(r->p + i, k), ae_side_get(r->t, i, k), ae_side_get(r->third, i, k));
    v_put_or_add(r->d + i, v_mul(scale, v_mul(s, ae_side_get(r->w, i, k))), k, r->add);
}

V_INLINE void ae_loss_slopes(const ae_loss_row *row, ae_loss_fn slope)
{
    const ae_loss_row r = *row; /* not to be read again after each store */
    v_real scale = v_set((ae_real)r.scale);
    V_EACH(r.n, ae_loss_put, &r, scale, slope);
}

/* What a loss op is made of, from its name and two functions of the type ae_loss_fn: a term and its slope in p. */
#define AE_LOSS_FUNCTIONS(NAME, term, slope)                     \
    static void NAME##_add_up(v_wide *sum, const ae_loss_row *r) \
    {                                                            \
        *sum = ae_loss_sum(r, term);                             \
    }                                                            \
    static double NAME##_sum(const ae_loss_row *r)               \
    {                                                            \
        v_wide sum;                                              \
        NAME##_add_up(&sum, r);                                  \
        return v_wide_sum(&sum);                                 \
    }                                                            \
    static void NAME##_slopes(const ae_loss_row *r)              \
    {                                                            \
        ae_loss_slopes(r, slope);                                \
    }                                                            \
    static void NAME##_terms(const ae_loss_row *r)               \
    {                                                            \
        ae_loss_put_terms(r, NAME##_add_up);                     \
    }                                                            \
    AE_LOSS_BY_FEATURE(NAME, NAME##_terms)

/* The op itself. */
#define AE_LOSS_OP(NAME, term, slope)                                                       \
    AE_LOSS_FUNCTIONS(NAME, term, slope)                                                    \
    static const ae_loss_terms NAME##_of_row = { NAME##_sum, NAME##_slopes, NAME##_terms }; \
    AE_LOSS_OP_OF_ROWS(NAME, NAME##_sum, NAME##_slopes, &NAME##_by_feature, &NAME##_of_row)

#endif
