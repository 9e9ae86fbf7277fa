/* Plain loops: each element is one conversion and one division, which any compiler turns into vectors without changing a bit. */
#include "kernel/convert.h"
#include <float.h>

#define READ(name, type, wide)                                          \
    static void name(ae_real *out, const void *in, size_t n, double scale) \
    {                                                                   \
        const type *x = in;                                             \
        const wide s = (wide)scale;                                     \
        for (size_t i = 0; i < n; i++)                                  \
            out[i] = (ae_real)((wide)x[i] / s);                         \
    }
READ(read_f32, float, float)
READ(read_f64, double, double)
READ(read_u8, uint8_t, float)
READ(read_i32, int32_t, double)

const ae_element ae_elements[] = {
    [AE_F32] = { sizeof(float), false, read_f32 },
    [AE_F64] = { sizeof(double), false, read_f64 },
    [AE_U8] = { sizeof(uint8_t), true, read_u8 },
    [AE_I32] = { sizeof(int32_t), false, read_i32 }, /* a small scale makes it overflow */
};

bool ae_all_finite(const ae_real *x, size_t n)
{
    int bad = 0;
    for (size_t i = 0; i < n; i++)
        bad |= !(x[i] >= -FLT_MAX && x[i] <= FLT_MAX); /* no early way out: this loop vectorises */
    return !bad;
}
