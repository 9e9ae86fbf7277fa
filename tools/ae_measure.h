/* A model is made, trained on some rows and measured on others: what a fold of cv is, and a trial of tune. */
#ifndef AE_TOOL_MEASURE_H
#define AE_TOOL_MEASURE_H

#include "ae_training.h"
#include "ae_watch.h"

typedef struct measurement {
    ae_metrics metrics;
    double seconds;
    bool stopped; /* by a signal, and so not measured */
    bool scarce;  /* it failed for want of memory or threads: another time it may not */
} measurement;

/* As `ae train` would with these arguments, of which the spec is a text and not a file's name; `options` are those of
 * fit_options with what the caller adds, on_step apart, which tells the watch of the run. *out is to be freed also after a
 * failure, if it is set. */
bool train_and_measure(ae_model **out, measurement *m, const arguments *a, ae_fit_options options, const ae_rows *rows,
                       const ae_rows *held, run *r, kit_message *why);

#endif
