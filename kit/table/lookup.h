/* Columns, looked up by what people call them. */
#ifndef KIT_TABLE_LOOKUP_H
#define KIT_TABLE_LOOKUP_H

#include "kit/table.h"

/* The columns of a file. */
typedef struct kit_lookup {
    const char *path;
    const char *const *names; /* n, none of them NULL; or NULL: they have none */
    size_t n;
} kit_lookup;

/* Copies the first word of a list to `word`, which has room for the whole list, and returns what follows its comma, or NULL
 * after the last. A word may be quoted as in a CSV. */
const char *kit_lookup_word(char *word, const char *list);

/* How many columns have this name; *out is the first of them. */
size_t kit_lookup_named(size_t *out, const kit_lookup *h, const char *name);

/* A number from 1 to the count of columns, as an index from 0; *end is what follows it. */
bool kit_lookup_number(size_t *out, const kit_lookup *h, const char *text, const char **end);

/* The column that has this name or, where none has, this number; for several also 3-7. `option` is whose word it is. */
bool kit_lookup_column(size_t *out, const kit_lookup *h, const char *option, const char *word, kit_message *why);
bool kit_lookup_columns(size_t *first, size_t *last, const kit_lookup *h, const char *option, const char *word,
                        kit_message *why);

/* For each of n columns that a model knows the first of its name that is still free, and then no longer is; h->n where there
 * is none. How many there are. */
size_t kit_lookup_known(size_t *at, const kit_lookup *h, bool *is_free, const kit_table_column *known, size_t n);

/* None of them is there: says so, and which they are. Returns false. */
bool kit_lookup_none(const kit_lookup *h, const kit_table_column *known, size_t n, kit_message *why);

/* Adds 'word' to a list of them, as long as there is room; then three dots. */
enum { KIT_LIST = 200 };
void kit_list_word(char list[KIT_LIST], const char *word);

#endif
