/* The columns that a model was trained on: written into a note of the model, and found again in later tables by name. */
#ifndef KIT_SCHEMA_H
#define KIT_SCHEMA_H

#include "kit/table.h"

typedef struct kit_schema {
    size_t width;
    kit_table_column *columns; /* `width` of them, one block with their texts: names, kinds, levels, log1p; NULL: there is
                                * nothing to know but how many they are */
    const char *condition;     /* as in kit_reading; the caller's text; NULL: not known */
    const char *label, *id; /* names, or numbers from 1, of columns beside the rows; NULL: not known. The caller's texts */
    const char *gap_words;  /* as in kit_reading; the caller's, too */
} kit_schema;

/* The columns of a table. kit_schema_free either way. */
bool kit_schema_make(kit_schema *out, const kit_table *table, kit_message *why);
void kit_schema_free(kit_schema *s);

/* The same columns; with the numbers themselves where it has logarithms. kit_schema_free either way. */
bool kit_schema_copy(kit_schema *out, const kit_schema *s, kit_message *why);
bool kit_schema_without_logs(kit_schema *out, const kit_schema *s, kit_message *why);

/* The schema as the text of a note: a line of CSV for each column,
 *     height,number
 *     age,whole                  a number that was whole in every row
 *     income,log1p               a number of which the logarithm of 1 + x is taken
 *     city,category,Oslo,Porto   its words, of which the first is code 0
 * free() it; NULL when there is no memory. */
char *kit_schema_text(const kit_schema *s, kit_message *why);

/* From such a text. kit_schema_free either way. */
bool kit_schema_parse(kit_schema *out, const char *text, kit_message *why);

/* What is done where a table lacks a column of the schema, or has a word that is no level there. */
typedef struct kit_fitting {
    bool missing_columns_are_gaps, new_levels_are_gaps; /* NaN in every row of the column, or in the rows with the word;
                                                           otherwise it is an error that names them */
} kit_fitting;

/* Are the table's columns found by their names? */
bool kit_schema_names(const kit_schema *s, const kit_table *table);

/* Makes the table one with the schema's columns: found by name where both have names, otherwise by place; in the schema's
 * order, words as the schema's codes, as floats. A table that has them all as they should be is left as it is. Rows without
 * names can hold codes where a category is due, or, if all levels are numbers, these numbers. */
bool kit_schema_fit(kit_table *table, const kit_schema *schema, const kit_fitting *how, kit_message *why);

/* The word for a code of column `column`; NULL: it has no words, or the code is none. */
const char *kit_schema_word(const kit_schema *s, size_t column, double code);

/* Undoes the logarithms, in place, of rows x width numbers. */
void kit_schema_undo_logs(const kit_schema *s, float *rows, size_t n);

/* Makes numbers whole where all were, in place, of rows x width numbers. */
void kit_schema_round(const kit_schema *s, float *rows, size_t n);

/* Is there more to know of the columns than how many there are: a name, a category, a logarithm? */
bool kit_schema_tells(const kit_schema *s);

#endif
