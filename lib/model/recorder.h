/* Inside recording: a graph while it is recorded. recording.c records the net and what is put out, record_losses.c what is
 * taken of it. */
#ifndef AE_MODEL_RECORDER_H
#define AE_MODEL_RECORDER_H

#include "model/recording.h"

typedef struct ae_recorder {
    ae_recording *r;
    const ae_program *p;
    const ae_entry_rule *rule;
    size_t value;  /* the last one */
    size_t output; /* what the decoder's last layer gives */
    size_t labels; /* as they are bound */
    size_t condition;
    size_t log_variance; /* of the output, where the net gives one */
    ae_prepared_row row;
    ae_prepared_target target;
    ae_error *e;
} ae_recorder;

/* For an item of this name; weights_of as in ae_builder. */
ae_builder ae_recorder_builder(const ae_recorder *c, const char *name, const char *weights_of);

/* record_losses.c: all that the rule asks for. The net is recorded. */
ae_status ae_record_losses(ae_recorder *c);

/* record_losses.c: *out is a row drawn from the distribution that the output's loss says of `value`. */
ae_status ae_record_draw(size_t *out, ae_recorder *c, size_t value);

#endif
