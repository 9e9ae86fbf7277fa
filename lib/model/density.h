/* The density of a model's codes: a mixture of Gaussians, kept in the model, from which codes are drawn. */
#ifndef AE_MODEL_DENSITY_H
#define AE_MODEL_DENSITY_H

#include "model/model.h"
#include "model/slabs.h"

enum { AE_DENSITY_COMPONENTS = 64, AE_DENSITY_CODE = 1024 /* numbers of a code at most */, AE_DENSITY_TENSORS = 3 };

struct ae_density {
    ae_arena arena; /* in which it lies */
    uint64_t components, rows;
    double log_density; /* the rows' mean */
    size_t code;
    ae_real *share;  /* one a component; NULL, as the two others, until there is room */
    ae_real *center; /* component after component */
    ae_real *factor; /* a component's covariance is L L'; L, a lower triangle, row after row */
};

/* An empty one for the codes of a program, without its tensors. AE_EUNSUPPORTED where these are too wide; AE_ENOMEM. */
ae_status ae_density_make(ae_density **out, const ae_program *p, const ae_allocator *allocator, ae_error *e);
void ae_density_free(ae_density *d); /* NULL is fine */
ae_status ae_density_copy(ae_density **out, const ae_density *from, ae_error *e);

/* Its tensors, as they are in a file: 0 if there is no density. Their room, once `components` is known. AE_ENOMEM. */
size_t ae_density_tensors(ae_other_tensor list[AE_DENSITY_TENSORS], const ae_density *d);
ae_status ae_density_room(ae_density *d, ae_error *e);

/* Whether its tensors are those of a mixture: shares above 0, which add up to 1, and diagonals above 0. */
bool ae_density_is_sound(const ae_density *d);

/* A code of row number `row`: a function of seed and row alone, the same bits from every kernel set. The distance from the
 * component's center is multiplied by `deviation`. */
void ae_density_draw(ae_real *code, const ae_density *d, size_t isa, uint64_t seed, uint32_t row, double deviation);

#endif
