/* simd.h for AVX-512 (F, DQ): sixteen lanes. */
/* clang-format off: one primitive a line */
#ifndef AE_KERNEL_SIMD_AVX512_H
#define AE_KERNEL_SIMD_AVX512_H

#include <immintrin.h>

enum { AE_LANES = 16 };
typedef __m512 v_real;
typedef __mmask16 v_mask;
typedef struct v_wide {
    __m512d part[2];
} v_wide;
typedef __m512i v_words;

#define V_INLINE static inline __attribute__((always_inline))

V_INLINE __mmask16 v_first(size_t n)
{
    return (__mmask16)((1u << n) - 1);
}
V_INLINE v_real v_load(const float *p)
{
    return _mm512_loadu_ps(p);
}
V_INLINE void v_store(float *p, v_real a)
{
    _mm512_storeu_ps(p, a);
}
V_INLINE v_real v_load_n(const float *p, size_t n)
{
    return _mm512_maskz_loadu_ps(v_first(n), p);
}
V_INLINE void v_store_n(float *p, v_real a, size_t n)
{
    _mm512_mask_storeu_ps(p, v_first(n), a);
}
V_INLINE v_real v_set(float x)
{
    return _mm512_set1_ps(x);
}
V_INLINE v_real v_add(v_real a, v_real b)
{
    return _mm512_add_ps(a, b);
}
V_INLINE v_real v_sub(v_real a, v_real b)
{
    return _mm512_sub_ps(a, b);
}
V_INLINE v_real v_mul(v_real a, v_real b)
{
    return _mm512_mul_ps(a, b);
}
V_INLINE v_real v_div(v_real a, v_real b)
{
    return _mm512_div_ps(a, b);
}
V_INLINE v_real v_sqrt(v_real a)
{
    return _mm512_sqrt_ps(a);
}
V_INLINE v_real v_fma(v_real a, v_real b, v_real c)
{
    return _mm512_fmadd_ps(a, b, c);
}
V_INLINE v_real v_abs(v_real a)
{
    return _mm512_abs_ps(a);
}
V_INLINE v_real v_minus_abs(v_real a)
{
    return _mm512_castsi512_ps(_mm512_or_si512(_mm512_castps_si512(a), _mm512_set1_epi32(INT32_MIN)));
}
V_INLINE v_real v_max(v_real a, v_real b)
{
    return _mm512_max_ps(a, b);
}
V_INLINE v_real v_min(v_real a, v_real b)
{
    return _mm512_min_ps(a, b);
}
V_INLINE v_mask v_less(v_real a, v_real b)
{
    return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ);
}
V_INLINE v_mask v_same(v_real a, v_real b)
{
    return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ);
}
V_INLINE v_real v_select(v_mask m, v_real yes, v_real no)
{
    return _mm512_mask_blend_ps(m, no, yes);
}
V_INLINE v_real v_round(v_real a)
{
    return _mm512_roundscale_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
V_INLINE v_real v_exp2i(v_real a)
{
    __m512i e = _mm512_add_epi32(_mm512_cvttps_epi32(a), _mm512_set1_epi32(127));
    return _mm512_castsi512_ps(_mm512_slli_epi32(e, 23));
}
V_INLINE v_real v_fraction(v_real a)
{
    __m512i bits = _mm512_and_si512(_mm512_castps_si512(a), _mm512_set1_epi32(0x7fffff));
    return _mm512_castsi512_ps(_mm512_or_si512(bits, _mm512_set1_epi32(0x3f800000)));
}
V_INLINE v_real v_exponent(v_real a)
{
    __m512i e = _mm512_srli_epi32(_mm512_castps_si512(a), 23);
    return _mm512_cvtepi32_ps(_mm512_sub_epi32(e, _mm512_set1_epi32(127)));
}

/* Pieces of four numbers, from lines that lie `stride` apart, side by side; then 4 x 4 transpositions inside each piece. */
V_INLINE v_real v_pieces(const float *p, size_t stride)
{
    v_real pieces = _mm512_castps128_ps512(_mm_loadu_ps(p));
    pieces = _mm512_insertf32x4(pieces, _mm_loadu_ps(p + stride), 1);
    pieces = _mm512_insertf32x4(pieces, _mm_loadu_ps(p + 2 * stride), 2);
    return _mm512_insertf32x4(pieces, _mm_loadu_ps(p + 3 * stride), 3);
}
V_INLINE void v_transpose(float *out, size_t out_stride, const float *in, size_t in_stride)
{
    v_real a = v_pieces(in, 4 * in_stride), b = v_pieces(in + in_stride, 4 * in_stride);
    v_real c = v_pieces(in + 2 * in_stride, 4 * in_stride), d = v_pieces(in + 3 * in_stride, 4 * in_stride);
    __m512d ab = _mm512_castps_pd(_mm512_unpacklo_ps(a, b)), cd = _mm512_castps_pd(_mm512_unpacklo_ps(c, d));
    __m512d AB = _mm512_castps_pd(_mm512_unpackhi_ps(a, b)), CD = _mm512_castps_pd(_mm512_unpackhi_ps(c, d));
    v_store(out, _mm512_castpd_ps(_mm512_unpacklo_pd(ab, cd)));
    v_store(out + out_stride, _mm512_castpd_ps(_mm512_unpackhi_pd(ab, cd)));
    v_store(out + 2 * out_stride, _mm512_castpd_ps(_mm512_unpacklo_pd(AB, CD)));
    v_store(out + 3 * out_stride, _mm512_castpd_ps(_mm512_unpackhi_pd(AB, CD)));
}

V_INLINE v_words v_words_set(uint32_t w)
{
    return _mm512_set1_epi32((int)w);
}
V_INLINE v_words v_words_from(uint32_t w)
{
    __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    return _mm512_add_epi32(v_words_set(w), lane);
}
V_INLINE v_words v_words_xor(v_words a, v_words b)
{
    return _mm512_xor_si512(a, b);
}
V_INLINE v_words v_words_mul(v_words *high, v_words a, uint32_t b)
{
    __m512i even = _mm512_mul_epu32(a, v_words_set(b)), odd = _mm512_mul_epu32(_mm512_srli_epi64(a, 32), v_words_set(b));
    *high = _mm512_mask_blend_epi32(0xaaaa, _mm512_srli_epi64(even, 32), odd);
    return _mm512_mask_blend_epi32(0xaaaa, even, _mm512_slli_epi64(odd, 32));
}
V_INLINE v_real v_unit(v_words w) /* the bits of a number in 1 ... 2 */
{
    __m512i bits = _mm512_or_si512(_mm512_srli_epi32(w, 9), _mm512_set1_epi32(0x3f800000));
    return _mm512_sub_ps(_mm512_castsi512_ps(bits), _mm512_set1_ps(0x1.fffffep-1f));
}

V_INLINE v_wide v_wide_zero(void)
{
    return (v_wide){ { _mm512_setzero_pd(), _mm512_setzero_pd() } };
}
V_INLINE void v_wide_add(v_wide *w, size_t at, v_real a)
{
    (void)at;
    w->part[0] = _mm512_add_pd(w->part[0], _mm512_cvtps_pd(_mm512_castps512_ps256(a)));
    w->part[1] = _mm512_add_pd(w->part[1], _mm512_cvtps_pd(_mm512_extractf32x8_ps(a, 1)));
}
V_INLINE void v_wide_add_square(v_wide *w, size_t at, v_real a)
{
    (void)at;
    __m512d low = _mm512_cvtps_pd(_mm512_castps512_ps256(a)), high = _mm512_cvtps_pd(_mm512_extractf32x8_ps(a, 1));
    w->part[0] = _mm512_fmadd_pd(low, low, w->part[0]);
    w->part[1] = _mm512_fmadd_pd(high, high, w->part[1]);
}
V_INLINE void v_wide_store(double p[16], const v_wide *w)
{
    _mm512_storeu_pd(p, w->part[0]);
    _mm512_storeu_pd(p + 8, w->part[1]);
}

#endif
