/* Checkpoints: all that a trainer has come to, in a file, and back (docs/format.md, section 8). */
#ifndef AE_TRAIN_CHECKPOINT_H
#define AE_TRAIN_CHECKPOINT_H

#include "train/trainer.h"

/* Replaces the file and keeps the one before it as PATH.old. AE_EIO, AE_ENOMEM, AE_EDIVERGED (a number is not finite). */
ae_status ae_checkpoint_write(const ae_trainer *trainer, const char *path, ae_error *e);

/* What a reading found. */
typedef struct ae_resumed {
    bool from_old;     /* PATH was missing or damaged: it was PATH.old */
    ae_error rejected; /* then: what was wrong with PATH */
} ae_resumed;

/* Makes the trainer and its model what they were when the file was written. AE_EOPTION, AE_EDATA if it was written by
 * another training, each difference named; AE_EIO, AE_EFORMAT, AE_EVERSION, AE_ECHECKSUM, AE_ENOMEM. After an error both are
 * as before. */
ae_status ae_checkpoint_read(ae_resumed *resumed, ae_trainer *trainer, const char *path, ae_error *e);

/* The most bytes that either of the two holds for a trainer of which only the plan was made, and its model. */
ae_status ae_checkpoint_bytes(size_t *bytes, const ae_trainer *trainer, const ae_model *model, ae_error *e);

#endif
