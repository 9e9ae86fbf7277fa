#include "ae_stack.h"
#include "ae_parts.h"
#include <stdlib.h>
#include <string.h>

/* ---- Levels ------------------------------------------------------------------------------------------------------- */

static bool blame_level(size_t level, const ae_error *e, kit_message *why)
{
    return kit_explain(why, "--stack: level %zu: %s", level + 1, e->text);
}

/* The optimizer's text may name a layer that this level does not have. */
static bool make_level(stack *s, size_t i, const ae_fit_options *options, const arguments *a, kit_message *why)
{
    ae_model_options make = model_options(a);
    size_t memory;
    ae_error e;
    make.seed = a->seed;
    return (ae_model_create(&s->models[i], s->levels.specs[i], &make, &e) == AE_OK &&
            ae_trainer_memory(&memory, s->models[i], options, &e) == AE_OK) ||
           blame_level(i, &e, why);
}

static ae_fit_options level_options(const ae_fit_options *of_whole, const arguments *a)
{
    ae_fit_options options = *of_whole;
    options.epochs = (size_t)a->stack;
    options.steps = 0;
    return options;
}

/* A level has no rows yet, so that it can only be said how many steps they will come to, for schedules with an end. */
static void count_steps(ae_fit_options *options, const ae_rows *rows)
{
    options->steps = options->epochs * epoch_steps(rows, options->batch);
    options->epochs = 0;
}

bool stack_open(stack *s, const ae_model *model, const ae_rows *rows, const ae_fit_options *options, const arguments *a,
                kit_message *why)
{
    ae_fit_options own = level_options(options, a);
    kit_message reason;
    count_steps(&own, rows);
    *s = (stack){ .fit = AE_FIT_REPORT_INIT };
    if (!kit_stack_make(&s->levels, model, a->stack_noise, &reason))
        return kit_explain(why, "--stack: %s", reason.text);
    s->models = calloc(s->levels.n, sizeof *s->models);
    bool ok = s->models || kit_explain(why, "out of memory");
    for (size_t i = 0; ok && i < s->levels.n; i++)
        ok = make_level(s, i, &own, a, why);
    return ok;
}

void stack_close(stack *s)
{
    for (size_t i = 0; s->models && i < s->levels.n; i++)
        ae_model_free(s->models[i]);
    free(s->models);
    kit_stack_free(&s->levels);
}

static size_t width_of(const ae_model *level)
{
    ae_model_info info = AE_MODEL_INFO_INIT;
    return ae_model_get_info(&info, level, NULL) == AE_OK ? info.input_width : 0;
}

void stack_describe(const stack *s, const ae_rows *rows)
{
    for (size_t i = 0; i < s->levels.n; i++) {
        printf("level %zu: ", i + 1);
        print_spec(s->levels.specs[i]);
        if (i > 0)
            printf("; %zu bytes of codes", picked_rows(rows) * width_of(s->models[i]) * sizeof(float));
        putchar('\n');
    }
}

/* ---- Codes -------------------------------------------------------------------------------------------------------- */

/* Rows that a level learns from; those of the first one are the table's, and not to be freed. */
typedef struct codes {
    ae_rows rows;
    float *numbers, *weights;
} codes;

static void free_codes(codes *c)
{
    free(c->numbers);
    free(c->weights);
}

static void copy_weights(float *to, const ae_rows *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = rows->weights[rows->pick ? rows->pick[i] : i];
}

/* What the level makes of the rows; only of those that are picked, and in that order. */
static bool encode(codes *c, const ae_model *level, ae_context *context, kit_message *why)
{
    const size_t n = picked_rows(&c->rows);
    ae_model_info info = AE_MODEL_INFO_INIT;
    codes made = { 0 };
    ae_error e;
    if (n == 0)
        return true;
    bool ok = ae_model_get_info(&info, level, &e) == AE_OK || blame(why, NULL, &e);
    made.numbers = calloc(n, info.code_width * sizeof *made.numbers);
    made.weights = c->rows.weights ? calloc(n, sizeof *made.weights) : NULL;
    ok = ok && ((made.numbers && (!c->rows.weights || made.weights)) || kit_explain(why, "out of memory for the codes"));
    ok = ok && (ae_model_encode(made.numbers, level, context, &c->rows, &e) == AE_OK || blame(why, NULL, &e));
    if (ok && made.weights)
        copy_weights(made.weights, &c->rows, n);
    made.rows = (ae_rows)AE_ROWS_F32(made.numbers, n, info.code_width);
    made.rows.weights = made.weights;
    free_codes(c);
    *c = made;
    return ok;
}

/* ---- The way up --------------------------------------------------------------------------------------------------- */

typedef struct climb {
    stack *stack;
    const training_rows *table;
    ae_fit_options options;
    report *report;
    codes rows, valid; /* valid.rows.n is 0 where nothing is measured */
} climb;

static int on_step(void *user, const ae_progress *p)
{
    report_level_step(user, p);
    return 0;
}

static int on_epoch(void *user, const ae_progress *p)
{
    report_epoch(user, p);
    return 0;
}

static bool train_level(climb *c, size_t i, kit_message *why)
{
    stack *s = c->stack;
    ae_error e;
    report_level(c->report, i + 1, s->levels.n);
    s->fit = (ae_fit_report)AE_FIT_REPORT_INIT;
    if (ae_model_fit(s->models[i], &c->rows.rows, &c->options, &e) != AE_OK) {
        parts_note(e.status);
        return i == 0 ? blame_training(why, c->table, NULL, &e) : blame_level(i, &e, why);
    }
    s->trained = i + 1;
    report_level_end(c->report, s->levels.specs[i], &s->fit);
    return true;
}

/* The next level learns from what this one has made of its rows. */
static bool move_up(climb *c, size_t i, kit_message *why)
{
    const ae_context_options options = { .size = sizeof options, .threads = c->options.threads, .outputs = AE_OUT_CODE };
    const ae_model *level = c->stack->models[i];
    ae_context *context = NULL;
    ae_error e;
    bool ok = ae_context_create(&context, level, &options, &e) == AE_OK || blame(why, NULL, &e);
    ok = ok && encode(&c->rows, level, context, why) && encode(&c->valid, level, context, why);
    ae_context_free(context);
    return ok;
}

static bool train_levels(climb *c, kit_message *why)
{
    const stack *s = c->stack;
    bool ok = true;
    for (size_t i = 0; ok && i < s->levels.n && s->fit.stopped != AE_STOP_CANCEL; i++)
        ok = (i == 0 || move_up(c, i - 1, why)) && train_level(c, i, why);
    return ok;
}

/* The first level comes last: a model that was never trained takes over the scale of the other, and only this one's is that
 * of the rows. */
static bool put_together(ae_model *model, const stack *s, kit_message *why)
{
    ae_error e;
    for (size_t i = s->trained; i-- > 0;)
        if (ae_model_transfer(NULL, model, s->models[i], NULL, &e) != AE_OK)
            return blame_level(i, &e, why);
    return true;
}

bool stack_train(stack *s, ae_model *model, const training_rows *rows, const ae_fit_options *options, report *r,
                 kit_message *why)
{
    climb c = { s, rows, level_options(options, r->arguments), r, { .rows = rows->rows }, { .rows = rows->valid_rows } };
    c.options.valid = has_valid_rows(rows) ? &c.valid.rows : NULL;
    c.options.on_step = on_step;
    c.options.on_epoch = on_epoch;
    c.options.user = r;
    c.options.report = &s->fit;
    bool ok = train_levels(&c, why) && put_together(model, s, why);
    free_codes(&c.rows);
    free_codes(&c.valid);
    if (s->fit.stopped != AE_STOP_CANCEL)
        report_level(r, 0, 0);
    return ok;
}
