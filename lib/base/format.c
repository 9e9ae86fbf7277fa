#include "base/format.h"
#include "base/decimal.h"
#include "base/size.h"
#include "base/utf8.h"
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { DIGITS = 20 }; /* of 2^64 - 1 */

typedef enum integer_size { INT, LONG, LONG_LONG, SIZE } integer_size;

typedef struct directive {
    const char *end; /* the byte after it */
    size_t width, precision;
    bool left, precise;
    integer_size size;
    char letter;
} directive;

typedef struct arguments { /* a va_list that functions can share */
    va_list list;
} arguments;

/* ---- the writer ---- */

static void put(ae_writer *w, const char *text, size_t n)
{
    if (w->length < w->capacity) {
        size_t room = w->capacity - w->length;
        memcpy(w->text + w->length, text, ae_least(n, room));
    }
    w->length += n;
}

static void put_repeated(ae_writer *w, char c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put(w, &c, 1);
}

/* How many of n bytes remain when a UTF-8 sequence that lacks its end is left out. */
static size_t whole(const char *text, size_t n)
{
    size_t start = n;
    while (start > 0 && n - start < 3 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    unsigned char lead = start > 0 ? (unsigned char)text[start - 1] : 0;
    size_t tail = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    return n - start < tail ? start - 1 : n;
}

static void close_text(ae_writer *w)
{
    if (w->length < w->capacity)
        w->text[w->length] = 0;
    else if (w->capacity > 0)
        w->text[whole(w->text, w->capacity - 1)] = 0;
}

/* ---- conversions ---- */

static void put_padded(ae_writer *w, const directive *d, const char *text, size_t n)
{
    size_t pad = d->width > n ? d->width - n : 0;
    put_repeated(w, ' ', d->left ? 0 : pad);
    for (size_t i = 0; i < n; i++)
        put_repeated(w, ae_utf8_control(text, n, i) ? '?' : text[i], 1);
    put_repeated(w, ' ', d->left ? pad : 0);
}

static void put_text(ae_writer *w, const directive *d, arguments *a)
{
    const char *text = va_arg(a->list, const char *);
    if (!text)
        text = "(null)";
    if (!d->precise) {
        put_padded(w, d, text, strlen(text));
        return;
    }
    size_t n = strnlen(text, d->precision);
    put_padded(w, d, text, whole(text, n));
}

static void put_character(ae_writer *w, const directive *d, arguments *a)
{
    (void)d;
    put_repeated(w, (char)va_arg(a->list, int), 1);
}

static void put_integer(ae_writer *w, const directive *d, unsigned long long value, bool negative, unsigned base)
{
    char text[1 + DIGITS], *end = text + sizeof text, *at = end;
    size_t least = !d->precise ? 1 : d->precision < DIGITS ? d->precision : DIGITS;
    for (; value > 0 || (size_t)(end - at) < least; value /= base)
        *--at = "0123456789abcdef"[value % base];
    if (negative)
        *--at = '-';
    put_padded(w, d, at, (size_t)(end - at));
}

static unsigned long long take_unsigned(const directive *d, arguments *a)
{
    switch (d->size) {
    case LONG_LONG:
        return va_arg(a->list, unsigned long long);
    case LONG:
        return va_arg(a->list, unsigned long);
    case SIZE:
        return va_arg(a->list, size_t);
    default:
        return va_arg(a->list, unsigned);
    }
}

static long long take_signed(const directive *d, arguments *a)
{
    switch (d->size) {
    case LONG_LONG:
        return va_arg(a->list, long long);
    case LONG:
        return va_arg(a->list, long);
    case SIZE:
        return va_arg(a->list, ptrdiff_t);
    default:
        return va_arg(a->list, int);
    }
}

static void put_signed(ae_writer *w, const directive *d, arguments *a)
{
    long long value = take_signed(d, a);
    put_integer(w, d, value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value, value < 0, 10);
}

static void put_unsigned(ae_writer *w, const directive *d, arguments *a)
{
    put_integer(w, d, take_unsigned(d, a), false, 10);
}

static void put_hexadecimal(ae_writer *w, const directive *d, arguments *a)
{
    put_integer(w, d, take_unsigned(d, a), false, 16);
}

static void put_real(ae_writer *w, const directive *d, arguments *a)
{
    char text[AE_DECIMAL_MAX];
    size_t n = ae_decimal_print(text, va_arg(a->list, double));
    put_padded(w, d, text, n);
}

static void put_percent(ae_writer *w, const directive *d, arguments *a)
{
    (void)d;
    (void)a;
    put(w, "%", 1);
}

typedef struct conversion {
    char letter;
    void (*put)(ae_writer *w, const directive *d, arguments *a);
} conversion;

static const conversion conversions[] = {
    { 's', put_text },     { 'c', put_character },   { 'd', put_signed }, { 'i', put_signed },
    { 'u', put_unsigned }, { 'x', put_hexadecimal }, { 'g', put_real },   { '%', put_percent },
};

static const conversion *find(char letter)
{
    for (size_t i = 0; i < sizeof conversions / sizeof *conversions; i++)
        if (conversions[i].letter == letter)
            return &conversions[i];
    return NULL;
}

/* ---- the format ---- */

static bool take_char(const char **at, char c)
{
    bool found = **at == c;
    *at += found;
    return found;
}

static size_t take_number(const char **at)
{
    size_t n = 0;
    for (; **at >= '0' && **at <= '9'; ++*at)
        n = n < INT_MAX / 10 ? 10 * n + (size_t)(**at - '0') : n;
    return n;
}

static void read_precision(directive *d, const char **at, arguments *a)
{
    int given;
    d->precise = take_char(at, '.');
    if (!d->precise)
        return;
    if (!take_char(at, '*')) {
        d->precision = take_number(at);
        return;
    }
    given = va_arg(a->list, int);
    d->precise = given >= 0; /* as in C: a negative one is none */
    d->precision = given >= 0 ? (size_t)given : 0;
}

static integer_size read_size(const char **at)
{
    if (take_char(at, 'z'))
        return SIZE;
    if (take_char(at, 'l'))
        return take_char(at, 'l') ? LONG_LONG : LONG;
    return INT;
}

static directive read_directive(const char *at, arguments *a)
{
    directive d = { 0 };
    d.left = take_char(&at, '-');
    d.width = take_number(&at);
    read_precision(&d, &at, a);
    d.size = read_size(&at);
    d.letter = *at;
    d.end = at + (*at != 0);
    return d;
}

/* A directive that is not known is text like any other. */
static void put_directive(ae_writer *w, const char **format, arguments *a)
{
    directive d = read_directive(*format + 1, a);
    const conversion *known = find(d.letter);
    if (known)
        known->put(w, &d, a);
    else
        put(w, *format, (size_t)(d.end - *format));
    *format = d.end;
}

static void put_format(ae_writer *w, const char *format, arguments *a)
{
    while (*format) {
        size_t plain = strcspn(format, "%");
        put(w, format, plain);
        format += plain;
        if (*format)
            put_directive(w, &format, a);
    }
    close_text(w);
}

size_t ae_format_list(char *text, size_t capacity, const char *format, va_list list)
{
    ae_writer w = { text, capacity, 0 };
    arguments a;
    va_copy(a.list, list);
    put_format(&w, format, &a);
    va_end(a.list);
    return w.length;
}

size_t ae_format(char *text, size_t capacity, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    size_t length = ae_format_list(text, capacity, format, list);
    va_end(list);
    return length;
}

void ae_write(ae_writer *writer, const char *format, ...)
{
    arguments a;
    va_start(a.list, format);
    put_format(writer, format, &a);
    va_end(a.list);
}
