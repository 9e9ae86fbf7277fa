#include "kit/table/lookup.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Words of a list ---------------------------------------------------------------------------------------------- */

/* The text after the opening quote, up to the closing one; "" is a quote. */
static const char *read_quoted(char *word, const char *text)
{
    for (; *text && (*text != '"' || *++text == '"'); text++)
        *word++ = *text;
    *word = 0;
    return text + strcspn(text, ",");
}

static const char *read_plain(char *word, const char *text)
{
    size_t length = strcspn(text, ","), n = length;
    while (n > 0 && text[n - 1] == ' ')
        n--;
    memcpy(word, text, n);
    word[n] = 0;
    return text + length;
}

const char *kit_lookup_word(char *word, const char *list)
{
    list += strspn(list, " ");
    const char *end = *list == '"' ? read_quoted(word, list + 1) : read_plain(word, list);
    return *end ? end + 1 : NULL;
}

/* ---- Columns ------------------------------------------------------------------------------------------------------- */

/* The names, separated by commas, as many as have room. */
static void list_names(char *text, size_t room, const kit_lookup *h)
{
    size_t used = 0;
    for (size_t i = 0; i < h->n && used + 1 < room; i++) {
        const bool fits = used + strlen(h->names[i]) + 8 < room;
        used += (size_t)snprintf(text + used, room - used, "%s%s", i ? ", " : "", fits ? h->names[i] : "...");
        if (!fits)
            return;
    }
}

static bool no_column(const kit_lookup *h, const char *option, const char *word, kit_message *why)
{
    char list[200] = "";
    if (!h->names || (*word && word[strspn(word, "0123456789")] == 0))
        return kit_explain(why, "%s: --%s: there is no column '%.60s'; %s 1 to %zu", h->path, option, word,
                           h->names ? "its columns have the numbers" : "its columns have no names, only numbers,", h->n);
    const char *meant = kit_closest(word, h->names, h->n);
    list_names(list, sizeof list, h);
    return kit_explain(why, "%s: --%s: there is no column '%.60s'%s%.60s%s; there are %s", h->path, option, word,
                       meant ? " (did you mean '" : "", meant ? meant : "", meant ? "'?)" : "", list);
}

size_t kit_lookup_named(size_t *out, const kit_lookup *h, const char *word)
{
    size_t count = 0;
    for (size_t i = h->names ? h->n : 0; i-- > 0;)
        if (strcmp(h->names[i], word) == 0) {
            *out = i;
            count++;
        }
    return count;
}

bool kit_lookup_number(size_t *out, const kit_lookup *h, const char *text, const char **end)
{
    char *after;
    unsigned long long number = strtoull(text, &after, 10);
    *end = after;
    *out = (size_t)number - 1;
    return *text >= '1' && *text <= '9' && number <= h->n;
}

bool kit_lookup_column(size_t *out, const kit_lookup *h, const char *option, const char *word, kit_message *why)
{
    const char *end;
    size_t named = kit_lookup_named(out, h, word);
    if (named > 1)
        return kit_explain(why, "%s: --%s: %zu columns are called '%.60s'; say which one by its number, %zu for the first",
                           h->path, option, named, word, *out + 1);
    return named == 1 || (kit_lookup_number(out, h, word, &end) && !*end) || no_column(h, option, word, why);
}

bool kit_lookup_columns(size_t *first, size_t *last, const kit_lookup *h, const char *option, const char *word,
                        kit_message *why)
{
    const char *end;
    size_t named;
    bool is_range = kit_lookup_named(&named, h, word) == 0 && kit_lookup_number(first, h, word, &end) && *end == '-';
    if (is_range && kit_lookup_number(last, h, end + 1, &end) && !*end && *first <= *last)
        return true;
    bool ok = kit_lookup_column(first, h, option, word, why);
    *last = *first;
    return ok;
}
