/* ae train: everything is checked before the first step, so that no hour of work is lost to a wrong word. */
#include "ae_parts.h"
#include "ae_sample.h"
#include "ae_scorer.h"
#include "ae_stack.h"
#include <stdlib.h>

typedef struct training {
    const arguments *arguments;
    ae_model *model;
    ae_model_info info;
    training_rows rows;
    ae_fit_options options;
    ae_fit_report fit;
    const char *scorer; /* the kind that it ends with */
    report report;
    stack stack;
    char *spec; /* that of the arguments, with a condition; NULL: it stays as it is */
} training;

/* Of a model that has some, heads go on learning. */
static bool adds_head(const training *t)
{
    return t->arguments->from && t->arguments->head && t->info.heads == 0;
}

static bool make_model(training *t, kit_message *why)
{
    ae_error e;
    if (!begin_model(&t->model, t->arguments, why))
        return false;
    if (ae_model_get_info(&t->info, t->model, &e) != AE_OK)
        return blame(why, NULL, &e);
    t->scorer = scorer_kind_of(t->model, t->arguments);
    return (adds_head(t) || check_trainable(&t->info, why)) && check_scorer(&t->info, t->scorer, why);
}

/* ---- The run ------------------------------------------------------------------------------------------------------ */

static int on_step(void *user, const ae_progress *p)
{
    training *t = user;
    report_step(&t->report, p);
    return 0;
}

static int on_epoch(void *user, const ae_progress *p)
{
    training *t = user;
    report_epoch(&t->report, p);
    return 0;
}

static void set_options(training *t)
{
    t->fit = (ae_fit_report)AE_FIT_REPORT_INIT;
    t->options = fit_options(t->arguments, &t->rows);
    t->options.on_step = on_step;
    t->options.on_epoch = on_epoch;
    t->options.user = t;
    t->options.report = &t->fit;
    t->options.checkpoint = t->arguments->checkpoint;
    t->options.checkpoint_steps = (size_t)t->arguments->checkpoint_every.steps;
    t->options.checkpoint_epochs = (size_t)t->arguments->checkpoint_every.epochs;
    t->options.checkpoint_seconds = t->arguments->checkpoint_every.seconds;
    parts_join(&t->options);
}

/* Where no spec is given, the rows come first, and the model is what they ask for. */
static bool choose_model(training *t, arguments *own, kit_message *why)
{
    if (!load_training_rows(&t->rows, own, NULL, why))
        return false;
    take_choice(own, &t->rows.choice);
    return make_model(t, why) && note_rows(t->model, &t->rows, why) &&
           label_training_rows(&t->rows, t->model, true, own, why) &&
           (own->quiet || print_choice(&t->rows.choice, own, why));
}

/* A head that begins anew among trained layers has to catch up with them. Labels are often few, and ten epochs of few rows
 * are so few steps that it would guess. */
static void lengthen(const training *t, arguments *own)
{
    enum { ENOUGH = 1000, USUAL_EPOCHS = 10 };
    const size_t steps = epoch_steps(&t->rows.rows, (size_t)own->batch), epochs = (ENOUGH + steps - 1) / steps;
    if (own->steps || own->epochs || epochs <= USUAL_EPOCHS)
        return;
    own->epochs = epochs;
    if (!own->quiet)
        printf("chosen: --epochs %zu, so that the new head has %d steps\n", epochs, ENOUGH);
}

static bool begin_head(training *t, arguments *own, kit_message *why)
{
    lengthen(t, own);
    return add_head(&t->model, &t->rows.data, own, why);
}

/* The spec that was given, for what comes with the rows; its model has no steps yet, and is made anew. */
static bool add_condition(training *t, arguments *own, kit_message *why)
{
    if (own->from)
        return kit_explain(why, "--condition: %s",
                           own->spec ? "with --from, the --spec itself must say `condition N`"
                                     : "the model of --from takes none, and keeps its spec");
    t->spec = spec_with_condition(ae_model_spec(t->model), &t->rows.data, why);
    if (!t->spec)
        return false;
    ae_model_free(t->model);
    t->model = NULL;
    own->spec = t->spec;
    return make_model(t, why) && note_rows(t->model, &t->rows, why);
}

static bool lacks_condition(const training *t, const arguments *own)
{
    return own->reading.condition && t->info.condition_width == 0;
}

/* A new head, and the heads of a spec, learn what the classes are; those of a model know it. */
static bool begin(training *t, arguments *own, kit_message *why)
{
    if (is_to_choose(own))
        return choose_model(t, own, why);
    return make_model(t, why) && load_training_rows(&t->rows, own, t->model, why) &&
           (!lacks_condition(t, own) || add_condition(t, own, why)) && (!adds_head(t) || begin_head(t, own, why)) &&
           label_training_rows(&t->rows, t->model, own->spec || adds_head(t), own, why);
}

/* The cheap checks first. The last one is the library's own of optimizer and rows. `own` is what t->arguments shows. */
static bool prepare(training *t, arguments *own, size_t *memory, kit_message *why)
{
    const arguments *a = t->arguments;
    if ((a->out && !check_model_out(a->out, why)) || (a->log && !kit_writable(a->log, why)) || !begin(t, own, why))
        return false;
    set_options(t);
    return check_fit(memory, t->model, &t->rows, &t->options, why) &&
           (!a->stack || stack_open(&t->stack, t->model, &t->rows.rows, &t->options, a, why));
}

static bool describe(const training *t, size_t memory, kit_message *why)
{
    if (!print_description(t->model, LAYERS, why))
        return false;
    printf("rows: %zu of %zu numbers, divided by %g", t->rows.rows.n, t->rows.data.width, t->rows.rows.input.scale);
    if (t->rows.numbers)
        printf("; %zu of them held out", t->rows.valid_rows.picks);
    putchar('\n');
    printf("memory: %zu bytes for the model and its training%s\n", memory,
           t->rows.data.mapping.start ? "; the rows stay in their file" : ", and the rows");
    stack_describe(&t->stack, &t->rows.rows);
    return !t->arguments->plans || print_description(t->model, PLANS, why);
}

/* Whoever has stopped the run wants it to end. */
static bool fit_scorer(training *t, kit_message *why)
{
    return t->fit.stopped == AE_STOP_CANCEL || end_with_scorer(t->model, &t->rows.rows, t->scorer, t->arguments, why);
}

/* The training is not lost for a code that is too wide, or for rows that are too few. */
static bool end_with_density(const training *t, kit_message *why)
{
    ae_error e;
    const arguments *a = t->arguments;
    if (t->fit.stopped == AE_STOP_CANCEL || !a->density)
        return true;
    const ae_status status = fit_density(t->model, &t->rows.rows, a->density, a, &e);
    if (status == AE_EDATA || status == AE_EUNSUPPORTED)
        fprintf(stderr, "%s: the model has no density: %s\n", a->out, e.text);
    else if (status != AE_OK)
        return blame(why, a->data, &e);
    return true;
}

static bool save(training *t, kit_message *why)
{
    ae_error e;
    return fit_scorer(t, why) && end_with_density(t, why) &&
           (ae_model_get_info(&t->info, t->model, &e) == AE_OK || blame(why, NULL, &e)) &&
           (ae_model_save(t->model, t->arguments->out, &e) == AE_OK || blame(why, t->arguments->out, &e));
}

static bool fit_whole(training *t, kit_message *why)
{
    ae_error e;
    if (ae_model_fit(t->model, &t->rows.rows, &t->options, &e) == AE_OK)
        return true;
    parts_note(e.status);
    return blame_training(why, &t->rows, NULL, &e);
}

/* Where the levels were cut short, the run ends with what they have done; the net as a whole has had no epoch. */
static bool fit_levels(training *t, kit_message *why)
{
    bool ok = stack_train(&t->stack, t->model, &t->rows, &t->options, &t->report, why);
    t->fit = t->stack.fit;
    t->fit.best_epoch = 0;
    return ok;
}

static bool fit(training *t, kit_message *why)
{
    t->options.cancel = catch_stops();
    bool ok = !t->arguments->stack || fit_levels(t, why);
    if (ok && t->fit.stopped != AE_STOP_CANCEL)
        ok = fit_whole(t, why);
    report_resumed(&t->report, &t->fit);
    report_chart(&t->report);
    ok = ok && (!parts_lead() || save(t, why));
    report_stop(&t->report);
    return ok;
}

static subject training_subject(const training *t)
{
    const training_rows *r = &t->rows;
    return (subject){ t->arguments, t->model, t->arguments->out, &r->rows, &r->data, r->target.data ? &r->target : NULL };
}

/* Rows that were held out lie in the table of the others. */
static subject valid_subject(const training *t)
{
    const training_rows *r = &t->rows;
    subject s = training_subject(t);
    s.rows = &r->valid_rows;
    s.input = r->numbers ? s.input : &r->valid;
    s.target = r->numbers ? s.target : r->valid_target.data ? &r->valid_target : NULL;
    return s;
}

/* Whoever has stopped the run wants it to end. */
static void end(training *t, const char *stopper)
{
    const subject rows = training_subject(t), valid = valid_subject(t);
    if (!stopper)
        review_training(&t->report.review, &rows, has_valid_rows(&t->rows) ? &valid : NULL);
    tell_review(&t->report.review, &rows, t->fit.steps);
    report_end(&t->report, &t->fit, &t->info, stopper);
}

static bool train(training *t, size_t memory, kit_message *why)
{
    if (!report_open(&t->report, t->arguments, why))
        return false;
    log_run(&t->report.log, t->model, &t->rows.data, t->rows.rows.input.scale, memory);
    bool ok = fit(t, why);
    const char *stopper = t->fit.stopped == AE_STOP_CANCEL ? note_cut_short() : NULL;
    if (ok && parts_lead())
        end(t, stopper);
    return log_close(&t->report.log, ok ? why : NULL) && ok;
}

static void release(training *t)
{
    ae_model_free(t->model);
    free_training_rows(&t->rows);
    stack_close(&t->stack);
    free(t->spec);
}

/* Of several programs that train together, the leader alone reports. */
static arguments own_arguments(const arguments *a)
{
    arguments own = *a;
    if (!parts_lead()) {
        own.quiet = true;
        own.chart = false;
        own.log = NULL;
    }
    return own;
}

static bool prepare_all(training *t, arguments *own, size_t *memory, kit_message *why)
{
    bool ready = prepare(t, own, memory, why);
    return parts_agree(ready) || (ready && kit_explain(why, "another part could not begin"));
}

/* Who names labels and goes on with a model that does not learn them may want just that. */
static void tell_heads(const training *t)
{
    const arguments *a = t->arguments;
    if (t->spec)
        printf("added to the spec: condition %zu\n", t->rows.condition.width);
    condition_tell(&t->rows.condition);
    heads_tell(&t->rows.heads, &t->rows.data);
    if (a->from && a->reading.label && t->rows.heads.n == 0)
        puts("the labels are left out of the rows; --head learns them");
}

bool run_train(const arguments *asked, kit_message *why)
{
    arguments a = own_arguments(asked);
    training t = { .arguments = &a, .info = AE_MODEL_INFO_INIT };
    size_t memory = 0;
    bool ok = prepare_all(&t, &a, &memory, why);
    const subject rows = training_subject(&t);
    if (ok && parts_lead()) {
        remark_on_rows(&rows);
        remark_on_divergence(&rows);
        remark_on_columns(&rows, t.rows.choice.understood.width ? &t.rows.choice.understood : NULL);
    }
    if (ok && !a.quiet)
        tell_heads(&t);
    ok = ok && (a.dry_run ? describe(&t, memory, why) : train(&t, memory, why));
    release(&t);
    return ok;
}
