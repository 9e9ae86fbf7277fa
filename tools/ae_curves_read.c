/* The log of a training, read back for its curves. */
#include "ae.h"
#include "ae_curves.h"
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

static double number(const json_t *event, const char *key)
{
    const json_t *value = json_object_get(event, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

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
    json_object_foreach(metrics, name, value) if (n < room) out[n++] = (ae_metric){ name, number(metrics, name) };
    return n;
}

/* What the training told its watchers when it wrote the line. */
static void take(curves *c, const json_t *event)
{
    const char *kind = json_string_value(json_object_get(event, "event"));
    ae_metric losses[AE_LOSSES_MAX], metrics[AE_METRICS_MAX];
    const ae_progress p = { .step = count(event, "step"),
                            .epoch = count(event, "epoch"),
                            .loss = number(event, "loss"),
                            .rate = number(event, "rate"),
                            .valid_loss = number(event, "valid_loss"),
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

/* A last line that is not complete is one that is being written. */
static bool read_log(curves *c, FILE *log, const char *name, kit_message *why)
{
    json_t *event;
    json_error_t e;
    size_t line = 1;
    for (; (event = json_loadf(log, JSON_DISABLE_EOF_CHECK, &e)); line++) {
        take(c, event);
        json_decref(event);
    }
    if (ferror(log))
        return kit_explain(why, "%s: cannot be read: %s", name, strerror(errno));
    if (!feof(log))
        return kit_explain(why, "%s: line %zu is no JSON: %s", name, line, e.text);
    return c->steps.count > 0 || c->epochs.count > 0 ||
           kit_explain(why, "%s: has no step or epoch; `ae train --log FILE` writes them", name);
}

bool curves_read(curves *out, const char *path, kit_message *why)
{
    FILE *log = fopen(path, "r");
    *out = (curves){ 0 };
    if (!log)
        return kit_explain(why, "%s: cannot be read: %s", path, strerror(errno));
    const bool ok = read_log(out, log, path, why);
    fclose(log);
    return ok;
}
