/* The joint score of rows, and what it takes from reference rows. */
#ifndef AE_MODEL_JOINT_H
#define AE_MODEL_JOINT_H

#include "model/infer.h"
#include "model/scorer.h"

/* ---- of rows: what ae_infer calls with each batch of an entry that joins ---- */

typedef struct ae_joint_scoring {
    const ae_joint *joint;
    const ae_layout *layout; /* of the target, or NULL */
    float *scores, *errors;  /* of all rows; either may be NULL */
} ae_joint_scoring;
ae_joint_scoring ae_joint_of(const ae_model *m, const ae_scorer *s);
void ae_joint_score(void *scoring, const ae_batch_results *r);

/* ---- from reference rows ---- */

typedef struct ae_joint_sums {
    const ae_layout *layout;
    size_t columns, code, sample_rows, step; /* of so many rows one gives its residuals */
    double *sum, *products;                  /* of codes, as distances from the first one */
    ae_real *origin;
    size_t n, sampled;
    ae_real *sample; /* sizes of residuals, row after row; NaN where there is a gap */
    ae_real *numbers;
    uint32_t *order;
    const ae_dataset *dataset; /* rows of weight 0 do not count */
    float *weights;            /* room for those of a batch */
} ae_joint_sums;

/* The memory that it needs for so many rows. */
enum { AE_JOINT_AREAS = 6 };
void ae_joint_list(ae_area list[AE_JOINT_AREAS], ae_joint_sums *s, const ae_model *m, const ae_joint *j, size_t rows);
void ae_joint_add(void *sums, const ae_batch_results *r);

/* Fills the tensors. AE_EDATA where nothing can be measured. */
ae_status ae_joint_finish(ae_joint *out, ae_joint_sums *s, size_t isa, ae_error *e);

#endif
