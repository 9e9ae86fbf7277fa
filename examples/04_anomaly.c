/* Anomalies: an autoencoder that has seen normal heartbeats only draws abnormal ones badly, and its error tells them apart.
 *
 *     04_anomaly [--epochs 20] [--seed 0] [--out FOLDER]
 *
 * The chapter's linked example: 140 - 32 - 16 - 8 - 16 - 32 - 140, mean absolute error, batches of 512. A beat is called
 * abnormal if its score is above the mean of the training beats' scores plus their standard deviation, which a scorer in the
 * model knows. Prints the figures of the published run beside its own, and how well scores rank the beats, the loss and the
 * joint one; writes a normal and an abnormal beat with what the model makes of them, and how the scores are spread. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "autoencoder.h"
#include "kit/dataset.h"
#include "kit/output.h"
#include "kit/program.h"
#include "kit/stat.h"

static const char network[] = "input 140\n"
                              "dense 32 act=relu\n"
                              "dense 16 act=relu\n"
                              "dense 8 act=relu\n"
                              "code\n"
                              "dense 16 act=relu\n"
                              "dense 32 act=relu\n"
                              "dense 140 act=sigmoid\n"
                              "loss mae\n";

typedef struct settings {
    size_t epochs, seed;
    const char *folder;
} settings;

/* ---- training ---- */

static bool train(ae_model *model, const kit_beats *normal, const kit_heartbeats *h, const settings *s,
                  ae_epoch_record *last, kit_message *why)
{
    ae_error error;
    ae_rows rows = AE_ROWS_F32(normal->x, normal->n, KIT_BEAT_WIDTH),
            valid = AE_ROWS_F32(h->test.x, h->test.n, KIT_BEAT_WIDTH);
    ae_fit_options fit = AE_FIT_OPTIONS_INIT;
    ae_epoch_record *history = calloc(s->epochs, sizeof *history);
    if (!history)
        return kit_explain(why, "out of memory");
    fit.optimizer = "adam lr=0.001 eps=1e-7";
    fit.batch = 512;
    fit.epochs = s->epochs;
    fit.seed = s->seed;
    fit.valid = &valid;
    fit.history = history;
    fit.history_capacity = s->epochs;
    bool ok = ae_model_fit(model, &rows, &fit, &error) == AE_OK || kit_explain_error(why, &error);
    *last = history[s->epochs - 1];
    free(history);
    return ok;
}

/* ---- judging ---- */

/* The scores of some beats, by a model with a scorer of some kind. */
static float *score(const ae_model *model, const kit_beats *b, kit_message *why)
{
    ae_error error;
    ae_rows rows = AE_ROWS_F32(b->x, b->n, KIT_BEAT_WIDTH);
    float *scores = malloc(b->n * sizeof *scores);
    if (!scores)
        kit_explain(why, "out of memory");
    else if (ae_model_score(scores, model, NULL, &rows, &error) == AE_OK)
        return scores;
    else
        kit_explain_error(why, &error);
    free(scores);
    return NULL;
}

typedef struct judgement {
    kit_verdicts verdicts; /* a normal beat is a positive one, as in the published figures */
    kit_ranking ranking;   /* an abnormal beat is a positive one */
    double threshold;
    float *usual, *scores; /* of the training's beats, and of those to judge */
} judgement;

static bool rank(judgement *j, const kit_beats *test, kit_message *why)
{
    bool *abnormal = malloc(test->n * sizeof *abnormal);
    for (size_t i = 0; abnormal && i < test->n; i++)
        abnormal[i] = !test->normal[i];
    bool ok = abnormal && kit_rank(&j->ranking, j->scores, abnormal, test->n);
    free(abnormal);
    return ok || kit_explain(why, "out of memory");
}

/* The model learns what usual scores are from the beats that it was trained on. */
static bool judge(judgement *j, ae_model *model, const char *kind, const kit_beats *normal, const kit_beats *test,
                  kit_message *why)
{
    ae_error error;
    ae_rows rows = AE_ROWS_F32(normal->x, normal->n, KIT_BEAT_WIDTH);
    ae_scorer_options options = AE_SCORER_OPTIONS_INIT;
    *j = (judgement){ .threshold = 0 };
    options.kind = kind;
    if (ae_scorer_fit(model, &rows, &options, &error) != AE_OK ||
        ae_scorer_threshold(&j->threshold, model, "sd 1", &error) != AE_OK)
        return kit_explain_error(why, &error);
    j->usual = score(model, normal, why);
    j->scores = j->usual ? score(model, test, why) : NULL;
    if (!j->scores)
        return false;
    j->verdicts = kit_judge_below(j->threshold, j->scores, test->normal, test->n);
    return rank(j, test, why);
}

static void judgement_free(judgement *j)
{
    free(j->usual);
    free(j->scores);
}

static void show(const judgement *j, const judgement *joint, const ae_epoch_record *last, bool real)
{
    const kit_verdicts *v = &j->verdicts;
    const struct {
        const char *name;
        double ours, published; /* 0: none was */
    } line[] = {
        { "training loss", last->loss, .0220 },
        { "validation loss", last->valid_loss, .0344 },
        { "threshold", j->threshold, .0338 },
        { "accuracy", kit_accuracy(v), .943 },
        { "precision", kit_precision(v), .9922 },
        { "recall", kit_recall(v), .9054 },
        { "normal, called normal", (double)v->true_positives, 507 },
        { "normal, called abnormal", (double)v->false_negatives, 53 },
        { "abnormal, called normal", (double)v->false_positives, 4 },
        { "abnormal, called abnormal", (double)v->true_negatives, 436 },
        { "ROC-AUC", j->ranking.roc_auc, 0 },
        { "PR-AUC", j->ranking.pr_auc, 0 },
        { "joint score: accuracy", kit_accuracy(&joint->verdicts), 0 },
        { "joint score: ROC-AUC", joint->ranking.roc_auc, 0 },
        { "joint score: PR-AUC", joint->ranking.pr_auc, 0 },
    };
    printf("%-26s %9s %s\n", "", "here", real ? "published" : "");
    for (size_t i = 0; i < sizeof line / sizeof *line; i++) {
        printf("%-26s %9.4g", line[i].name, line[i].ours);
        printf(real && line[i].published > 0 ? " %9.4g\n" : "\n", line[i].published);
    }
}

/* ---- pictures ---- */

/* The error is what lies between the two curves. */
static bool draw_beat(const ae_model *model, const kit_beats *b, bool normal, const settings *s, kit_message *why)
{
    float again[KIT_BEAT_WIDTH];
    double before[KIT_BEAT_WIDTH], after[KIT_BEAT_WIDTH];
    ae_error error;
    size_t i = 0;
    while (i + 1 < b->n && b->normal[i] != normal)
        i++;
    ae_rows row = AE_ROWS_F32(b->x + i * KIT_BEAT_WIDTH, 1, KIT_BEAT_WIDTH);
    if (ae_model_reconstruct(again, model, NULL, &row, &error) != AE_OK)
        return kit_explain_error(why, &error);
    for (size_t k = 0; k < KIT_BEAT_WIDTH; k++) {
        before[k] = (double)b->x[i * KIT_BEAT_WIDTH + k];
        after[k] = (double)again[k];
    }
    const kit_curve curves[] = { { "heartbeat", NULL, before, KIT_BEAT_WIDTH },
                                 { "reconstruction", NULL, after, KIT_BEAT_WIDTH } };
    const kit_plot plot = { .title = normal ? "a normal heartbeat" : "an abnormal heartbeat",
                            .x_label = "sample",
                            .kind = KIT_PLOT_FILLED,
                            .curves = curves,
                            .n_curves = 2 };
    return kit_output_plot(s->folder, normal ? "normal.svg" : "abnormal.svg", &plot, why);
}

enum { BINS = 50, OUTLINE = 2 * BINS + 2 };

/* Beats of one kind to the front; returns how many there are. */
static size_t gather(float *out, const float *scores, const kit_beats *b, bool normal)
{
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++)
        if (b->normal[i] == normal)
            out[n++] = scores[i];
    return n;
}

/* What share of the training's beats, and of the normal and the abnormal ones to judge, has which score. */
static bool draw_scores(const judgement *j, const kit_beats *normal, const kit_beats *test, const settings *s,
                        kit_message *why)
{
    double x[OUTLINE], y[3][OUTLINE], high = 0;
    float *some = malloc(test->n * sizeof *some);
    if (!some)
        return kit_explain(why, "out of memory");
    for (size_t i = 0; i < test->n; i++)
        high = fmax(high, (double)j->scores[i]);
    kit_histogram(x, y[0], j->usual, normal->n, BINS, 0, high);
    kit_histogram(x, y[1], some, gather(some, j->scores, test, true), BINS, 0, high);
    kit_histogram(x, y[2], some, gather(some, j->scores, test, false), BINS, 0, high);
    free(some);
    const kit_curve curves[] = { { "training", x, y[0], OUTLINE },
                                 { "normal", x, y[1], OUTLINE },
                                 { "abnormal", x, y[2], OUTLINE } };
    const kit_mark threshold = { .label = "threshold", .at = j->threshold };
    const kit_plot plot = {
        .x_label = "score", .y_label = "share of beats", .curves = curves, .n_curves = 3, .marks = &threshold, .n_marks = 1
    };
    return kit_output_plot(s->folder, "scores.svg", &plot, why);
}

/* ---- the whole ---- */

static bool run(const kit_heartbeats *h, const kit_beats *normal, const settings *s, kit_message *why)
{
    ae_model *model = NULL;
    ae_error error;
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    ae_epoch_record last = { 0 };
    judgement joint = { .threshold = 0 }, own = { .threshold = 0 };
    options.seed = s->seed;
    if (ae_model_create(&model, network, &options, &error) != AE_OK)
        return kit_explain_error(why, &error);
    printf("%s heartbeats: %zu normal ones to learn from, %zu to judge\n", h->real ? "real" : "made-up", normal->n,
           h->test.n);
    bool ok = train(model, normal, h, s, &last, why) && judge(&joint, model, "joint", normal, &h->test, why) &&
              judge(&own, model, "reconstruction", normal, &h->test, why);
    if (ok)
        show(&own, &joint, &last, h->real);
    ok = ok && draw_beat(model, &h->test, true, s, why) && draw_beat(model, &h->test, false, s, why) &&
         draw_scores(&own, normal, &h->test, s, why);
    judgement_free(&joint);
    judgement_free(&own);
    ae_model_free(model);
    return ok;
}

int main(int argc, char **argv)
{
    settings s = { .epochs = 20, .folder = "." };
    const kit_option options[] = {
        { .name = "--epochs", .help = "how long to train", .number = &s.epochs, .least = 1 },
        { .name = "--seed", .help = "of the first weights and of the order of beats", .number = &s.seed },
        { .name = "--out", .help = "the folder for the pictures", .text = &s.folder },
    };
    kit_heartbeats h;
    kit_beats normal = { 0, NULL, NULL };
    kit_message why;
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv))
        return 2;
    bool ok = kit_heartbeats_load(&h, &why) && kit_beats_normal(&normal, &h.train, &why) && run(&h, &normal, &s, &why);
    kit_beats_free(&normal);
    kit_heartbeats_free(&h);
    return kit_exit_status("04_anomaly", ok, &why);
}
