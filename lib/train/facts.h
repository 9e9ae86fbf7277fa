/* What a training depends on, besides the state that it has come to: with anything else a checkpoint cannot go on. */
#ifndef AE_TRAIN_FACTS_H
#define AE_TRAIN_FACTS_H

#include "io/document.h"
#include "policy/choice.h"

typedef struct ae_rows_facts { /* 0 where there are no rows */
    uint64_t rows, picks, first, width, target_width, label_width;
    double scale, target_scale;
    uint64_t numbers, weights, order; /* CRC-64 of the numbers as floats, of the rows' weights and of the pick list; those of
                                       * a callback's rows are not read for it */
} ae_rows_facts;

typedef struct ae_facts {
    const char *spec;
    char optimizer[AE_TRAINING_TEXT]; /* canonical, with its policies */
    char products[8];                 /* "own", or "host": an ae_sgemm_fn */
    uint64_t batch, seed, init_seed, flags, steps_per_epoch;
    uint64_t steps; /* in all; 0 where no policy looks ahead, so that a training may be made longer */
    double valid_fraction;
    ae_rows_facts rows, valid;
} ae_facts;

/* As strings of a document, which has the spec already. The facts must live as long as the document. AE_ENOMEM. */
ae_status ae_facts_add(ae_document *d, const ae_facts *facts, ae_arena *arena, ae_error *e);
ae_status ae_facts_read(ae_facts *facts, const ae_document *d, ae_error *e); /* AE_EFORMAT */

/* AE_OK if the facts of the checkpoint in `path` are those of this training. Otherwise the error lists what differs, with
 * both values, as far as there is room: AE_EDATA where it is the rows alone, AE_EOPTION for anything else. */
ae_status ae_facts_compare(const ae_facts *now, const ae_facts *then, const char *path, ae_arena *arena, ae_error *e);

#endif
