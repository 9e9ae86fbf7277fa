#include "base/utf8.h"

/* The well-formed sequences beyond ASCII, by first byte: the range of the second rules out overlong forms, surrogates and
 * what lies above U+10FFFF. */
static const struct {
    unsigned char first_low, first_high, second_low, second_high, length;
} sequences[] = {
    { 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
    { 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 }, { 0xf0, 0xf0, 0x90, 0xbf, 4 },
    { 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

static bool continues(const unsigned char *p, size_t n, unsigned low, unsigned high)
{
    bool good = p[1] >= low && p[1] <= high;
    for (size_t i = 2; good && i < n; i++)
        good = (p[i] & 0xc0) == 0x80;
    return good;
}

size_t ae_utf8_sequence(const unsigned char *p, size_t left)
{
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++)
        if (*p >= sequences[i].first_low && *p <= sequences[i].first_high) {
            size_t n = sequences[i].length;
            return n <= left && continues(p, n, sequences[i].second_low, sequences[i].second_high) ? n : 0;
        }
    return 0;
}

bool ae_utf8_valid(const char *text, size_t n)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t step = 1;
    for (size_t i = 0; step && i < n; i += step)
        step = p[i] < 0x80 ? 1 : ae_utf8_sequence(p + i, n - i);
    return step > 0;
}

bool ae_utf8_control(const char *text, size_t n, size_t i)
{
    const unsigned char *u = (const unsigned char *)text;
    bool first = u[i] == 0xc2 && i + 1 < n && u[i + 1] >= 0x80 && u[i + 1] < 0xa0;
    bool second = i > 0 && u[i - 1] == 0xc2 && u[i] >= 0x80 && u[i] < 0xa0;
    return u[i] < ' ' || u[i] == 127 || first || second;
}
