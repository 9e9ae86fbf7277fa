/* The heads of a model, and labels as they learn them. */
#ifndef AE_TOOL_HEADS_H
#define AE_TOOL_HEADS_H

#include "ae.h"
#include "kit/labels.h"

typedef struct head {
    char name[KIT_HEAD_NAME];
    size_t classes, width; /* classes: 0 = it gives numbers, `width` of them */
    size_t columns, first; /* of a row of labels: how many are its own, and where they begin */
    kit_schema known;      /* its label columns: of classes one, whose levels they are */
    kit_label_count count; /* of the labels that were made numbers last */
} head;

enum { MOST_HEADS = 6 }; /* of a spec */

typedef struct heads {
    head head[MOST_HEADS];
    size_t n, width;
} heads;

/* Those of a model, with the names of their classes from its notes, "head NAME"; without one, classes are called 0, 1 ...
 * heads_free either way. */
bool heads_find(heads *out, const ae_model *model, const char *file, kit_message *why);
void heads_free(heads *h);

/* Takes the names of classes, and of columns, from the table that the heads are to learn from. A head must have as many
 * outputs as there are classes. */
bool heads_learn(heads *h, const kit_table *table, kit_message *why);

/* Makes them notes of the model. */
bool heads_note(ae_model *model, const heads *h, kit_message *why);

/* Are there as many columns of labels as the heads take? `why` may be NULL. */
bool heads_fit(const heads *h, const kit_table *table, kit_message *why);

/* Its labels as rows of numbers, free(*out); NaN where there is no label. What is no class or no number is an error, or, if
 * it is to be counted, NaN as well. */
bool heads_number(float **out, heads *h, const kit_table *table, bool counts_others, kit_message *why);

/* The names of a head's classes. */
kit_label_names head_names(const head *h);

/* "a, b, c, ..." in so much room. Are all names whole numbers? */
void list_names(char *text, size_t room, const kit_label_names *names);
bool are_whole(const kit_label_names *names);

/* A line for each head: what it learns, and how many rows have no label. */
void heads_tell(const heads *h, const kit_table *table);

/* What that head would be: its name, and how many classes the labels are. */
bool new_head(char name[KIT_HEAD_NAME], size_t *classes, const kit_table *table, kit_message *why);

/* The model becomes one with this head, and its own weights and notes; a line says what was taken over. */
bool add_head(ae_model **model, const kit_table *table, const arguments *a, kit_message *why);

#endif
