/* What a comparison found: a table and a verdict in words, or JSON. */
#include "ae_compare.h"
#include "ae_ending.h"
#include "ae_json.h"
#include "kit/stat.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const way_names[WAYS] = { "raw", "PCA", "code" };

/* How a figure is told. */
static const struct told {
    const char *name;
    bool small_is_good, is_share;
} told[FIGURES] = {
    [ERROR] = { "mse", true, false },
    [EXPLAINED] = { "explained", false, true },
    [KNN] = { "knn", false, true },
    [LOGISTIC] = { "logistic", false, true },
};

static size_t width_of(const comparison *c, int way)
{
    return way == RAW ? c->width : c->code;
}

/* Of a figure over the seeds; NaN: it is not known. `less`: another way, whose figure of the same seed is subtracted. */
static kit_spread spread_of(const comparison *c, int figure, int way, int less)
{
    kit_spread none = { (double)NAN, (double)NAN };
    double *x = malloc((c->done + 1) * sizeof *x);
    for (size_t i = 0; x && i < c->done; i++)
        x[i] = c->figures[i][way][figure] - (less < WAYS ? c->figures[i][less][figure] : 0);
    kit_spread s = x && c->done ? kit_spread_of_doubles(x, c->done) : none;
    free(x);
    return s;
}

static kit_spread figure_of(const comparison *c, int figure, int way)
{
    return spread_of(c, figure, way, WAYS);
}

static bool is_known(const comparison *c, int figure)
{
    bool any = false;
    for (int way = 0; way < WAYS; way++)
        any |= isfinite(figure_of(c, figure, way).mean) != 0;
    return any;
}

/* ---- Verdicts ----------------------------------------------------------------------------------------------------- */

typedef enum finding { BETTER, WORSE, ALIKE, ONE_RUN_BETTER, ONE_RUN_WORSE } finding;

static const char *const findings[] = { [BETTER] = "better",
                                        [WORSE] = "worse",
                                        [ALIKE] = "not told apart",
                                        [ONE_RUN_BETTER] = "better in one run",
                                        [ONE_RUN_WORSE] = "worse in one run" };

/* The code beside another way. */
typedef struct verdict {
    int figure, against;
    double difference, spread; /* code less the other; NaN: there is one run and nothing tells the spread */
    finding finding;
} verdict;

/* The deviation of a share that is found in so many rows: they are a sample, too. */
static double chance(const comparison *c, const verdict *v)
{
    const double mean = (figure_of(c, v->figure, CODE).mean + figure_of(c, v->figure, v->against).mean) / 2;
    return sqrt(mean * (1 - mean) / (double)c->n[HELD]);
}

static verdict judge(const comparison *c, int figure, int against)
{
    verdict v = { .figure = figure, .against = against };
    const kit_spread s = spread_of(c, figure, CODE, against);
    const bool good = (s.mean < 0) == told[figure].small_is_good;
    v.difference = s.mean;
    v.spread = c->done > 1 ? s.deviation : told[figure].is_share ? 0 : (double)NAN;
    if (told[figure].is_share)
        v.spread = fmax(v.spread, chance(c, &v));
    if (isnan(v.spread))
        v.finding = good ? ONE_RUN_BETTER : ONE_RUN_WORSE;
    else
        v.finding = fabs(s.mean) <= 2 * v.spread ? ALIKE : good ? BETTER : WORSE;
    return v;
}

/* What is measured of the code and of another way: the error beside PCA's, accuracies beside those of both. */
static size_t judge_all(verdict out[FIGURES * WAYS], const comparison *c)
{
    size_t n = 0;
    for (int figure = 0; figure < FIGURES; figure++)
        for (int way = PCA; way >= RAW && figure != EXPLAINED; way--)
            if (isfinite(spread_of(c, figure, CODE, way).mean))
                out[n++] = judge(c, figure, way);
    return n;
}

/* An error, which only PCA has beside the code, as a number and as a share of PCA's; an accuracy in hundredths. */
static void write_amount(char *text, size_t room, const comparison *c, const verdict *v)
{
    const double by = fabs(v->difference);
    if (told[v->figure].is_share)
        snprintf(text, room, "%.2f points", 100 * by);
    else
        snprintf(text, room, "%.4g, %.1f %% of PCA's error", by, 100 * by / figure_of(c, v->figure, v->against).mean);
}

static void write_spread(char *text, size_t room, const verdict *v)
{
    const bool share = told[v->figure].is_share;
    snprintf(text, room, share ? "%.2f" : "%.2g", share ? 100 * v->spread : v->spread);
}

static void print_verdict(const comparison *c, const verdict *v)
{
    static const char *const others[WAYS] = { "raw rows", "PCA", "" };
    char amount[64], spread[32];
    write_amount(amount, sizeof amount, c, v);
    write_spread(spread, sizeof spread, v);
    printf("%s: the code ", told[v->figure].name);
    if (v->finding == ALIKE)
        printf("and %s cannot be told apart: they differ by %s, not twice the spread of %s\n", others[v->against], amount,
               spread);
    else
        printf("is %s than %s by %s; the spread is %s\n",
               (v->difference < 0) == told[v->figure].small_is_good ? "better" : "worse", others[v->against], amount,
               isnan(v->spread) ? "not known, as this is one run" : spread);
}

static void print_explained(const comparison *c)
{
    const double code = figure_of(c, EXPLAINED, CODE).mean, pca = figure_of(c, EXPLAINED, PCA).mean;
    if (isfinite(code) && isfinite(pca))
        printf("explained: with %zu numbers the code gives back %.1f %% of the variance, PCA %.1f %%\n", c->code, 100 * code,
               100 * pca);
}

/* ---- Remarks: what is left out, and why --------------------------------------------------------------------------- */

enum { MOST_REMARKS = 4 };

static size_t list_remarks(kit_message out[MOST_REMARKS], const comparison *c)
{
    size_t n = 0;
    if (!make_components)
        kit_explain(&out[n++], "PCA is left out: this build is without LAPACK");
    if (!c->classes.of_data || *c->classes.none.text)
        kit_explain(&out[n++], "accuracies are left out: %s", c->classes.none.text);
    else if (lacking(LOGISTIC))
        kit_explain(&out[n++], "logistic is left out: this build is without %s", lacking(LOGISTIC));
    if (c->given && !has_valid_rows(&c->rows))
        kit_explain(&out[n++],
                    "%s may have been trained on rows that are measured here, which flatters it; --valid names others",
                    c->arguments.model);
    return n;
}

/* ---- Text --------------------------------------------------------------------------------------------------------- */

enum { CELL = 48 };

static void write_cell(char text[CELL], const comparison *c, int figure, int way)
{
    const kit_spread s = figure_of(c, figure, way);
    const bool one = c->done == 1;
    const double times = told[figure].is_share ? 100 : 1;
    char spread[CELL / 2] = "";
    if (!one)
        snprintf(spread, sizeof spread, told[figure].is_share ? " +- %.2f" : " +- %.2g", times * s.deviation);
    if (!isfinite(s.mean))
        snprintf(text, CELL, "-");
    else if (told[figure].is_share)
        snprintf(text, CELL, "%.2f%s %%", times * s.mean, spread);
    else
        snprintf(text, CELL, "%.5g%s", s.mean, spread);
}

static int widest(const comparison *c, int figure)
{
    size_t most = strlen(told[figure].name);
    for (int way = 0; way < WAYS; way++) {
        char text[CELL];
        write_cell(text, c, figure, way);
        most = strlen(text) > most ? strlen(text) : most;
    }
    return (int)most;
}

static void print_way(const comparison *c, int way)
{
    printf("%-4s  %7zu", way_names[way], width_of(c, way));
    for (int figure = 0; figure < FIGURES; figure++) {
        char text[CELL];
        write_cell(text, c, figure, way);
        if (is_known(c, figure))
            printf("  %*s", widest(c, figure), text);
    }
    putchar('\n');
}

static void print_table(const comparison *c)
{
    printf("%4s  %7s", "", "numbers");
    for (int figure = 0; figure < FIGURES; figure++)
        if (is_known(c, figure))
            printf("  %*s", widest(c, figure), told[figure].name);
    putchar('\n');
    for (int way = 0; way < WAYS; way++)
        if (way != PCA || make_components)
            print_way(c, way);
}

static bool print_text(const comparison *c)
{
    verdict verdicts[FIGURES * WAYS];
    kit_message remarks[MOST_REMARKS];
    const size_t n = judge_all(verdicts, c), n_remarks = list_remarks(remarks, c);
    printf("%zu seed%s: %zu rows to learn from, %zu held out\n\n", c->done, plural(c->done), c->n[LEARNT], c->n[HELD]);
    print_table(c);
    putchar('\n');
    print_explained(c);
    for (size_t i = 0; i < n; i++)
        print_verdict(c, &verdicts[i]);
    for (size_t i = 0; i < n_remarks; i++)
        puts(remarks[i].text);
    return true;
}

/* ---- JSON --------------------------------------------------------------------------------------------------------- */

static json_t *figure_json(const comparison *c, int figure, int way)
{
    const kit_spread s = figure_of(c, figure, way);
    json_t *each = json_array();
    for (size_t i = 0; i < c->done; i++)
        each = json_append(each, json_finite(c->figures[i][way][figure]));
    return json_pack("{s:o, s:o, s:o}", "mean", json_finite(s.mean), "deviation", json_finite(s.deviation), "seeds", each);
}

static json_t *way_json(const comparison *c, int way)
{
    return json_pack("{s:s, s:I, s:o, s:o, s:o, s:o}", "name", way_names[way], "width", (json_int_t)width_of(c, way),
                     told[ERROR].name, figure_json(c, ERROR, way), told[EXPLAINED].name, figure_json(c, EXPLAINED, way),
                     told[KNN].name, figure_json(c, KNN, way), told[LOGISTIC].name, figure_json(c, LOGISTIC, way));
}

static json_t *verdict_json(const verdict *v)
{
    return json_pack("{s:s, s:s, s:s, s:o, s:o}", "figure", told[v->figure].name, "against", way_names[v->against],
                     "code_is", findings[v->finding], "difference", json_finite(v->difference), "spread",
                     json_finite(v->spread));
}

static bool print_json(const comparison *c, kit_message *why)
{
    verdict verdicts[FIGURES * WAYS];
    kit_message remarks[MOST_REMARKS];
    const size_t n = judge_all(verdicts, c), n_remarks = list_remarks(remarks, c);
    json_t *ways = json_array(), *list = json_array(), *left_out = json_array();
    for (int way = 0; way < WAYS; way++)
        ways = json_append(ways, way_json(c, way));
    for (size_t i = 0; i < n; i++)
        list = json_append(list, verdict_json(&verdicts[i]));
    for (size_t i = 0; i < n_remarks; i++)
        left_out = json_append(left_out, json_text(remarks[i].text));
    json_t *object =
        json_pack("{s:I, s:I, s:I, s:s, s:o, s:o, s:o}", "seeds", (json_int_t)c->done, "rows", (json_int_t)c->n[LEARNT],
                  "held_out", (json_int_t)c->n[HELD], "spec", c->given ? ae_model_spec(c->given) : c->spec, "ways", ways,
                  "verdicts", list, "remarks", left_out);
    return json_print(stdout, object, JSON_INDENT(2)) ||
           kit_explain(why, "out of memory, or standard output could not be written");
}

bool print_comparison(const comparison *c, kit_message *why)
{
    return c->arguments.json ? print_json(c, why) : print_text(c);
}
