/* The log of a training: JSON, an event a line. */
#include "ae_log.h"
#include "ae_json.h"
#include "ae_remarks.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- The file ----------------------------------------------------------------------------------------------------- */

/* Is there something to go on from? Then the log is one of the whole training. */
static bool goes_on(const arguments *a)
{
    char old[KIT_MAX_PATH];
    if (!a->checkpoint)
        return false;
    snprintf(old, sizeof old, "%s.old", a->checkpoint);
    return access(a->checkpoint, F_OK) == 0 || access(old, F_OK) == 0;
}

/* A last line that is not whole was being written when its process was killed, or when the disk was full. */
static bool drop_rest(const char *path)
{
    struct stat is;
    FILE *log = stat(path, &is) == 0 && S_ISREG(is.st_mode) ? fopen(path, "r") : NULL;
    char *line = NULL;
    size_t room = 0;
    off_t end = 0;
    bool whole = true;
    for (ssize_t n; log && whole && (n = getline(&line, &room, log)) > 0; end += whole ? n : 0)
        whole = line[n - 1] == '\n';
    free(line);
    if (log)
        fclose(log);
    if (!whole)
        fprintf(stderr, "%s: its last line is not whole and is dropped\n", path);
    return whole || truncate(path, end) == 0;
}

/* Line by line, so that a plot can follow the run. */
bool log_open(run_log *l, const arguments *a, kit_message *why)
{
    *l = (run_log){ .arguments = a };
    if (!a->log)
        return true;
    const bool more = goes_on(a);
    l->file = !more || drop_rest(a->log) ? fopen(a->log, more ? "a" : "w") : NULL;
    if (!l->file)
        return kit_explain(why, "%s: cannot be written: %s", a->log, strerror(errno));
    setvbuf(l->file, NULL, _IOLBF, 0);
    return true;
}

bool log_close(run_log *l, kit_message *why)
{
    FILE *file = l->file;
    l->file = NULL;
    if (!file)
        return true;
    bool ok = !l->lost && !ferror(file);
    ok = fclose(file) == 0 && ok;
    return ok || kit_explain(why, "%s: the log could not be written in full", l->arguments->log);
}

/* Takes the object over. */
static void put(run_log *l, json_t *object)
{
    if (!json_print(l->file, object, JSON_COMPACT))
        l->lost = true;
}

/* ---- Events ------------------------------------------------------------------------------------------------------- */

void log_run(run_log *l, const ae_model *model, const kit_table *rows, double scale, size_t memory)
{
    const arguments *a = l->arguments;
    if (!l->file)
        return;
    put(l,
        json_pack("{s:s, s:s, s:o, s:o, s:I, s:I, s:f, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o}", "event", "run", "version",
                  ae_version(), "spec", json_text(ae_model_spec(model)), "data", json_text(a->data), "rows",
                  (json_int_t)rows->rows, "width", (json_int_t)rows->width, "scale", scale, "optimizer",
                  json_text(a->optimizer ? a->optimizer : "adam"), "batch", json_whole(a->batch ? a->batch : 256), "steps",
                  json_whole(a->steps), "epochs", json_whole(a->epochs), "seed", json_whole(a->seed), "threads",
                  json_whole(a->threads), "memory", (json_int_t)memory, "from", a->from ? json_text(a->from) : json_null()));
}

void log_step(run_log *l, const ae_progress *p)
{
    if (!l->file)
        return;
    put(l, json_pack("{s:s, s:I, s:I, s:o, s:o}", "event", "step", "step", (json_int_t)p->step, "epoch",
                     (json_int_t)p->epoch, "loss", json_finite(p->loss), "rate", json_finite(p->rate)));
}

/* A reader of JSON may keep only one of two with the same name. */
static json_t *json_losses(const ae_progress *p)
{
    json_t *losses = json_object();
    for (size_t i = 0; i < p->n_losses; i++) {
        char name[64];
        name_loss(name, sizeof name, p->losses, i);
        if (json_object_set_new(losses, name, json_finite(p->losses[i].value)) != 0) {
            json_decref(losses);
            return NULL;
        }
    }
    return losses;
}

static json_t *json_metrics(const ae_progress *p)
{
    json_t *metrics = json_object();
    for (size_t i = 0; metrics && i < p->n_metrics; i++)
        if (json_object_set_new(metrics, p->metrics[i].name, json_finite(p->metrics[i].value)) != 0) {
            json_decref(metrics);
            return NULL;
        }
    return metrics;
}

/* Those of a level are an event of their own: a reader of the training's does not take them for its. */
void log_epoch(run_log *l, const ae_progress *p, size_t level)
{
    if (!l->file)
        return;
    json_t *line = json_pack("{s:s, s:I, s:o, s:o, s:o, s:o, s:f, s:I, s:o}", "event", level ? "level_epoch" : "epoch",
                             "epoch", (json_int_t)p->epoch, "loss", json_finite(p->loss), "valid_loss",
                             json_finite(p->valid_loss), "losses", json_losses(p), "rate", json_finite(p->rate), "seconds",
                             p->seconds, "best_epoch", (json_int_t)p->best_epoch, "best_loss", json_finite(p->best_loss));
    if (line && p->n_metrics > 0 && json_object_set_new(line, "metrics", json_metrics(p)) != 0)
        l->lost = true;
    if (line && level && json_object_set_new(line, "level", json_integer((json_int_t)level)) != 0)
        l->lost = true;
    put(l, line);
}

void log_level(run_log *l, size_t level, size_t levels, const char *spec, const ae_fit_report *fit)
{
    if (l->file)
        put(l, json_pack("{s:s, s:I, s:I, s:o, s:I, s:I, s:o, s:I, s:o, s:f}", "event", "level", "level", (json_int_t)level,
                         "levels", (json_int_t)levels, "spec", json_text(spec), "steps", (json_int_t)fit->steps, "epochs",
                         (json_int_t)fit->epochs, "loss", json_finite(fit->last_loss), "best_epoch",
                         (json_int_t)fit->best_epoch, "best_loss", json_finite(fit->best_loss), "seconds", fit->seconds));
}

/* null: not measured, or no number. */
static json_t *reviewed(const review *r, double number)
{
    return r->known ? json_finite(number) : json_null();
}

void log_end(run_log *l, const ae_fit_report *fit, const ending *e, const review *r, double seconds)
{
    const ae_metrics *m = &r->metrics;
    if (!l->file)
        return;
    put(l,
        json_pack("{s:s, s:I, s:I, s:o, s:b, s:s, s:I, s:o, s:s, s:I, s:I, s:f, s:o, s:o, s:o, s:o}", "event", "end",
                  "steps", (json_int_t)fit->steps, "epochs", (json_int_t)fit->epochs, "loss", json_finite(fit->last_loss),
                  "stopped", fit->stopped != 0, "reason", e->reason, "best_epoch", (json_int_t)fit->best_epoch, "best_loss",
                  json_finite(fit->best_loss), "weights", e->weights, "refused", (json_int_t)fit->refused, "went_back",
                  (json_int_t)fit->went_back, "seconds", seconds, "model", json_text(l->arguments->out), "mse",
                  reviewed(r, m->mse), "mean_mse", reviewed(r, m->mean_mse), "explained", reviewed(r, explained_by(m))));
}
