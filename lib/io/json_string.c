#include "base/size.h"
#include "base/utf8.h"
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
        n = ae_utf8_sequence(here, left);
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
