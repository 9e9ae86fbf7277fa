#include "kernel/row.h"
#include "kernel/loop.h"

V_INLINE void fill(ae_real *y, v_real value, size_t i, size_t k)
{
    v_put(y + i, value, k);
}

void ae_row_fill(ae_real *y, ae_real value, size_t n)
{
    V_EACH(n, fill, y, v_set(value));
}

V_INLINE void add(ae_real *y, const ae_real *x, size_t i, size_t k)
{
    v_put(y + i, v_add(v_get(y + i, k), v_get(x + i, k)), k);
}

void ae_row_add(ae_real *y, const ae_real *x, size_t n)
{
    V_EACH(n, add, y, x);
}

V_INLINE void larger(ae_real *y, const ae_real *x, size_t i, size_t k)
{
    v_put(y + i, v_max(v_get(y + i, k), v_get(x + i, k)), k);
}

void ae_row_max(ae_real *y, const ae_real *x, size_t n)
{
    V_EACH(n, larger, y, x);
}

V_INLINE void divide(ae_real *y, const ae_real *x, v_real divisor, size_t i, size_t k)
{
    v_put(y + i, v_div(v_get(x + i, k), divisor), k);
}

void ae_row_divide(ae_real *y, const ae_real *x, ae_real divisor, size_t n)
{
    V_EACH(n, divide, y, x, v_set(divisor));
}

/* The usual strides are spelled out, so that the compiler makes shuffles of them. */
void ae_row_gather(ae_real *y, const ae_real *x, size_t stride, size_t n)
{
    if (stride == 1)
        memcpy(y, x, n * sizeof *y);
    else if (stride == 2)
        for (size_t i = 0; i < n; i++)
            y[i] = x[2 * i];
    else
        for (size_t i = 0; i < n; i++)
            y[i] = x[stride * i];
}

void ae_row_scatter(ae_real *y, const ae_real *x, size_t stride, size_t n)
{
    if (stride == 1)
        ae_row_add(y, x, n);
    else
        for (size_t i = 0; i < n; i++)
            y[stride * i] += x[i];
}

V_INLINE void mix(ae_real *y, const ae_real *a, const ae_real *b, v_real share, size_t i, size_t k)
{
    v_real low = v_get(a + i, k), high = v_get(b + i, k);
    v_put(y + i, v_add(low, v_mul(share, v_sub(high, low))), k);
}

void ae_row_mix(ae_real *y, const ae_real *a, const ae_real *b, ae_real share, size_t n)
{
    if (share > 0)
        V_EACH(n, mix, y, a, b, v_set(share));
    else
        memcpy(y, a, n * sizeof *y);
}

V_INLINE void unmix(ae_real *da, ae_real *db, const ae_real *dy, v_real share, size_t i, size_t k)
{
    v_real d = v_get(dy + i, k), part = v_mul(share, d);
    v_put(da + i, v_add(v_get(da + i, k), v_sub(d, part)), k);
    v_put(db + i, v_add(v_get(db + i, k), part), k);
}

void ae_row_unmix(ae_real *da, ae_real *db, const ae_real *dy, ae_real share, size_t n)
{
    if (share > 0)
        V_EACH(n, unmix, da, db, dy, v_set(share));
    else
        ae_row_add(da, dy, n);
}

V_INLINE void move(ae_real *y, ae_real *from, const ae_real *a, const ae_real *b, size_t i, size_t k)
{
    v_real x = v_get(from + i, k), none = v_set(0);
    v_mask same = v_same(v_get(a + i, k), v_get(b + i, k));
    v_put(y + i, v_select(same, x, none), k);
    v_put(from + i, v_select(same, none, x), k);
}

void ae_row_move(ae_real *y, ae_real *from, const ae_real *a, const ae_real *b, size_t n)
{
    V_EACH(n, move, y, from, a, b);
}
