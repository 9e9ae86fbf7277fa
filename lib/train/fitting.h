/* Inside train/: a fit in progress. fitting.c makes all ready before the first step, fit.c makes the steps. */
#ifndef AE_TRAIN_FITTING_H
#define AE_TRAIN_FITTING_H

#include "data/row_order.h"
#include "data/split.h"
#include "train/keeper.h"
#include "train/share.h"

typedef struct ae_fitting {
    ae_trainer *trainer;
    ae_context *validator; /* NULL without validation rows */
    const ae_fit_options *o;
    ae_fpu host;    /* the host's floating-point mode, for its callbacks */
    ae_arena arena; /* of the lists of a split, and of the link's packets */
    ae_link link;   /* to the other parts of this training */
    ae_stop wish;   /* this part was told to stop */
    ae_split rows;  /* those to train on and those to measure; the latter may be none */
    bool measures;  /* there are some */
    bool scales;    /* the model's scaling was taken from these rows */
    ae_dataset data, valid;
    ae_row_order order;
    ae_fit_report report;
    ae_metric losses[AE_LOSSES_MAX]; /* what the last epoch's loss consists of */
    ae_validation last;              /* what the validation rows said at its end */
    uint64_t steps, epochs;          /* to do */
    ae_keeper keeper;
    ae_error *e;
} ae_fitting;

/* Checks options and rows and makes what the steps need. Errors: as ae_model_fit before the first step. */
ae_status ae_fitting_open(ae_fitting *f, ae_fit_options *o, ae_model *m, const ae_rows *rows);

/* What this part of the training has of so many rows. */
ae_share ae_fitting_share(const ae_fitting *f, size_t rows);

/* The host's wish to end, where it may end a pass over rows: of several parts that train together none leaves out what the
 * others do. */
const volatile int32_t *ae_fitting_cancel(const ae_fitting *f);

/* Says of an error that it speaks of the validation rows. */
ae_status ae_fitting_name_valid(ae_error *e, ae_status status);

#endif
