/* What the columns of a file are for: the words of a kit_reading, held against a file's header. */
#ifndef KIT_TABLE_CHOICE_H
#define KIT_TABLE_CHOICE_H

#include "kit/table.h"

typedef enum kit_part {
    KIT_LEFT_OUT,
    KIT_IN_ROW,
    KIT_IS_LABEL,
    KIT_IS_ID,
    KIT_IS_WEIGHT,
    KIT_IS_MORE,      /* a label after the first one */
    KIT_IS_CONDITION, /* and nothing else */
    KIT_PARTS
} kit_part;

/* What is known of one column before a row is read. Labels and ids are texts as the file has them, weights numbers from 0.
 */
typedef struct kit_use {
    kit_part part;
    size_t order;     /* of KIT_IS_MORE: which one, from 0 */
    size_t condition; /* its number among those of the condition, from 1; 0: it is none */
    bool words;       /* a category, also where its texts are numbers */
    bool numbers;     /* a text that is no number is an error, and makes no category of the column */
    bool log1p;       /* of its numbers, which must be above -1, the logarithm of 1 + x is taken */
} kit_use;

typedef struct kit_choice {
    size_t n, width; /* columns of the file; of them in the row */
    size_t n_more;   /* labels after the first one */
    size_t n_conditions;
    kit_use *uses; /* n */
    size_t where;  /* only rows are kept that have the text `equals` in this column; n: all are */
    const char *equals;
    char left_out[256]; /* as in kit_table */
} kit_choice;

/* The names are those of the file's header, n of them; NULL: it has none. kit_choice_free either way. */
bool kit_choice_make(kit_choice *out, const kit_reading *how, const char *const *names, size_t n, const char *path,
                     kit_message *why);
void kit_choice_free(kit_choice *c);

/* Notes in the table which columns its labels and ids come from, and which were left out. */
void kit_choice_note(kit_table *table, const kit_choice *c, const char *const *names);

/* What a message calls column `i`, from 0: 'age', or its number from 1 where the name is NULL. */
enum { KIT_NAME = 64 };
void kit_column_name(char text[KIT_NAME], const char *name, size_t i);

/* Does the reading ask anything of columns? */
bool kit_chooses(const kit_reading *how);

/* Are two texts the same, or the same number ("1" and "1.0")? */
bool kit_same_text(const char *a, const char *b);

#endif
