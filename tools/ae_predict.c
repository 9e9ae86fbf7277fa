/* ae predict: what a model's heads tell of rows. */
#include "ae_session.h"
#include "ae_told.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct prediction {
    session s;
    ae_context *context;
    float *values[MOST_HEADS]; /* rows x width of each head */
    told told[MOST_HEADS];
    const char **names;        /* of the columns that are written */
    kit_table_column *columns; /* of classes, their words */
    char *texts;
} prediction;

static void close_prediction(prediction *p)
{
    for (size_t i = 0; i < MOST_HEADS; i++) {
        free(p->values[i]);
        told_free(&p->told[i]);
    }
    ae_context_free(p->context);
    close_session(&p->s);
    free(p->names);
    free(p->columns);
    free(p->texts);
}

/* ---- What the heads tell ---------------------------------------------------------------------------------------------- */

static bool check_heads(const session *s, const arguments *a, kit_message *why)
{
    return s->info.heads > 0 ||
           kit_explain(
               why,
               "%s: has no head, so there is nothing to predict; `ae train --from %s --head --label COLUMN` gives it one",
               a->model, a->model);
}

static bool make_context(prediction *p, const arguments *a, kit_message *why)
{
    const char *names[MOST_HEADS];
    const heads *h = &p->s.heads;
    ae_error e;
    ae_context_options options = AE_CONTEXT_OPTIONS_INIT;
    for (size_t i = 0; i < h->n; i++)
        names[i] = h->head[i].name;
    options.threads = (size_t)a->threads;
    options.values = names;
    options.n_values = h->n;
    return ae_context_create(&p->context, p->s.model, &options, &e) == AE_OK || blame(why, NULL, &e);
}

static bool run(prediction *p, const arguments *a, kit_message *why)
{
    const heads *h = &p->s.heads;
    const size_t rows = p->s.rows.n;
    ae_result results[MOST_HEADS];
    ae_error e;
    if (!make_context(p, a, why))
        return false;
    for (size_t i = 0; i < h->n; i++) {
        p->values[i] = calloc(rows, h->head[i].width * sizeof *p->values[i]);
        results[i] = (ae_result){ h->head[i].name, p->values[i] };
        if (!p->values[i])
            return kit_explain(why, "%s: out of memory", a->data);
    }
    return ae_model_run(results, h->n, p->s.model, p->context, &p->s.rows, &e) == AE_OK || blame_rows(why, &p->s.table, &e);
}

static bool measure(prediction *p, kit_message *why)
{
    const heads *h = &p->s.heads;
    bool ok = true;
    for (size_t i = 0; ok && i < h->n; i++)
        ok = told_make(&p->told[i], &h->head[i], p->values[i], p->s.taught ? p->s.taught + h->head[i].first : NULL, h->width,
                       p->s.rows.n, why);
    return ok;
}

/* ---- What is written: of each head the class, and the probability of each class; or its numbers ----------------------- */

static size_t columns_of(const head *h)
{
    return h->classes ? 1 + h->classes : h->width;
}

static void put_names(FILE *to, const head *h)
{
    const kit_label_names names = head_names(h);
    if (h->classes)
        fprintf(to, "%s%c", h->name, 0);
    for (size_t i = 0; i < h->width; i++)
        if (h->classes)
            fprintf(to, "%s=%s%c", h->name, names.names[i], 0);
        else if (h->width > 1)
            fprintf(to, "%s_%zu%c", h->name, i + 1, 0);
        else
            fprintf(to, "%s%c", h->name, 0);
}

static bool name_columns(prediction *p, kit_message *why)
{
    const heads *h = &p->s.heads;
    size_t size, at = 0;
    FILE *to = open_memstream(&p->texts, &size);
    for (size_t i = 0; to && i < h->n; i++)
        put_names(to, &h->head[i]);
    bool ok = to && fclose(to) == 0;
    p->names = calloc(p->s.width, sizeof *p->names);
    p->columns = calloc(p->s.width, sizeof *p->columns);
    if (!ok || !p->names || !p->columns)
        return kit_explain(why, "out of memory");
    for (size_t i = 0; i < p->s.width; i++, at += strlen(p->texts + at) + 1)
        p->names[i] = p->texts + at;
    for (size_t i = 0, k = 0; i < h->n; k += columns_of(&h->head[i++]))
        if (h->head[i].classes)
            p->columns[k] = h->head[i].known.columns[0];
    return true;
}

/* A row that cannot be used is NaN throughout. */
static void fill_row(float *to, const prediction *p, size_t row)
{
    for (size_t i = 0; i < p->s.heads.n; i++) {
        const head *h = &p->s.heads.head[i];
        if (h->classes)
            *to++ = p->told[i].class_of[row] < h->classes ? (float)p->told[i].class_of[row] : NAN;
        memcpy(to, p->values[i] + row * h->width, h->width * sizeof *to);
        to += h->width;
    }
}

static bool is_csv(const arguments *a)
{
    return a->format ? a->format == KIT_CSV : has_suffix(a->out, ".csv");
}

/* Where words have no place, classes are numbers. */
static void tell_numbers(const prediction *p, const arguments *a)
{
    for (size_t i = 0; i < p->s.heads.n && !is_csv(a) && !a->quiet && !a->json; i++) {
        const head *h = &p->s.heads.head[i];
        const kit_label_names names = head_names(h);
        if (h->classes == 0)
            continue;
        printf("%s: the classes of %s are numbers there:", a->out, h->name);
        for (size_t k = 0; k < names.n; k++) {
            printf("%s %zu is ", k ? "," : "", k);
            put_escaped(stdout, names.names[k], false);
        }
        putchar('\n');
    }
}

static bool write(prediction *p, const arguments *a, kit_message *why)
{
    static const task predicting = { .taker = "input", .column = "prediction", .no_images = "predictions" };
    session *s = &p->s;
    s->width = 0;
    for (size_t i = 0; i < s->heads.n; i++)
        s->width += columns_of(&s->heads.head[i]);
    s->result = calloc(s->rows.n, s->width * sizeof *s->result);
    if (!s->result)
        return kit_explain(why, "%s: out of memory", a->out);
    for (size_t i = 0; i < s->rows.n; i++)
        fill_row(s->result + i * s->width, p, i);
    if (!name_columns(p, why))
        return false;
    const column_names names = { .names = p->names, .n_names = s->width, .columns = p->columns };
    if (!write_named(s, &predicting, &names, a, why))
        return false;
    tell_numbers(p, a);
    tell_refused(s);
    return true;
}

/* ---- The command ------------------------------------------------------------------------------------------------------ */

static bool print_json(const prediction *p, kit_message *why)
{
    json_t *list = json_array();
    for (size_t i = 0; i < p->s.heads.n; i++)
        list = json_append(list, told_json(&p->told[i]));
    return json_print(stdout, json_pack("{s:o, s:o}", "rows", json_whole(p->s.rows.n), "heads", list), 0) ||
           kit_explain(why, "the result could not be printed");
}

static bool tell(const prediction *p, const arguments *a, kit_message *why)
{
    if (a->json)
        return print_json(p, why);
    for (size_t i = 0; i < p->s.heads.n && !a->quiet; i++) {
        if (i > 0)
            putchar('\n');
        told_print(&p->told[i]);
    }
    return true;
}

static bool check_out(const arguments *a, kit_message *why)
{
    if (!a->out)
        return true;
    if (draws(a))
        return kit_explain(why, "%s: predictions are no images; name a .csv, .npy or .svm file", a->out);
    return (a->format || kit_matrix_suffix(a->out, why)) && kit_writable(a->out, why);
}

bool run_predict(const arguments *a, kit_message *why)
{
    static const task opening = { .output = AE_OUT_CODE, .taker = "input" };
    prediction p = { 0 };
    const task *t = &opening;
    bool ok = check_out(a, why) && open_session(&p.s, &t, a, why) && check_heads(&p.s, a, why) &&
              label_session(&p.s, a, why) && run(&p, a, why) && measure(&p, why) && (!a->out || write(&p, a, why)) &&
              tell(&p, a, why);
    close_prediction(&p);
    return ok;
}
