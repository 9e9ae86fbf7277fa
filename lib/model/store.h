/* A model as a document, and back (docs/format.md, sections 4 to 6). */
#ifndef AE_MODEL_STORE_H
#define AE_MODEL_STORE_H

#include "io/document.h"
#include "model/model.h"

/* The document's texts live in the arena; its tensors point into the model. */
ae_status ae_store_document(ae_document *d, const ae_model *model, ae_arena *arena, ae_error *e);

/* A model from a document: everything is compared before memory for weights is taken. The arena is for the time
 * of the call. AE_EFORMAT, AE_EVERSION, AE_ENOMEM. */
ae_status ae_store_model(ae_model **out, const ae_document *d, const ae_tensor_source *source,
                         const ae_model_options *options, const char *kernels, ae_arena *arena, ae_error *e);

#endif
