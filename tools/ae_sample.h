/* Rows that a decoder makes of codes. */
#ifndef AE_TOOL_SAMPLE_H
#define AE_TOOL_SAMPLE_H

#include "ae_session.h"

/* A row at the end of a line of codes. */
typedef struct named_row {
    size_t place; /* from 0 */
    kit_label label;
} named_row;

/* A model, the rows that say which codes, and these. */
typedef struct sample {
    session s;
    float *codes; /* n x the code's width */
    size_t n;
    float *conditions;  /* of the codes, or the one of all; NULL: the model takes none */
    bool one_condition; /* it is the one of all */
    ae_array condition; /* the same as an array */
    named_row from, to; /* of a line */
} sample;

/* Whether the library draws codes of the model, and from a density of its own; otherwise it is from the standard normal
 * distribution. */
bool draws_codes(const ae_model *model);
bool has_density(const ae_model *model);

/* The same as *drawn, for those who must not take a want of memory for a no. */
bool try_to_draw(bool *drawn, const ae_model *model, kit_message *why);

/* ae_model_sample, with the flags as --rows says, or as it is by default. */
ae_status make_new_rows(float *rows, float *codes, const session *s, ae_sample_options *o, const arguments *a, ae_error *e);

/* Gives the model a density of the rows' codes, and says so. */
ae_status fit_density(ae_model *model, const ae_rows *rows, uint64_t components, const arguments *a, ae_error *e);

/* Room for n codes and for what becomes of them. */
bool sample_make_room(sample *p, size_t n, kit_message *why);

/* The codes of the session's rows, of all or of those picked. free() them; NULL after a failure. */
float *sample_encode(const sample *p, const ae_rows *rows, kit_message *why);

/* Codes from the one row of --between to the other; or from a row to what --minus and --plus make of it. */
bool sample_between(sample *p, const arguments *a, kit_message *why);
bool sample_moved(sample *p, const arguments *a, kit_message *why);

/* The beginning of a line on standard output that tells of them. */
void sample_tell_line(const sample *p, const arguments *a);

/* What --condition says of codes that are no rows': NAME=VALUE, of all of them. A model that takes a condition has
 * to have one, and no other may. */
bool sample_condition(sample *p, const arguments *a, kit_message *why);

/* Draws codes, and makes their rows; with --condition all, those of each class. Where --fit asks for it, the model first
 * gets a density of the session's rows. */
bool sample_draw(sample *p, const arguments *a, kit_message *why);

#endif
