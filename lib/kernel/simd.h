/* The primitives that all arithmetic is written with, once per instruction set.
 *
 * A v_real holds AE_LANES numbers. Every primitive is one IEEE operation on each lane alone, so a result cannot depend on
 * the width: only v_fma fuses. v_max and v_min are compare and select (the second operand if the first does not compare),
 * the same everywhere. Tails use v_load_n / v_store_n: absent lanes read as 0 and are not written. A v_mask comes from a
 * comparison and goes to v_select. v_wide holds 16 doubles, for sums whose order is fixed to 16 lanes. v_words holds
 * AE_LANES words of 32 bits, for random numbers. */
#ifndef AE_KERNEL_SIMD_H
#define AE_KERNEL_SIMD_H

#include "kernel/isa.h"
#include "tensor/shape.h"
#include <math.h>
#include <string.h>

#if defined(__AVX512F__) && !defined(AE_DOUBLE)
#include "kernel/simd_avx512.h"
#elif defined(__AVX2__) && defined(__FMA__) && !defined(AE_DOUBLE)
#include "kernel/simd_avx2.h"
#elif defined(AE_NEON) && !defined(AE_DOUBLE)
#include "kernel/simd_neon.h"
#else
#include "kernel/simd_scalar.h"
#endif

enum { AE_MOST_LANES = 16 }; /* no set has more */

/* Before a loop over an array of vectors, with constant bounds: so that they live in registers. */
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 24")
#endif

/* The same before loops that run once for a block of numbers. Plain C keeps these vectors in memory, since each of its fused
 * multiplications is a call, and gains nothing by more code. */
#ifndef UNROLL_RARE
#define UNROLL_RARE UNROLL
#endif

/* Sums of doubles in 16 lanes: element i goes to lane i mod 16; the lanes are then added in a fixed tree, halves onto each
 * other: 0..7 += 8..15, 0..3 += 4..7, 0..1 += 2..3, 0 += 1. */
double AE_LOCAL(v_wide_sum)(const v_wide *w);
#define v_wide_sum AE_LOCAL(v_wide_sum)

#endif
