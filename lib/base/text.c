#include "base/text.h"
#include <string.h>

enum { MAX_TEXT = 65536, MAX_ITEMS = 4096, MAX_PAIRS = 64 };

bool ae_word_is(const ae_word *word, const char *text)
{
    return strlen(text) == word->length && memcmp(word->text, text, word->length) == 0;
}

/* ---- from text to items ---- */

typedef struct scanner {
    const char *at, *end, *line_start;
    size_t line;
} scanner;

static ae_word word_here(const scanner *s, size_t length)
{
    return (ae_word){ s->at, length, s->line, (size_t)(s->at - s->line_start) + 1 };
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool ends_word(char c)
{
    return is_blank(c) || c == '\n' || c == '|' || c == '#';
}

static void skip_blanks(scanner *s)
{
    while (s->at < s->end && is_blank(*s->at))
        s->at++;
    if (s->at < s->end && *s->at == '#')
        while (s->at < s->end && *s->at != '\n')
            s->at++;
}

static bool next_word(scanner *s, ae_word *word)
{
    const char *end;
    skip_blanks(s);
    for (end = s->at; end < s->end && !ends_word(*end); end++)
        ;
    *word = word_here(s, (size_t)(end - s->at));
    s->at = end;
    return word->length > 0;
}

static void skip_separator(scanner *s)
{
    if (s->at == s->end)
        return;
    if (*s->at++ == '\n') {
        s->line++;
        s->line_start = s->at;
    }
}

static ae_status check_bytes(scanner s, ae_error *e)
{
    for (; s.at < s.end; skip_separator(&s))
        if ((unsigned char)*s.at < ' ' && !is_blank(*s.at) && *s.at != '\n') {
            ae_word byte = word_here(&s, 1);
            return ae_fail_word(e, AE_ESPEC, &byte, "a control character (%d) has no place in a text", *s.at);
        }
    return AE_OK;
}

static ae_pair split_pair(const ae_word *word)
{
    ae_pair pair = { { word->text, 0, word->line, word->column }, *word };
    const char *sign = memchr(word->text, '=', word->length);
    if (!sign)
        return pair;
    size_t behind = (size_t)(sign - word->text) + 1;
    pair.key.length = behind - 1;
    pair.value = (ae_word){ sign + 1, word->length - behind, word->line, word->column + behind };
    return pair;
}

static ae_status check_pair(const ae_item *item, const ae_pair *pair, ae_error *e)
{
    const ae_word *name = &item->name, *key = &pair->key;
    if (pair->value.length == 0 || (key->length == 0 && key->text != pair->value.text))
        return ae_fail_word(e, AE_ESPEC, key, "%.*s: \"=\" needs a key before it and a value behind it, without blanks",
                            ae_word_shown(name), name->text);
    for (size_t i = 0; i < item->count; i++) {
        const ae_word *other = &item->pairs[i].key;
        if (other->length != key->length || memcmp(other->text, key->text, key->length) != 0)
            continue;
        if (key->length == 0)
            return ae_fail_word(e, AE_ESPEC, key, "%.*s: a second main value \"%.*s\"; only key=value can follow the first",
                                ae_word_shown(name), name->text, ae_word_shown(&pair->value), pair->value.text);
        return ae_fail_word(e, AE_ESPEC, key, "%.*s: %.*s= is given twice", ae_word_shown(name), name->text,
                            ae_word_shown(key), key->text);
    }
    return AE_OK;
}

static size_t count_words(scanner s)
{
    ae_word word;
    size_t n = 0;
    while (next_word(&s, &word))
        n++;
    return n;
}

static ae_status parse_pairs(ae_item *item, scanner *s, ae_arena *arena, ae_error *e)
{
    ae_word word;
    size_t n = count_words(*s);
    if (n > MAX_PAIRS)
        return ae_fail_word(e, AE_ESPEC, &item->name, "%.*s: more than %d values", ae_word_shown(&item->name),
                            item->name.text, MAX_PAIRS);
    item->pairs = ae_arena_take(arena, n, sizeof *item->pairs);
    if (!item->pairs)
        return ae_fail_memory(e);
    while (next_word(s, &word)) {
        ae_pair pair = split_pair(&word);
        AE_TRY(check_pair(item, &pair, e));
        item->pairs[item->count++] = pair;
    }
    return AE_OK;
}

static ae_status add_item(ae_text *text, const ae_item *item, ae_arena *arena, ae_error *e)
{
    if (text->count == MAX_ITEMS)
        return ae_fail_word(e, AE_ESPEC, &item->name, "more than %d items", MAX_ITEMS);
    ae_item *next = ae_arena_push(arena, &text->items, &text->count, &text->capacity, sizeof *item);
    if (!next)
        return ae_fail_memory(e);
    *next = *item;
    return AE_OK;
}

static ae_status parse_item(ae_text *text, scanner *s, ae_arena *arena, ae_error *e)
{
    ae_item item = { 0 };
    if (!next_word(s, &item.name))
        return AE_OK;
    if (memchr(item.name.text, '=', item.name.length))
        return ae_fail_word(e, AE_ESPEC, &item.name, "an item begins with a name, not with \"%.*s\"",
                            ae_word_shown(&item.name), item.name.text);
    AE_TRY(parse_pairs(&item, s, arena, e));
    return add_item(text, &item, arena, e);
}

ae_status ae_text_parse(ae_text *out, const char *text, ae_arena *arena, ae_error *e)
{
    size_t length = strnlen(text, MAX_TEXT + 1);
    scanner s = { text, text + length, text, 1 };
    ae_text made = { 0 };
    if (length > MAX_TEXT)
        return ae_fail(e, AE_ESPEC, "the text is longer than %d bytes", MAX_TEXT);
    AE_TRY(check_bytes(s, e));
    for (; s.at < s.end; skip_separator(&s))
        AE_TRY(parse_item(&made, &s, arena, e));
    *out = made;
    return AE_OK;
}

/* ---- from items to text ---- */

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

/* With one byte for what follows each item, be it a newline or the closing 0. */
static size_t item_length(const ae_item *item)
{
    size_t length = item->name.length + 1;
    for (size_t i = 0; i < item->count; i++)
        length += item->pairs[i].key.length + item->pairs[i].value.length + 2;
    return length;
}

char *ae_text_print(const ae_text *text, ae_arena *arena)
{
    size_t length = 1;
    for (size_t i = 0; i < text->count; i++)
        length += item_length(&text->items[i]);
    char *print = ae_arena_take(arena, length, 1), *to = print;
    for (size_t i = 0; print && i < text->count; i++) {
        if (i)
            *to++ = '\n';
        to = put_item(to, &text->items[i]);
    }
    return print;
}
