#include "train/keeper.h"
#include "base/clock.h"
#include "io/file.h"
#include "train/inside.h"

enum { SECONDS = 60 }; /* where nothing else is asked for */

static ae_status settle(ae_keeper *k, const ae_trainer *t, const ae_fit_options *o, ae_error *e)
{
    bool silent = !o->checkpoint_steps && !o->checkpoint_epochs && o->checkpoint_seconds == 0;
    if (!(o->checkpoint_seconds >= 0))
        return ae_fail(e, AE_EOPTION, "checkpoint_seconds is %g; it must be 0 or more", o->checkpoint_seconds);
    *k = (ae_keeper){ .path = o->checkpoint,
                      .every = o->checkpoint_steps,
                      .seconds = silent ? SECONDS : o->checkpoint_seconds,
                      .at = ae_seconds() };
    if (!ae_size_mul(&k->epochs, o->checkpoint_epochs, t->setting.per_epoch))
        return ae_fail(e, AE_EOPTION, "checkpoint_epochs is %zu: no training has so many", o->checkpoint_epochs);
    return AE_OK;
}

static ae_status go_on(ae_keeper *k, ae_fit_report *report, ae_trainer *t, ae_error *e)
{
    ae_resumed resumed;
    AE_TRY(ae_checkpoint_read(&resumed, t, k->path, e));
    k->written = report->resumed = t->state.now.steps;
    report->resumed_old = resumed.from_old;
    if (resumed.from_old)
        report->rejected = resumed.rejected;
    return AE_OK;
}

ae_status ae_keeper_open(ae_keeper *k, ae_fit_report *report, ae_trainer *t, const ae_fit_options *o, ae_error *e)
{
    AE_TRY(settle(k, t, o, e));
    if (t->link->part == 0)
        AE_TRY(ae_file_probe_writable(k->path, true, e));
    return ae_file_has_neither(k->path) ? AE_OK : go_on(k, report, t, e);
}

static bool is_due(const ae_keeper *k, uint64_t steps)
{
    return (k->every && steps % k->every == 0) || (k->epochs && steps % k->epochs == 0) ||
           (k->seconds > 0 && ae_seconds() - k->at >= k->seconds);
}

/* Of several parts that train together the first one writes; all of them read. */
static ae_status write_one(ae_keeper *k, const ae_trainer *t, ae_error *e)
{
    if (t->link->part == 0)
        AE_TRY(ae_checkpoint_write(t, k->path, e));
    k->written = t->state.now.steps;
    k->at = ae_seconds();
    return AE_OK;
}

ae_status ae_keeper_step(ae_keeper *k, const ae_trainer *t, bool last, ae_error *e)
{
    const uint64_t steps = t->state.now.steps;
    bool wanted = k->path && k->written != steps && (last || is_due(k, steps));
    return wanted ? write_one(k, t, e) : AE_OK;
}
