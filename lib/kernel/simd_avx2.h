/* simd.h for AVX2 with FMA: eight lanes. */
/* clang-format off: one primitive a line */
#ifndef AE_KERNEL_SIMD_AVX2_H
#define AE_KERNEL_SIMD_AVX2_H

#include <immintrin.h>

enum { AE_LANES = 8 };
typedef __m256 v_real;
typedef __m256 v_mask;
typedef struct v_wide {
    __m256d part[4];
} v_wide;
typedef __m256i v_words;

#define V_INLINE static inline __attribute__((always_inline))

V_INLINE __m256i v_first(size_t n) /* lanes 0 ... n-1 */
{
    return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
V_INLINE v_real v_load(const float *p)
{
    return _mm256_loadu_ps(p);
}
V_INLINE void v_store(float *p, v_real a)
{
    _mm256_storeu_ps(p, a);
}
V_INLINE v_real v_load_n(const float *p, size_t n)
{
    return _mm256_maskload_ps(p, v_first(n));
}
V_INLINE void v_store_n(float *p, v_real a, size_t n)
{
    _mm256_maskstore_ps(p, v_first(n), a);
}
V_INLINE v_real v_set(float x)
{
    return _mm256_set1_ps(x);
}
V_INLINE v_real v_add(v_real a, v_real b)
{
    return _mm256_add_ps(a, b);
}
V_INLINE v_real v_sub(v_real a, v_real b)
{
    return _mm256_sub_ps(a, b);
}
V_INLINE v_real v_mul(v_real a, v_real b)
{
    return _mm256_mul_ps(a, b);
}
V_INLINE v_real v_div(v_real a, v_real b)
{
    return _mm256_div_ps(a, b);
}
V_INLINE v_real v_sqrt(v_real a)
{
    return _mm256_sqrt_ps(a);
}
V_INLINE v_real v_fma(v_real a, v_real b, v_real c)
{
    return _mm256_fmadd_ps(a, b, c);
}
V_INLINE v_real v_abs(v_real a)
{
    return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), a);
}
V_INLINE v_real v_minus_abs(v_real a)
{
    return _mm256_or_ps(_mm256_set1_ps(-0.0f), a);
}
V_INLINE v_real v_max(v_real a, v_real b)
{
    return _mm256_max_ps(a, b);
} /* the instruction is a > b ? a : b */
V_INLINE v_real v_min(v_real a, v_real b)
{
    return _mm256_min_ps(a, b);
}
V_INLINE v_mask v_less(v_real a, v_real b)
{
    return _mm256_cmp_ps(a, b, _CMP_LT_OQ);
}
V_INLINE v_mask v_same(v_real a, v_real b)
{
    return _mm256_cmp_ps(a, b, _CMP_EQ_OQ);
}
V_INLINE v_real v_select(v_mask m, v_real yes, v_real no)
{
    return _mm256_blendv_ps(no, yes, m);
}
V_INLINE v_real v_round(v_real a)
{
    return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
V_INLINE v_real v_exp2i(v_real a)
{
    __m256i e = _mm256_add_epi32(_mm256_cvttps_epi32(a), _mm256_set1_epi32(127));
    return _mm256_castsi256_ps(_mm256_slli_epi32(e, 23));
}
V_INLINE v_real v_fraction(v_real a)
{
    __m256i bits = _mm256_and_si256(_mm256_castps_si256(a), _mm256_set1_epi32(0x7fffff));
    return _mm256_castsi256_ps(_mm256_or_si256(bits, _mm256_set1_epi32(0x3f800000)));
}
V_INLINE v_real v_exponent(v_real a)
{
    __m256i e = _mm256_srli_epi32(_mm256_castps_si256(a), 23);
    return _mm256_cvtepi32_ps(_mm256_sub_epi32(e, _mm256_set1_epi32(127)));
}

/* Pieces of four numbers, from lines that lie `stride` apart, side by side; then 4 x 4 transpositions inside each piece. */
V_INLINE v_real v_pieces(const float *p, size_t stride)
{
    return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(p)), _mm_loadu_ps(p + stride), 1);
}
V_INLINE void v_transpose(float *out, size_t out_stride, const float *in, size_t in_stride)
{
    v_real a = v_pieces(in, 4 * in_stride), b = v_pieces(in + in_stride, 4 * in_stride);
    v_real c = v_pieces(in + 2 * in_stride, 4 * in_stride), d = v_pieces(in + 3 * in_stride, 4 * in_stride);
    __m256d ab = _mm256_castps_pd(_mm256_unpacklo_ps(a, b)), cd = _mm256_castps_pd(_mm256_unpacklo_ps(c, d));
    __m256d AB = _mm256_castps_pd(_mm256_unpackhi_ps(a, b)), CD = _mm256_castps_pd(_mm256_unpackhi_ps(c, d));
    v_store(out, _mm256_castpd_ps(_mm256_unpacklo_pd(ab, cd)));
    v_store(out + out_stride, _mm256_castpd_ps(_mm256_unpackhi_pd(ab, cd)));
    v_store(out + 2 * out_stride, _mm256_castpd_ps(_mm256_unpacklo_pd(AB, CD)));
    v_store(out + 3 * out_stride, _mm256_castpd_ps(_mm256_unpackhi_pd(AB, CD)));
}

V_INLINE v_words v_words_set(uint32_t w)
{
    return _mm256_set1_epi32((int)w);
}
V_INLINE v_words v_words_from(uint32_t w)
{
    return _mm256_add_epi32(v_words_set(w), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
V_INLINE v_words v_words_xor(v_words a, v_words b)
{
    return _mm256_xor_si256(a, b);
}
V_INLINE v_words v_words_mul(v_words *high, v_words a, uint32_t b)
{
    __m256i even = _mm256_mul_epu32(a, v_words_set(b)), odd = _mm256_mul_epu32(_mm256_srli_epi64(a, 32), v_words_set(b));
    *high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xaa);
    return _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xaa);
}
V_INLINE v_real v_unit(v_words w) /* the bits of a number in 1 ... 2 */
{
    __m256i bits = _mm256_or_si256(_mm256_srli_epi32(w, 9), _mm256_set1_epi32(0x3f800000));
    return _mm256_sub_ps(_mm256_castsi256_ps(bits), _mm256_set1_ps(0x1.fffffep-1f));
}

V_INLINE v_wide v_wide_zero(void)
{
    __m256d z = _mm256_setzero_pd();
    return (v_wide){ { z, z, z, z } };
}
V_INLINE void v_wide_add(v_wide *w, size_t at, v_real a)
{
    size_t i = at / 8 % 2 * 2;
    w->part[i] = _mm256_add_pd(w->part[i], _mm256_cvtps_pd(_mm256_castps256_ps128(a)));
    w->part[i + 1] = _mm256_add_pd(w->part[i + 1], _mm256_cvtps_pd(_mm256_extractf128_ps(a, 1)));
}
V_INLINE void v_wide_add_square(v_wide *w, size_t at, v_real a)
{
    size_t i = at / 8 % 2 * 2;
    __m256d low = _mm256_cvtps_pd(_mm256_castps256_ps128(a)), high = _mm256_cvtps_pd(_mm256_extractf128_ps(a, 1));
    w->part[i] = _mm256_fmadd_pd(low, low, w->part[i]);
    w->part[i + 1] = _mm256_fmadd_pd(high, high, w->part[i + 1]);
}
V_INLINE void v_wide_store(double p[16], const v_wide *w)
{
    for (int i = 0; i < 4; i++)
        _mm256_storeu_pd(p + 4 * i, w->part[i]);
}

#endif
