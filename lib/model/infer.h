/* Running a model: a context is the memory for it; a run cuts rows into chunks, binds buffers and executes a plan. */
#ifndef AE_MODEL_INFER_H
#define AE_MODEL_INFER_H

#include "graph/exec.h"
#include "model/model.h"
#include "model/rows.h"

/* Makes a context from options whose defaults are filled in. The bytes it will ask for: ae_context_memory. */
ae_status ae_context_make(ae_context **out, const ae_model *model, const ae_context_options *options, ae_error *e);
void ae_context_destroy(ae_context *context);
size_t ae_context_memory(const ae_model *model, const ae_context_options *options);

/* Runs one of the entries that put out rows: encode, decode, reconstruct. */
ae_status ae_infer_rows(float *out, const ae_model *model, ae_context *context, ae_entry_name entry, const ae_rows *rows,
                        ae_error *e);

/* What comes out of losses over rows. */
typedef struct ae_means {
    double loss; /* the weighted mean of the rows' scores */
    size_t n;    /* metrics; each the plain mean */
    const char *name[AE_METRICS_MAX];
    double value[AE_METRICS_MAX];
} ae_means;

/* Runs score or evaluate. `scores` (n, or NULL) gets each row's loss. */
ae_status ae_infer_losses(float *scores, ae_means *means, const ae_model *model, ae_context *context, ae_entry_name entry,
                          const ae_rows *rows, ae_error *e);

/* total[i] = sum of the losses of row i, of the kinds up to `last`. */
void ae_sum_losses(double *total, const ae_plan *plan, const ae_frame *frame, ae_loss_kind last, size_t rows);

#endif
