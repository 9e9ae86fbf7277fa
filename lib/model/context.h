/* A context: the memory and the threads to run a model with. It belongs to no model: any model of the same spec may be run
 * with it. */
#ifndef AE_MODEL_CONTEXT_H
#define AE_MODEL_CONTEXT_H

#include "data/dataset.h"
#include "model/mean_row.h"
#include "model/model.h"

/* Beside ae_output: the joint score. A model that has a joint scorer gets it with AE_OUT_SCORE. */
enum { AE_OUT_JOINT = 1 << 16 };

/* Values that a joint score is made of: the code, the net's answer, and what it is compared with, where that is not the
 * target as it is read. */
enum { AE_JOINED_MOST = 3 };

/* A row's likelihood in the making, from the logarithms of the weights that its draws have. */
typedef struct ae_estimate {
    double largest; /* of them */
    double sum;     /* of the weights, as multiples of the largest one */
    double total;   /* of the logarithms */
} ae_estimate;

struct ae_context {
    ae_arena arena;
    const char *spec; /* of the model that it was made for: one of the same spec and kernel set is alike */
    size_t isa;
    uint64_t outputs; /* of ae_output and AE_OUT_JOINT: the entries that it serves */
    ae_entry own;     /* the one that its values ask for; without steps if there are none */
    ae_entry joint;   /* the score of a model whose scorer is joint; without steps: it does not serve one */
    ae_entry drawn;   /* one that draws codes, with the losses that make a likelihood; without steps: it does not serve it */
    ae_entry sampled; /* one that decodes codes and draws their rows; without steps: it does not serve it */
    bool joins;       /* its own entry, too, ends with what a joint score is made of */
    size_t joined;    /* how many outputs these are */
    const char **values; /* what that one puts out, as its options say; "score" among them is a loss, not an output */
    size_t n_values;
    size_t planning; /* the most bytes that were held while its entries were made */
    size_t capacity; /* rows */
    size_t work_size, column_width[AE_COLUMNS], out_width, scratch_size; /* how much of each there is, a row */
    ae_pool *pool;
    ae_real *work, *column[AE_COLUMNS];
    ae_real *spare;        /* room for outputs that nobody asked for */
    ae_real **buffer;      /* where the outputs of a batch go */
    float **wanted;        /* where the caller wants those of its own entry */
    double *total;         /* one row's loss each */
    ae_estimate *estimate; /* one row's each, of a likelihood */
    float *weights;        /* of the rows */
    uint32_t *rows;        /* numbers */
    bool *refused;
    ae_mean_row mean_row; /* of evaluate */
    void *scratch;
};

/* Makes a context from options whose defaults are filled in. */
ae_status ae_context_make(ae_context **out, const ae_model *model, const ae_context_options *options, ae_error *e);
void ae_context_destroy(ae_context *context);

/* The most bytes that making it holds at once. */
ae_status ae_context_bytes(size_t *bytes, const ae_model *model, const ae_context_options *options, ae_error *e);

/* Whether the context may run this entry of the model: AE_ESTALE if its model has another spec, AE_EOPTION if it does not
 * serve the entry. */
ae_status ae_context_check(const ae_context *c, const ae_model *model, ae_entry_name entry, ae_error *e);

/* The entry of a likelihood. Errors: as ae_context_check. */
ae_status ae_context_draws(const ae_entry **out, const ae_context *c, const ae_model *model, ae_error *e);

/* The entry that draws the rows of codes. Errors: as ae_context_check. */
ae_status ae_context_samples(const ae_entry **out, const ae_context *c, const ae_model *model, ae_error *e);

/* The entry that gives the model's score: AE_ESTALE, too, if the context was made before its scorer. */
ae_status ae_context_scores(const ae_entry **out, const ae_context *c, const ae_model *model, ae_error *e);

/* Whether a value of its own is put out by a step. The score is not, and where it is joint, the errors are not. */
bool ae_context_puts_out(const ae_context *c, size_t index);

/* The place of a value among those of its own entry. AE_EARGUMENT for a value that the net does not have, the others too. */
ae_status ae_context_find(size_t *index, const ae_context *c, const ae_model *model, const char *value, ae_error *e);

#endif
