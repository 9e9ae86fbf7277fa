#include "ae_report.h"
#include "ae_bar.h"
#include "ae_ending.h"
#include "ae_json.h"
#include "kit/program.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef unsigned long long ull;

double report_seconds(const report *r)
{
    return (r->ended > 0 ? r->ended : kit_now()) - r->started;
}

void report_stop(report *r)
{
    r->ended = kit_now();
}

/* ---- The log ------------------------------------------------------------------------------------------------------ */

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
bool report_open(report *r, const arguments *a, kit_message *why)
{
    *r = (report){ .arguments = a, .started = kit_now(), .bar = !a->quiet && isatty(STDERR_FILENO) };
    if (!a->log)
        return true;
    const bool more = goes_on(a);
    r->log = !more || drop_rest(a->log) ? fopen(a->log, more ? "a" : "w") : NULL;
    if (!r->log)
        return kit_explain(why, "%s: cannot be written: %s", a->log, strerror(errno));
    setvbuf(r->log, NULL, _IOLBF, 0);
    return true;
}

bool report_close(report *r, kit_message *why)
{
    FILE *log = r->log;
    r->log = NULL;
    if (!log)
        return true;
    bool ok = !r->lost && !ferror(log);
    ok = fclose(log) == 0 && ok;
    return ok || kit_explain(why, "%s: the log could not be written in full", r->arguments->log);
}

/* Takes the object over. */
static void log_line(report *r, json_t *object)
{
    if (!json_print(r->log, object, JSON_COMPACT))
        r->lost = true;
}

void report_run(report *r, const ae_model *model, const kit_table *rows, double scale, size_t memory)
{
    const arguments *a = r->arguments;
    if (!r->log)
        return;
    log_line(r, json_pack("{s:s, s:s, s:o, s:o, s:I, s:I, s:f, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o}", "event", "run",
                          "version", ae_version(), "spec", json_text(ae_model_spec(model)), "data", json_text(a->data),
                          "rows", (json_int_t)rows->rows, "width", (json_int_t)rows->width, "scale", scale, "optimizer",
                          json_text(a->optimizer ? a->optimizer : "adam"), "batch", json_whole(a->batch ? a->batch : 256),
                          "steps", json_whole(a->steps), "epochs", json_whole(a->epochs), "seed", json_whole(a->seed),
                          "threads", json_whole(a->threads), "memory", (json_int_t)memory, "from",
                          a->from ? json_text(a->from) : json_null()));
}

/* ---- The bar ------------------------------------------------------------------------------------------------------ */

void report_clear(report *r)
{
    if (r->bar)
        bar_clear();
    r->drawn = 0;
}

/* The pieces of what a bar says, from left to right. */
enum { LEVEL, COUNT, LOSS, VALID, HEADS, BEST, RATE, SPEED, LEFT, PIECES, PIECE = 48 };

static void format_speed(char text[PIECE], const ae_progress *p)
{
    double speed = (double)p->step / fmax(p->seconds, 1e-9);
    snprintf(text, PIECE, "%.*f steps/s", speed < 100 ? 2 : 0, speed);
}

/* Where a policy may end the training sooner, nobody knows more than the most that is left. */
static void format_left(char text[PIECE], const ae_progress *p)
{
    char time[32];
    format_time(time, p->seconds_left);
    snprintf(text, PIECE, "%s%s left", p->may_stop ? "at most " : "", time);
}

static void format_pieces(char piece[PIECES][PIECE], const report *r, const ae_progress *p)
{
    if (r->level)
        snprintf(piece[LEVEL], PIECE, "level %zu/%zu", r->level, r->levels);
    snprintf(piece[COUNT], PIECE, "%llu/%llu", (ull)p->step, (ull)p->steps);
    snprintf(piece[LOSS], PIECE, "loss %.4g", p->loss);
    snprintf(piece[RATE], PIECE, "rate %.3g", p->rate);
    format_speed(piece[SPEED], p);
    format_left(piece[LEFT], p);
    if (isfinite(r->last.valid_loss) && r->last.epoch > 0)
        snprintf(piece[VALID], PIECE, "valid %.4g", r->last.valid_loss);
    snprintf(piece[HEADS], PIECE, "%.*s", PIECE - 1, r->heads);
    if (p->best_epoch > 0)
        snprintf(piece[BEST], PIECE, "best %.4g (%llu)", p->best_loss, (ull)p->best_epoch);
}

/* Returns how many characters all of them are. */
static size_t join(char *text, size_t room, char piece[PIECES][PIECE])
{
    size_t n = 0;
    for (int i = 0; i < PIECES; i++)
        if (*piece[i])
            n += (size_t)snprintf(n < room ? text + n : NULL, n < room ? room + 1 - n : 0, "%s%s", n ? "  " : "", piece[i]);
    return n;
}

/* All there is to say, or, piece by piece, as much as fits. */
static void format_progress(char *text, size_t room, const report *r, const ae_progress *p)
{
    static const int first_to_go[] = { RATE, SPEED, COUNT, BEST, VALID, HEADS, LEFT };
    char piece[PIECES][PIECE] = { "" };
    format_pieces(piece, r, p);
    for (size_t i = 0; join(text, room, piece) > room && i < sizeof first_to_go / sizeof *first_to_go; i++)
        *piece[first_to_go[i]] = 0;
}

static void draw_bar(report *r, const ae_progress *p)
{
    enum { NARROW = 50, SHARE_OF_BAR = 14 }; /* where there is less room than that, the words have all of it */
    char text[BAR_MOST + 1];
    if (kit_now() - r->drawn < 0.1 && p->step < p->steps)
        return;
    r->drawn = kit_now();
    size_t room = bar_room();
    format_progress(text, room > NARROW ? room - SHARE_OF_BAR : room, r, p);
    bar_draw((double)p->step / (double)p->steps, text);
}

/* ---- Which lines there are ---------------------------------------------------------------------------------------- */

enum { LINES = 20, LOG_LINES = 1000 };

/* The first, every n-th, the last; without an n, about so many in all. */
static bool is_due(uint64_t i, uint64_t all, uint64_t n, uint64_t lines)
{
    uint64_t share = all / lines + (all % lines >= lines / 2);
    return i == 1 || i == all || i % (n ? n : share ? share : 1) == 0;
}

/* --every counts what the run's length is given in, here as in every_epochs. */
static uint64_t every_steps(const arguments *a)
{
    return a->steps ? a->every : 0;
}

static uint64_t every_epochs(const arguments *a)
{
    return a->steps ? 0 : a->every;
}

/* A bar replaces lines that nobody asked for. */
static bool wants_step_lines(const report *r)
{
    const arguments *a = r->arguments;
    return !a->quiet && a->steps && (a->every || !r->bar);
}

/* Are rows held out? */
static bool measures(const arguments *a)
{
    return a->valid || a->valid_fraction > 0;
}

/* What was measured on them is nowhere else. A level is always trained for some epochs. */
static bool wants_epoch_lines(const report *r)
{
    const arguments *a = r->arguments;
    return !a->quiet && (measures(a) || ((!a->steps || r->level) && (a->every || !r->bar)));
}

/* ---- Steps and epochs --------------------------------------------------------------------------------------------- */

static void log_step(report *r, const ae_progress *p)
{
    log_line(r, json_pack("{s:s, s:I, s:I, s:o, s:o}", "event", "step", "step", (json_int_t)p->step, "epoch",
                          (json_int_t)p->epoch, "loss", json_finite(p->loss), "rate", json_finite(p->rate)));
}

static void print_step(report *r, const ae_progress *p)
{
    char speed[PIECE], left[PIECE];
    format_speed(speed, p);
    format_left(left, p);
    report_clear(r);
    printf("step %llu  loss %.6g  rate %.3g  %s  %s\n", (ull)p->step, p->loss, p->rate, speed, left);
    fflush(stdout);
}

static void tell_resumed(report *r, uint64_t step)
{
    if (step == 0 || r->resumed || r->arguments->quiet)
        return;
    r->resumed = true;
    report_clear(r);
    printf("%s: goes on after step %llu\n", r->arguments->checkpoint, (ull)step);
    fflush(stdout);
}

void report_resumed(report *r, const ae_fit_report *fit)
{
    tell_resumed(r, fit->resumed);
    if (fit->resumed_old && !r->arguments->quiet)
        printf("%s: could not be used, %s.old was: %s\n", r->arguments->checkpoint, r->arguments->checkpoint,
               fit->rejected.text);
}

void report_step(report *r, const ae_progress *p)
{
    tell_resumed(r, p->resumed);
    uint64_t every = every_steps(r->arguments);
    if (r->arguments->chart)
        curves_step(&r->curves, p);
    if (r->log && is_due(p->step, p->steps, every, LOG_LINES))
        log_step(r, p);
    if (wants_step_lines(r) && is_due(p->step, p->steps, every, LINES))
        print_step(r, p);
    if (r->bar)
        draw_bar(r, p);
}

/* Of two losses with one name the later is "mse 2": a reader of JSON may keep only one of a name. */
static json_t *json_losses(const ae_progress *p)
{
    json_t *losses = json_object();
    for (size_t i = 0; i < p->n_losses; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s", p->losses[i].name);
        for (unsigned k = 2; json_object_get(losses, name); k++)
            snprintf(name, sizeof name, "%s %u", p->losses[i].name, k);
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
static void log_epoch(report *r, const ae_progress *p)
{
    json_t *line = json_pack("{s:s, s:I, s:o, s:o, s:o, s:o, s:f, s:I, s:o}", "event", r->level ? "level_epoch" : "epoch",
                             "epoch", (json_int_t)p->epoch, "loss", json_finite(p->loss), "valid_loss",
                             json_finite(p->valid_loss), "losses", json_losses(p), "rate", json_finite(p->rate), "seconds",
                             p->seconds, "best_epoch", (json_int_t)p->best_epoch, "best_loss", json_finite(p->best_loss));
    if (line && p->n_metrics > 0 && json_object_set_new(line, "metrics", json_metrics(p)) != 0)
        r->lost = true;
    if (line && r->level && json_object_set_new(line, "level", json_integer((json_int_t)r->level)) != 0)
        r->lost = true;
    log_line(r, line);
}

static void print_epoch(report *r, const ae_progress *p)
{
    char left[PIECE];
    format_left(left, p);
    report_clear(r);
    if (r->level)
        printf("level %zu/%zu  ", r->level, r->levels);
    printf("epoch %llu/%llu  loss %.6g", (ull)p->epoch, (ull)p->epochs, p->loss);
    if (isfinite(p->valid_loss))
        printf("  valid loss %.6g  best %.6g (%llu)", p->valid_loss, p->best_loss, (ull)p->best_epoch);
    printf("%s%s  rate %.3g  %s\n", *r->heads ? "  " : "", r->heads, p->rate, left);
    fflush(stdout);
}

void report_epoch(report *r, const ae_progress *p)
{
    bool due = wants_epoch_lines(r) && is_due(p->epoch, p->epochs, every_epochs(r->arguments), LINES);
    format_heads(r->heads, sizeof r->heads, p->metrics, p->n_metrics);
    if (r->arguments->chart && !r->level)
        curves_epoch(&r->curves, p);
    if (r->log)
        log_epoch(r, p);
    if (due)
        print_epoch(r, p);
    r->last = *p;
    r->owes_last = !due;
}

/* Where the training has ended before its time, the last epoch has no line yet. */
static void print_last_epoch(report *r)
{
    report_clear(r);
    if (r->owes_last && wants_epoch_lines(r))
        print_epoch(r, &r->last);
    r->owes_last = false;
}

/* ---- The levels of a stack ---------------------------------------------------------------------------------------- */

void report_level(report *r, size_t level, size_t levels)
{
    r->level = level;
    r->levels = levels;
    r->last = (ae_progress){ 0 };
    *r->heads = 0;
}

void report_level_step(report *r, const ae_progress *p)
{
    if (r->bar)
        draw_bar(r, p);
}

void report_level_end(report *r, const char *spec, const ae_fit_report *fit)
{
    print_last_epoch(r);
    if (r->log)
        log_line(r, json_pack("{s:s, s:I, s:I, s:o, s:I, s:I, s:o, s:I, s:o, s:f}", "event", "level", "level",
                              (json_int_t)r->level, "levels", (json_int_t)r->levels, "spec", json_text(spec), "steps",
                              (json_int_t)fit->steps, "epochs", (json_int_t)fit->epochs, "loss", json_finite(fit->last_loss),
                              "best_epoch", (json_int_t)fit->best_epoch, "best_loss", json_finite(fit->best_loss), "seconds",
                              fit->seconds));
    if (!r->arguments->quiet)
        printf("level %zu/%zu: %llu step%s, %llu epoch%s, %.1f s; loss %.6g\n", r->level, r->levels, (ull)fit->steps,
               plural(fit->steps), (ull)fit->epochs, plural(fit->epochs), fit->seconds, fit->last_loss);
}

/* ---- The end ------------------------------------------------------------------------------------------------------ */

void report_chart(report *r)
{
    print_last_epoch(r);
    if (r->arguments->chart)
        curves_print(&r->curves);
    fflush(stdout);
}

/* null: not measured, or no number. */
static json_t *reviewed(const report *r, double number)
{
    return r->review.known ? json_finite(number) : json_null();
}

static void log_end(report *r, const ae_fit_report *fit, const ending *e)
{
    const ae_metrics *m = &r->review.metrics;
    log_line(r, json_pack("{s:s, s:I, s:I, s:o, s:b, s:s, s:I, s:o, s:s, s:I, s:I, s:f, s:o, s:o, s:o, s:o}", "event", "end",
                          "steps", (json_int_t)fit->steps, "epochs", (json_int_t)fit->epochs, "loss",
                          json_finite(fit->last_loss), "stopped", fit->stopped != 0, "reason", e->reason, "best_epoch",
                          (json_int_t)fit->best_epoch, "best_loss", json_finite(fit->best_loss), "weights", e->weights,
                          "refused", (json_int_t)fit->refused, "went_back", (json_int_t)fit->went_back, "seconds",
                          report_seconds(r), "model", json_text(r->arguments->out), "mse", reviewed(r, m->mse), "mean_mse",
                          reviewed(r, m->mean_mse), "explained", reviewed(r, explained_by(m))));
}

static void print_end(report *r, const ae_fit_report *fit, const ending *e)
{
    printf("%s: written after %llu step%s, %llu epoch%s, %.1f s; loss %.6g\n", r->arguments->out, (ull)fit->steps,
           plural(fit->steps), (ull)fit->epochs, plural(fit->epochs), report_seconds(r), fit->last_loss);
    if (fit->refused > 0)
        printf("guard: %llu step%s left out, %llu time%s back to good weights\n", (ull)fit->refused, plural(fit->refused),
               (ull)fit->went_back, plural(fit->went_back));
    printf("%s%s%s\n", e->reason, *e->weights ? "; " : "", e->weights);
}

void report_end(report *r, const ae_fit_report *fit, const ae_model_info *trained, const char *stopper)
{
    char place[64];
    if (stopper && r->level) {
        snprintf(place, sizeof place, "%s in level %zu of %zu", stopper, r->level, r->levels);
        stopper = place;
    }
    const ending e = describe_ending(fit, trained, stopper, measures(r->arguments));
    report_clear(r);
    if (r->log)
        log_end(r, fit, &e);
    if (!r->arguments->quiet)
        print_end(r, fit, &e);
}
