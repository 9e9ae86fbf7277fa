#include "ae.h"
#include "ae_health.h"
#include "ae_scorer.h"
#include "ae_session.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *shape_json(const size_t shape[4])
{
    json_t *list = json_array();
    for (size_t i = 0; i < 4 && shape[i]; i++)
        list = json_append(list, json_integer((json_int_t)shape[i]));
    return list;
}

static json_t *tensors_json(const ae_model *model, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) {
        ae_tensor_info t = AE_TENSOR_INFO_INIT;
        bool known = ae_model_get_tensor(&t, model, i, NULL) == AE_OK;
        list = json_append(list, known ? json_pack("{s:s, s:o}", "name", t.name, "shape", shape_json(t.shape)) : NULL);
    }
    return list;
}

static json_t *values_json(const ae_model *model, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) {
        ae_value_info v = AE_VALUE_INFO_INIT;
        bool known = ae_model_get_value(&v, model, i, NULL) == AE_OK;
        list = json_append(list, known ? json_pack("{s:s, s:o, s:I, s:o, s:o}", "name", v.name, "shape", shape_json(v.shape),
                                                   "width", (json_int_t)v.width, "low", json_finite(v.low), "high",
                                                   json_finite(v.high))
                                       : NULL);
    }
    return list;
}

static json_t *heads_json(const ae_model *model, size_t values)
{
    json_t *list = json_array();
    for (size_t i = 0; i < values; i++) {
        ae_value_info v = AE_VALUE_INFO_INIT;
        if (ae_model_get_value(&v, model, i, NULL) == AE_OK && v.head > 0)
            list = json_append(list, json_pack("{s:s, s:I, s:I}", "name", v.name, "width", (json_int_t)v.width, "classes",
                                               (json_int_t)v.classes));
    }
    return list;
}

static json_t *sizes_json(const ae_model_info *i)
{
    return json_pack("{s:I, s:I, s:I, s:o, s:o, s:I, s:I}", "input", (json_int_t)i->input_width, "code",
                     (json_int_t)i->code_width, "output", (json_int_t)i->output_width, "input_shape",
                     shape_json(i->input_shape), "output_shape", shape_json(i->output_shape), "parameters",
                     (json_int_t)i->parameters, "state", (json_int_t)i->state);
}

/* null: never trained. */
static json_t *training_json(const ae_model_info *i)
{
    if (!*i->optimizer)
        return json_null();
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "optimizer", i->optimizer, "steps", json_whole(i->trained_steps),
                     "rows", json_whole(i->trained_rows), "batch", json_whole(i->batch), "seed", json_whole(i->seed),
                     "last_loss", json_finite(i->last_loss));
}

static json_t *notes_json(const ae_model *model)
{
    json_t *object = json_object();
    const char *key;
    for (size_t i = 0; object && (key = ae_model_note_key(model, i)); i++)
        if (json_object_set_new(object, key, json_string(ae_model_get_note(model, key))) != 0) {
            json_decref(object);
            return NULL;
        }
    return object;
}

/* The library's description, in memory to be freed. A call to learn the size, a call to get the text. */
static char *describe(const ae_model *model, kit_message *why)
{
    ae_error e;
    size_t needed;
    if (ae_model_describe(NULL, 0, &needed, model, &e) != AE_OK)
        return blame(why, NULL, &e), NULL;
    char *text = malloc(needed);
    if (!text)
        return kit_explain(why, "out of memory"), NULL;
    if (ae_model_describe(text, needed, NULL, model, &e) == AE_OK)
        return text;
    free(text);
    return blame(why, NULL, &e), NULL;
}

/* The plans come last, each after an empty line and with a line that says its steps and memory. */
static const char *next_plan(const char *text)
{
    return strstr(text, "\nplan ");
}

static void print_plan_lines(const char *text)
{
    putchar('\n');
    while ((text = next_plan(text))) {
        text++;
        printf("%.*s\n", (int)strcspn(text, "\n"), text);
    }
}

static void print_part(const char *text, part wanted)
{
    const char *plans = next_plan(text);
    if (wanted == LAYERS)
        fwrite(text, 1, plans ? (size_t)(plans - text) : strlen(text), stdout);
    else if (wanted == PLANS)
        fputs(plans ? plans : "", stdout);
    else
        print_plan_lines(text);
}

bool print_description(const ae_model *model, part wanted, kit_message *why)
{
    char *text = describe(model, why);
    if (text)
        print_part(text, wanted);
    free(text);
    return text != NULL;
}

static json_t *plans_json(const char *text)
{
    json_t *list = json_array();
    char name[32];
    size_t steps, bytes;
    while ((text = next_plan(text)))
        if (sscanf(++text, "plan %31[^:]: %zu steps, %zu bytes", name, &steps, &bytes) == 3)
            list = json_append(list, json_pack("{s:s, s:I, s:I}", "name", name, "steps", (json_int_t)steps, "bytes_per_row",
                                               (json_int_t)bytes));
    return list;
}

/* What codes are drawn from, where it is not their layer `gaussian`. */
static ae_density_info density_of(const ae_model *model)
{
    ae_density_info info = AE_DENSITY_INFO_INIT;
    return ae_density_get_info(&info, model, NULL) == AE_OK ? info : (ae_density_info)AE_DENSITY_INFO_INIT;
}

static json_t *density_json(const ae_model *model)
{
    const ae_density_info d = density_of(model);
    if (d.components == 0)
        return json_null();
    return json_pack("{s:o, s:o, s:o}", "components", json_whole(d.components), "rows", json_whole(d.rows), "log_density",
                     json_finite(d.log_density));
}

static void print_density(const ae_model *model)
{
    const ae_density_info d = density_of(model);
    if (d.components > 0)
        printf("density: %zu normal distribution%s, fitted to the codes of %zu rows; mean log density %.6g\n", d.components,
               d.components == 1 ? "" : "s", d.rows, d.log_density);
}

/* With rows, also the health of their codes. */
static bool print_json(const ae_model *model, const ae_model_info *i, const kit_health *h, kit_message *why)
{
    char *text = describe(model, why);
    if (!text)
        return false;
    json_t *object = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:f, s:s, s:o, s:o, s:o, s:o}", "spec", ae_model_spec(model),
                               "sizes", sizes_json(i), "tensors", tensors_json(model, i->tensors), "values",
                               values_json(model, i->values), "heads", heads_json(model, i->values), "plans",
                               plans_json(text), "scale", i->scale, "kernels", i->kernels, "training", training_json(i),
                               "scorer", scorer_json(model), "density", density_json(model), "notes", notes_json(model));
    free(text);
    if (h && object && json_object_set_new(object, "health", health_json(h)) != 0) {
        json_decref(object);
        object = NULL;
    }
    return json_print(stdout, object, JSON_INDENT(2)) ||
           kit_explain(why, "the description could not be made or printed; is memory at its end?");
}

static void print_training(const ae_model_info *i)
{
    printf("scale: inputs are divided by %g\n", i->scale);
    if (!*i->optimizer) {
        puts("trained: never");
        return;
    }
    printf("trained: %llu steps, %llu rows, batch %llu, seed %llu, %s\nlast loss: %.6g\n",
           (unsigned long long)i->trained_steps, (unsigned long long)i->trained_rows, (unsigned long long)i->batch,
           (unsigned long long)i->seed, i->optimizer, i->last_loss);
}

/* As in a spec: 16, 1x28x28. */
static void print_shape(const size_t shape[4], size_t rank)
{
    for (size_t i = 0; i < rank; i++)
        printf("%s%zu", i ? "x" : "", shape[i]);
}

static void print_values(const ae_model *model, size_t n)
{
    fputs("values:", stdout);
    for (size_t i = 0; i < n; i++) {
        ae_value_info v = AE_VALUE_INFO_INIT;
        if (ae_model_get_value(&v, model, i, NULL) != AE_OK)
            continue;
        printf("%s %s ", i ? "," : "", v.name);
        print_shape(v.shape, v.rank);
    }
    putchar('\n');
}

static void print_heads(const ae_model *model, const ae_model_info *i)
{
    const char *before = "heads: ";
    for (size_t k = 0; k < i->values; k++) {
        ae_value_info v = AE_VALUE_INFO_INIT;
        if (ae_model_get_value(&v, model, k, NULL) != AE_OK || v.head == 0)
            continue;
        printf("%s%s, %zu %s", before, v.name, v.width, v.classes ? "classes" : v.width == 1 ? "number" : "numbers");
        before = "; ";
    }
    if (i->heads > 0)
        puts(i->output_width ? "" : "; there is no decoder: encode, predict and eval are for such a model");
}

/* The columns have lines of their own. */
static void print_notes(const ae_model *model)
{
    const char *key, *before = "notes:\n";
    for (size_t i = 0; (key = ae_model_note_key(model, i)); i++) {
        if (strcmp(key, "columns") == 0)
            continue;
        printf("%s  %s: ", before, key);
        put_escaped(stdout, ae_model_get_note(model, key), false);
        putchar('\n');
        before = "";
    }
}

static void print_levels(const kit_table_column *c)
{
    enum { MOST = 10 };
    for (size_t i = 0; i < c->n_levels && i < MOST; i++) {
        fputs(i ? ", " : "", stdout);
        put_escaped(stdout, c->levels[i], false);
    }
    if (c->n_levels > MOST)
        printf(", ... (%zu in all)", c->n_levels);
}

/* Its kind, and what it is scaled by, once that is known. */
static void print_column(const ae_model *model, const kit_table_column *c, size_t index)
{
    ae_column_info of = AE_COLUMN_INFO_INIT;
    if (c->name)
        put_escaped(stdout, c->name, false);
    else
        printf("%zu", index + 1);
    fputs(c->kind != KIT_NUMBER ? ": one of " : c->log1p ? ": log(1 + number)" : ": number", stdout);
    print_levels(c);
    if (ae_model_get_column(&of, model, index, NULL) == AE_OK && of.fitted && (of.center != 0 || of.spread != 1))
        printf(", center %g, spread %g", of.center, of.spread);
    if (c->kind == KIT_NUMBER && of.levels > 0)
        printf(", a code from 0 to %zu", of.levels - 1);
    putchar('\n');
}

static bool print_columns(const ae_model *model, const char *file, kit_message *why)
{
    enum { MOST = 40 };
    kit_schema schema;
    bool ok = model_schema(&schema, model, file, why);
    const bool told = ok && kit_schema_tells(&schema);
    fputs(told ? "columns:\n" : "", stdout);
    for (size_t i = 0; told && i < schema.width && i < MOST; i++) {
        fputs("  ", stdout);
        print_column(model, &schema.columns[i], i);
    }
    if (told && schema.width > MOST)
        printf("  ... and %zu more\n", schema.width - MOST);
    kit_schema_free(&schema);
    return ok;
}

static bool print_text(const ae_model *model, const ae_model_info *i, const arguments *a, kit_message *why)
{
    if (!print_description(model, LAYERS, why))
        return false;
    print_training(i);
    print_scorer(model);
    print_density(model);
    print_values(model, i->values);
    print_heads(model, i);
    if (!print_columns(model, a->model, why))
        return false;
    print_notes(model);
    return print_description(model, a->plans ? PLANS : PLAN_LINES, why);
}

/* The model, and with rows the health of their codes. */
static bool print_all(const ae_model *model, const kit_health *h, const char *source, const arguments *a, kit_message *why)
{
    ae_error e;
    ae_model_info info = AE_MODEL_INFO_INIT;
    if (ae_model_get_info(&info, model, &e) != AE_OK)
        return blame(why, a->model, &e);
    if (a->json)
        return print_json(model, &info, h, why);
    if (!print_text(model, &info, a, why))
        return false;
    if (h)
        print_health(h, source);
    return true;
}

static bool print_with_health(const session *s, const arguments *a, kit_message *why)
{
    const subject of = { a, s->model, a->model, &s->rows, &s->table, NULL };
    kit_health h;
    const bool ok = find_health(&h, &of, why) && print_all(s->model, &h, s->table.source, a, why);
    kit_health_free(&h);
    return ok;
}

static bool run_with_rows(const arguments *a, kit_message *why)
{
    static const task coding = { .output = AE_OUT_CODE, .taker = "input" };
    session s;
    const task *t = &coding;
    const bool ok = open_session(&s, &t, a, why) && print_with_health(&s, a, why);
    close_session(&s);
    return ok;
}

bool run_info(const arguments *a, kit_message *why)
{
    ae_error e;
    ae_model *model;
    if (a->data)
        return run_with_rows(a, why);
    if (ae_model_load(&model, a->model, NULL, &e) != AE_OK)
        return blame(why, a->model, &e);
    const bool ok = print_all(model, NULL, NULL, a, why);
    ae_model_free(model);
    return ok;
}
