#include "ae_report.h"
#include "ae_json.h"
#include <errno.h>
#include <math.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef unsigned long long ull;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double report_seconds(const report *r)
{
    return now() - r->started;
}

/* ---- The log ------------------------------------------------------------------------------------------------------ */

/* Line by line, so that a plot can follow the run. */
bool report_open(report *r, const arguments *a, ae_message *why)
{
    *r = (report){ .arguments = a, .every = a->every, .started = now(), .bar = !a->quiet && isatty(STDERR_FILENO) };
    if (!a->log)
        return true;
    r->log = fopen(a->log, "w");
    if (!r->log)
        return ae_explain(why, "%s: cannot be written: %s", a->log, strerror(errno));
    setvbuf(r->log, NULL, _IOLBF, 0);
    return true;
}

bool report_close(report *r, ae_message *why)
{
    FILE *log = r->log;
    r->log = NULL;
    if (!log)
        return true;
    bool ok = !ferror(log);
    ok = fclose(log) == 0 && ok;
    return ok || ae_explain(why, "%s: the log could not be written in full", r->arguments->log);
}

/* Takes the object over. */
static void log_line(report *r, json_t *object)
{
    if (object && json_dumpf(object, r->log, JSON_COMPACT | JSON_REAL_PRECISION(9)) == 0)
        fputc('\n', r->log);
    json_decref(object);
}

void report_run(report *r, const ae_model *model, const ae_table *rows, double scale, size_t memory)
{
    const arguments *a = r->arguments;
    if (!r->log)
        return;
    log_line(r, json_pack("{s:s, s:s, s:o, s:o, s:I, s:I, s:f, s:o, s:o, s:o, s:o, s:o, s:I}", "event", "run", "version",
                          ae_version(), "spec", json_text(ae_model_spec(model)), "data", json_text(a->data), "rows",
                          (json_int_t)rows->rows, "width", (json_int_t)rows->width, "scale", scale, "optimizer",
                          json_text(a->optimizer ? a->optimizer : "adam"), "batch", json_whole(a->batch ? a->batch : 256),
                          "steps", json_whole(a->steps), "epochs", json_whole(a->epochs), "seed", json_whole(a->seed),
                          "memory", (json_int_t)memory));
}

/* ---- The bar ------------------------------------------------------------------------------------------------------ */

enum { BAR = 24 };

void report_clear(const report *r)
{
    if (r->bar)
        fputs("\r\033[K", stderr);
}

static void format_time(char text[32], double seconds)
{
    ull s = seconds < 1e9 ? (ull)(seconds + 0.5) : 0;
    if (s < 3600)
        snprintf(text, 32, "%llu:%02llu", s / 60, s % 60);
    else
        snprintf(text, 32, "%llu:%02llu:%02llu", s / 3600, s / 60 % 60, s % 60);
}

static void draw_bar(report *r, const ae_progress *p)
{
    char bar[BAR + 1], left[32];
    double seconds = report_seconds(r), rate = (double)p->step / fmax(seconds, 1e-9);
    int filled = (int)(BAR * p->step / p->steps);
    if (now() - r->drawn < 0.1 && p->step < p->steps)
        return;
    r->drawn = now();
    memset(bar, '.', BAR);
    memset(bar, '=', (size_t)filled);
    bar[BAR] = 0;
    format_time(left, (double)(p->steps - p->step) / rate);
    fprintf(stderr, "\r[%s] %llu/%llu  loss %.6g  %.4g steps/s  %s left\033[K", bar, (ull)p->step, (ull)p->steps, p->loss,
            rate, left);
}

/* ---- Steps, epochs, the end --------------------------------------------------------------------------------------- */

/* The first, every n-th, the last. */
static bool is_due(const ae_progress *p, uint64_t n)
{
    return p->step == 1 || p->step == p->steps || p->step % n == 0;
}

static uint64_t share(const report *r, const ae_progress *p, uint64_t parts)
{
    uint64_t n = p->steps / parts;
    return r->every ? r->every : n ? n : 1;
}

/* Lines on steps: where a length in steps, or --every, shows that steps are what is wanted. A bar replaces the former. */
static bool wants_lines(const report *r)
{
    const arguments *a = r->arguments;
    return !a->quiet && (a->every || (a->steps && !r->bar));
}

void report_step(report *r, const ae_progress *p)
{
    if (r->log && is_due(p, share(r, p, 1000)))
        log_line(r, json_pack("{s:s, s:I, s:I, s:o}", "event", "step", "step", (json_int_t)p->step, "epoch",
                              (json_int_t)p->epoch, "loss", json_finite(p->loss)));
    if (wants_lines(r) && is_due(p, share(r, p, 20))) {
        report_clear(r);
        printf("step %llu  loss %.6g  %.4g steps/s\n", (ull)p->step, p->loss,
               (double)p->step / fmax(report_seconds(r), 1e-9));
        fflush(stdout);
    }
    if (r->bar)
        draw_bar(r, p);
}

void report_epoch(report *r, const ae_progress *p)
{
    const arguments *a = r->arguments;
    if (r->log)
        log_line(r, json_pack("{s:s, s:I, s:o, s:o}", "event", "epoch", "epoch", (json_int_t)p->epoch, "loss", json_finite(p->loss),
                              "valid_loss", json_finite(p->valid_loss)));
    if (a->quiet || (!a->valid && (a->steps || r->bar)))
        return;
    report_clear(r);
    printf("epoch %llu/%llu  loss %.6g", (ull)p->epoch, (ull)p->epochs, p->loss);
    if (isfinite(p->valid_loss))
        printf("  valid loss %.6g", p->valid_loss);
    putchar('\n');
    fflush(stdout);
}

void report_end(report *r, const ae_fit_report *fit)
{
    const arguments *a = r->arguments;
    report_clear(r);
    if (r->log)
        log_line(r, json_pack("{s:s, s:I, s:I, s:o, s:b, s:f, s:o}", "event", "end", "steps", (json_int_t)fit->steps,
                              "epochs", (json_int_t)fit->epochs, "loss", json_finite(fit->last_loss), "stopped", fit->stopped,
                              "seconds", report_seconds(r), "model", json_text(a->out)));
    if (a->quiet)
        return;
    printf("%s: written after %llu steps, %llu epochs, %.1f s; loss %.6g%s\n", a->out, (ull)fit->steps, (ull)fit->epochs,
           report_seconds(r), fit->last_loss, fit->stopped ? "; stopped by Ctrl-C" : "");
}
