#include "base/big.h"
#include <string.h>

static void trim(ae_big *b)
{
    while (b->n > 0 && b->limb[b->n - 1] == 0)
        b->n--;
}

void ae_big_set(ae_big *b, uint64_t value)
{
    b->limb[0] = (uint32_t)value;
    b->limb[1] = (uint32_t)(value >> 32);
    b->n = 2;
    trim(b);
}

void ae_big_multiply_add(ae_big *b, uint32_t factor, uint32_t addend)
{
    uint64_t carry = addend;
    for (size_t i = 0; i < b->n; i++) {
        carry += (uint64_t)b->limb[i] * factor;
        b->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry)
        b->limb[b->n++] = (uint32_t)carry;
}

void ae_big_times_power_of_5(ae_big *b, unsigned exponent)
{
    enum { STEP = 13, FIVE_TO_STEP = 1220703125 };
    for (; exponent >= STEP; exponent -= STEP)
        ae_big_multiply_add(b, FIVE_TO_STEP, 0);
    for (; exponent > 0; exponent--)
        ae_big_multiply_add(b, 5, 0);
}

void ae_big_shift_left(ae_big *b, size_t bits)
{
    size_t limbs = bits / 32;
    if (limbs && b->n) {
        memmove(b->limb + limbs, b->limb, b->n * sizeof *b->limb);
        memset(b->limb, 0, limbs * sizeof *b->limb);
        b->n += limbs;
    }
    ae_big_multiply_add(b, UINT32_C(1) << bits % 32, 0);
}

void ae_big_subtract(ae_big *a, const ae_big *b)
{
    uint64_t borrow = 0;
    for (size_t i = 0; i < a->n; i++) {
        uint64_t less = borrow + (i < b->n ? b->limb[i] : 0);
        borrow = a->limb[i] < less;
        a->limb[i] = (uint32_t)(a->limb[i] - less);
    }
    trim(a);
}

int ae_big_compare(const ae_big *a, const ae_big *b)
{
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (size_t i = a->n; i-- > 0;)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

size_t ae_big_bits(const ae_big *b)
{
    size_t bits = 32 * b->n;
    for (uint32_t top = b->n ? b->limb[b->n - 1] : UINT32_MAX; !(top >> 31); top <<= 1)
        bits--;
    return bits;
}
