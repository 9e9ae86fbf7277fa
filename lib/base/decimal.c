#include "base/decimal.h"
#include "base/big.h"
#include <limits.h>
#include <string.h>

/* Integers only: a host's rounding mode or flush-to-zero cannot change a digit. A double is a 53-bit integer times a power
 * of two, a decimal an integer times a power of ten; both questions are then one division of large integers. */
enum {
    KEPT = 800, /* no two neighbouring doubles have a midpoint with more than 768 digits */
    SHORT = 17, /* as many digits as any double needs to be told from its neighbours */
    EXACT = SHORT + 1,
    LOWEST = -1074 /* the exponent of the smallest subnormal */
};

static const uint64_t infinity = UINT64_C(0x7ff) << 52;

typedef struct decimal { /* 0.d1d2d3... * 10^point, plus something below the last digit if `more` */
    bool negative, more;
    long long point;
    size_t n;
    uint8_t digit[KEPT];
} decimal;

/* ---- decimal to binary ---- */

/* m * 2^exponent with m cut to what a double keeps, ties to even. `more`: something non-zero follows m. A carry out of the
 * mantissa runs into the exponent field, where it belongs. */
static uint64_t assemble(uint64_t m, int exponent, bool more)
{
    int lowest = exponent + 63 - 52; /* of the last bit kept */
    for (uint64_t top = m; !(top >> 63); top <<= 1)
        lowest--;
    if (lowest < LOWEST)
        lowest = LOWEST;
    int drop = lowest - exponent;
    if (drop > 64)
        return 0;
    uint64_t kept = drop < 64 ? m >> drop : 0, rest = m << (64 - drop), half = UINT64_C(1) << 63;
    kept += rest > half || (rest == half && (more || kept % 2));
    return ((uint64_t)(lowest - LOWEST) << 52) + kept;
}

/* 64 bits of a / b, both aligned to equal length: the quotient is below 2, its first bit counts 1. Leaves the rest in a. */
static uint64_t divide(ae_big *a, const ae_big *b)
{
    uint64_t quotient = 0;
    for (int i = 0; i < 64; i++) {
        bool fits = ae_big_compare(a, b) >= 0;
        if (fits)
            ae_big_subtract(a, b);
        quotient = quotient << 1 | fits;
        ae_big_shift_left(a, 1);
    }
    return quotient;
}

static void set_digits(ae_big *b, const decimal *d)
{
    ae_big_set(b, 0);
    for (size_t i = 0; i < d->n; i++)
        ae_big_multiply_add(b, 10, d->digit[i]);
}

/* The bits of the nearest double; `infinity` or more if there is none. */
static uint64_t nearest(const decimal *d)
{
    if (d->n == 0 || d->point < -330)
        return 0;
    if (d->point > 310)
        return infinity;
    int ten = (int)d->point - (int)d->n;
    ae_big a, b;
    set_digits(&a, d);
    ae_big_set(&b, 1);
    ae_big_times_power_of_5(ten < 0 ? &b : &a, (unsigned)(ten < 0 ? -ten : ten));
    int align = (int)ae_big_bits(&b) - (int)ae_big_bits(&a);
    ae_big_shift_left(align < 0 ? &b : &a, (size_t)(align < 0 ? -align : align));
    uint64_t quotient = divide(&a, &b);
    return assemble(quotient, ten - align - 63, a.n > 0 || d->more);
}

/* ---- reading ---- */

typedef struct reader {
    const char *at, *end;
} reader;

static bool take(reader *r, char c)
{
    bool found = r->at < r->end && *r->at == c;
    r->at += found;
    return found;
}

static bool at_digit(const reader *r)
{
    return r->at < r->end && *r->at >= '0' && *r->at <= '9';
}

static void keep(decimal *d, uint8_t digit)
{
    if (d->n < KEPT)
        d->digit[d->n++] = digit;
    else
        d->more |= digit != 0;
}

/* Digits on one side of the point: before it each moves the point right, after it a leading 0 moves it left. */
static bool read_digits(decimal *d, reader *r, bool after)
{
    const char *start = r->at;
    for (; at_digit(r); r->at++) {
        uint8_t digit = (uint8_t)(*r->at - '0');
        bool leading = d->n == 0 && digit == 0;
        if (!leading)
            keep(d, digit);
        d->point += after ? -leading : !leading;
    }
    return r->at > start;
}

static bool read_exponent(decimal *d, reader *r)
{
    const long long enough = LLONG_MAX / 32; /* no text is long enough to outweigh it */
    long long exponent = 0;
    bool negative = take(r, '-');
    if (!negative)
        take(r, '+');
    if (!at_digit(r))
        return false;
    for (; at_digit(r); r->at++)
        if (exponent < enough)
            exponent = 10 * exponent + (*r->at - '0');
    d->point += negative ? -exponent : exponent;
    return true;
}

static bool read_decimal(decimal *d, reader *r)
{
    d->negative = take(r, '-');
    if (!d->negative)
        take(r, '+');
    if (!read_digits(d, r, false) || (take(r, '.') && !read_digits(d, r, true)))
        return false;
    if ((take(r, 'e') || take(r, 'E')) && !read_exponent(d, r))
        return false;
    return r->at == r->end;
}

bool ae_decimal_read(double *out, const char *text, size_t n)
{
    decimal d;
    d.more = false;
    d.point = 0;
    d.n = 0;
    if (!read_decimal(&d, &(reader){ text, text + n }))
        return false;
    uint64_t bits = nearest(&d);
    if (bits >= infinity)
        return false;
    bits |= (uint64_t)d.negative << 63;
    memcpy(out, &bits, sizeof bits);
    return true;
}

bool ae_integer_read(unsigned long long *out, const char *text, size_t n)
{
    unsigned long long value = 0;
    reader r = { text, text + n };
    for (; at_digit(&r); r.at++) {
        unsigned digit = (unsigned)(*r.at - '0');
        if (value > (ULLONG_MAX - digit) / 10)
            return false;
        value = 10 * value + digit;
    }
    if (n == 0 || r.at < r.end)
        return false;
    *out = value;
    return true;
}

/* ---- printing ---- */

/* Both sides of m * 2^exponent = a / b * 10^ten, scaled so that 1 <= a / b < 10. Returns ten. */
static int scale(ae_big *a, ae_big *b, uint64_t m, int exponent)
{
    ae_big_set(a, m);
    ae_big_set(b, 1);
    int log2 = exponent + (int)ae_big_bits(a) - 1;
    int ten = log2 * 30103 / 100000 + 1; /* log10(2), rounded so that this is never too small */
    ae_big_times_power_of_5(ten < 0 ? a : b, (unsigned)(ten < 0 ? -ten : ten));
    int two = exponent - ten;
    ae_big_shift_left(two < 0 ? b : a, (size_t)(two < 0 ? -two : two));
    for (; ae_big_compare(a, b) < 0; ten--)
        ae_big_multiply_add(a, 10, 0);
    return ten;
}

/* The first EXACT digits of m * 2^exponent, not rounded. */
static void expand(decimal *d, uint64_t m, int exponent)
{
    ae_big a, b;
    d->point = scale(&a, &b, m, exponent) + 1;
    for (d->n = 0; d->n < EXACT; d->n++) {
        d->digit[d->n] = 0;
        for (; ae_big_compare(&a, &b) >= 0; d->digit[d->n]++)
            ae_big_subtract(&a, &b);
        ae_big_multiply_add(&a, 10, 0);
    }
    d->more = a.n > 0;
}

/* The first n digits of `exact`, or these plus one in the last place. */
static void cut(decimal *d, const decimal *exact, size_t n, bool up)
{
    d->negative = d->more = false;
    d->point = exact->point;
    memcpy(d->digit, exact->digit, n);
    for (; up && n > 0 && d->digit[n - 1] == 9; n--)
        ;
    if (up && n == 0) {
        d->digit[n++] = 1;
        d->point++;
    } else if (up) {
        d->digit[n - 1]++;
    }
    d->n = n;
}

/* Whether n digits read back as `bits`; *d becomes them. The nearer candidate comes first. The other one counts too: below a
 * power of two the doubles lie denser, so that the nearer may read back as a neighbour where the other does not. */
static bool enough(decimal *d, const decimal *exact, size_t n, uint64_t bits)
{
    bool up = exact->digit[n] >= 5;
    cut(d, exact, n, up);
    if (nearest(d) == bits)
        return true;
    cut(d, exact, n, !up);
    return nearest(d) == bits;
}

/* Both candidates of a length enclose x more closely than those of a shorter one, so a length beyond one that is enough is
 * enough, and bisection finds the shortest. */
static void shorten(decimal *d, const decimal *exact, uint64_t bits)
{
    size_t least = 1, most = SHORT;
    while (least < most) {
        size_t middle = (least + most) / 2;
        if (enough(d, exact, middle, bits))
            most = middle;
        else
            least = middle + 1;
    }
    enough(d, exact, least, bits);
}

static char *put_digits(char *to, const decimal *d, size_t from, size_t end)
{
    for (size_t i = from; i < end; i++)
        *to++ = (char)(i < d->n ? '0' + d->digit[i] : '0');
    return to;
}

static char *put_scientific(char *to, const decimal *d)
{
    int exponent = (int)d->point - 1;
    unsigned size = (unsigned)(exponent < 0 ? -exponent : exponent);
    to = put_digits(to, d, 0, 1);
    if (d->n > 1)
        *to++ = '.';
    to = put_digits(to, d, 1, d->n);
    *to++ = 'e';
    *to++ = exponent < 0 ? '-' : '+';
    if (size >= 100)
        *to++ = (char)('0' + size / 100);
    *to++ = (char)('0' + size / 10 % 10);
    *to++ = (char)('0' + size % 10);
    return to;
}

static char *put_plain(char *to, const decimal *d)
{
    size_t whole = d->point > 0 ? (size_t)d->point : 0;
    if (whole == 0)
        *to++ = '0';
    to = put_digits(to, d, 0, whole);
    if (d->n > whole)
        *to++ = '.';
    for (long long i = d->point; i < 0; i++)
        *to++ = '0';
    return put_digits(to, d, whole, d->n);
}

static char *put_word(char *to, const char *word)
{
    size_t n = strlen(word);
    memcpy(to, word, n);
    return to + n;
}

static char *put_finite(char *to, uint64_t bits)
{
    uint64_t m = bits & ((UINT64_C(1) << 52) - 1);
    int field = (int)(bits >> 52);
    decimal exact, d;
    if (bits == 0)
        return put_word(to, "0");
    expand(&exact, field ? m | UINT64_C(1) << 52 : m, LOWEST + (field ? field - 1 : 0));
    shorten(&d, &exact, bits);
    return d.point > -4 && d.point <= 16 ? put_plain(to, &d) : put_scientific(to, &d);
}

size_t ae_decimal_print(char text[AE_DECIMAL_MAX], double x)
{
    uint64_t bits, sign = UINT64_C(1) << 63;
    char *to = text;
    memcpy(&bits, &x, sizeof bits);
    if (bits & sign && (bits & ~sign) <= infinity)
        *to++ = '-';
    bits &= ~sign;
    to = bits < infinity ? put_finite(to, bits) : put_word(to, bits == infinity ? "inf" : "nan");
    *to = 0;
    return (size_t)(to - text);
}
