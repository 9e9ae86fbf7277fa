#include "ae_health.h"
#include <math.h>
#include <stdlib.h>

enum { MOST_ROWS = 5000, MOST_UNITS = 40 /* in the table */ };

/* ---- Finding -------------------------------------------------------------------------------------------------------- */

/* Codes of some rows, and of a variational code log-variances behind them. */
typedef struct looked_at {
    uint32_t pick[MOST_ROWS];
    ae_rows rows;
    ae_value_info code;
    bool is_variational;
    float *codes, *log_variance;
} looked_at;

static bool make_room(looked_at *l, const subject *s, kit_message *why)
{
    ae_value_info v;
    find_value(&l->code, s->model, "code");
    l->is_variational = find_value(&v, s->model, "code.log_variance");
    l->rows = *s->rows;
    l->rows.picks = sample_rows(l->pick, s->rows, MOST_ROWS);
    l->rows.pick = l->pick;
    const size_t n = l->rows.picks * l->code.width;
    l->codes = calloc(1 + (size_t)l->is_variational, n * sizeof *l->codes);
    if (!l->codes)
        return kit_explain(why, "%s: out of memory: %zu codes of %zu numbers", s->input->source, l->rows.picks,
                           l->code.width);
    l->log_variance = l->is_variational ? l->codes + n : NULL;
    return true;
}

static bool run(looked_at *l, const subject *s, kit_message *why)
{
    static const char *const names[] = { "code", "code.log_variance" };
    const ae_result results[] = { { names[0], l->codes }, { names[1], l->log_variance } };
    ae_error e;
    ae_context *context;
    ae_context_options options = AE_CONTEXT_OPTIONS_INIT;
    options.threads = (size_t)s->arguments->threads;
    options.values = names;
    options.n_values = 1 + (size_t)l->is_variational;
    if (ae_context_create(&context, s->model, &options, &e) != AE_OK)
        return blame(why, NULL, &e);
    const bool ok =
        ae_model_run(results, options.n_values, s->model, context, &l->rows, &e) == AE_OK || blame_rows(why, s->input, &e);
    ae_context_free(context);
    return ok;
}

static bool measure(kit_health *out, const looked_at *l, const subject *s, kit_message *why)
{
    kit_message reason;
    const kit_code_rows of = { .codes = l->codes,
                               .n = l->rows.picks,
                               .width = l->code.width,
                               .low = l->code.low,
                               .high = l->code.high,
                               .log_variance = l->log_variance,
                               .row_width = s->input->width };
    return kit_health_find(out, &of, &reason) || kit_explain(why, "%s: %s", s->input->source, reason.text);
}

bool find_health(kit_health *out, const subject *s, kit_message *why)
{
    looked_at *l = calloc(1, sizeof *l);
    *out = (kit_health){ 0 };
    if (!l)
        return kit_explain(why, "out of memory");
    const bool ok = make_room(l, s, why) && run(l, s, why) && measure(out, l, s, why);
    free(l->codes);
    free(l);
    return ok;
}

/* ---- As a table ----------------------------------------------------------------------------------------------------- */

static bool has_ends(const kit_health *h)
{
    return !isnan(h->unit[0].at_ends);
}

static bool is_ill(const kit_unit *u)
{
    bool any = false;
    for (size_t k = 0; k < KIT_ILLS; k++)
        any |= u->ill[k];
    return any;
}

static void print_heading(const kit_health *h)
{
    printf("  unit        mean   deviation%s   near 0%s\n", has_ends(h) ? "  at ends" : "",
           isnan(h->kl) ? "" : "   KL, nats");
}

/* What is rounding beside the numbers that it is the mean of is 0. */
static double told_mean(const kit_unit *u)
{
    const double rounding = 1e-7;
    return fabs(u->mean) < rounding * u->deviation ? 0 : u->mean;
}

static void print_unit(const kit_health *h, size_t i)
{
    const kit_unit *u = &h->unit[i];
    const char *before = "   ";
    printf("  %4zu  %10.4g  %10.4g", i + 1, told_mean(u), u->deviation);
    if (has_ends(h))
        printf("  %5.1f %%", 100 * u->at_ends);
    printf("  %5.1f %%", 100 * u->near_zero);
    if (!isnan(h->kl))
        printf("  %9.4f", u->kl);
    for (size_t k = 0; k < KIT_ILLS; k++)
        if (u->ill[k]) {
            printf("%s%s", before, kit_ill_names[k]);
            before = ", ";
        }
    if (u->ill[KIT_DUPLICATE])
        printf(" of unit %zu (%.3f)", u->twin + 1, u->correlation);
    putchar('\n');
}

/* Of many units those that something is wrong with. */
static void print_units(const kit_health *h)
{
    const bool all = h->width <= MOST_UNITS;
    size_t told = 0, left = 0;
    for (size_t i = 0; i < h->width; i++) {
        if (!all && !is_ill(&h->unit[i]))
            continue;
        if (told == 0)
            print_heading(h);
        if (told < MOST_UNITS) {
            print_unit(h, i);
            told++;
        } else
            left++;
    }
    if (left > 0)
        printf("  ... and %zu more with something wrong\n", left);
}

/* ---- As lines ------------------------------------------------------------------------------------------------------- */

static void print_counts(const kit_health *h)
{
    const char *before = ": ";
    printf("%zu unit%s", h->width, h->width == 1 ? "" : "s");
    for (size_t k = 0; k < KIT_ILLS; k++)
        if (h->count[k] > 0) {
            printf("%s%zu %s", before, h->count[k], kit_ill_names[k]);
            before = ", ";
        }
    putchar('\n');
}

static void print_rank(const kit_health *h)
{
    fputs("effective rank: ", stdout);
    if (isfinite(h->effective_rank))
        printf("%.1f of %zu\n", h->effective_rank, h->width);
    else if (h->width > KIT_HEALTH_WIDTH)
        printf("not looked for, nor duplicates, in a code of more than %d numbers\n", KIT_HEALTH_WIDTH);
    else
        puts(kit_health_ranks() ? "none, as nothing varies" : "not known, as this build has no LAPACK");
}

static void print_sparsity(const kit_health *h)
{
    printf("sparsity: %.1f %% of the numbers are near 0", 100 * h->near_zero);
    if (isfinite(h->hoyer))
        printf("; Hoyer's measure is %.3f", h->hoyer);
    putchar('\n');
}

static void print_advice(const kit_health *h)
{
    kit_message advice[KIT_HEALTH_ADVICE];
    const size_t n = kit_health_advice(advice, h);
    puts(n ? "advice:" : "advice: none; nothing is wrong by these figures");
    for (size_t i = 0; i < n; i++)
        printf("  %s\n", advice[i].text);
}

void print_health(const kit_health *h, const char *source)
{
    printf("\ncode of %zu rows of %s:\n", h->rows, source);
    print_units(h);
    print_counts(h);
    print_rank(h);
    print_sparsity(h);
    if (!isnan(h->kl))
        printf("KL: %.4f nats a row\n", h->kl);
    print_advice(h);
}

/* ---- As JSON -------------------------------------------------------------------------------------------------------- */

static json_t *ills_json(const kit_unit *u)
{
    json_t *list = json_array();
    for (size_t k = 0; k < KIT_ILLS; k++)
        if (u->ill[k])
            list = json_append(list, json_string(kit_ill_names[k]));
    return list;
}

static json_t *unit_json(const kit_unit *u)
{
    const bool doubles = u->ill[KIT_DUPLICATE];
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "mean", json_finite(u->mean), "deviation",
                     json_finite(u->deviation), "at_ends", json_finite(u->at_ends), "near_zero", json_finite(u->near_zero),
                     "kl", json_finite(u->kl), "wrong", ills_json(u), "twin",
                     doubles ? json_whole(u->twin + 1) : json_null(), "correlation",
                     doubles ? json_finite(u->correlation) : json_null());
}

static json_t *units_json(const kit_health *h)
{
    json_t *list = json_array();
    for (size_t i = 0; i < h->width; i++)
        list = json_append(list, unit_json(&h->unit[i]));
    return list;
}

static json_t *counts_json(const kit_health *h)
{
    json_t *object = json_object();
    for (size_t k = 0; object && k < KIT_ILLS; k++)
        if (json_object_set_new(object, kit_ill_names[k], json_whole(h->count[k])) != 0) {
            json_decref(object);
            return NULL;
        }
    return object;
}

static json_t *advice_json(const kit_health *h)
{
    kit_message advice[KIT_HEALTH_ADVICE];
    const size_t n = kit_health_advice(advice, h);
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        list = json_append(list, json_string(advice[i].text));
    return list;
}

json_t *health_json(const kit_health *h)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "rows", json_whole(h->rows), "blank_rows",
                     json_whole(h->blank), "wrong", counts_json(h), "effective_rank", json_finite(h->effective_rank),
                     "near_zero", json_finite(h->near_zero), "hoyer", json_finite(h->hoyer), "kl", json_finite(h->kl),
                     "units", units_json(h), "advice", advice_json(h));
}
