#include "op/loss_rows.h"

/* 1 - (N + delta) / (D + delta) with N = sum of p t, D = sum of p^2 + sum of t^2 - N; each term times its feature's weight.
 * delta makes two empty rows alike. */
typedef struct sums {
    v_wide pp, tt, pt;
} sums;

V_INLINE void add_sums(sums *s, const ae_loss_row *r, size_t i, size_t k)
{
    v_real p = v_get(r->p + i, k), t = ae_side_get(r->t, i, k), w = ae_side_get(r->w, i, k);
    v_real wp = v_mul(w, p);
    v_wide_add(&s->pp, i, v_pad(v_mul(wp, p), k, 0));
    v_wide_add(&s->tt, i, v_pad(v_mul(v_mul(w, t), t), k, 0));
    v_wide_add(&s->pt, i, v_pad(v_mul(wp, t), k, 0));
}

typedef struct fraction {
    double above, below;
} fraction;

static fraction compare(const ae_loss_row *r)
{
    sums s = { v_wide_zero(), v_wide_zero(), v_wide_zero() };
    V_EACH(r->n, add_sums, &s, r);
    double both = v_wide_sum(&s.pt);
    return (fraction){ both + r->delta, v_wide_sum(&s.pp) + v_wide_sum(&s.tt) - both + r->delta };
}

static double loss_of(const ae_loss_row *r)
{
    fraction f = compare(r);
    return 1 - f.above / f.below;
}

/* Of 1 - N / D in p: p 2 N / D^2 - t (N + D) / D^2. */
V_INLINE void put_slope(const ae_loss_row *r, v_real for_p, v_real for_t, size_t i, size_t k)
{
    v_real slope = v_fma(for_p, v_get(r->p + i, k), v_mul(for_t, ae_side_get(r->t, i, k)));
    v_put_or_add(r->d + i, v_mul(slope, ae_side_get(r->w, i, k)), k, r->add);
}

static void put_slopes(const ae_loss_row *r)
{
    fraction f = compare(r);
    double scale = r->scale / (f.below * f.below);
    v_real for_p = v_set((ae_real)(scale * 2 * f.above)), for_t = v_set((ae_real)(-scale * (f.above + f.below)));
    V_EACH(r->n, put_slope, r, for_p, for_t);
}

AE_LOSS_OP_OF_ROWS(loss_jaccard, loss_of, put_slopes, NULL, NULL)
