/* Decimal <-> double, exact in both directions, the same under every locale. */
#ifndef AE_BASE_DECIMAL_H
#define AE_BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

enum { AE_DECIMAL_MAX = 32 }; /* bytes that the longest printed number needs, its 0 included */

/* Reads all n bytes as [+-]digits[.digits][e[+-]digits], the e in either case; no nan, inf or hex. The nearest double, ties
 * to even, which is 0 for the smallest. False if the text is anything else, or above the range of double. */
bool ae_decimal_read(double *out, const char *text, size_t n);

/* The shortest digits that ae_decimal_read turns back into x: "0.05", "1e-07", "784", "nan", "inf", "-inf". Returns the
 * length. */
size_t ae_decimal_print(char text[AE_DECIMAL_MAX], double x);

/* Reads all n bytes as an unsigned integer, false on anything else or overflow. */
bool ae_integer_read(unsigned long long *out, const char *text, size_t n);

#endif
