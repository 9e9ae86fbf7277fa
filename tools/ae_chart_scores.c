/* ae chart --of scores, --of errors: how scores are spread, and which columns have most of them. */
#include "ae_chart.h"
#include "ae_groups.h"
#include "kit/chart.h"
#include "kit/stat.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Every model but an encoder has these. */
static bool run(float **out, session *s, const task *t, size_t width, kit_message *why)
{
    ae_error e;
    *out = calloc(s->rows.n + 1, width * sizeof **out);
    if (!*out)
        return kit_explain(why, "out of memory: %zu rows of %zu numbers", s->rows.n, width);
    return ae_model_run(&(ae_result){ t->values[0], *out }, 1, s->model, s->context, &s->rows, &e) == AE_OK ||
           blame_rows(why, &s->table, &e);
}

static bool check_out(const arguments *a, kit_message *why)
{
    return !a->out || kit_plot_writable(a->out, why);
}

/* ---- Scores ------------------------------------------------------------------------------------------------------- */

enum { TEXT_BINS = 16, MARK = 128 };

typedef struct limit {
    kit_mark mark;
    char text[MARK];
    bool known;
} limit;

/* The one asked for; or, where the model knows what usual scores are, the one that a usual row in a hundred is above. */
static bool find_limit(limit *out, const session *s, const double *scores, const arguments *a, kit_message *why)
{
    ae_error e;
    const char *asked = a->threshold ? a->threshold : "rate 0.01";
    double threshold = 0;
    size_t above = 0;
    *out = (limit){ .known = ae_scorer_threshold(&threshold, s->model, asked, &e) == AE_OK };
    if (!out->known)
        return !a->threshold || kit_explain(why, "--threshold: %s", e.text);
    for (size_t i = 0; i < s->rows.n; i++)
        above += scores[i] > threshold;
    snprintf(out->text, MARK, "%s: %zu rows above %.4g", asked, above, threshold);
    out->mark = (kit_mark){ out->text, threshold, false };
    return true;
}

static bool draw_scores(const groups *g, const limit *l, const arguments *a, kit_message *why)
{
    histogram h;
    bool ok = histogram_make(&h, g, GROUP_BINS, why);
    const kit_plot plot = { .title = a->model,
                            .x_label = "score",
                            .y_label = "rows",
                            .kind = KIT_PLOT_BARS,
                            .curves = h.curves,
                            .n_curves = g->n,
                            .marks = &l->mark,
                            .n_marks = l->known };
    ok = ok && kit_plots_write(a->out, &plot, 1, why);
    histogram_free(&h);
    return ok;
}

static bool print_scores(const groups *g, const limit *l, kit_message *why)
{
    histogram h;
    kit_bar bars[TEXT_BINS];
    char names[TEXT_BINS][64];
    const bool ok = histogram_make(&h, g, TEXT_BINS, why);
    for (size_t i = 0; ok && i < TEXT_BINS; i++) {
        const double half = (h.high - h.low) / TEXT_BINS / 2;
        snprintf(names[i], sizeof names[i], "%.4g to %.4g", h.x[i] - half, h.x[i] + half);
        bars[i] = (kit_bar){ names[i], 0 };
        for (size_t k = 0; k < g->n; k++)
            bars[i].length += h.curves[k].y[i];
    }
    if (ok) {
        puts("rows by their scores:");
        kit_bars_print(stdout, bars, TEXT_BINS, room_on_terminal(STDOUT_FILENO), takes_utf8());
        if (l->known)
            puts(l->text);
    }
    histogram_free(&h);
    return ok;
}

bool chart_scores(const arguments *a, kit_message *why)
{
    static const task scores = { .taker = "input", .values = { "score" }, .n_values = 1 };
    const task *t = &scores;
    session s = { 0 };
    groups g = { 0 };
    limit l;
    float *found = NULL;
    double *x = NULL;
    bool ok = check_out(a, why) && open_session(&s, &t, a, why) && run(&found, &s, t, 1, why) &&
              ((x = malloc((s.rows.n + 1) * sizeof *x)) || kit_explain(why, "out of memory"));
    for (size_t i = 0; ok && i < s.rows.n; i++)
        x[i] = (double)found[i];
    ok = ok && find_limit(&l, &s, x, a, why) && groups_make(&g, x, NULL, s.rows.n, s.table.labels, KIT_PLOT_COLORS, why) &&
         (a->out ? draw_scores(&g, &l, a, why) : print_scores(&g, &l, why));
    groups_free(&g);
    free(x);
    free(found);
    close_session(&s);
    return ok;
}

/* ---- Errors ------------------------------------------------------------------------------------------------------- */

enum { MOST_NAMES = 40, TEXT_NAMES = 20, NUMBER = 24 };

/* The columns, and how much each adds to the score of a mean row. */
typedef struct errors {
    size_t n;
    double *mean;
    kit_bar *bars; /* by falling error */
    char (*numbers)[NUMBER];
} errors;

static void errors_free(errors *e)
{
    free(e->mean);
    free(e->bars);
    free(e->numbers);
}

static int falling(const void *a, const void *b)
{
    const double x = ((const kit_bar *)a)->length, y = ((const kit_bar *)b)->length;
    return (x < y) - (x > y);
}

static void find_mean(double *out, const float *found, size_t rows, size_t width, size_t column)
{
    kit_moments m = { 0 };
    for (size_t i = 0; i < rows; i++)
        if (isfinite(found[i * width + column]))
            kit_moments_add(&m, (double)found[i * width + column]);
    *out = m.mean;
}

static bool find_errors(errors *out, const session *s, const float *found, kit_message *why)
{
    const size_t n = s->info.output_width;
    *out = (errors){ n, calloc(n, sizeof *out->mean), calloc(n, sizeof *out->bars), calloc(n, sizeof *out->numbers) };
    if (!out->mean || !out->bars || !out->numbers)
        return kit_explain(why, "out of memory: %zu columns", n);
    for (size_t i = 0; i < n; i++) {
        const char *name = i < s->table.width && s->table.width == n ? kit_table_name(&s->table, i) : NULL;
        find_mean(&out->mean[i], found, s->rows.n, n, i);
        snprintf(out->numbers[i], NUMBER, "%zu", i + 1);
        out->bars[i] = (kit_bar){ name ? name : out->numbers[i], out->mean[i] };
    }
    qsort(out->bars, n, sizeof *out->bars, falling);
    return true;
}

/* Few columns have their names, by falling error; many are a line from the first to the last. */
static bool draw_errors(const errors *e, const arguments *a, kit_message *why)
{
    const char *names[MOST_NAMES];
    double sorted[MOST_NAMES];
    const bool few = e->n <= MOST_NAMES;
    for (size_t i = 0; few && i < e->n; i++) {
        names[i] = e->bars[i].name;
        sorted[i] = e->bars[i].length;
    }
    const kit_curve curve = { NULL, NULL, few ? sorted : e->mean, e->n };
    const kit_plot plot = { .title = a->model,
                            .x_label = "column",
                            .y_label = "mean part of the score",
                            .kind = few ? KIT_PLOT_BARS : KIT_PLOT_LINES,
                            .curves = &curve,
                            .n_curves = 1,
                            .names = few ? names : NULL };
    return kit_plots_write(a->out, &plot, 1, why);
}

static void print_errors(const errors *e)
{
    const size_t n = e->n < TEXT_NAMES ? e->n : TEXT_NAMES;
    puts("columns by their mean part of the score:");
    kit_bars_print(stdout, e->bars, n, room_on_terminal(STDOUT_FILENO), takes_utf8());
    if (n < e->n)
        printf("and %zu more\n", e->n - n);
}

bool chart_errors(const arguments *a, kit_message *why)
{
    static const task by_column = { .taker = "input", .values = { "errors" }, .n_values = 1 };
    const task *t = &by_column;
    session s = { 0 };
    errors e = { 0 };
    float *found = NULL;
    bool ok = check_out(a, why) && open_session(&s, &t, a, why) && run(&found, &s, t, s.info.output_width, why) &&
              find_errors(&e, &s, found, why) && (!a->out || draw_errors(&e, a, why));
    if (ok && !a->out)
        print_errors(&e);
    errors_free(&e);
    free(found);
    close_session(&s);
    return ok;
}
