/* Rows of a text while they are read: cells go into their columns (text_cells), and in the end the columns are looked at as
 * a whole (text_columns). */
#ifndef KIT_TABLE_TEXT_ROWS_H
#define KIT_TABLE_TEXT_ROWS_H

#include "kit/table/text.h"

/* The first field of its kind; line 0: there is none. */
typedef struct kit_fault {
    size_t line, column;
    char text[44];
} kit_fault;

/* The words of a column, numbered as they come, and the first that is no number. */
typedef struct kit_coding {
    kit_words words;
    size_t numbers; /* fields that could be numbers */
    kit_fault first;
} kit_coding;

typedef struct kit_filling {
    kit_use use;
    bool plain;                   /* a number is all that is looked for, and taken as it is */
    size_t place;                 /* in the row */
    double values[2];             /* the number of the present row, at the parity of its place, and that of the row before */
    size_t others;                /* fields that are words */
    size_t gaps, merged, rounded; /* as in kit_table_column */
    kit_coding *coding;           /* of a category, whose numbers are words as well; or NULL */
} kit_filling;

typedef struct kit_rows {
    kit_text *t;
    const kit_choice *choice;
    kit_table *out;
    kit_filling *columns;         /* all of the file */
    size_t room;                  /* rows */
    bool has_gap;                 /* the present row has one */
    size_t pending, pending_line; /* lines of separators alone, which count only if a row follows; the first of them */
    size_t dropped, unlike;       /* rows that were left out for their gaps, and for what `where` asks */
    size_t comments;              /* lines among the rows that were taken for comments */
    char dropped_lines[64];
    kit_fault gap, word; /* the first gap, and the first word among numbers */
    char *scratch;       /* for a field's text */
    size_t scratch_room;
} kit_rows;

/* Puts a field of the present line into its column. The row lies behind the others, and is not counted yet. */
bool kit_rows_take(kit_rows *r, size_t column, const kit_field *field);

/* The row that is being filled. */
static inline float *kit_rows_present(const kit_rows *r)
{
    return (float *)r->out->data + r->out->rows * r->choice->width;
}

/* The same for a number of a plain column. */
void kit_rows_take_number(kit_rows *r, kit_filling *c, float x, double value);

/* A gap in this column of the row. */
void kit_rows_take_gap(kit_rows *r, size_t column, const char *text, size_t n);

/* Explains what is wrong with a field of the present line: line, column, its text and `what`. Returns false. */
bool kit_rows_blame(const kit_rows *r, size_t line, size_t column, const char *text, const char *what);

/* Once all rows are there: refuses what cannot be, sorts the levels and describes the columns. */
bool kit_rows_finish(kit_rows *r);

#endif
