#include "ae_scorer.h"
#include "ae_remarks.h"
#include "ae_session.h"
#include "ae_training.h"
#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 65536, MOST_CODE = 1024, MEDIAN = 16 };

static const char *const kinds[] = { "reconstruction", "joint" };

static const char *static_kind(const char *kind)
{
    return kinds[strcmp(kind, kinds[1]) == 0];
}

static ae_scorer_info info_of(const ae_model *model)
{
    ae_scorer_info info = AE_SCORER_INFO_INIT;
    if (ae_scorer_get_info(&info, model, NULL) != AE_OK)
        info.kind = "";
    return info;
}

const char *scorer_kind_of(const ae_model *model, const arguments *a)
{
    return static_kind(a->scorer ? a->scorer : info_of(model).kind);
}

bool check_scorer(const ae_model_info *info, const char *kind, kit_message *why)
{
    return kind == kinds[0] || info->code_width <= MOST_CODE ||
           kit_explain(why, "--scorer joint is for codes of at most %d numbers, and this one has %zu", MOST_CODE,
                       info->code_width);
}

/* ---- Fitting ------------------------------------------------------------------------------------------------------- */

static ae_status fit(ae_model *model, const ae_rows *rows, const char *kind, const arguments *a, ae_error *e)
{
    ae_scorer_options options = AE_SCORER_OPTIONS_INIT;
    options.kind = kind;
    options.threads = (size_t)a->threads;
    return ae_scorer_fit(model, rows, &options, e);
}

static bool choose(ae_rows *rows, uint32_t **chosen, kit_message *why)
{
    *chosen = NULL;
    if (picked_rows(rows) <= MOST_ROWS)
        return true;
    *chosen = malloc(MOST_ROWS * sizeof **chosen);
    if (!*chosen)
        return kit_explain(why, "out of memory for the rows of the scorer");
    rows->picks = sample_rows(*chosen, rows, MOST_ROWS);
    rows->pick = *chosen;
    return true;
}

/* Rows that could be trained on are right: what AE_EDATA can mean here is that their scores do not differ, or overflow. A
 * net without a decoder has none. */
bool end_with_scorer(ae_model *model, const ae_rows *rows, const char *kind, const arguments *a, kit_message *why)
{
    ae_error e;
    ae_rows some = *rows;
    uint32_t *chosen;
    if (!choose(&some, &chosen, why))
        return false;
    const ae_status status = fit(model, &some, kind, a, &e);
    free(chosen);
    const bool is_none = status == AE_EDATA || status == AE_EUNSUPPORTED;
    return status == AE_OK || (is_none && !a->scorer) || blame(why, a->data, &e);
}

static void tell(const ae_scorer_info *i)
{
    printf("%s scorer of %zu rows: mean %.6g, deviation %.6g, median %.6g, highest %.6g\n", i->kind, i->rows, i->mean,
           i->deviation, i->quantiles[MEDIAN], i->quantiles[AE_QUANTILES - 1]);
}

static bool fit_and_save(session *s, const arguments *a, kit_message *why)
{
    ae_error e;
    if (s->info.output_width == 0)
        return kit_explain(why, "%s: %s, so there are no scores", a->model,
                           s->info.heads ? "has no decoder" : "is an encoder: its spec ends at the code");
    if (!check_scorer(&s->info, static_kind(a->fit), why))
        return false;
    if (fit(s->model, &s->rows, a->fit, a, &e) != AE_OK)
        return blame_rows(why, &s->table, &e);
    if (ae_model_save(s->model, a->model, &e) != AE_OK)
        return blame(why, a->model, &e);
    const ae_scorer_info info = info_of(s->model);
    if (!a->quiet)
        tell(&info);
    return true;
}

bool fit_scorer_of_file(const arguments *a, kit_message *why)
{
    static const task fitting = { .output = AE_OUT_CODE, .taker = "input" };
    session s;
    const task *t = &fitting;
    bool ok = check_model_out(a->model, why) && open_session(&s, &t, a, why) && fit_and_save(&s, a, why);
    close_session(&s);
    return ok;
}

/* ---- Telling ------------------------------------------------------------------------------------------------------- */

void print_scorer(const ae_model *model)
{
    const ae_scorer_info info = info_of(model);
    ae_model_info of = AE_MODEL_INFO_INIT;
    fputs("scores: ", stdout);
    if (*info.kind)
        tell(&info);
    else if (ae_model_get_info(&of, model, NULL) == AE_OK && of.output_width == 0)
        puts("none, for there is no decoder");
    else
        puts("no scorer; `ae score --fit` makes one");
}

json_t *scorer_json(const ae_model *model)
{
    const ae_scorer_info i = info_of(model);
    if (!*i.kind)
        return json_null();
    return json_pack("{s:s, s:I, s:f, s:f, s:f, s:f}", "kind", i.kind, "rows", (json_int_t)i.rows, "mean", i.mean,
                     "deviation", i.deviation, "median", i.quantiles[MEDIAN], "highest", i.quantiles[AE_QUANTILES - 1]);
}
