/* What the optimizer's text chooses. */
#ifndef AE_TRAIN_CHOICE_H
#define AE_TRAIN_CHOICE_H

#include "model/model.h"
#include "optim/optim.h"

typedef struct ae_choice {
    const ae_optimizer *optimizer;
    const void *options;
    const char *text; /* canonical */
    unsigned slots;   /* slabs of the parameters' size that it keeps */
} ae_choice;

/* Errors: AE_ESPEC, AE_EWORD, AE_EVALUE with line and column; AE_EOPTION. */
ae_status ae_choice_read(ae_choice *out, const char *text, size_t isa, ae_arena *arena, ae_error *e);

#endif
