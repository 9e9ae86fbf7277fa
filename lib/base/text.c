#include "base/text.h"
#include <string.h>

enum { MAX_TEXT = 65536, MAX_ITEMS = 4096 };

bool ae_word_is(const ae_word *word, const char *text)
{
    return strlen(text) == word->length && memcmp(word->text, text, word->length) == 0;
}

/* ---- words ---- */

static ae_word word_here(const ae_text *t, size_t length)
{
    return (ae_word){ t->at, length, t->line, (size_t)(t->at - t->line_start) + 1 };
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool ends_word(char c)
{
    return is_blank(c) || c == '\n' || c == '|' || c == '#';
}

static void skip_blanks(ae_text *t)
{
    while (t->at < t->end && is_blank(*t->at))
        t->at++;
    if (t->at < t->end && *t->at == '#')
        while (t->at < t->end && *t->at != '\n')
            t->at++;
}

static bool next_word(ae_text *t, ae_word *word)
{
    const char *end;
    skip_blanks(t);
    for (end = t->at; end < t->end && !ends_word(*end); end++)
        ;
    *word = word_here(t, (size_t)(end - t->at));
    t->at = end;
    return word->length > 0;
}

static void skip_separator(ae_text *t)
{
    if (*t->at++ == '\n') {
        t->line++;
        t->line_start = t->at;
    }
}

/* ---- items ---- */

static ae_pair split_pair(const ae_word *word)
{
    ae_pair pair = { { word->text, 0, word->line, word->column }, *word };
    const char *sign = memchr(word->text, '=', word->length);
    if (!sign)
        return pair;
    size_t after = (size_t)(sign - word->text) + 1;
    pair.key.length = after - 1;
    pair.value = (ae_word){ sign + 1, word->length - after, word->line, word->column + after };
    return pair;
}

static ae_status fail_twice(const ae_word *name, const ae_word *key, const ae_word *first, ae_error *e)
{
    return ae_fail_word(e, AE_ESPEC, key, "%.*s: %.*s= is given twice, first in line %zu, column %zu", ae_word_shown(name),
                        name->text, ae_word_shown(key), key->text, first->line, first->column);
}

static ae_status check_pair(const ae_item *item, const ae_pair *pair, ae_error *e)
{
    const ae_word *name = &item->name, *key = &pair->key;
    if (pair->value.length == 0 || (key->length == 0 && key->text != pair->value.text))
        return ae_fail_word(e, AE_ESPEC, key, "%.*s: \"=\" needs a key before it and a value after it, without blanks",
                            ae_word_shown(name), name->text);
    for (size_t i = 0; key->length && i < item->count; i++) {
        const ae_word *other = &item->pairs[i].key;
        if (other->length == key->length && memcmp(other->text, key->text, key->length) == 0)
            return fail_twice(name, key, other, e);
    }
    return AE_OK;
}

static ae_status read_pairs(ae_text *t, ae_error *e)
{
    ae_item *item = &t->item;
    ae_word word;
    while (next_word(t, &word)) {
        ae_pair pair = split_pair(&word);
        AE_TRY(check_pair(item, &pair, e));
        if (item->count == AE_ITEM_PAIRS)
            return ae_fail_word(e, AE_ESPEC, &item->name, "%.*s: more than %d values", ae_word_shown(&item->name),
                                item->name.text, AE_ITEM_PAIRS);
        t->pairs[item->count++] = pair;
    }
    return AE_OK;
}

static ae_status read_item(ae_text *t, const ae_word *name, ae_error *e)
{
    if (memchr(name->text, '=', name->length))
        return ae_fail_word(e, AE_ESPEC, name, "an item begins with a name, not with \"%.*s\"", ae_word_shown(name),
                            name->text);
    if (t->count == MAX_ITEMS)
        return ae_fail_word(e, AE_ESPEC, name, "more than %d items", MAX_ITEMS);
    t->item = (ae_item){ *name, t->pairs, 0 };
    t->count++;
    return read_pairs(t, e);
}

/* ---- texts ---- */

static ae_status check_bytes(ae_text t, ae_error *e)
{
    for (; t.at < t.end; skip_separator(&t))
        if ((unsigned char)*t.at < ' ' && !is_blank(*t.at) && *t.at != '\n') {
            ae_word byte = word_here(&t, 1);
            return ae_fail_word(e, AE_ESPEC, &byte, "a control character (%d) has no place in a text", *t.at);
        }
    return AE_OK;
}

static void start(ae_text *t, const char *source, size_t length)
{
    *t = (ae_text){ .at = source, .end = source + length, .line_start = source, .line = 1 };
}

ae_status ae_text_open(ae_text *t, const char *source, ae_error *e)
{
    size_t length = strnlen(source, MAX_TEXT + 1);
    start(t, source, length);
    return length > MAX_TEXT ? ae_fail(e, AE_ESPEC, "the text is longer than %d bytes", MAX_TEXT) : check_bytes(*t, e);
}

ae_status ae_text_next(const ae_item **item, ae_text *t, ae_error *e)
{
    ae_word name;
    *item = NULL;
    while (!next_word(t, &name)) {
        if (t->at == t->end)
            return AE_OK;
        skip_separator(t);
    }
    *item = &t->item;
    return read_item(t, &name, e);
}

ae_status ae_text_read(ae_text *t, const char *source, ae_error *e)
{
    const ae_item *item;
    AE_TRY(ae_text_open(t, source, e));
    do
        AE_TRY(ae_text_next(&item, t, e));
    while (item);
    return AE_OK;
}

/* ---- and back ---- */

static char *put_word(char *to, const ae_word *word)
{
    memcpy(to, word->text, word->length);
    return to + word->length;
}

static char *put_item(char *to, const ae_item *item)
{
    to = put_word(to, &item->name);
    for (const ae_pair *p = item->pairs; p < item->pairs + item->count; p++) {
        *to++ = ' ';
        to = put_word(to, &p->key);
        if (p->key.length)
            *to++ = '=';
        to = put_word(to, &p->value);
    }
    return to;
}

/* No item gets longer: each is followed by one byte at least, where its newline or the closing 0 goes. */
char *ae_text_print(const char *source, ae_arena *arena)
{
    char *print = ae_arena_take(arena, strlen(source) + 1, 1), *to = print;
    const ae_item *item;
    ae_text t;
    start(&t, source, strlen(source));
    while (print && ae_text_next(&item, &t, NULL) == AE_OK && item) {
        if (t.count > 1)
            *to++ = '\n';
        to = put_item(to, item);
    }
    return print;
}
