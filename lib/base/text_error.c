#include "base/format.h"
#include "base/size.h"
#include "base/text.h"
#include <string.h>

enum { SHOWN = 40 };

int ae_word_shown(const ae_word *word)
{
    return (int)(word->length < SHOWN ? word->length : SHOWN);
}

ae_status ae_fail_word(ae_error *e, ae_status status, const ae_word *at, const char *format, ...)
{
    char text[sizeof e->text];
    va_list list;
    va_start(list, format);
    ae_format_list(text, sizeof text, format, list);
    va_end(list);
    return ae_fail_at(e, status, at->line, at->column, "line %zu, column %zu: %s", at->line, at->column, text);
}

/* ---- known words ---- */

static const char *list_at(const void *list, size_t index)
{
    return ((const char *const *)list)[index];
}

ae_known ae_known_list(const char *const *list)
{
    return (ae_known){ list_at, list };
}

static void write_known(ae_writer *w, const ae_known *known)
{
    const char *text, *between = "known: ";
    for (size_t i = 0; (text = known->at(known->list, i)); i++)
        if (*text) {
            ae_write(w, "%s%s", between, text);
            between = ", ";
        }
    if (w->length == 0)
        ae_write(w, "none is known here");
}

void ae_suggest(char *text, size_t capacity, const ae_word *word, const ae_known *known)
{
    ae_writer w = { text, capacity, 0 };
    const char *meant;
    if (!ae_synonym(&meant, word, known))
        meant = ae_closest(word->text, word->length, known);
    if (meant && !*meant)
        ae_write(&w, "it is the value that stands without a key");
    else if (meant)
        ae_write(&w, "did you mean \"%s\"?", meant);
    else
        write_known(&w, known);
}

ae_status ae_fail_unknown(ae_error *e, const ae_word *word, const ae_word *owner, const char *what, const ae_known *known)
{
    char text[sizeof e->text];
    ae_suggest(text, sizeof text, word, known);
    return ae_fail_word(e, AE_EWORD, word, "%.*s%sunknown %s \"%.*s\"; %s", owner ? ae_word_shown(owner) : 0,
                        owner ? owner->text : "", owner ? ": " : "", what, ae_word_shown(word), word->text, text);
}

/* ---- the nearest word ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Levenshtein's distance without regard to case, one row of the table at a time. n <= SHOWN. */
static size_t distance(const char *a, size_t n, const char *b)
{
    size_t row[SHOWN + 1];
    for (size_t i = 0; i <= n; i++)
        row[i] = i;
    for (; *b; b++) {
        size_t diagonal = row[0]++;
        for (size_t i = 0; i < n; i++) {
            size_t replaced = diagonal + (lower(a[i]) != lower(*b));
            diagonal = row[i + 1];
            row[i + 1] = ae_least(replaced, ae_least(row[i], diagonal) + 1);
        }
    }
    return row[n];
}

const char *ae_closest(const char *word, size_t length, const ae_known *known)
{
    const char *closest = NULL, *text;
    size_t bound = ae_least(length / 3 + 2, length);
    for (size_t i = 0; length <= SHOWN && (text = known->at(known->list, i)); i++) {
        size_t d = *text ? distance(word, length, text) : bound;
        if (d < bound) {
            bound = d;
            closest = text;
        }
    }
    return closest;
}
