/* Rows that a decoder makes of codes. */
#ifndef AE_TOOL_SAMPLE_H
#define AE_TOOL_SAMPLE_H

#include "ae_session.h"

/* A model, the rows that say which codes, and these. */
typedef struct sample {
    session s;
    float *codes; /* n x the code's width */
    size_t n;
} sample;

/* Room for n codes and for what becomes of them. */
bool sample_make_room(sample *p, size_t n, kit_message *why);

/* Draws codes, and makes their rows. */
bool sample_draw(sample *p, const arguments *a, kit_message *why);

#endif
