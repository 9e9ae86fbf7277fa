/* What the on= of a penalty names, as values of a graph. */
#ifndef AE_MODEL_SUBJECTS_H
#define AE_MODEL_SUBJECTS_H

#include "model/spec.h"

typedef struct ae_subjects {
    size_t *list, count, capacity;
} ae_subjects;

/* A published value such as `code` or the name of a layer; `weights`: every parameter that decays; the name of a tensor.
 * AE_EWORD, with the place of on=, for others. All stages are recorded by then. */
ae_status ae_subjects_find(ae_subjects *subjects, const ae_goal *penalty, ae_graph *g, ae_error *e);

#endif
