#include "io/members.h"
#include "base/decimal.h"
#include "base/format.h"
#include "io/safetensors.h"
#include <math.h>
#include <string.h>

enum {
    NUMBER_SIZE = 8, /* bytes of a uint64_t and of a double */
    KEY = AE_MAX_STRING_KEY + 1
};

static size_t print_key(char key[KEY], const char *prefix, const ae_member *m)
{
    return ae_format(key, KEY, "%s%s%s", prefix, *prefix ? "." : "", m->key);
}

/* ---- writing ---- */

static size_t print_number(char text[AE_DECIMAL_MAX], ae_member_kind kind, const char *at)
{
    uint64_t whole;
    double real;
    memcpy(&whole, at, sizeof whole);
    memcpy(&real, at, sizeof real);
    return kind == AE_MEMBER_WHOLE ? ae_format(text, AE_DECIMAL_MAX, "%llu", (unsigned long long)whole)
                                   : ae_decimal_print(text, real);
}

/* NULL without memory. */
static const char *print_numbers(const ae_member *m, const char *from, ae_arena *arena)
{
    char *text = ae_arena_take(arena, m->count, AE_DECIMAL_MAX), *to = text;
    for (size_t i = 0; text && i < m->count; i++) {
        if (i > 0)
            *to++ = ' ';
        to += print_number(to, m->kind, from + i * NUMBER_SIZE);
    }
    return text;
}

const char *ae_member_text(const ae_member *m, const void *from, ae_arena *arena)
{
    const char *at = (const char *)from + m->offset;
    return m->kind == AE_MEMBER_TEXT ? at : print_numbers(m, at, arena);
}

ae_status ae_members_add(ae_document *d, const char *prefix, const ae_member *table, const void *from, ae_arena *arena,
                         ae_error *e)
{
    char key[KEY];
    for (const ae_member *m = table; m->key; m++) {
        const char *copy = *prefix ? ae_arena_text(arena, key, print_key(key, prefix, m)) : m->key;
        const char *text = ae_member_text(m, from, arena);
        if (!copy || !text)
            return ae_fail_memory(e);
        AE_TRY(ae_document_add_string(d, copy, text, arena, e));
    }
    return AE_OK;
}

/* ---- reading ---- */

static bool read_whole(char *to, const char *text, size_t n)
{
    unsigned long long value;
    if (!ae_integer_read(&value, text, n))
        return false;
    memcpy(to, &(uint64_t){ value }, NUMBER_SIZE);
    return true;
}

static bool read_real(char *to, const char *text, size_t n)
{
    double value;
    if (!ae_decimal_read(&value, text, n))
        return false;
    memcpy(to, &value, NUMBER_SIZE);
    return true;
}

static bool read_any(char *to, const char *text, size_t n)
{
    static const struct {
        const char *word;
        double value;
    } beyond[] = { { "nan", (double)NAN }, { "inf", (double)INFINITY }, { "-inf", -(double)INFINITY } };
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++)
        if (strlen(beyond[i].word) == n && memcmp(beyond[i].word, text, n) == 0) {
            memcpy(to, &beyond[i].value, NUMBER_SIZE);
            return true;
        }
    return read_real(to, text, n);
}

static const struct {
    bool (*read)(char *to, const char *text, size_t n);
    const char *one, *many; /* for messages */
} kinds[] = {
    [AE_MEMBER_WHOLE] = { read_whole, "a whole number", "whole numbers" },
    [AE_MEMBER_REAL] = { read_real, "a number", "numbers" },
    [AE_MEMBER_ANY] = { read_any, "a number", "numbers" },
};

/* Just as many as the table says, with one blank between two of them. */
static bool read_numbers(char *to, const ae_member *m, const char *text)
{
    for (size_t i = 0; i < m->count; i++) {
        size_t n = strcspn(text, " ");
        bool last = i + 1 == m->count;
        if (!kinds[m->kind].read(to + i * NUMBER_SIZE, text, n) || (text[n] == 0) != last)
            return false;
        text += n + !last;
    }
    return true;
}

static bool read_text(char *to, const ae_member *m, const char *text)
{
    size_t n = strlen(text);
    if (n >= m->count)
        return false;
    memcpy(to, text, n + 1);
    return true;
}

static ae_status fail_member(ae_error *e, const char *key, const ae_member *m)
{
    static const char head[] = "metadata: \"";
    if (m->kind == AE_MEMBER_TEXT)
        return ae_fail(e, AE_EFORMAT, "%s%s\" is missing or longer than %zu bytes", head, key, m->count - 1);
    if (m->count == 1)
        return ae_fail(e, AE_EFORMAT, "%s%s\" is missing or not %s", head, key, kinds[m->kind].one);
    return ae_fail(e, AE_EFORMAT, "%s%s\" is missing or not %zu %s", head, key, m->count, kinds[m->kind].many);
}

ae_status ae_members_read(void *to, const char *prefix, const ae_member *table, const ae_document *d, ae_error *e)
{
    char key[KEY];
    for (const ae_member *m = table; m->key; m++) {
        print_key(key, prefix, m);
        const char *text = ae_document_string(d, key);
        bool (*read)(char *, const ae_member *, const char *) = m->kind == AE_MEMBER_TEXT ? read_text : read_numbers;
        if (!text || !read((char *)to + m->offset, m, text))
            return fail_member(e, key, m);
    }
    return AE_OK;
}
