/* From one model's tensors to another's. */
#ifndef AE_MODEL_TRANSFER_H
#define AE_MODEL_TRANSFER_H

#include "model/model.h"

/* As ae_model_transfer. *tensors: how many were copied. Everything is checked before the first is. */
ae_status ae_transfer(size_t *tensors, ae_model *to, const ae_model *from, const char *layers, ae_error *e);

#endif
