/* Inside train/: what a trainer consists of. trainer.c takes its memory, step.c makes steps, epoch.c looks at their results.
 */
#ifndef AE_TRAIN_INSIDE_H
#define AE_TRAIN_INSIDE_H

#include "train/facts.h"
#include "train/link.h"
#include "train/share.h"
#include "train/state.h"
#include "train/trainer.h"
#include "train/update.h"

/* A slab that outlives a step, and so is a part of a checkpoint. */
typedef struct ae_kept {
    const char *name; /* "slot1" */
    ae_real **at;     /* the trainer's pointer to it */
} ae_kept;

enum { AE_KEPT_MAX = 3 + 2 * AE_OPTIM_SLOTS };

struct ae_trainer {
    ae_arena arena;
    ae_model *model;
    ae_entry entry; /* training's own */
    ae_choice choice;
    ae_tuning tuning;
    ae_setting setting;
    ae_pool *pool;
    ae_link *link, own_link; /* to the other parts of the training: the fit's, or its own */
    uint64_t subject;        /* what it trains, as a number; 0 = not known yet */
    ae_stop wish, agreed;    /* this part was told to stop; all parts know that one was */
    size_t batch, capacity;  /* rows of a batch, and those that there is memory for at once: a piece of it */
    ae_real *work, *column[AE_COLUMNS], *closing, *room;
    ae_real *gradients[AE_TREE_LEVELS]; /* the first are the step's; of pieces, those that are not combined yet follow */
    ae_real *raw;                       /* the weights that are trained, where the model has their average; else NULL */
    ae_real *good, *best;               /* copies; `best` is NULL where no policy asks for it */
    ae_real *good_slot[AE_OPTIM_SLOTS];
    double *total, *sums;
    ae_tree loss[1 + AE_LOSSES_MAX]; /* of the step under way: sums over this part's rows */
    float *weights;                  /* of the batch's rows, in its order */
    uint32_t *ids, *numbers;         /* their places in the dataset; those of a piece in the caller's data */
    void *scratch;
    ae_update update;
    ae_training_state state;
    ae_record record;       /* of this training, without the numbers in `state` */
    bool recorded;          /* the model has it */
    ae_record first_record; /* the model's before the first step */
    double first_scale, started, batch_weight;
    double part[AE_LOSSES_MAX]; /* the last step's mean of each loss */
    double *factors; /* of the step under way, for each loss of the plan; NULL where no policy changes a loss's weight */
    ae_kept kept[AE_KEPT_MAX];
    size_t n_kept;
    ae_facts facts; /* a fit adds what it knows of the rows */
};

/* The weights that the optimizer moves. */
static inline ae_real *ae_trained(const ae_trainer *t)
{
    return t->raw ? t->raw : t->model->weights;
}

/* ---- epoch.c ---- */
ae_clock ae_trainer_clock(const ae_trainer *t, double loss, double valid_loss);
void ae_trainer_keep_good(ae_trainer *t);
void ae_trainer_count(ae_trainer *t, size_t rows, double loss);

#endif
