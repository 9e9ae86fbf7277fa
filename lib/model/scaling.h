/* The tensors of the rows' preparation: what they are for some rows, and putting that into a model. */
#ifndef AE_MODEL_SCALING_H
#define AE_MODEL_SCALING_H

#include "data/dataset.h"
#include "model/model.h"
#include "prepare/statistics.h"

/* Whether they are taken from rows at all; whether the model still waits for some. */
bool ae_scaling_can_be_fitted(const ae_model *m);
bool ae_scaling_is_due(const ae_model *m);

/* Goes through all rows of a dataset. What was found lies in `arena`; the memory that it took to find it is given back. If
 * `cancel` is set meanwhile, *found is false. Errors: those of reading. */
ae_status ae_scaling_find(bool *found, ae_scaling *out, const ae_model *m, const ae_dataset *d,
                          const volatile int32_t *cancel, ae_arena *arena, ae_error *e);

/* A scaling that was taken from rows is right for rows of the model's scale: AE_EDATA for others. */
ae_status ae_scaling_check_scale(const ae_model *m, const ae_dataset *d, ae_error *e);

/* The model's own, where it lies. */
ae_scaling ae_scaling_of(const ae_model *m);

/* Whether rows were all alike, so that every number would be scaled to 0 from now on. */
bool ae_scaling_is_flat(const ae_model *m, const ae_scaling *s);

/* Into a slab of weights. */
void ae_scaling_put(ae_real *weights, const ae_model *m, const ae_scaling *s);

/* As before any rows: when nothing was trained with them after all. */
void ae_scaling_forget(ae_model *m);

/* What is known about a column. */
void ae_scaling_describe(ae_column_info *info, const ae_model *m, size_t column);

/* AE_EFORMAT where what a file said of a column cannot be. */
ae_status ae_scaling_check(const ae_model *m, ae_error *e);

/* The most bytes that finding it holds at once, in the arena and beside it. */
size_t ae_scaling_bytes(const ae_model *m, size_t rows);

#endif
