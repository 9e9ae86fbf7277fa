/* The functions of kernel/vmath.h over arrays, for one instruction set. */
#ifndef TESTS_KERNEL_VMATH_SET_H
#define TESTS_KERNEL_VMATH_SET_H

#include <stddef.h>

enum { EXP, EXP_NEGATIVE, EXPM1, LOG, LOG1P, TANH, SIGMOID, SOFTPLUS, SINE, COSINE, FUNCTIONS };

typedef void (*vmath_map)(float *y, const float *x, size_t n);
typedef vmath_map vmath_set[FUNCTIONS];

#endif
