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

/* Runs one of the plans that put out rows: encode, decode, reconstruct. */
ae_status ae_infer_rows(float *out, const ae_model *model, ae_context *context, ae_mode mode, const ae_rows *rows,
                        ae_error *e);

/* Runs score or evaluate. `scores` (n, or NULL) gets each row's loss; means[i] the weighted mean of the objectives' total
 * (i = 0) and the plain means of the metrics behind it. */
enum { AE_MEANS = 3 };
ae_status ae_infer_losses(float *scores, double means[AE_MEANS], const ae_model *model, ae_context *context, ae_mode mode,
                          const ae_rows *rows, ae_error *e);

/* total[i] = sum over the first `losses` of the plan's losses of row i. */
void ae_sum_losses(double *total, const ae_plan *plan, const ae_frame *frame, size_t losses, size_t rows);

#endif
