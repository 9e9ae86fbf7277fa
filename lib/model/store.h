/* A model as a document, and back (docs/format.md, sections 4 to 6). */
#ifndef AE_MODEL_STORE_H
#define AE_MODEL_STORE_H

#include "io/document.h"
#include "model/model.h"

/* What a document is. A checkpoint is that of its model, to which a trainer adds strings and slabs (slabs.h); so it can be
 * read as a model. */
typedef enum ae_store_kind { AE_STORE_MODEL, AE_STORE_CHECKPOINT } ae_store_kind;

/* The document's texts live in the arena; its tensors point into the model. */
ae_status ae_store_document(ae_document *d, const ae_model *model, ae_store_kind kind, ae_arena *arena, ae_error *e);

/* What does not depend on the model: AE_EFORMAT and AE_EVERSION for another format. */
ae_status ae_store_check_frame(ae_store_kind *kind, const ae_document *d, ae_error *e);

/* What inputs are divided by. AE_EFORMAT. */
ae_status ae_store_read_scale(double *scale, const ae_document *d, ae_error *e);

/* A model from a document of either kind: everything is compared before memory for weights is taken. The arena is for the
 * time of the call. AE_EFORMAT, AE_EVERSION, AE_ENOMEM. */
ae_status ae_store_model(ae_model **out, const ae_document *d, const ae_tensor_source *source,
                         const ae_model_options *options, const char *kernels, ae_arena *arena, ae_error *e);

#endif
