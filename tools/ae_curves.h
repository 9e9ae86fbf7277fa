/* The losses of a run, kept for the chart at its end in a few points, however long it takes. */
#ifndef AE_TOOL_CURVES_H
#define AE_TOOL_CURVES_H

#include "autoencoder.h"
#include "kit/chart.h"
#include "kit/plot.h"

/* A curve with a chart of its own. */
typedef struct curve {
    char name[80]; /* "digit.accuracy"; "" = there is none */
    kit_series values;
} curve;

enum { CURVE_PARTS = 4 };

/* All zeros in the beginning. */
typedef struct curves {
    kit_series steps, epochs, valid;
    kit_series step_rates, epoch_rates; /* learning rates */
    curve head;                         /* what the first head gets right of the rows held out */
    curve parts[CURVE_PARTS];           /* what the loss of an epoch consists of, the first of it; none of a single one */
    uint64_t first_step, first_epoch;   /* those of a training that goes on are not 1 */
    uint64_t last_step, last_epoch;
    uint64_t best; /* epoch; 0 = none yet */
} curves;

void curves_step(curves *c, const ae_progress *p);
void curves_epoch(curves *c, const ae_progress *p);

/* On stdout, as wide as it is: by epoch; by step where epochs are few and all that they tell is a mean of steps. Nothing
 * before the first step. The parts of the loss and the first head have charts of their own. */
void curves_print(const curves *c);

/* Whether they are told by epoch, not by step. */
bool curves_by_epoch(const curves *c);

/* From the log of a training. */
bool curves_read(curves *out, const char *path, kit_message *why);

/* The same curves as plots: the losses; the first head, where there is one; the learning rate, where it changes. They point
 * into the curves and into themselves, so that neither may move. */
enum { CURVE_PLOTS = 3, CURVES_OF_LOSS = 2 + CURVE_PARTS };
typedef struct curve_plots {
    kit_plot plot[CURVE_PLOTS];
    size_t n;
    double x[2][KIT_SERIES_POINTS]; /* of the losses, and of what is told by epoch */
    kit_curve losses[CURVES_OF_LOSS], head, rate;
    kit_mark best;
    char best_text[64];
} curve_plots;
void curves_plot(curve_plots *out, const curves *c);

/* These as a file, .svg or .png. */
bool curves_write(const curves *c, const char *path, kit_message *why);

#endif
