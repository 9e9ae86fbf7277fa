#include "ae_report.h"
#include "ae_bar.h"
#include "ae_json.h"
#include "kit/program.h"
#include <errno.h>
#include <math.h>
#include <string.h>
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

/* Line by line, so that a plot can follow the run. */
bool report_open(report *r, const arguments *a, kit_message *why)
{
    *r = (report){ .arguments = a, .started = kit_now(), .bar = !a->quiet && isatty(STDERR_FILENO) };
    if (!a->log)
        return true;
    r->log = fopen(a->log, "w");
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

static int decimals_of(double rate)
{
    return rate < 100 ? 2 : 0;
}

/* All there is to say, or as much as fits. */
static void format_progress(char *text, size_t room, const report *r, const ae_progress *p)
{
    char left[32];
    double rate = (double)p->step / fmax(report_seconds(r), 1e-9);
    int decimals = decimals_of(rate);
    format_time(left, (double)(p->steps - p->step) / rate);
    int n = snprintf(text, room + 1, "%llu/%llu  loss %.6g  %.*f steps/s  %s left", (ull)p->step, (ull)p->steps, p->loss,
                     decimals, rate, left);
    if (n > (int)room)
        snprintf(text, room + 1, "%llu%%  loss %.3g  %.*f/s  %s left", (ull)(100 * p->step / p->steps), p->loss, decimals,
                 rate, left);
}

static void draw_bar(report *r, const ae_progress *p)
{
    char text[BAR_MOST + 1];
    if (kit_now() - r->drawn < 0.1 && p->step < p->steps)
        return;
    r->drawn = kit_now();
    format_progress(text, bar_room(), r, p);
    bar_draw((double)p->step / (double)p->steps, text);
}

/* ---- Steps, epochs, the end --------------------------------------------------------------------------------------- */

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

/* What was measured on the rows that are held out is nowhere else. */
static bool wants_epoch_lines(const report *r)
{
    const arguments *a = r->arguments;
    return !a->quiet && (a->valid || a->valid_fraction > 0 || (!a->steps && (a->every || !r->bar)));
}

/* Of 1 or of more. */
static const char *plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

void report_step(report *r, const ae_progress *p)
{
    uint64_t every = every_steps(r->arguments);
    if (r->arguments->chart)
        curves_step(&r->curves, p);
    if (r->log && is_due(p->step, p->steps, every, LOG_LINES))
        log_line(r, json_pack("{s:s, s:I, s:I, s:o}", "event", "step", "step", (json_int_t)p->step, "epoch",
                              (json_int_t)p->epoch, "loss", json_finite(p->loss)));
    if (wants_step_lines(r) && is_due(p->step, p->steps, every, LINES)) {
        double rate = (double)p->step / fmax(report_seconds(r), 1e-9);
        report_clear(r);
        printf("step %llu  loss %.6g  %.*f steps/s\n", (ull)p->step, p->loss, decimals_of(rate), rate);
        fflush(stdout);
    }
    if (r->bar)
        draw_bar(r, p);
}

void report_epoch(report *r, const ae_progress *p)
{
    if (r->arguments->chart)
        curves_epoch(&r->curves, p);
    if (r->log)
        log_line(r, json_pack("{s:s, s:I, s:o, s:o}", "event", "epoch", "epoch", (json_int_t)p->epoch, "loss",
                              json_finite(p->loss), "valid_loss", json_finite(p->valid_loss)));
    if (!wants_epoch_lines(r) || !is_due(p->epoch, p->epochs, every_epochs(r->arguments), LINES))
        return;
    report_clear(r);
    printf("epoch %llu/%llu  loss %.6g", (ull)p->epoch, (ull)p->epochs, p->loss);
    if (isfinite(p->valid_loss))
        printf("  valid loss %.6g", p->valid_loss);
    putchar('\n');
    fflush(stdout);
}

void report_chart(report *r)
{
    report_clear(r);
    if (r->arguments->chart)
        curves_print(&r->curves);
    fflush(stdout);
}

/* null: not measured, or no number. */
static json_t *reviewed(const report *r, double number)
{
    return r->review.known ? json_finite(number) : json_null();
}

static void log_end(report *r, const ae_fit_report *fit)
{
    const ae_metrics *m = &r->review.metrics;
    log_line(r,
             json_pack("{s:s, s:I, s:I, s:o, s:b, s:f, s:o, s:o, s:o, s:o}", "event", "end", "steps", (json_int_t)fit->steps,
                       "epochs", (json_int_t)fit->epochs, "loss", json_finite(fit->last_loss), "stopped", fit->stopped != 0,
                       "seconds", report_seconds(r), "model", json_text(r->arguments->out), "mse", reviewed(r, m->mse),
                       "mean_mse", reviewed(r, m->mean_mse), "explained", reviewed(r, explained_by(m))));
}

void report_end(report *r, const ae_fit_report *fit, const char *stopper)
{
    const arguments *a = r->arguments;
    report_clear(r);
    if (r->log)
        log_end(r, fit);
    if (a->quiet)
        return;
    printf("%s: written after %llu step%s, %llu epoch%s, %.1f s; loss %.6g%s%s\n", a->out, (ull)fit->steps,
           plural(fit->steps), (ull)fit->epochs, plural(fit->epochs), report_seconds(r), fit->last_loss,
           fit->stopped ? "; stopped by " : "", fit->stopped ? stopper : "");
}
