/* Memory of the parameters' size as tensors of a document, one for each parameter: the model's weights by the parameters'
 * own names, what a checkpoint adds as SLAB/NAME, such as slot1/dense1.weight. */
#ifndef AE_MODEL_SLABS_H
#define AE_MODEL_SLABS_H

#include "graph/params.h"
#include "io/document.h"

/* Adds a slab's tensors, which point into it; slab "": the model's own. AE_EDIVERGED, with the tensor, where a number is not
 * finite: such a file is not read. AE_ENOMEM. */
ae_status ae_slab_add(ae_document *d, const char *slab, const ae_real *numbers, const ae_params *params, size_t isa,
                      ae_arena *arena, ae_error *e);

/* A document that was read: its tensors by name. The reader has seen to it that no two have one name. */
typedef struct ae_shelf {
    const ae_document *document;
    const ae_params *params;
    ae_names names;
} ae_shelf;
ae_status ae_shelf_open(ae_shelf *shelf, const ae_document *d, const ae_params *params, ae_arena *arena, ae_error *e);

/* AE_EFORMAT unless all tensors of this slab are there, in the shapes that the spec asks for. */
ae_status ae_slab_check(const ae_shelf *shelf, const char *slab, ae_error *e);

/* Fills a slab that was checked, of a document that has its tensors' data. */
void ae_slab_fill(ae_real *numbers, const ae_shelf *shelf, const char *slab);

/* AE_EFORMAT unless the tensors are just those of the model and, if there may be others, of whole slabs, whatever these are
 * called. */
ae_status ae_slabs_check(const ae_shelf *shelf, bool others, ae_error *e);

#endif
