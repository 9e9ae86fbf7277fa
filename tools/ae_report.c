#include "ae_report.h"
#include "ae_bar.h"
#include "kit/program.h"
#include <math.h>
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

bool report_open(report *r, const arguments *a, kit_message *why)
{
    *r = (report){ .arguments = a, .started = kit_now(), .bar = !a->quiet && isatty(STDERR_FILENO) };
    return log_open(&r->log, a, why);
}

/* ---- The bar ------------------------------------------------------------------------------------------------------ */

void report_clear(report *r)
{
    if (r->bar)
        bar_clear();
    r->drawn = 0;
}

/* The pieces of what a bar says, from left to right. */
enum { LEVEL, COUNT, LOSS, PARTS, VALID, HEADS, BEST, RATE, SPEED, LEFT, PIECES, PIECE = 48 };

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
    if (*r->losses)
        snprintf(piece[PARTS], PIECE, "(%.*s)", PIECE - 3, r->losses);
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
    static const int first_to_go[] = { RATE, SPEED, COUNT, BEST, PARTS, VALID, HEADS, LEFT };
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
    if (is_due(p->step, p->steps, every, LOG_LINES))
        log_step(&r->log, p);
    if (wants_step_lines(r) && is_due(p->step, p->steps, every, LINES))
        print_step(r, p);
    if (r->bar)
        draw_bar(r, p);
}

static void print_epoch(report *r, const ae_progress *p)
{
    char left[PIECE];
    format_left(left, p);
    report_clear(r);
    if (r->level)
        printf("level %zu/%zu  ", r->level, r->levels);
    printf("epoch %llu/%llu  loss %.6g", (ull)p->epoch, (ull)p->epochs, p->loss);
    if (*r->losses)
        printf(" (%s)", r->losses);
    if (isfinite(p->valid_loss))
        printf("  valid loss %.6g  best %.6g (%llu)", p->valid_loss, p->best_loss, (ull)p->best_epoch);
    printf("%s%s  rate %.3g  %s\n", *r->heads ? "  " : "", r->heads, p->rate, left);
    fflush(stdout);
}

void report_epoch(report *r, const ae_progress *p)
{
    bool due = wants_epoch_lines(r) && is_due(p->epoch, p->epochs, every_epochs(r->arguments), LINES);
    format_losses(r->losses, sizeof r->losses, p->losses, p->n_losses);
    format_heads(r->heads, sizeof r->heads, p->metrics, p->n_metrics);
    if (r->arguments->chart && !r->level)
        curves_epoch(&r->curves, p);
    log_epoch(&r->log, p, r->level);
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
    *r->losses = 0;
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
    log_level(&r->log, r->level, r->levels, spec, fit);
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
    log_end(&r->log, fit, &e, &r->review, report_seconds(r));
    if (!r->arguments->quiet)
        print_end(r, fit, &e);
}
