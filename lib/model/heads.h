/* Heads: layers that go on from the code to an answer of their own, such as a class. What it is compared with are labels. */
#ifndef AE_MODEL_HEADS_H
#define AE_MODEL_HEADS_H

#include "model/stages.h"
#include "tensor/layout.h"

/* Each has a metric beside "mse" and "mae". */
enum { AE_HEADS_MAX = AE_METRICS_MAX - 2 };

typedef struct ae_head {
    const char *name;   /* of its value: "digit" */
    const char *metric; /* "digit.accuracy", or of numbers "digit.mse" */
    ae_word place;      /* its item's name */
    size_t first, end;  /* its stages */
    bool classes;       /* its label is the number of a class; otherwise its labels are as many numbers as it puts out */
    size_t label;       /* the first of its labels in a row of them */
    ae_layout labels;   /* what they are */
} ae_head;

typedef struct ae_heads {
    ae_head list[AE_HEADS_MAX];
    size_t count;
    ae_layout labels;                      /* a row of them: those of one head after those of the other */
    const char *metrics[AE_HEADS_MAX + 1]; /* their names, ended by NULL */
} ae_heads;

/* Begins a head: `head NAME`. In a trial pass only its name is looked at. AE_EVALUE, AE_ESPEC. */
ae_status ae_head_read(ae_heads *heads, ae_stages *stages, const ae_item *item, bool trial, ae_arena *arena, ae_error *e);

/* The stages end here, and so does the last head. AE_ESPEC where it has none. */
ae_status ae_head_end(ae_heads *heads, const ae_stages *stages, ae_error *e);

/* The number of the head with this name, from 1; 0 = there is none. */
size_t ae_heads_find(const ae_heads *heads, const char *name);

/* The head that a stage belongs to, from 1; 0 = it is one of the encoder's or the decoder's. */
size_t ae_heads_of_stage(const ae_heads *heads, size_t stage);

/* Once it is known what each puts out: what the labels are. */
ae_status ae_heads_settle(ae_heads *heads, const size_t *width, ae_arena *arena, ae_error *e);

#endif
