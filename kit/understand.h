/* What the columns of a table are: numbers, categories, or nothing to learn from, each with a reason in words, and what is
 * odd about their numbers. */
#ifndef KIT_UNDERSTAND_H
#define KIT_UNDERSTAND_H

#include "kit/table.h"

typedef enum kit_role {
    KIT_AS_NUMBER,
    KIT_AS_CATEGORY, /* a few words */
    KIT_AS_CONSTANT, /* the same everywhere, so that nothing is learnt from it */
    KIT_AS_ID,       /* tells rows apart and says nothing of them: a row's number, a word of its own in each row */
    KIT_AS_DATE      /* when a row was written; a later row has another */
} kit_role;

/* What is odd about a column. */
typedef enum kit_oddity {
    KIT_FILLED = 1, /* one number is repeated and far from all others, as is written where there is no value */
    KIT_FAR = 2,    /* a few numbers lie far from all others */
    KIT_SKEWED = 4, /* a long tail of large numbers, which their logarithm brings nearer */
    KIT_MERGED = 8, /* the file has different numbers that are the same float */
    KIT_FEW = 16    /* a few different whole numbers, which may be codes of a category */
} kit_oddity;

enum { KIT_REASON = 96, KIT_DIFFERENT = 10 /* numbers that are kept apart */ };

/* One column. Of words `data` has codes, and what is said here of numbers is of these. Numbers are floats. */
typedef struct kit_understood {
    kit_role role;
    char why[KIT_REASON]; /* of a role other than number: "counts the rows from 1" */
    unsigned odd;         /* kit_oddity */
    size_t values, gaps;
    double least, most, mean, deviation;    /* NaN where there is no value */
    double low, lower, median, upper, high; /* quantiles .05 .25 .5 .75 .95 of at most 2,048 rows, chosen evenly */
    size_t different;                       /* numbers; KIT_DIFFERENT + 1: more than KIT_DIFFERENT */
    bool whole;
    double fill; /* FILLED: the number, how often, and the first row with it, from 0 */
    size_t fills, fill_row;
    size_t far; /* FAR: how many, which is the farthest, and its row, from 0 */
    double farthest;
    size_t far_row;
    size_t merged; /* as in kit_table_column */
} kit_understood;

typedef struct kit_understanding {
    size_t width;
    kit_understood *column;
} kit_understanding;

/* Reads the rows twice, and holds at most 2,048 of them. kit_understanding_free either way. */
bool kit_understand(kit_understanding *out, const kit_table *table, kit_message *why);
void kit_understanding_free(kit_understanding *u);

/* "number", "category" ... */
const char *kit_role_name(kit_role role);

/* Whether a model is to have the column: it is a number or a category. */
bool kit_is_kept(const kit_understood *c);

/* A number as a person writes it: all digits of a whole one, up to seven of others. */
enum { KIT_NUMBER_TEXT = 24 };
void kit_number_text(char text[KIT_NUMBER_TEXT], double x);

/* One oddity of the column in words, "3 rows hold -9999, far from all others". */
enum { KIT_ODD_TEXT = 160 };
void kit_odd_text(char text[KIT_ODD_TEXT], const kit_understood *c, kit_oddity odd);

#endif
