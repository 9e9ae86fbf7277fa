/* Text out: a small, locale-free stand-in for the printf family, which the library does not use. */
#ifndef AE_BASE_FORMAT_H
#define AE_BASE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/* Knows %s %.*s %.Ns %c %d %i %u %x %zu %ld %lu %lld %llu %llx %g %%, widths and `-` for all except %c and %%, and least
 * numbers of digits for integers (%.16llx). %g prints the shortest decimal that reads back as the same double
 * (base/decimal.h). Control characters inside %s become '?', so that text from a file cannot break a message's line; a NULL
 * prints "(null)", an unknown conversion itself. Writes at most `capacity` bytes, the last a 0, and cuts no UTF-8 sequence;
 * returns the length of the whole. */
size_t ae_format(char *text, size_t capacity, const char *format, ...) __attribute__((format(printf, 3, 4)));
size_t ae_format_list(char *text, size_t capacity, const char *format, va_list list) __attribute__((format(printf, 3, 0)));

/* A text that grows in a fixed buffer and goes on counting when that is full: write once to measure, once to fill. */
typedef struct ae_writer {
    char *text;
    size_t capacity, length;
} ae_writer;
void ae_write(ae_writer *writer, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
