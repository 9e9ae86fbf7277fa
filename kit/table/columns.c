#include "kit/table/columns.h"
#include "kit/table/choice.h"
#include <stdlib.h>
#include <string.h>

static const kit_table_column *pick(const kit_table_column *from, const size_t *list, size_t i)
{
    return &from[list ? list[i] : i];
}

/* Bytes of the block: the columns, then the pointers to their levels, then all texts. */
static size_t measure(size_t *n_levels, const kit_table_column *from, const size_t *list, size_t n)
{
    size_t texts = 0;
    *n_levels = 0;
    for (size_t i = 0; i < n; i++) {
        const kit_table_column *c = pick(from, list, i);
        texts += c->name ? strlen(c->name) + 1 : 0;
        for (size_t k = 0; k < c->n_levels; k++)
            texts += strlen(c->levels[k]) + 1;
        *n_levels += c->n_levels;
    }
    return n * sizeof *from + *n_levels * sizeof(char *) + texts;
}

static const char *put(char **end, const char *text)
{
    const size_t n = strlen(text) + 1;
    const char *at = memcpy(*end, text, n);
    *end += n;
    return at;
}

kit_table_column *kit_columns_take(const kit_table_column *from, const size_t *list, size_t n)
{
    size_t n_levels;
    kit_table_column *block = malloc(measure(&n_levels, from, list, n));
    if (!block)
        return NULL;
    const char **levels = (const char **)(block + n);
    char *texts = (char *)(levels + n_levels);
    for (size_t i = 0; i < n; i++) {
        kit_table_column *c = &block[i];
        *c = *pick(from, list, i);
        c->name = c->name ? put(&texts, c->name) : NULL;
        for (size_t k = 0; k < c->n_levels; k++)
            levels[k] = put(&texts, c->levels[k]);
        c->levels = c->n_levels ? levels : NULL;
        levels += c->n_levels;
    }
    return block;
}

static size_t find_exactly(const kit_table_column *c, const char *word)
{
    size_t low = 0, high = c->n_levels;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(c->levels[middle], word);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return c->n_levels;
}

size_t kit_column_level(const kit_table_column *c, const char *word)
{
    size_t i = find_exactly(c, word);
    if (i == c->n_levels)
        for (i = 0; i < c->n_levels && !kit_same_text(c->levels[i], word); i++)
            continue;
    return i;
}
