/* simd.h for NEON of 64-bit ARM: four lanes. */
/* clang-format off: one primitive a line */
#ifndef AE_KERNEL_SIMD_NEON_H
#define AE_KERNEL_SIMD_NEON_H

#include <arm_neon.h>

enum { AE_LANES = 4 };
typedef float32x4_t v_real;
typedef uint32x4_t v_mask;
typedef struct v_wide {
    float64x2_t part[8];
} v_wide;
typedef uint32x4_t v_words;

#define V_INLINE static inline __attribute__((always_inline))

V_INLINE v_real v_load(const float *p)
{
    return vld1q_f32(p);
}
V_INLINE void v_store(float *p, v_real a)
{
    vst1q_f32(p, a);
}
V_INLINE v_real v_load_n(const float *p, size_t n)
{
    const float lane[4] = { n > 0 ? p[0] : 0, n > 1 ? p[1] : 0, n > 2 ? p[2] : 0, n > 3 ? p[3] : 0 };
    return vld1q_f32(lane);
}
V_INLINE void v_store_n(float *p, v_real a, size_t n)
{
    float lane[4];
    vst1q_f32(lane, a);
    for (size_t i = 0; i < 4 && i < n; i++)
        p[i] = lane[i];
}
V_INLINE v_real v_set(float x)
{
    return vdupq_n_f32(x);
}
V_INLINE v_real v_add(v_real a, v_real b)
{
    return vaddq_f32(a, b);
}
V_INLINE v_real v_sub(v_real a, v_real b)
{
    return vsubq_f32(a, b);
}
V_INLINE v_real v_mul(v_real a, v_real b)
{
    return vmulq_f32(a, b);
}
V_INLINE v_real v_div(v_real a, v_real b)
{
    return vdivq_f32(a, b);
}
V_INLINE v_real v_sqrt(v_real a)
{
    return vsqrtq_f32(a);
}
V_INLINE v_real v_fma(v_real a, v_real b, v_real c)
{
    return vfmaq_f32(c, a, b);
}
V_INLINE v_real v_abs(v_real a)
{
    return vabsq_f32(a);
}
V_INLINE v_real v_minus_abs(v_real a)
{
    return vreinterpretq_f32_u32(vorrq_u32(vreinterpretq_u32_f32(a), vdupq_n_u32(0x80000000u)));
}
V_INLINE v_mask v_less(v_real a, v_real b)
{
    return vcltq_f32(a, b);
}
V_INLINE v_mask v_same(v_real a, v_real b)
{
    return vceqq_f32(a, b);
}
V_INLINE v_real v_select(v_mask m, v_real yes, v_real no)
{
    return vbslq_f32(m, yes, no);
}
V_INLINE v_real v_max(v_real a, v_real b)
{
    return v_select(v_less(b, a), a, b);
} /* FMAX treats NaN and -0 otherwise */
V_INLINE v_real v_min(v_real a, v_real b)
{
    return v_select(v_less(a, b), a, b);
}
V_INLINE v_real v_round(v_real a)
{
    return vrndnq_f32(a);
}
V_INLINE v_real v_exp2i(v_real a)
{
    int32x4_t e = vaddq_s32(vcvtq_s32_f32(a), vdupq_n_s32(127));
    return vreinterpretq_f32_s32(vshlq_n_s32(e, 23));
}
V_INLINE v_real v_fraction(v_real a)
{
    uint32x4_t bits = vandq_u32(vreinterpretq_u32_f32(a), vdupq_n_u32(0x7fffff));
    return vreinterpretq_f32_u32(vorrq_u32(bits, vdupq_n_u32(0x3f800000)));
}
V_INLINE v_real v_exponent(v_real a)
{
    int32x4_t e = vreinterpretq_s32_u32(vshrq_n_u32(vreinterpretq_u32_f32(a), 23));
    return vcvtq_f32_s32(vsubq_s32(e, vdupq_n_s32(127)));
}

/* A 4 x 4 transposition: first within pairs of lines, then of the pairs. */
V_INLINE void v_transpose(float *out, size_t out_stride, const float *in, size_t in_stride)
{
    float32x4x2_t ab = vtrnq_f32(v_load(in), v_load(in + in_stride));
    float32x4x2_t cd = vtrnq_f32(v_load(in + 2 * in_stride), v_load(in + 3 * in_stride));
    v_store(out, vcombine_f32(vget_low_f32(ab.val[0]), vget_low_f32(cd.val[0])));
    v_store(out + out_stride, vcombine_f32(vget_low_f32(ab.val[1]), vget_low_f32(cd.val[1])));
    v_store(out + 2 * out_stride, vcombine_f32(vget_high_f32(ab.val[0]), vget_high_f32(cd.val[0])));
    v_store(out + 3 * out_stride, vcombine_f32(vget_high_f32(ab.val[1]), vget_high_f32(cd.val[1])));
}

V_INLINE v_words v_words_set(uint32_t w)
{
    return vdupq_n_u32(w);
}
V_INLINE v_words v_words_from(uint32_t w)
{
    const uint32_t lane[4] = { 0, 1, 2, 3 };
    return vaddq_u32(v_words_set(w), vld1q_u32(lane));
}
V_INLINE v_words v_words_xor(v_words a, v_words b)
{
    return veorq_u32(a, b);
}
V_INLINE v_words v_words_mul(v_words *high, v_words a, uint32_t b)
{
    uint32x4_t first = vreinterpretq_u32_u64(vmull_n_u32(vget_low_u32(a), b));
    uint32x4_t last = vreinterpretq_u32_u64(vmull_high_n_u32(a, b));
    *high = vuzp2q_u32(first, last);
    return vuzp1q_u32(first, last);
}
V_INLINE v_real v_unit(v_words w) /* the bits of a number in 1 ... 2 */
{
    uint32x4_t bits = vorrq_u32(vshrq_n_u32(w, 9), vdupq_n_u32(0x3f800000));
    return vsubq_f32(vreinterpretq_f32_u32(bits), vdupq_n_f32(0x1.fffffep-1f));
}

V_INLINE v_wide v_wide_zero(void)
{
    float64x2_t z = vdupq_n_f64(0);
    return (v_wide){ { z, z, z, z, z, z, z, z } };
}
V_INLINE void v_wide_add(v_wide *w, size_t at, v_real a)
{
    size_t i = at / 4 % 4 * 2;
    w->part[i] = vaddq_f64(w->part[i], vcvt_f64_f32(vget_low_f32(a)));
    w->part[i + 1] = vaddq_f64(w->part[i + 1], vcvt_high_f64_f32(a));
}
V_INLINE void v_wide_add_square(v_wide *w, size_t at, v_real a)
{
    size_t i = at / 4 % 4 * 2;
    float64x2_t low = vcvt_f64_f32(vget_low_f32(a)), high = vcvt_high_f64_f32(a);
    w->part[i] = vfmaq_f64(w->part[i], low, low);
    w->part[i + 1] = vfmaq_f64(w->part[i + 1], high, high);
}
V_INLINE void v_wide_store(double p[16], const v_wide *w)
{
    for (int i = 0; i < 8; i++)
        vst1q_f64(p + 2 * i, w->part[i]);
}

#endif
