/* Numbers. What they are is defined by the C library: a float is (float)strtod(text). Most are told faster: */
#include "kit/table/text.h"
#include <math.h>
#include <stdlib.h>

typedef struct decimal {
    uint64_t digits; /* the first 19 that count; the others are nothing beside them */
    int exponent;    /* the number is digits * 10^exponent */
    bool negative;
    char *point; /* the decimal sign, or NULL */
} decimal;

static bool is_digit(char x)
{
    return x >= '0' && x <= '9';
}

/* Digits up to the first other byte. `step` is what one of them changes the exponent by if it is taken. */
static char *read_digits(decimal *d, char *at, int step)
{
    const uint64_t full = 1000000000000000000; /* nine more than ten of these still fit */
    for (; is_digit(*at); at++)
        if (d->digits < full) {
            d->digits = 10 * d->digits + (uint64_t)(*at - '0');
            d->exponent += step;
        } else {
            d->exponent += step + 1;
        }
    return at;
}

static char *read_exponent(decimal *d, char *at)
{
    enum { FAR = 1 << 20 };
    int exponent = 0;
    bool negative = *at == '-';
    at += *at == '-' || *at == '+';
    if (!is_digit(*at))
        return NULL;
    for (; is_digit(*at); at++)
        exponent = exponent < FAR ? 10 * exponent + (*at - '0') : exponent;
    d->exponent += negative ? -exponent : exponent;
    return at;
}

/* Where the number ends, or NULL. A decimal comma stands between digits: `1,` is a number and a separator. */
static char *read_decimal(decimal *d, char *at, char sign)
{
    d->negative = *at == '-';
    at += *at == '-' || *at == '+';
    char *first = at;
    at = read_digits(d, at, 0);
    bool any = at > first;
    if (*at == sign && (sign == '.' || (any && is_digit(at[1])))) {
        d->point = at;
        at = read_digits(d, at + 1, -1);
        any |= at > d->point + 1;
    }
    if (any && (*at == 'e' || *at == 'E'))
        return read_exponent(d, at + 1);
    return any ? at : NULL;
}

/* 10^0 ... 10^22 are doubles without an error. */
static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
enum { EXACT = 22 };

static double scale(double x, int exponent)
{
    for (; exponent > EXACT; exponent -= EXACT)
        x *= powers[EXACT];
    for (; exponent < -EXACT; exponent += EXACT)
        x /= powers[EXACT];
    return exponent < 0 ? x / powers[-exponent] : x * powers[exponent];
}

/* Digits that a double holds, times or divided by an exact power: one rounding, as strtod does it. Otherwise at most six
 * roundings lie between the result and the number, less than 2^-50 of it; as rounding to float never goes past another
 * number's float, what lies between two numbers of one float has this float as well. */
static bool round_fast(float *out, double *value, const decimal *d)
{
    enum { FAR = 66 };
    const uint64_t exact = (uint64_t)1 << 53;
    if (d->exponent < -FAR || d->exponent > FAR)
        return false;
    *value = scale((double)d->digits, d->exponent);
    *out = (float)*value;
    if (d->digits <= exact && d->exponent >= -EXACT && d->exponent <= EXACT)
        return true;
    return *value > 0x1p-100 && *value < 0x1p100 && (float)(*value * (1 - 0x1p-50)) == (float)(*value * (1 + 0x1p-50));
}

/* The library's strtod knows the point alone, as long as nobody calls setlocale. */
static double round_exactly(char *at, const decimal *d)
{
    const char sign = d->point ? *d->point : 0;
    if (d->point)
        *d->point = '.';
    double x = fabs(strtod(at, NULL));
    if (d->point)
        *d->point = sign;
    return x;
}

char *kit_number_read(float *out, double *value, char *at, char sign)
{
    decimal d = { 0 };
    char *end = read_decimal(&d, at, sign);
    if (!end)
        return NULL;
    if (!round_fast(out, value, &d)) {
        *value = round_exactly(at, &d);
        *out = (float)*value;
    }
    if (d.negative) {
        *value = -*value;
        *out = -*out;
    }
    return end;
}

bool kit_field_number(float *out, double *value, const kit_field *field, char sign)
{
    char *from = field->text, *end = from + field->n;
    while (field->quoted && from < end && *from == ' ')
        from++;
    while (field->quoted && from < end && end[-1] == ' ')
        end--;
    if (from == end)
        return false;
    const char behind = *end; /* a comma that separates may be followed by a digit */
    *end = 0;
    const bool is_number = kit_number_read(out, value, from, sign) == end;
    *end = behind;
    return is_number;
}
