/* Running a model: rows are read a batch at a time, an entry's plan is executed on them, results go where the caller wants
 * them. */
#ifndef AE_MODEL_INFER_H
#define AE_MODEL_INFER_H

#include "graph/exec.h"
#include "model/context.h"

/* What comes out of losses over rows. */
typedef struct ae_means {
    size_t rows;
    double loss;             /* the weighted mean of the rows' scores */
    double loss_sum, weight; /* of which that is the quotient */
    size_t n_losses, n_metrics;
    ae_metric losses[AE_LOSSES_MAX];   /* of each loss of the spec, the first ones; they add up to `loss` */
    ae_metric metrics[AE_METRICS_MAX]; /* each the plain mean over the rows that have labels, where it is one of labels */
    double sums[AE_METRICS_MAX], counts[AE_METRICS_MAX]; /* of which that is the quotient */
    double mean_mse; /* of the mean row; NaN where nobody asks for it, or there is no output */
} ae_means;

/* What a batch of rows has become: for who makes more of an entry's outputs than they are. */
typedef struct ae_batch_results {
    ae_real *const *output; /* of the entry */
    size_t n_outputs, joined;
    const ae_real *target; /* as they were read */
    const double *losses;  /* each row's, of an entry that has some */
    const bool *refused;   /* marks for rows that are left out, or NULL */
    size_t first, rows;
    ae_pool *pool;
} ae_batch_results;
typedef void (*ae_each_fn)(void *user, const ae_batch_results *results);

typedef struct ae_inference {
    const ae_model *model;
    ae_context *context;
    const ae_entry *entry;
    float **outputs;                /* one for each output of the entry: the rows' results, or NULL if nobody wants them */
    float *scores;                  /* each row's loss, or NULL */
    ae_means *means;                /* or NULL */
    bool mean_row;                  /* means: also that of always answering with the mean row */
    const volatile int32_t *cancel; /* looked at before each batch, or NULL */
    size_t first, rows;             /* only these rows; 0 = all */
    uint64_t seed;                  /* of an entry that draws: what it draws hangs on the seed, ... */
    uint32_t step;                  /* ... on this number, and on the row's number */
    ae_each_fn each;                /* called with each batch, or NULL */
    void *user;                     /* given to it */
} ae_inference;

/* Runs the entry over all rows. *done is false if it was cancelled: then there are no means. Errors: as ae_model_score. */
ae_status ae_infer(bool *done, const ae_inference *inference, const ae_dataset *dataset, ae_error *e);

/* The loss and the metrics of the entry, from their sums: also from sums that have been added up. NaN of nothing. */
void ae_means_close(ae_means *means, const ae_entry *entry);

/* total[i] = sum of the losses of row i, of the kinds up to `last`. */
void ae_sum_losses(double *total, const ae_plan *plan, const ae_frame *frame, ae_loss_kind last, size_t rows);

/* What an entry of the model takes rows for. Training takes what the entry of all losses does. */
ae_intake ae_model_intake(const ae_model *model, const ae_entry *entry);

/* The batch that was read becomes what a plan finds at its bases. */
void ae_frame_bind(ae_frame *frame, const ae_reading *r);

#endif
