/* Memory of the parameters' size as tensors of a document, one for each parameter: the model's weights by the parameters'
 * own names, what a checkpoint adds as SLAB/NAME, such as slot1/dense1.weight. */
#ifndef AE_MODEL_SLABS_H
#define AE_MODEL_SLABS_H

#include "graph/params.h"
#include "io/document.h"

typedef struct ae_slab {
    const char *name; /* "slot1"; "": the model's own */
    ae_real *at;
} ae_slab;

/* Adds a slab's tensors, which point into it. AE_EDIVERGED, with the tensor, where a number is not finite: such a file is
 * not read. AE_ENOMEM. */
ae_status ae_slab_add(ae_document *d, const ae_slab *slab, const ae_params *params, size_t isa, ae_arena *arena,
                      ae_error *e);

/* A tensor that no slab has, such as one of a scorer's or of a density's. */
enum { AE_OTHER_TENSORS = 6 };
typedef struct ae_other_tensor {
    const char *name;
    ae_shape shape;
    ae_real *at; /* where it goes; NULL: it is only checked yet */
} ae_other_tensor;

/* A document that was read: its tensors by name. The reader has seen to it that no two have one name. */
typedef struct ae_shelf {
    const ae_document *document;
    const ae_params *params;
    ae_names names;
    ae_other_tensor other[AE_OTHER_TENSORS]; /* that the file must have, too */
    size_t n_others;
} ae_shelf;
ae_status ae_shelf_open(ae_shelf *shelf, const ae_document *d, const ae_params *params, ae_arena *arena, ae_error *e);

/* AE_EFORMAT unless all tensors of this slab are there, in the shapes that the spec asks for. */
ae_status ae_slab_check(const ae_shelf *shelf, const char *slab, ae_error *e);

/* AE_EFORMAT unless the tensors are just those of the model and, if there may be others, of whole slabs, whatever these are
 * called. */
ae_status ae_slabs_check(const ae_shelf *shelf, bool others, ae_error *e);

/* Fills slabs that were checked; tensors of others are passed over. The arena is for the time of the call. */
ae_status ae_slabs_take(const ae_slab *slabs, size_t n, const ae_shelf *shelf, const ae_tensor_source *source,
                        ae_arena *arena, ae_error *e);

#endif
