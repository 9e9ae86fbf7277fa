/* exp, log and related functions on v_real: the library's own, so that no libm result reaches a model's bits.
 *
 * Each is a fixed sequence of simd.h primitives, the same for every instruction set, so the sets agree in every bit. The
 * polynomials are minimax fits, their coefficients rounded to float one by one, lowest first, with refits in between.
 * Promised is an error of at most 2 ulp; measured over all floats: exp 1.02, expm1 0.94, log 0.86, log1p 1.44,
 * tanh 1.52, sigmoid 1.48, softplus 1.70, sin and cos 0.97 (tests/kernel/test_vmath.c). Results underflow gradually and
 * overflow to infinity. A NaN gives a NaN, with the same bits in every set: where two meet, of which one is kept, both have
 * the same sign and payload. The double build, which checks gradients, takes its functions from libm. */
#ifndef AE_KERNEL_VMATH_H
#define AE_KERNEL_VMATH_H

#include "kernel/simd.h"

V_INLINE v_real v_negate(v_real a)
{
    return v_mul(v_set(-1), a);
}

#ifdef AE_DOUBLE

V_INLINE v_real v_exp(v_real x)
{
    return exp(x);
}
V_INLINE v_real v_exp_negative(v_real x)
{
    return exp(x);
}
V_INLINE v_real v_expm1(v_real x)
{
    return expm1(x);
}
V_INLINE v_real v_log(v_real x)
{
    return log(x);
}
V_INLINE v_real v_log1p(v_real x)
{
    return log1p(x);
}
V_INLINE v_real v_tanh(v_real x)
{
    return tanh(x);
}
V_INLINE void v_turn(v_real *sine, v_real *cosine, v_real turns)
{
    *sine = sin(6.283185307179586 * turns);
    *cosine = cos(6.283185307179586 * turns);
}

#else

/* c[0] x^(n-1) + ... + c[n-1], from the highest power down. */
V_INLINE v_real v_polynomial(v_real x, const float *c, int n)
{
    v_real sum = v_set(c[0]);
    for (int i = 1; i < n; i++)
        sum = v_fma(sum, x, v_set(c[i]));
    return sum;
}

/* ln 2 in two parts; whole numbers below 2^9 times the first are exact. */
#define V_LN2_HIGH 0x1.62e4p-1f
#define V_LN2_LOW  0x1.7f7d1cp-20f

/* x = n ln 2 + r with whole n and |r| <= ln 2 / 2; returns exp(r) - 1. A NaN goes to r alone. */
V_INLINE v_real v_exp_parts(v_real *n, v_real x)
{
    static const float c[] = { 0x1.6a4b82p-10f, 0x1.123998p-7f, 0x1.5558b2p-5f, 0x1.555492p-3f, 0x1.fffffcp-2f };
    *n = v_max(v_round(v_mul(x, v_set(0x1.715476p+0f))), v_set(-150));
    v_real r = v_fma(*n, v_set(-V_LN2_HIGH), x);
    r = v_fma(*n, v_set(-V_LN2_LOW), r);
    return v_fma(v_mul(r, r), v_polynomial(r, c, 5), r);
}

/* 2^n is applied in two factors: each is a normal number, also where the result is subnormal or infinite. */
V_INLINE v_real v_exp(v_real x)
{
    v_real n;
    v_real p = v_exp_parts(&n, v_min(v_set(89), v_max(v_set(-104), x)));
    v_real half = v_round(v_mul(n, v_set(0.5f)));
    p = v_add(v_set(1), p);
    return v_mul(v_mul(p, v_exp2i(half)), v_exp2i(v_sub(n, half)));
}

/* exp(x) for x <= 0, with the bits of v_exp: 2^(n+64) and 2^-64 are normal, and only the second product rounds. */
V_INLINE v_real v_exp_negative(v_real x)
{
    v_real n;
    v_real p = v_add(v_set(1), v_exp_parts(&n, v_max(v_set(-104), x)));
    return v_mul(v_mul(p, v_exp2i(v_add(n, v_set(64)))), v_set(0x1p-64f));
}

/* exp(x) - 1 for x <= 0. */
V_INLINE v_real v_expm1(v_real x)
{
    v_real n;
    v_real p = v_exp_parts(&n, v_max(v_set(-20), x));
    v_real scale = v_exp2i(v_max(n, v_set(-30)));
    return v_fma(p, scale, v_sub(scale, v_set(1)));
}

/* log(1 + f) + k ln 2 for sqrt(1/2) - 1 <= f <= sqrt(2) - 1 and whole k. */
V_INLINE v_real v_log_parts(v_real f, v_real k)
{
    static const float c[] = { -0x1.38cf14p-4f, 0x1.057542p-3f, -0x1.0d8bccp-3f, 0x1.22d6dcp-3f,
                               -0x1.547164p-3f, 0x1.99a02ap-3f, -0x1.00022ap-2f, 0x1.555554p-2f };
    v_real square = v_mul(f, f);
    v_real rest = v_mul(v_mul(f, square), v_polynomial(f, c, 8));
    rest = v_fma(k, v_set(V_LN2_LOW), rest);
    rest = v_fma(square, v_set(-0.5f), rest);
    return v_fma(k, v_set(V_LN2_HIGH), v_add(f, rest));
}

V_INLINE v_real v_log(v_real x)
{
    v_mask tiny = v_less(x, v_set(0x1p-126f)); /* subnormals are brought up first */
    v_real up = v_select(tiny, v_mul(x, v_set(0x1p+23f)), x);
    v_real m = v_fraction(up);
    v_real k = v_sub(v_exponent(up), v_select(tiny, v_set(23), v_set(0)));
    v_mask big = v_less(v_set(0x1.6a09e6p+0f), m);
    v_real f = v_sub(v_select(big, v_mul(m, v_set(0.5f)), m), v_set(1));
    v_real y = v_log_parts(f, v_add(k, v_select(big, v_set(1), v_set(0))));
    y = v_select(v_same(x, v_set(0)), v_set(-INFINITY), y);
    y = v_select(v_less(x, v_set(0)), v_set(NAN), y);
    return v_select(v_less(x, v_set(INFINITY)), y, x); /* infinity and NaN are their own logarithms */
}

/* log(1 + x) for 0 <= x <= 1. */
V_INLINE v_real v_log1p(v_real x)
{
    v_mask big = v_less(v_set(0x1.a8279ap-2f), x); /* sqrt(2) - 1 */
    v_real f = v_select(big, v_fma(x, v_set(0.5f), v_set(-0.5f)), x);
    return v_log_parts(f, v_select(big, v_set(1), v_set(0)));
}

/* An odd polynomial close to 0; elsewhere, with t = exp(-2|x|), tanh |x| = 1 - 2t / (1 + t). */
V_INLINE v_real v_tanh(v_real x)
{
    static const float c[] = { -0x1.9958e0p-8f, 0x1.58eccp-6f, -0x1.b91f24p-5f, 0x1.110cfp-3f, -0x1.55554ap-2f, 1 };
    v_real near = v_mul(x, v_polynomial(v_mul(x, x), c, 6));
    v_real size = v_abs(x), n;
    v_real p = v_exp_parts(&n, v_max(v_set(-20), v_mul(v_set(-2), size)));
    v_real scale = v_exp2i(v_max(n, v_set(-30)));
    v_real t = v_fma(p, scale, scale);
    v_real far = v_sub(v_set(1), v_div(v_add(t, t), v_add(v_set(1), t)));
    far = v_select(v_less(x, v_set(0)), v_negate(far), far);
    return v_select(v_less(size, v_set(0.55f)), near, far);
}

/* sin and cos of 2 pi x for 0 <= x <= 1: a whole number q of quarter turns, plus at most an eighth of a turn. */
V_INLINE void v_turn(v_real *sine, v_real *cosine, v_real turns)
{
    static const float s_c[] = { 0x1.44392ep+5f, -0x1.32ada8p+6f, 0x1.466b78p+6f, -0x1.4abbcep+5f, -0x1.777a5cp-23f };
    static const float c_c[] = { 0x1.d4f430p+5f, -0x1.55b2b2p+6f, 0x1.03c1b0p+6f, -0x1.3bd3ccp+4f, 1 };
    v_real q = v_round(v_mul(v_set(4), turns));
    v_real f = v_fma(q, v_set(-0.25f), turns);
    v_real square = v_mul(f, f);
    v_real s = v_fma(f, v_set(0x1.921fb6p+2f), v_mul(f, v_polynomial(square, s_c, 5)));
    v_real c = v_polynomial(square, c_c, 5);
    v_mask odd = v_same(v_abs(v_sub(q, v_set(2))), v_set(1));
    v_real y = v_select(odd, c, s), x = v_select(odd, s, c);
    *sine = v_select(v_less(v_abs(v_sub(q, v_set(2.5f))), v_set(1)), v_negate(y), y);
    *cosine = v_select(v_less(v_abs(v_sub(q, v_set(1.5f))), v_set(1)), v_negate(x), x);
}

#endif

/* 1 / (1 + e) or e / (1 + e) with e = exp(-|x|), then one Newton step with the part of e that 1 + e lost. y is not negative;
 * -|y| is -y, but leaves a NaN its sign, which has been minus since -|x|. */
V_INLINE v_real v_sigmoid(v_real x)
{
    v_real one = v_set(1), e = v_exp_negative(v_minus_abs(x));
    v_real above = v_select(v_less(x, v_set(0)), e, one);
    v_real below = v_add(one, e), lost = v_sub(e, v_sub(below, one));
    v_real inverse = v_div(one, below), y = v_mul(above, inverse);
    v_real rest = v_fma(v_minus_abs(y), below, above);
    rest = v_fma(v_minus_abs(y), lost, rest);
    return v_fma(rest, inverse, y);
}

/* log(1 + exp(x)); a NaN is in the second term alone. */
V_INLINE v_real v_softplus(v_real x)
{
    return v_add(v_max(x, v_set(0)), v_log1p(v_exp_negative(v_minus_abs(x))));
}

#endif
