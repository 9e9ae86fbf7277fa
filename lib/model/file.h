/* A model as bytes, in a file or in memory. The codec is io's; what the document says is store.h's. */
#ifndef AE_MODEL_FILE_H
#define AE_MODEL_FILE_H

#include "model/model.h"

/* As ae_model_save, save_memory, load and load_memory. `kernels` is the set that is wished for, or NULL; the options are
 * those of this version. */
ae_status ae_model_write_file(const ae_model *model, const char *path, ae_error *e);
ae_status ae_model_write_memory(void *buffer, size_t capacity, size_t *needed, const ae_model *model, ae_error *e);
ae_status ae_model_read_file(ae_model **out, const char *path, const ae_model_options *options, const char *kernels,
                             ae_error *e);
ae_status ae_model_read_memory(ae_model **out, const void *data, size_t size, const ae_model_options *options,
                               const char *kernels, ae_error *e);

#endif
