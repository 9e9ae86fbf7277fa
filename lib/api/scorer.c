#include "model/scorer.h"
#include "api/sized.h"
#include "base/pool.h"
#include "model/reference.h"
#include <string.h>

static ae_status read_options(ae_scorer_options *o, const ae_scorer_options *options, ae_error *error)
{
    const ae_known known = ae_known_list(ae_scorer_kinds);
    size_t i = 0;
    *o = (ae_scorer_options)AE_SCORER_OPTIONS_INIT;
    AE_TRY(ae_sized_copy(o, sizeof *o, options, "ae_scorer_options", error));
    o->kind = o->kind ? o->kind : ae_scorer_kinds[0];
    o->threads = o->threads ? o->threads : 1;
    while (ae_scorer_kinds[i] && strcmp(ae_scorer_kinds[i], o->kind) != 0)
        i++;
    if (!ae_scorer_kinds[i]) {
        const ae_word word = { .text = o->kind, .length = strlen(o->kind) };
        char hint[sizeof error->text];
        ae_suggest(hint, sizeof hint, &word, &known);
        return ae_fail(error, AE_EOPTION, "kind is \"%.*s\"; %s", ae_word_shown(&word), o->kind, hint);
    }
    return ae_pool_check(o->threads, error);
}

ae_status ae_scorer_fit(ae_model *model, const ae_rows *rows, const ae_scorer_options *options, ae_error *error)
{
    ae_scorer_options o;
    ae_rows copy = AE_ROWS_INIT;
    AE_REQUIRE(model);
    AE_REQUIRE(rows);
    AE_TRY(ae_sized_copy(&copy, sizeof copy, rows, "ae_rows", error));
    AE_TRY(read_options(&o, options, error));
    ae_fpu host = ae_fpu_enter();
    ae_status status = ae_reference_fit(model, &copy, o.kind, o.threads, &host, error);
    ae_fpu_leave(host);
    return status;
}

static ae_status require_scorer(const ae_model *model, ae_error *error)
{
    AE_REQUIRE(model);
    if (model->scorer)
        return AE_OK;
    return ae_fail(error, AE_EARGUMENT, "the model has no scorer: ae_scorer_fit takes one from rows; training drops it");
}

ae_status ae_scorer_threshold(double *threshold, const ae_model *model, const char *text, ae_error *error)
{
    double value;
    AE_REQUIRE(threshold);
    AE_REQUIRE(text);
    AE_TRY(require_scorer(model, error));
    ae_fpu host = ae_fpu_enter();
    ae_status status = ae_scorer_limit(&value, model->scorer, text, error);
    ae_fpu_leave(host);
    if (status == AE_OK)
        *threshold = value;
    return status;
}

ae_status ae_scorer_rank(double *p_values, const float *scores, size_t n, const ae_model *model, ae_error *error)
{
    AE_REQUIRE(p_values);
    AE_REQUIRE(scores);
    AE_TRY(require_scorer(model, error));
    ae_fpu host = ae_fpu_enter();
    for (size_t i = 0; i < n; i++)
        p_values[i] = ae_scorer_p(model->scorer, (double)scores[i]);
    ae_fpu_leave(host);
    return AE_OK;
}

ae_status ae_scorer_get_info(ae_scorer_info *info, const ae_model *model, ae_error *error)
{
    ae_scorer_info i = AE_SCORER_INFO_INIT;
    AE_REQUIRE(info);
    AE_REQUIRE(model);
    AE_TRY(ae_sized_check(info, "ae_scorer_info", error));
    const ae_scorer *s = model->scorer;
    i.kind = s ? s->kind : "";
    if (s) {
        i.rows = s->rows;
        i.mean = s->mean;
        i.deviation = s->deviation;
        memcpy(i.quantiles, s->quantile, sizeof i.quantiles);
    }
    ae_sized_return(info, &i, sizeof i);
    return AE_OK;
}
