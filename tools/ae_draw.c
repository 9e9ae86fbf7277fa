/* Codes that are drawn by chance, from what, and what the decoder is told beside them. */
#include "ae_sample.h"
#include <stdlib.h>
#include <string.h>

/* ---- Conditions ----------------------------------------------------------------------------------------------------- */

static bool is_each(const arguments *a)
{
    return a->reading.condition && strcmp(a->reading.condition, "all") == 0;
}

static bool no_condition(const condition *c, const arguments *a, kit_message *why)
{
    char list[120] = "";
    const kit_table_column *first = &c->known.columns[0];
    const char *name = first->name && *first->name ? first->name : "label";
    const kit_label_names names = kit_label_names_of(first->levels, first->n_levels);
    list_names(list, sizeof list, &names);
    if (!condition_is_classes(c))
        return kit_explain(why, "%s: takes a condition of %zu number%s; --condition %.60s=VALUE%s says which", a->model,
                           c->width, c->width == 1 ? "" : "s", name, c->known.width > 1 ? ",NAME=VALUE" : "");
    return kit_explain(why, "%s: takes a condition, of these classes: %s; --condition %.60s=%.60s %s", a->model, list, name,
                       first->levels[0],
                       a->manifold ? "says that the grid is of one" : "draws those of one, --condition all those of each");
}

/* A word alone is a column's name everywhere, so it is no value here. */
static bool no_row(const condition *c, const arguments *a, kit_message *why)
{
    kit_message due;
    const char *word = a->reading.condition;
    no_condition(c, a, &due);
    return kit_explain(why, "--condition %.60s %s; %s", word,
                       is_each(a) ? "is for rows that are drawn" : "is a column's name, and no columns are read here",
                       due.text);
}

bool sample_condition(sample *p, const arguments *a, kit_message *why)
{
    const condition *c = &p->s.condition;
    const char *text = a->reading.condition;
    if (c->width == 0)
        return !text ||
               kit_explain(why, "%s: takes no condition; --condition is for a model that was trained with one", a->model);
    if (!text)
        return no_condition(c, a, why);
    if (!is_condition_row(text))
        return no_row(c, a, why);
    if (!condition_row(&p->conditions, c, text, why))
        return false;
    p->one_condition = true;
    p->condition = condition_array(p->conditions, c, true);
    return true;
}

/* n of the first class, n of the second, and so on. */
static bool take_each_class(sample *p, size_t n, const arguments *a, kit_message *why)
{
    const condition *c = &p->s.condition;
    if (!condition_is_classes(c))
        return c->width == 0 ? sample_condition(p, a, why) : no_condition(c, a, why);
    p->conditions = condition_of_each(c, n);
    if (!p->conditions)
        return kit_explain(why, "out of memory: %zu rows of each of %zu classes", n, c->width);
    p->condition = condition_array(p->conditions, c, false);
    p->s.across = n;
    return true;
}

/* ---- What the library draws from -------------------------------------------------------------------------------------- */

bool try_to_draw(bool *drawn, const ae_model *model, kit_message *why)
{
    ae_error e;
    ae_model_info info = AE_MODEL_INFO_INIT;
    ae_sample_options options = AE_SAMPLE_OPTIONS_INIT;
    options.n = 1;
    if (ae_model_get_info(&info, model, &e) != AE_OK)
        return blame(why, NULL, &e);
    float *code = malloc(info.code_width * sizeof *code);
    *drawn = code && ae_model_sample(NULL, code, model, NULL, &options, NULL) == AE_OK;
    free(code);
    return code || kit_explain(why, "out of memory for a code");
}

bool draws_codes(const ae_model *model)
{
    bool drawn;
    kit_message why;
    return try_to_draw(&drawn, model, &why) && drawn;
}

bool has_density(const ae_model *model)
{
    ae_density_info info = AE_DENSITY_INFO_INIT;
    return ae_density_get_info(&info, model, NULL) == AE_OK && info.components > 0;
}

/* ---- The density ---------------------------------------------------------------------------------------------------- */

static bool save(const session *s, const arguments *a, kit_message *why)
{
    ae_error e;
    return ae_model_save(s->model, a->save, &e) == AE_OK || blame(why, a->save, &e);
}

static bool is_of_one_condition(const ae_rows *rows)
{
    const float *numbers = rows->condition.data;
    const size_t width = rows->condition.width, n = rows->condition.flags & AE_ARRAY_ONE_ROW ? 1 : rows->n;
    size_t i = 1;
    while (i < n && memcmp(numbers, numbers + i * width, width * sizeof *numbers) == 0)
        i++;
    return i >= n;
}

/* The library fits codes alone. */
static void remark_on_condition(const ae_rows *rows, const char *file)
{
    if (rows->condition.data && !is_of_one_condition(rows))
        fprintf(
            stderr,
            "%s: the density is that of all rows' codes, whatever their condition; where codes differ by it, rows are not "
            "what --condition says, unless it is fitted to rows of it alone, by --where\n",
            file);
}

ae_status fit_density(ae_model *model, const ae_rows *rows, uint64_t components, const arguments *a, ae_error *e)
{
    ae_density_info info = AE_DENSITY_INFO_INIT;
    const ae_density_options options = {
        .size = sizeof options, .components = (size_t)components, .seed = a->seed, .threads = (size_t)a->threads
    };
    ae_status status = ae_density_fit(model, rows, &options, e);
    if (status == AE_OK)
        status = ae_density_get_info(&info, model, e);
    if (status != AE_OK || a->quiet)
        return status;
    printf("density of %zu normal distribution%s, fitted to the codes of %zu rows; mean log density %.6g\n", info.components,
           info.components == 1 ? "" : "s", info.rows, info.log_density);
    remark_on_condition(rows, a->model ? a->model : a->out);
    return AE_OK;
}

static bool fit_density_of_session(const session *s, const arguments *a, kit_message *why)
{
    ae_error e;
    return fit_density(s->model, &s->rows, a->components, a, &e) == AE_OK || blame_rows(why, &s->table, &e);
}

/* ---- Draws ---------------------------------------------------------------------------------------------------------- */

enum { DRAWN = 64, DRAWN_OF_EACH = 10 };

/* Columns that have names are data, and new rows are to look like them. Pictures and signals are clearer without noise in
 * each number. */
static bool wants_drawn(const session *s, const arguments *a)
{
    return a->rows ? strcmp(a->rows, "drawn") == 0 : s->schema.columns && s->info.input_shape[1] == 0;
}

ae_status make_new_rows(float *rows, float *codes, const session *s, ae_sample_options *o, const arguments *a, ae_error *e)
{
    ae_context_options options = AE_CONTEXT_OPTIONS_INIT;
    ae_context *context = NULL;
    options.outputs = AE_OUT_DRAWN;
    options.threads = (size_t)a->threads;
    const ae_status made = wants_drawn(s, a) ? ae_context_create(&context, s->model, &options, e) : AE_OK;
    if (made != AE_OK && (made != AE_EUNSUPPORTED || a->rows))
        return made;
    o->flags = context ? AE_SAMPLE_DRAW_ROWS : 0;
    const ae_status status = ae_model_sample(rows, codes, s->model, context ? context : s->context, o, e);
    ae_context_free(context);
    return status;
}

static bool cannot_draw(const ae_model *model, const arguments *a, const ae_error *e, kit_message *why)
{
    if (e->status != AE_EUNSUPPORTED || draws_codes(model))
        return blame(why, NULL, e);
    return kit_explain(why,
                       "%s: nothing says where its codes lie; --fit X draws codes like those of rows, or train a spec with "
                       "`gaussian N` before `code` and `loss kl_normal`, or with `penalty mmd`",
                       a->model);
}

static bool draw(sample *p, const arguments *a, kit_message *why)
{
    ae_error e;
    session *s = &p->s;
    const bool each = is_each(a);
    const size_t n = a->n ? (size_t)a->n : each ? DRAWN_OF_EACH : DRAWN;
    ae_sample_options options = AE_SAMPLE_OPTIONS_INIT;
    options.seed = a->seed;
    options.n = each ? n * s->condition.width : n;
    options.deviation = a->deviation > 0 ? a->deviation : 1;
    if (!(each ? take_each_class(p, n, a, why) : sample_condition(p, a, why)))
        return false;
    options.condition = p->condition;
    if (!sample_make_room(p, options.n, why))
        return false;
    if (make_new_rows(s->result, p->codes, s, &options, a, &e) != AE_OK)
        return cannot_draw(s->model, a, &e, why);
    s->draws_rows = options.flags == AE_SAMPLE_DRAW_ROWS;
    return true;
}

bool sample_draw(sample *p, const arguments *a, kit_message *why)
{
    return (!a->usual || fit_density_of_session(&p->s, a, why)) && (!a->save || save(&p->s, a, why)) &&
           ((!a->out && !a->codes) || draw(p, a, why));
}
