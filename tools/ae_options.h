/* The options of all commands, one table. */
#ifndef AE_TOOL_OPTIONS_H
#define AE_TOOL_OPTIONS_H

#include "ae.h"

/* Reads a text into its place; false: it is not what is expected. */
typedef struct value_kind {
    bool (*read)(void *to, const char *text);
    const char *expects; /* NULL: the option takes no value */
} value_kind;

extern const value_kind flag_kind, text_kind, path_kind, rows_kind, whole_kind, count_kind, threads_kind, components_kind,
    ratio_kind, scale_kind, often_kind, fraction_kind, sgemm_kind, bits_kind, packing_kind, scorer_kind;
extern const value_kind separator_kind, decimal_kind, comment_kind, header_kind, layout_kind, format_kind, lines_kind,
    missing_kind, aim_kind, charted_kind, drawn_kind, gap_kind, pair_kind;

typedef struct option {
    const char *name, *value; /* "data", "X" */
    const value_kind *kind;
    size_t at; /* in arguments */
    unsigned commands, required;
    const char *help;
} option;

extern const option options[];
extern const size_t n_options; /* at most MOST_OPTIONS */

#endif
