/* The condition of a model: columns beside the rows whose numbers, or classes one-hot, its net gets with each of them. */
#ifndef AE_TOOL_CONDITION_H
#define AE_TOOL_CONDITION_H

#include "ae.h"

typedef struct condition {
    kit_schema known; /* its columns: numbers, and classes by their words; width 0: there is no condition */
    size_t width;     /* of a row of it: one for each number and each class */
} condition;

/* That of a model, as its note tells; without one, classes are called 0, 1 ... condition_free either way. */
bool condition_find(condition *out, const ae_model *model, const char *file, kit_message *why);
void condition_free(condition *c);

/* Of the table's columns that are to be one: words are classes, and so are whole numbers, if they are few; other numbers
 * stay as they are. `width` is what the spec takes, and decides where both are possible; 0: there is no such item yet.
 * condition_free either way. */
bool condition_learn(condition *out, const kit_table *table, size_t width, kit_message *why);

/* The spec, without comments, with the item that these columns need. free() it; NULL: *why says what is wrong. */
char *spec_with_condition(const char *spec, const kit_table *table, kit_message *why);

/* Makes it a note of the model, with the names of its columns as --condition takes them. */
bool condition_note(ae_model *model, const condition *c, kit_message *why);

/* The table's condition as rows of `width` numbers, free(*out). A gap, or what is no class or no number, is an error; with
 * `takes_nan` its row is NaN. */
bool condition_numbers(float **out, const condition *c, const kit_table *table, bool takes_nan, kit_message *why);

/* One row of it from a text: NAME=VALUE for each column, with commas between them; a value is a word or a number. Of one
 * column the value is all that follows. free(*out). */
bool condition_row(float **out, const condition *c, const char *text, kit_message *why);

/* Does --condition say values, NAME=VALUE? A word alone is always the name of a column. */
bool is_condition_row(const char *text);

/* What its column is called that has the labels of rows, whose column is called `label` or has no name; NULL: it has none.
 */
const char *condition_column_of(const condition *c, const char *label);

/* Rows of it, or the one row of all rows. */
ae_array condition_array(const float *numbers, const condition *c, bool one);

/* Its columns as a table has them; their words are the condition's. */
typedef struct condition_texts {
    size_t n;
    const char **names, **texts;     /* n names; rows x n texts, empty where a row is between two classes, or has none */
    char (*numbers)[KIT_FLOAT_TEXT]; /* what texts of numbers point to */
} condition_texts;

/* Of rows of it, or the one row of all. condition_texts_free either way. */
bool condition_texts_make(condition_texts *out, const condition *c, const ae_array *of, size_t rows, kit_message *why);
void condition_texts_free(condition_texts *t);

/* Is it one column of classes? Then the rows of each class, n of the first, n of the second, and so on; free() them, NULL:
 * there is no memory. */
bool condition_is_classes(const condition *c);
float *condition_of_each(const condition *c, size_t n);

/* A line for each of its columns. */
void condition_tell(const condition *c);

#endif
