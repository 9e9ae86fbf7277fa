#include "base/size.h"
#include "io/json.h"
#include <stdint.h>
#include <string.h>

/* Where a decoded string goes; `out` NULL only counts. */
typedef struct sink {
    char *out;
    size_t max, length;
} sink;

static ae_status put(const ae_json *j, sink *s, const void *bytes, size_t n)
{
    if (n > s->max - s->length)
        return ae_fail(j->error, AE_EFORMAT, "byte %zu: the string is longer than %zu bytes", j->at, s->max);
    if (s->out)
        memcpy(s->out + s->length, bytes, n);
    s->length += n;
    return AE_OK;
}

/* The well-formed sequences of UTF-8 beyond ASCII, by first byte: the range of the second rules out overlong forms,
 * surrogates and what lies above U+10FFFF. */
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

/* The bytes of the sequence at p, of which `left` are there; 0 if it may not stand in a string. */
static size_t sequence(const unsigned char *p, size_t left)
{
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++)
        if (*p >= sequences[i].first_low && *p <= sequences[i].first_high) {
            size_t n = sequences[i].length;
            return n <= left && continues(p, n, sequences[i].second_low, sequences[i].second_high) ? n : 0;
        }
    return 0;
}

/* How many of the bytes from p on, up to `most`, are ASCII that stands for itself. */
static size_t run(const unsigned char *p, size_t most)
{
    size_t n = 0;
    while (n < most && p[n] >= ' ' && p[n] < 0x80 && p[n] != '"' && p[n] != '\\')
        n++;
    return n;
}

static ae_status plain(ae_json *j, sink *s)
{
    const unsigned char *here = j->text + j->at;
    size_t left = j->end - j->at, enough = s->max - s->length + 1; /* to see that it is too long */
    size_t n = run(here, ae_least(left, enough));
    if (n == 0)
        n = sequence(here, left);
    if (n == 0)
        return ae_json_expected(j, "a character in UTF-8, control characters escaped");
    AE_TRY(put(j, s, here, n));
    j->at += n;
    return AE_OK;
}

static ae_status hex4(ae_json *j, uint32_t *code)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    *code = 0;
    for (int i = 0; i < 4; i++, j->at++) {
        const char *digit = j->at < j->end ? memchr(digits, j->text[j->at], sizeof digits - 1) : NULL;
        if (!digit)
            return ae_json_expected(j, "four hexadecimal digits");
        *code = *code << 4 | (uint32_t)((digit - digits) & 15);
    }
    return AE_OK;
}

/* The second half of a surrogate pair joins the first. */
static ae_status low_surrogate(ae_json *j, uint32_t *code)
{
    uint32_t low = 0;
    if (j->end - j->at >= 2 && memcmp(j->text + j->at, "\\u", 2) == 0) {
        j->at += 2;
        AE_TRY(hex4(j, &low));
    }
    if (low < 0xdc00 || low > 0xdfff)
        return ae_json_expected(j, "the second half of a surrogate pair");
    *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
    return AE_OK;
}

static size_t encode(unsigned char out[4], uint32_t code)
{
    static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, code >>= 6)
        out[i] = (unsigned char)(0x80 | (code & 0x3f));
    out[0] = (unsigned char)(lead[n] | code);
    return n;
}

static ae_status unicode(ae_json *j, sink *s)
{
    unsigned char bytes[4];
    uint32_t code;
    AE_TRY(hex4(j, &code));
    if (code == 0)
        return ae_json_expected(j, "a string without NUL");
    if (code >= 0xdc00 && code <= 0xdfff)
        return ae_json_expected(j, "the first half of a surrogate pair before the second");
    if (code >= 0xd800 && code <= 0xdbff)
        AE_TRY(low_surrogate(j, &code));
    return put(j, s, bytes, encode(bytes, code));
}

static ae_status escape(ae_json *j, sink *s)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    unsigned char c = ++j->at < j->end ? j->text[j->at] : 0;
    const char *letter = memchr(letters, c, sizeof letters - 1);
    if (!letter && c != 'u')
        return ae_json_expected(j, "one of \"\\/bfnrtu after a backslash");
    j->at++;
    return letter ? put(j, s, &meanings[letter - letters], 1) : unicode(j, s);
}

ae_status ae_json_string(ae_json *j, char *out, size_t max, size_t *length)
{
    sink s = { out, max, 0 };
    AE_TRY(ae_json_expect(j, '"'));
    while (j->at < j->end && j->text[j->at] != '"')
        AE_TRY(j->text[j->at] == '\\' ? escape(j, &s) : plain(j, &s));
    if (j->at == j->end)
        return ae_json_expected(j, "'\"' before the end of the header");
    j->at++;
    if (out)
        out[s.length] = 0;
    *length = s.length;
    return AE_OK;
}
