/* Labels of a table as the numbers that a model's heads learn, and the heads that learn them. */
#ifndef KIT_LABELS_H
#define KIT_LABELS_H

#include "kit/table.h"

/* A column of labels. */
typedef struct kit_label_column {
    const kit_label *first;
    size_t step, rows; /* row i has first[i * step] */
    const char *name;  /* "": it has none */
} kit_label_column;

/* How many a table has, and number `index` of them. */
size_t kit_label_columns(const kit_table *table);
kit_label_column kit_label_column_of(const kit_table *table, size_t index);

/* Of its n_conditions columns of a condition. */
kit_label_column kit_condition_column_of(const kit_table *table, size_t index);

/* Is nothing there? An empty text and "nan" are no labels. */
bool kit_label_is_gap(const char *label);

/* The names of classes, whose numbers are their places. */
typedef struct kit_label_names {
    const char *const *names;
    size_t n;
    bool are_numbers; /* all of them: then "1.0" is "1" */
} kit_label_names;

/* The different labels of a column without gaps: upwards if all are numbers, so that 10 comes after 9, otherwise in the
 * order of their bytes. The texts are the table's; free(*block) either way. */
bool kit_label_names_find(kit_label_names *out, const char ***block, const kit_label_column *column, kit_message *why);

/* Names in the order that such a call gives. */
kit_label_names kit_label_names_of(const char *const *names, size_t n);

/* The number of a class; n: it is none of them. */
size_t kit_label_class(const kit_label_names *names, const char *label);

typedef struct kit_label_count {
    size_t known, gaps;
    size_t others, first_other; /* rows whose label is neither, and the first of them, from 0 */
} kit_label_count;

/* Every row's number, `step` floats apart: its class, or with `names` NULL the number that its label says. NaN where there
 * is none: gaps, and labels that are no class or no number. */
kit_label_count kit_label_numbers(float *out, size_t step, const kit_label_names *names, const kit_label_column *column);

/* The different labels of rows, in that order, and which of them each row has. kit_classes_free either way; the texts are
 * the caller's. */
typedef struct kit_classes {
    uint32_t *class_of; /* one a row, 0 ... n - 1; of a gap n */
    const char **names; /* n of them */
    size_t n;
} kit_classes;
bool kit_classes_find(kit_classes *out, const kit_label *labels, size_t rows, kit_message *why);
void kit_classes_free(kit_classes *c);

/* ---- Heads ------------------------------------------------------------------------------------------------------------ */

/* A name for a head that learns this column: of its letters and digits, or "class" where they make none that a spec takes.
 */
enum { KIT_HEAD_NAME = 64 };
void kit_head_name(char name[KIT_HEAD_NAME], const char *column);

/* The spec with a head that tells so many classes apart. free() it; NULL when there is no memory. */
char *kit_spec_with_head(const char *spec, const char *name, size_t classes);

/* The spec, without comments, with the item `condition` after its first. free() it; NULL when there is no memory. */
char *kit_spec_with_condition(const char *spec, size_t width);

#endif
