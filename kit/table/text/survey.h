/* The first lines of a text, cut by the separator that was found: what its columns hold. */
#ifndef KIT_TABLE_TEXT_SURVEY_H
#define KIT_TABLE_TEXT_SURVEY_H

#include "kit/table/text.h"

typedef enum kit_first { KIT_FIRST_GAP, KIT_FIRST_NUMBER, KIT_FIRST_WORD } kit_first;

typedef struct kit_survey_column {
    kit_first first, second;          /* what the first two lines have */
    size_t numbers, fractions, words; /* in the lines behind the first; fractions: written with a decimal sign */
    kit_points points;                /* of these numbers */
    bool again;                       /* the first line's text comes again */
    bool repeats;                     /* the second line's text comes again */
    bool next;                        /* the second line's number is the first's and the count of columns */
} kit_survey_column;

typedef struct kit_survey {
    size_t width;                                /* columns */
    kit_fields first, second;                    /* lines; count 0: there is none */
    kit_fields comment;                          /* the last comment before the first line, behind its sign */
    size_t first_line, second_line, lines;       /* numbers from 1; how many lines there are behind the first */
    bool lacks_one;                              /* the first line had one field less, and got an empty one in front */
    size_t filled;                               /* columns behind which these lines are empty */
    size_t first_at, rows_at, rows_line;         /* where the first line begins; where the text goes on behind it */
    size_t behind_second_at, behind_second_line; /* the same behind the second */
    kit_survey_column *columns;
} kit_survey;

/* kit_survey_free either way. Lines with another count of fields are passed over, but for the first. */
bool kit_survey_make(kit_survey *out, kit_text *t);
void kit_survey_free(kit_survey *s);

/* Has the line as many fields as there are columns, or more that are empty? */
bool kit_survey_agrees(const kit_survey *s, const kit_fields *line);

#endif
