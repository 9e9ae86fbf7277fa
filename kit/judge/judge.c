#include "kit/judge.h"
#include "kit/stat.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CODE = 32 };

ae_model *kit_judge_train(const ae_rows *rows, const kit_judging *how, kit_message *why)
{
    char spec[200];
    const ae_model_options options = { .size = sizeof options, .seed = how->seed };
    const ae_fit_options fit = { .size = sizeof fit,
                                 .optimizer = "adam lr=0.002 | schedule cosine",
                                 .batch = 64,
                                 .epochs = how->epochs,
                                 .seed = how->seed,
                                 .threads = how->threads };
    ae_model *judge = NULL;
    ae_error e;
    snprintf(spec, sizeof spec,
             "input %zu | dropout 0.2 | dense 256 act=relu | dropout 0.3 | dense %d act=tanh | code | head class | "
             "dense %zu act=softmax",
             rows->input.width, CODE, how->classes);
    if (ae_model_create(&judge, spec, &options, &e) == AE_OK && ae_model_fit(judge, rows, &fit, &e) == AE_OK)
        return judge;
    kit_explain(why, "%s", e.text);
    ae_model_free(judge);
    return NULL;
}

double kit_judge_share(const ae_model *judge, const ae_rows *rows)
{
    ae_metrics m = AE_METRICS_INIT;
    double share = NAN;
    if (ae_model_evaluate(&m, judge, NULL, rows, NULL) != AE_OK)
        return share;
    for (size_t i = 0; i < m.n_metrics; i++)
        share = strcmp(m.metrics[i].name, "class.accuracy") == 0 ? m.metrics[i].value : share;
    return share;
}

/* NULL after a failure. */
static float *codes_of(const ae_model *judge, const ae_rows *rows)
{
    float *codes = malloc(rows->n * CODE * sizeof *codes);
    if (codes && ae_model_encode(codes, judge, NULL, rows, NULL) == AE_OK)
        return codes;
    free(codes);
    return NULL;
}

double kit_judge_distance(const ae_model *judge, const ae_rows *a, const ae_rows *b)
{
    float *code_a = codes_of(judge, a), *code_b = codes_of(judge, b);
    const double distance = code_a && code_b ? kit_frechet_distance(code_a, a->n, code_b, b->n, CODE) : (double)NAN;
    free(code_a);
    free(code_b);
    return distance;
}
