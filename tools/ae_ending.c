#include "ae_ending.h"

typedef unsigned long long ull;

const char *plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

static void describe_reason(ending *e, const ae_fit_report *fit, const char *stopper)
{
    const ull waited = fit->epochs - fit->best_epoch;
    const size_t room = sizeof e->reason;
    if (fit->stopped == AE_STOP_DONE)
        snprintf(e->reason, room, "done: all %llu step%s", (ull)fit->steps, plural(fit->steps));
    else if (fit->stopped == AE_STOP_PATIENCE)
        snprintf(e->reason, room, "stopped: no better loss for %llu epoch%s", waited, plural(waited));
    else if (fit->stopped == AE_STOP_TARGET)
        snprintf(e->reason, room, "stopped: the loss has reached its target");
    else if (fit->stopped == AE_STOP_TIME)
        snprintf(e->reason, room, "stopped: its time is over");
    else
        snprintf(e->reason, room, "stopped by %s", stopper);
}

/* A model that has fewer steps than were done got weights of an earlier time back. */
static void describe_weights(ending *e, const ae_fit_report *fit, const ae_model_info *trained, bool valid)
{
    const char *what = trained->trained_steps < fit->steps ? "the weights are those of epoch" : "the best epoch was";
    if (fit->best_epoch > 0)
        snprintf(e->weights, sizeof e->weights, "%s %llu (%sloss %.6g)", what, (ull)fit->best_epoch, valid ? "valid " : "",
                 fit->best_loss);
}

ending describe_ending(const ae_fit_report *fit, const ae_model_info *trained, const char *stopper, bool valid)
{
    ending e = { "", "" };
    describe_reason(&e, fit, stopper);
    describe_weights(&e, fit, trained, valid);
    return e;
}
