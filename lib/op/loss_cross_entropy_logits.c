#include "op/loss_rows.h"
#include "op/softmax.h"

/* -sum t log softmax(z) = T log(sum exp(z - most)) - sum t (z - most), with T the sum of t: without ever forming softmax(z).
 * Features' weights multiply t. */
typedef struct sums {
    v_real most;
    v_wide exp, t, tz;
} sums;

V_INLINE v_real weighed(const ae_loss_row *r, size_t i, size_t k)
{
    return v_mul(ae_side_get(r->t, i, k), ae_side_get(r->w, i, k));
}

V_INLINE void add_sums(sums *s, const ae_loss_row *r, size_t i, size_t k)
{
    v_real t = weighed(r, i, k), z = v_sub(v_get(r->p + i, k), s->most);
    ae_softmax_exp(r->p, s->most, &s->exp, i, k);
    v_wide_add(&s->t, i, v_pad(t, k, 0));
    v_wide_add(&s->tz, i, v_pad(v_mul(t, z), k, 0));
}

static void sum_row(sums *s, const ae_loss_row *r)
{
    *s = (sums){ ae_softmax_largest(r->p, r->n), v_wide_zero(), v_wide_zero(), v_wide_zero() };
    V_EACH(r->n, add_sums, s, r);
}

static double loss_of(const ae_loss_row *r)
{
    sums s;
    sum_row(&s, r);
    return v_wide_sum(&s.t) * ae_loss_log_of(v_wide_sum(&s.exp)) - v_wide_sum(&s.tz);
}

/* T softmax(z) - t */
V_INLINE void put_slope(const ae_loss_row *r, v_real most, v_real share, v_real scale, size_t i, size_t k)
{
    v_real e = v_exp_negative(v_sub(v_get(r->p + i, k), most));
    v_put_or_add(r->d + i, v_mul(scale, v_sub(v_mul(e, share), weighed(r, i, k))), k, r->add);
}

static void put_slopes(const ae_loss_row *r)
{
    sums s;
    sum_row(&s, r);
    v_real share = v_set((ae_real)(v_wide_sum(&s.t) / v_wide_sum(&s.exp))), scale = v_set((ae_real)r->scale);
    V_EACH(r->n, put_slope, r, s.most, share, scale);
}

/* t (log(sum exp(z - most)) - (z - most)) */
V_INLINE void put_term(const ae_loss_row *r, v_real most, v_real log_sum, v_real scale, size_t i, size_t k)
{
    v_real z = v_sub(v_get(r->p + i, k), most);
    v_put(r->d + i, v_mul(scale, v_mul(weighed(r, i, k), v_sub(log_sum, z))), k);
}

static void put_terms(const ae_loss_row *r)
{
    sums s;
    sum_row(&s, r);
    v_real log_sum = v_set((ae_real)ae_loss_log_of(v_wide_sum(&s.exp))), scale = v_set((ae_real)r->scale);
    V_EACH(r->n, put_term, r, s.most, log_sum, scale);
}

AE_LOSS_BY_FEATURE(loss_cross_entropy_logits, put_terms)
AE_LOSS_OP_OF_ROWS(loss_cross_entropy_logits, loss_of, put_slopes, &loss_cross_entropy_logits_by_feature, NULL)
