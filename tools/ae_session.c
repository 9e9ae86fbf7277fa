/* A session: a model, its context, and the rows that it is to run on. */
#include "ae_session.h"
#include "ae_remarks.h"
#include <stdlib.h>
#include <string.h>

void close_session(session *s)
{
    ae_context_free(s->context);
    ae_model_free(s->model);
    kit_table_free(&s->table);
    kit_table_free(&s->target);
    kit_schema_free(&s->schema);
    kit_schema_free(&s->answers);
    kit_schema_free(&s->labels);
    heads_free(&s->heads);
    free(s->taught);
    condition_texts_free(&s->beside);
    condition_free(&s->condition);
    free(s->conditions);
    free(s->result);
    free(s->given);
    free(s->names);
    free(s->texts);
}

static bool load_model(session *s, const arguments *a, kit_message *why)
{
    ae_error e;
    ae_model_options options = model_options(a);
    s->info = (ae_model_info)AE_MODEL_INFO_INIT;
    if (ae_model_load(&s->model, a->model, &options, &e) != AE_OK || ae_model_get_info(&s->info, s->model, &e) != AE_OK)
        return blame(why, a->model, &e);
    return model_schema(&s->schema, s->model, a->model, why) &&
           model_answers(&s->answers, s->model, &s->schema, a->model, why) &&
           model_labels(&s->labels, s->model, a->model, why) && condition_find(&s->condition, s->model, a->model, why);
}

/* Codes that `ae encode` has written have these columns beside them: whatever the label's name was. */
static kit_schema schema_of_codes(const session *s)
{
    const char *label = s->schema.label, *beside = s->schema.condition;
    const bool same = label && beside && strcmp(label, beside) == 0;
    return (kit_schema){ .width = s->info.code_width, .label = "label", .id = "id", .condition = same ? "label" : beside };
}

/* What the net gets with each row. */
static bool load_condition(session *s, const arguments *a, kit_message *why)
{
    const char *text = a->reading.condition;
    const bool one = is_condition_row(text);
    if (s->condition.width == 0)
        return !text ||
               kit_explain(why, "%s: takes no condition; --condition is for a model that was trained with one", a->model);
    if (!(one ? condition_row(&s->conditions, &s->condition, text, why)
              : condition_numbers(&s->conditions, &s->condition, &s->table, a->keep_going, why)))
        return false;
    s->rows.condition = condition_array(s->conditions, &s->condition, one);
    return true;
}

/* Rows with their numbers as they are written, before logarithms are taken of them. */
static bool load_given(session *s, const taker *input, const arguments *a, kit_message *why)
{
    kit_schema plain = { 0 };
    taker of = *input;
    of.schema = &plain;
    bool ok = kit_schema_without_logs(&plain, &s->schema, why) && load_rows(&s->table, a->data, a, &of, why);
    if (ok)
        remark_on_rounded(&s->table);
    s->given = ok ? kit_table_floats(&s->table, 1) : NULL;
    kit_schema_free(&plain);
    return ok && (s->given || kit_explain(why, "%s: out of memory", a->data)) &&
           (!s->schema.columns || kit_schema_fit(&s->table, &s->schema, &a->fitting, why));
}

/* Codes are in the model's own numbers; everything else is divided by the scale, by default the model's. */
static bool load_data(session *s, const task *t, const arguments *a, kit_message *why)
{
    const bool codes = t->output == AE_OUT_DECODED;
    const kit_schema of_codes = schema_of_codes(s);
    const char *spec = ae_model_spec(s->model);
    const size_t width = codes ? s->info.code_width : s->info.input_width, output_width = s->info.output_width;
    const taker input = { .name = t->taker,
                          .width = width,
                          .schema = codes ? &of_codes : &s->schema,
                          .spec = codes ? "" : spec,
                          .model = codes ? NULL : s->model };
    const taker output = {
        .name = "output", .width = output_width, .schema = output_width == s->schema.width ? &s->schema : NULL, .spec = spec
    };
    if (!(a->fill ? load_given(s, &input, a, why) : load_rows(&s->table, a->data, a, &input, why)) ||
        (codes && !check_encoder(s, a, why)))
        return false;
    s->rows = kit_table_rows(&s->table, codes ? 1.0 : a->scale);
    s->rows.refused = a->keep_going ? &s->refused : NULL;
    if (!load_condition(s, a, why))
        return false;
    if (!codes)
        tell_bytes(&s->table, a, s->info.scale);
    if (!a->target)
        return true;
    if (!load_target(&s->target, a->target, &s->table, a, &output, why))
        return false;
    s->rows.target = target_array(&s->target, &s->table, a, a->scale);
    return true;
}

/* Every model but an encoder has scores. */
static bool no_value(const task *t, const arguments *a, const ae_error *e, kit_message *why)
{
    if (strcmp(t->values[0], "score") == 0)
        return kit_explain(why, "%s: is an encoder: its spec ends at the code, so there are no scores", a->model);
    return kit_explain(why, "%s: %s", a->model, e->text);
}

static bool make_context(session *s, const task *t, const arguments *a, kit_message *why)
{
    ae_error e;
    ae_context_options options = AE_CONTEXT_OPTIONS_INIT;
    options.outputs = t->output;
    options.threads = (unsigned)a->threads;
    options.values = t->n_values ? t->values : NULL;
    options.n_values = t->n_values;
    if (ae_context_create(&s->context, s->model, &options, &e) == AE_OK)
        return true;
    return e.status == AE_EARGUMENT ? no_value(t, a, &e, why) : blame(why, NULL, &e);
}

size_t value_width(const session *s, const char *name)
{
    ae_value_info v;
    find_value(&v, s->model, name);
    return v.width;
}

bool open_session(session *s, const task **t, const arguments *a, kit_message *why)
{
    *s = (session){ 0 };
    if (!load_model(s, a, why))
        return false;
    if ((*t)->otherwise && value_width(s, (*t)->values[0]) == 0)
        *t = (*t)->otherwise;
    return make_context(s, *t, a, why) && (!a->data || load_data(s, *t, a, why));
}

/* The target is named at the text's beginning. */
const kit_table *blamed_table(const session *s, const ae_error *e)
{
    static const char target[] = "target: ";
    return s->target.data && strncmp(e->text, target, sizeof target - 1) == 0 ? &s->target : &s->table;
}

bool carry_condition(session *s, bool told, kit_message *why)
{
    const condition *c = &s->condition;
    return c->width == 0 || told || condition_texts_make(&s->beside, c, &s->rows.condition, s->rows.n, why);
}
