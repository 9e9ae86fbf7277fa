/* The log of a training, read back for its curves. */
#include "ae.h"
#include "ae_curves.h"
#include "ae_log_read.h"
#include <string.h>

static size_t count(const json_t *event, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(event, key));
    return value > 0 ? (size_t)value : 0;
}

/* Their names stay the event's. */
static size_t read_metrics(ae_metric *out, size_t room, json_t *metrics)
{
    size_t n = 0;
    const char *name;
    json_t *value;
    json_object_foreach(metrics, name, value) if (n < room) out[n++] = (ae_metric){ name, log_number(metrics, name) };
    return n;
}

/* What the training told its watchers when it wrote the line. */
static void take(void *user, json_t *event)
{
    curves *c = user;
    const char *kind = json_string_value(json_object_get(event, "event"));
    ae_metric losses[AE_LOSSES_MAX], metrics[AE_METRICS_MAX];
    const ae_progress p = { .step = count(event, "step"),
                            .epoch = count(event, "epoch"),
                            .loss = log_number(event, "loss"),
                            .rate = log_number(event, "rate"),
                            .valid_loss = log_number(event, "valid_loss"),
                            .best_epoch = count(event, "best_epoch"),
                            .n_losses = read_metrics(losses, AE_LOSSES_MAX, json_object_get(event, "losses")),
                            .losses = losses,
                            .n_metrics = read_metrics(metrics, AE_METRICS_MAX, json_object_get(event, "metrics")),
                            .metrics = metrics };
    if (kind && strcmp(kind, "step") == 0 && p.step > 0)
        curves_step(c, &p);
    if (kind && strcmp(kind, "epoch") == 0 && p.epoch > 0)
        curves_epoch(c, &p);
}

bool curves_read(curves *out, const char *path, kit_message *why)
{
    *out = (curves){ 0 };
    if (!log_read(path, take, out, why))
        return false;
    return out->steps.count > 0 || out->epochs.count > 0 ||
           kit_explain(why, "%s: has no step or epoch; `ae train --log FILE` writes them", path);
}
