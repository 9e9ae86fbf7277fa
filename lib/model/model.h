/* A model: a program, its numbers, and what is known about how they came to be. */
#ifndef AE_MODEL_MODEL_H
#define AE_MODEL_MODEL_H

#include "model/entry.h"
#include "model/notes.h"
#include "policy/choice.h"

/* How the weights came to be: stored in the file, so nothing in it may depend on threads, machine or time. */
typedef struct ae_record {
    char optimizer[AE_TRAINING_TEXT]; /* with its policies; "" = never trained */
    uint64_t steps, rows, batch, seed;
    double last_loss;
} ae_record;

typedef struct ae_scorer ae_scorer;
typedef struct ae_density ae_density;

struct ae_model {
    ae_arena arena;
    ae_program program;
    ae_entry entry[AE_ENTRIES];
    ae_real *weights; /* the parameters' slab */
    uint64_t seed;    /* of the initial weights */
    double scale;     /* what inputs are divided by; 1 before any training */
    ae_record record;
    ae_notes notes;
    ae_scorer *scorer;   /* NULL: there is none */
    ae_density *density; /* likewise */
    ae_sgemm_fn sgemm;
    void *sgemm_user;
};

/* A model whose parameters are known, but without plans and without memory for the weights: a loader compares a file's
 * tensors with them first. ae_model_complete brings the rest. */
ae_status ae_model_outline(ae_model **out, const char *spec, const ae_model_options *options, const char *kernels,
                           ae_error *e);
ae_status ae_model_complete(ae_model *model, ae_error *e);
void ae_model_initialise(ae_model *model, uint64_t seed);
void ae_model_begin_tensor(ae_model *model, size_t index); /* one of them, as it was before training */
void ae_model_destroy(ae_model *model);
ae_status ae_model_copy(ae_model **out, const ae_model *model, const char *kernels, ae_error *e);

/* Its weights have changed: what was known of its scores and codes is not true any more. */
void ae_model_forget(ae_model *model);

/* Bytes that a model has asked for, its notes, scorer and density among them. */
size_t ae_model_memory(const ae_model *model);

ae_status ae_model_write(ae_writer *w, const ae_model *model, ae_error *e); /* describe.c */

#endif
