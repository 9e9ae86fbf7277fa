/* Plain loops: each element is one conversion and one division, which any compiler turns into vectors without changing a
 * bit. */
#include "kernel/convert.h"
#include "kernel/loop.h"

#define READ(name, type, wide)                                             \
    static void name(ae_real *out, const void *in, size_t n, double scale) \
    {                                                                      \
        const type *x = in;                                                \
        const wide s = (wide)scale;                                        \
        for (size_t i = 0; i < n; i++)                                     \
            out[i] = (ae_real)((wide)x[i] / s);                            \
    }
READ(read_f32, float, float)
READ(read_f64, double, double)
READ(read_u8, uint8_t, float)
READ(read_i32, int32_t, double)

const ae_element ae_elements[] = {
    [AE_F32] = { .size = sizeof(float), .read = read_f32 },
    [AE_F64] = { .size = sizeof(double), .read = read_f64 },
    [AE_U8] = { .size = sizeof(uint8_t), .most = 255, .natural = true, .read = read_u8 },
    [AE_I32] = { .size = sizeof(int32_t), .most = 2147483648.0, .read = read_i32 },
};

static bool all_zero(v_real a)
{
    ae_real lane[AE_LANES];
    bool zero = true;
    v_store(lane, a);
    for (size_t i = 0; i < AE_LANES; i++)
        zero &= lane[i] == 0;
    return zero;
}

/* 0 * x is NaN for NaN and the infinities, and 0 for all else. Several sums, so that none waits for the last. */
bool ae_all_finite(const ae_real *x, size_t n)
{
    enum { SUMS = 4 };
    const v_real zero = v_set(0);
    v_real sum[SUMS] = { zero, zero, zero, zero };
    size_t i = 0;
    for (; n - i >= SUMS * AE_LANES; i += SUMS * AE_LANES)
        for (size_t j = 0; j < SUMS; j++)
            sum[j] = v_fma(v_load(x + i + j * AE_LANES), zero, sum[j]);
    for (; i < n; i += AE_LANES)
        sum[0] = v_fma(v_get(x + i, n - i < AE_LANES ? n - i : AE_LANES), zero, sum[0]);
    return all_zero(v_add(v_add(sum[0], sum[1]), v_add(sum[2], sum[3])));
}

/* A number outside is no longer itself once it is brought to the nearer end, and NaN never equals itself. */
V_INLINE void count_outside(v_real *count, const ae_real *x, ae_real low, ae_real high, size_t i, size_t k)
{
    v_real a = v_pad(v_get(x + i, k), k, low);
    v_real nearest = v_min(v_set(high), v_max(v_set(low), a));
    *count = v_add(*count, v_select(v_same(nearest, a), v_set(0), v_set(1)));
}

bool ae_all_within(const ae_real *x, size_t n, ae_real low, ae_real high)
{
    v_real count = v_set(0);
    V_EACH(n, count_outside, &count, x, low, high);
    return all_zero(count);
}
