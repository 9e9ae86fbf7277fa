#include "kit/table/lookup.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

void kit_list_word(char list[KIT_LIST], const char *word)
{
    const size_t used = strlen(list), room = KIT_LIST - used, needed = strlen(word) + 10;
    const char *comma = used ? ", " : "";
    if (needed < room)
        snprintf(list + used, room, "%s'%s'", comma, word);
    else if (room > 6 && (used < 3 || strcmp(list + used - 3, "...") != 0))
        snprintf(list + used, room, "%s...", comma);
}

/* The column that is called `word` but for the unit behind it: height [cm], height (cm). NULL: there is none. */
static const char *find_with_unit(const kit_lookup *h, const char *word)
{
    const size_t n = strlen(word);
    for (size_t i = 0; n > 0 && i < h->n; i++) {
        if (strncasecmp(h->names[i], word, n) != 0)
            continue;
        const char *rest = h->names[i] + n;
        rest += strspn(rest, " _");
        if (*rest == '[' || *rest == '(')
            return h->names[i];
    }
    return NULL;
}

static bool no_column(const kit_lookup *h, const char *option, const char *word, kit_message *why)
{
    char list[KIT_LIST] = "";
    if (!h->names || (*word && word[strspn(word, "0123456789")] == 0))
        return kit_explain(why, "%s: --%s: there is no column '%.60s'; %s 1 to %zu", h->path, option, word,
                           h->names ? "its columns have the numbers" : "its columns have no names, only numbers,", h->n);
    const char *with_unit = find_with_unit(h, word), *meant = with_unit ? with_unit : kit_closest(word, h->names, h->n);
    for (size_t i = 0; i < h->n; i++)
        kit_list_word(list, h->names[i]);
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

/* ---- Columns that a model knows ----------------------------------------------------------------------------------- */

size_t kit_lookup_known(size_t *at, const kit_lookup *h, bool *is_free, const kit_table_column *known, size_t n)
{
    size_t found = 0, next = 0; /* most files have them in the model's order */
    for (size_t k = 0; k < n; k++) {
        at[k] = h->n;
        for (size_t tried = 0; tried < h->n && at[k] == h->n; tried++, next = (next + 1) % h->n)
            if (is_free[next] && strcmp(h->names[next], known[k].name) == 0) {
                is_free[next] = false;
                at[k] = next;
                found++;
            }
    }
    return found;
}

bool kit_lookup_none(const kit_lookup *h, const kit_table_column *known, size_t n, kit_message *why)
{
    char list[KIT_LIST] = "", there[KIT_LIST] = "";
    for (size_t i = 0; i < n; i++)
        kit_list_word(list, known[i].name);
    for (size_t i = 0; i < h->n; i++)
        kit_list_word(there, h->names[i]);
    return kit_explain(why, "%s: has none of the columns that the model knows, %s; it has %s", h->path, list, there);
}
