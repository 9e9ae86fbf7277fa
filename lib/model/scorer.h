/* What a model knows of the scores of usual rows, so that a score says how unusual a row is; and, of kind "joint", what a
 * score is made of. */
#ifndef AE_MODEL_SCORER_H
#define AE_MODEL_SCORER_H

#include "model/model.h"

enum { AE_SCORER_KIND = 16 /* bytes of its name */, AE_JOINT_CODE = 1024 /* numbers of a code at most */ };

/* A joint score has two parts, each log(1 + x) of a mean square: of the residuals, each in units of its column's spread, and
 * of the code, in units of how codes spread together. */
typedef struct ae_joint {
    size_t columns, code; /* 0: the scorer is not joint */
    ae_real *spread;      /* one a column, above 0 */
    ae_real *center;      /* the mean code */
    ae_real *factor;      /* the codes' covariance is L L'; L, a lower triangle, row after row */
} ae_joint;

struct ae_scorer {
    ae_arena arena; /* in which it lies */
    char kind[AE_SCORER_KIND];
    uint64_t rows;
    double mean, deviation, quantile[AE_QUANTILES];
    ae_joint joint;
};

extern const char *const ae_scorer_kinds[]; /* ends with NULL; the first is the default */

/* An empty one of a kind, without its tensors. AE_ENOMEM. */
ae_status ae_scorer_make(ae_scorer **out, const char *kind, const ae_allocator *allocator, ae_error *e);
void ae_scorer_free(ae_scorer *s); /* NULL is fine */
ae_status ae_scorer_copy(ae_scorer **out, const ae_scorer *from, ae_error *e);

/* NULL: there is none. */
bool ae_scorer_is_joint(const ae_scorer *s);

/* Its tensors, as they are in a file: how many numbers each has for a model, and room for them. AE_ENOMEM. */
enum { AE_SCORER_TENSORS = 3 };
typedef struct ae_scorer_tensor {
    const char *name;
    ae_shape shape;
    ae_real **at; /* the member of ae_joint */
} ae_scorer_tensor;
size_t ae_scorer_tensors(ae_scorer_tensor list[AE_SCORER_TENSORS], ae_scorer *s); /* 0 if it is not joint */
ae_status ae_scorer_outline(ae_scorer *s, const ae_program *p, ae_error *e);
ae_status ae_scorer_room(ae_scorer *s, ae_error *e);

/* As ae_scorer_threshold, and ae_scorer_rank of one score. */
ae_status ae_scorer_limit(double *threshold, const ae_scorer *s, const char *text, ae_error *e);
double ae_scorer_p(const ae_scorer *s, double score);

/* Fills rows, mean, deviation and quantiles from n scores, at least 2, in the order of `order`, which puts them upwards.
 * AE_EDATA where all are the same. */
ae_status ae_scorer_summarise(ae_scorer *s, const float *scores, const uint32_t *order, size_t n, ae_error *e);

#endif
