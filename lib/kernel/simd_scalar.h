/* simd.h for plain C: one lane. Also the double build's. */
/* clang-format off: one primitive a line */
#ifndef AE_KERNEL_SIMD_SCALAR_H
#define AE_KERNEL_SIMD_SCALAR_H

#include "kernel/fma.h"

enum { AE_LANES = 1 };
typedef ae_real v_real;
typedef int v_mask;
typedef struct v_wide {
    double lane[16];
} v_wide;
typedef uint32_t v_words;

#define UNROLL_RARE
#define V_INLINE static inline __attribute__((always_inline))

V_INLINE v_real v_load(const ae_real *p)
{
    return *p;
}
V_INLINE void v_store(ae_real *p, v_real a)
{
    *p = a;
}
V_INLINE v_real v_load_n(const ae_real *p, size_t n)
{
    return n ? *p : 0;
}
V_INLINE void v_store_n(ae_real *p, v_real a, size_t n)
{
    if (n)
        *p = a;
}
V_INLINE v_real v_set(ae_real x)
{
    return x;
}
V_INLINE v_real v_add(v_real a, v_real b)
{
    return a + b;
}
V_INLINE v_real v_sub(v_real a, v_real b)
{
    return a - b;
}
V_INLINE v_real v_mul(v_real a, v_real b)
{
    return a * b;
}
V_INLINE v_real v_div(v_real a, v_real b)
{
    return a / b;
}
#ifdef AE_DOUBLE
V_INLINE v_real v_sqrt(v_real a)
{
    return sqrt(a);
}
V_INLINE v_real v_fma(v_real a, v_real b, v_real c)
{
    return fma(a, b, c);
} /* a * b + c, rounded once */
V_INLINE v_real v_abs(v_real a)
{
    return fabs(a);
}
V_INLINE v_real v_minus_abs(v_real a)
{
    return -fabs(a);
}
#else
V_INLINE v_real v_sqrt(v_real a)
{
    return sqrtf(a);
}
#ifdef __FP_FAST_FMAF
V_INLINE v_real v_fma(v_real a, v_real b, v_real c)
{
    return __builtin_fmaf(a, b, c);
}
#else
V_INLINE v_real v_fma(v_real a, v_real b, v_real c)
{
    return ae_fma(a, b, c);
}
#endif
V_INLINE v_real v_abs(v_real a)
{
    return fabsf(a);
}
V_INLINE v_real v_minus_abs(v_real a) /* by bits: a compiler moves the sign of -fabsf(a) elsewhere, where a NaN loses it */
{
    uint32_t bits;
    memcpy(&bits, &a, 4);
    bits |= 0x80000000u;
    memcpy(&a, &bits, 4);
    return a;
}
#endif
V_INLINE v_real v_max(v_real a, v_real b)
{
    return a > b ? a : b;
}
V_INLINE v_real v_min(v_real a, v_real b)
{
    return a < b ? a : b;
}
V_INLINE v_mask v_less(v_real a, v_real b)
{
    return a < b;
} /* false with NaN */
V_INLINE v_mask v_same(v_real a, v_real b)
{
    return a == b;
}
V_INLINE v_real v_select(v_mask m, v_real yes, v_real no)
{
    return m ? yes : no;
}

#ifndef AE_DOUBLE
/* Round to the nearest whole number, ties to even; |a| < 2^22. The library computes in round-to-nearest: added to 2^23, a
 * number loses its fraction. */
V_INLINE v_real v_round(v_real a)
{
    return __builtin_copysignf(__builtin_fabsf(a) + 0x1p23f - 0x1p23f, a);
}
/* 2^a for whole a in -126 ... 127. */
V_INLINE v_real v_exp2i(v_real a)
{
    int32_t bits = ((int32_t)a + 127) * (1 << 23);
    float r;
    memcpy(&r, &bits, 4);
    return r;
}
/* For positive normal a: the fraction in [1, 2) and, as a number, the exponent: a = fraction * 2^exponent. */
V_INLINE v_real v_fraction(v_real a)
{
    uint32_t bits;
    memcpy(&bits, &a, 4);
    bits = (bits & 0x7fffffu) | 0x3f800000u;
    memcpy(&a, &bits, 4);
    return a;
}
V_INLINE v_real v_exponent(v_real a)
{
    uint32_t bits;
    memcpy(&bits, &a, 4);
    return (float)((int32_t)(bits >> 23) - 127);
}
#endif

/* out[i * out_stride + lane] = in[lane * in_stride + i] for i = 0 ... 3 and every lane. */
V_INLINE void v_transpose(ae_real *out, size_t out_stride, const ae_real *in, size_t in_stride)
{
    (void)in_stride;
    for (size_t i = 0; i < 4; i++)
        out[i * out_stride] = in[i];
}

V_INLINE v_words v_words_set(uint32_t w)
{
    return w;
}
V_INLINE v_words v_words_from(uint32_t w)
{
    return w;
} /* lane l: w + l */
V_INLINE v_words v_words_xor(v_words a, v_words b)
{
    return a ^ b;
}
/* The product's low half; the high half goes to *high. */
V_INLINE v_words v_words_mul(v_words *high, v_words a, uint32_t b)
{
    uint64_t product = (uint64_t)a * b;
    *high = (uint32_t)(product >> 32);
    return (uint32_t)product;
}
/* In (0, 1), never an end: the upper 23 bits and a half, in steps of 2^-23. Exact. */
V_INLINE v_real v_unit(v_words w)
{
    return (ae_real)(w >> 9) * (ae_real)0x1p-23 + (ae_real)0x1p-24;
}

V_INLINE v_wide v_wide_zero(void)
{
    return (v_wide){ { 0 } };
}
/* Adds lane l of `a`, as a double, to wide lane (at + l); `at` is the element's index, a multiple of AE_LANES. */
V_INLINE void v_wide_add(v_wide *w, size_t at, v_real a)
{
    w->lane[at % 16] += (double)a;
}
/* Adds the squares instead, as doubles: these are exact. */
V_INLINE void v_wide_add_square(v_wide *w, size_t at, v_real a)
{
    w->lane[at % 16] += (double)a * (double)a;
}
V_INLINE void v_wide_store(double p[16], const v_wide *w)
{
    memcpy(p, w->lane, sizeof w->lane);
}

#endif
