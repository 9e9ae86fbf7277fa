/* Natural numbers of up to AE_BIG_LIMBS * 32 bits, on the stack: as much as exact decimal conversion of a double needs. */
#ifndef AE_BASE_BIG_H
#define AE_BASE_BIG_H

#include <stddef.h>
#include <stdint.h>

enum { AE_BIG_LIMBS = 96 };

typedef struct ae_big {
    size_t n; /* limbs in use: the highest is not 0 */
    uint32_t limb[AE_BIG_LIMBS];
} ae_big;

/* The caller keeps every result below 2^(32 * AE_BIG_LIMBS). */
void ae_big_set(ae_big *b, uint64_t value);
void ae_big_multiply_add(ae_big *b, uint32_t factor, uint32_t addend); /* b = b * factor + addend */
void ae_big_times_power_of_5(ae_big *b, unsigned exponent);
void ae_big_shift_left(ae_big *b, size_t bits);
void ae_big_subtract(ae_big *a, const ae_big *b);     /* a -= b, where a >= b */
int ae_big_compare(const ae_big *a, const ae_big *b); /* < 0, 0, > 0 */
size_t ae_big_bits(const ae_big *b);                  /* the position of the highest 1, counted from 1; 0 for 0 */

#endif
