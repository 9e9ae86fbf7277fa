/* ae sample: rows that a decoder makes of codes; here those on a grid, and what is written. */
#include "ae_sample.h"
#include "kit/latent.h"
#include "kit/stat.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const task sampling = { .output = AE_OUT_CODE | AE_OUT_DECODED, .taker = "input" };
static const task writing = { .output = AE_OUT_DECODED, .column = "x", .is_rows = true };

static size_t width_of(const sample *p)
{
    return p->s.info.code_width;
}

bool sample_make_room(sample *p, size_t n, kit_message *why)
{
    session *s = &p->s;
    p->n = n;
    s->width = s->info.output_width;
    p->codes = calloc(n, width_of(p) * sizeof *p->codes);
    s->result = calloc(n, s->width * sizeof *s->result);
    return (p->codes && s->result) ||
           kit_explain(why, "out of memory: %zu codes of %zu numbers, and their rows of %zu", n, width_of(p), s->width);
}

float *sample_encode(const sample *p, const ae_rows *rows, kit_message *why)
{
    ae_error e;
    const size_t n = rows->pick ? rows->picks : rows->n;
    float *codes = calloc(n, width_of(p) * sizeof *codes);
    if (!codes)
        kit_explain(why, "%s: out of memory: %zu codes", p->s.table.source, n);
    else if (ae_model_encode(codes, p->s.model, p->s.context, rows, &e) == AE_OK)
        return codes;
    else
        blame_rows(why, &p->s.table, &e);
    free(codes);
    return NULL;
}

/* ---- A grid --------------------------------------------------------------------------------------------------------- */

/* Of the codes of rows, each of two numbers. */
static bool measure(double mean[2], double deviation[2], const sample *p, kit_message *why)
{
    kit_moments moments[2] = { { 0 } };
    float *codes = sample_encode(p, &p->s.rows, why);
    if (!codes)
        return false;
    for (size_t i = 0; i < 2 * p->s.rows.n; i++)
        kit_moments_add(&moments[i % 2], (double)codes[i]);
    for (size_t k = 0; k < 2; k++) {
        mean[k] = moments[k].mean;
        deviation[k] = sqrt(moments[k].squares / (double)moments[k].n);
    }
    free(codes);
    return true;
}

static bool check_plane(const sample *p, const arguments *a, kit_message *why)
{
    const ae_model *model = p->s.model;
    if (width_of(p) != 2)
        return kit_explain(why, "%s: its code has %zu number%s, and --manifold draws codes of 2", a->model, width_of(p),
                           width_of(p) == 1 ? "" : "s");
    return a->data || (draws_codes(model) && !has_density(model)) ||
           kit_explain(why,
                       "%s: no loss keeps its codes near to the standard normal distribution; --data X takes their mean and "
                       "deviation from rows",
                       a->model);
}

static bool find_grid(sample *p, const arguments *a, kit_message *why)
{
    const size_t side = (size_t)a->manifold;
    double mean[2] = { 0, 0 }, deviation[2] = { 1, 1 };
    if (!check_plane(p, a, why) || (a->data && !measure(mean, deviation, p, why)))
        return false;
    for (size_t k = 0; k < 2 && a->deviation > 0; k++)
        deviation[k] *= a->deviation;
    if (side > SIZE_MAX / side)
        return kit_explain(why, "--manifold %zu: out of memory", side);
    if (!sample_condition(p, a, why) || !sample_make_room(p, side * side, why))
        return false;
    kit_latent_grid(p->codes, side, mean, deviation);
    p->s.across = side;
    return true;
}

/* ---- What is written ------------------------------------------------------------------------------------------------ */

/* Of a condition that is one column of classes, each row's becomes its label; between two classes it has none. */
static bool label_rows(sample *p, kit_message *why)
{
    session *s = &p->s;
    const kit_table_column *c = s->condition.width ? &s->condition.known.columns[0] : NULL;
    if (!c || s->condition.known.width > 1 || c->kind == KIT_NUMBER)
        return true;
    s->table.labels = calloc(p->n, sizeof *s->table.labels);
    if (!s->table.labels)
        return kit_explain(why, "out of memory: %zu labels", p->n);
    snprintf(s->table.label_name, sizeof s->table.label_name, "%s", c->name ? c->name : "");
    for (size_t i = 0; i < p->n * c->n_levels; i++) {
        const size_t row = i / c->n_levels, class = i % c->n_levels;
        if (p->conditions[(p->one_condition ? 0 : row) * c->n_levels + class] == 1)
            snprintf(s->table.labels[row], sizeof *s->table.labels, "%s", c->levels[class]);
    }
    return true;
}

/* The rows that said which codes are no part of the result, but images have the sizes of theirs. */
static void drop_rows(session *s)
{
    kit_table shape = { .rank = s->table.rank };
    memcpy(shape.shape, s->table.shape, sizeof shape.shape);
    kit_table_free(&s->table);
    s->table = shape;
}

/* As `ae encode` writes them and `ae decode` takes them: a label that is the condition is called `label` there. */
static bool write_codes(const sample *p, const arguments *a, kit_message *why)
{
    const session *s = &p->s;
    const size_t width = width_of(p);
    const char *label = s->schema.label, *name = s->table.label_name;
    kit_matrix m = { .data = p->codes,
                     .rows = p->n,
                     .width = width,
                     .rank = 1,
                     .shape = { width },
                     .column = "code",
                     .labels = s->table.labels,
                     .label_name = *name && !(label && strcmp(label, name) == 0) ? name : NULL,
                     .remarks = stderr,
                     .notes = a->quiet ? NULL : stdout };
    if (!a->codes)
        return true;
    put_condition(&m, s, a->codes);
    return kit_matrix_write(a->codes, &m, why);
}

static bool check_outputs(const arguments *a, kit_message *why)
{
    if (a->codes && is_png(a->codes))
        return kit_explain(why, "%s: codes are no images; name a .npy, .csv or .svm file", a->codes);
    return (!a->out || ((a->format || kit_matrix_suffix(a->out, why)) && kit_writable(a->out, why))) &&
           (!a->codes || (kit_matrix_suffix(a->codes, why) && kit_writable(a->codes, why))) &&
           (!a->save || check_model_out(a->save, why));
}

static bool check_decoder(const sample *p, const arguments *a, kit_message *why)
{
    return p->s.info.output_width > 0 ||
           kit_explain(why, "%s: has no decoder, so no rows can be made of its codes", a->model);
}

static bool is_drawn(const arguments *a)
{
    return !a->manifold && !a->between.given && !a->plus;
}

static bool decode(sample *p, kit_message *why)
{
    ae_error e;
    session *s = &p->s;
    ae_rows codes = AE_ROWS_F32(p->codes, p->n, width_of(p));
    codes.condition = p->condition;
    return ae_model_decode(s->result, s->model, s->context, &codes, &e) == AE_OK || blame(why, NULL, &e);
}

static bool find_codes(sample *p, const arguments *a, kit_message *why)
{
    if (a->manifold)
        return find_grid(p, a, why);
    return a->plus ? sample_moved(p, a, why) : sample_between(p, a, why);
}

static bool make_rows(sample *p, const arguments *a, kit_message *why)
{
    return is_drawn(a) ? sample_draw(p, a, why) : find_codes(p, a, why) && decode(p, why);
}

static bool write(sample *p, const arguments *a, kit_message *why)
{
    if (p->n == 0)
        return true;
    drop_rows(&p->s);
    p->s.rows.n = p->n;
    p->s.rows.condition = p->condition;
    return label_rows(p, why) && carry_condition(&p->s, p->s.table.labels != NULL, why) && write_codes(p, a, why) &&
           (!a->out || write_result(&p->s, &writing, a, why));
}

/* ---- The command ---------------------------------------------------------------------------------------------------- */

/* What the codes are; then where they and their rows have gone. */
static void tell(const sample *p, const arguments *a)
{
    const session *s = &p->s;
    if (a->manifold)
        printf("a grid of %zu x %zu codes", s->across, s->across);
    else if (!is_drawn(a))
        sample_tell_line(p, a);
    else
        printf("%zu codes of %zu number%s, drawn by seed %llu", p->n, width_of(p), width_of(p) == 1 ? "" : "s",
               (unsigned long long)a->seed);
    if (a->codes)
        printf(", in %s", a->codes);
    if (a->out)
        printf("; their rows%s are in %s", !is_drawn(a) ? "" : s->draws_rows ? " (--rows drawn)" : " (--rows mean)", a->out);
    printf("\n");
}

/* The rows of --fit, and those that a grid is laid over, bring their own condition: the columns that the model knows. */
static arguments arguments_for_rows(const arguments *a)
{
    arguments of = *a;
    if (a->usual)
        of.data = a->usual;
    if (a->usual || a->manifold)
        of.reading.condition = NULL;
    return of;
}

bool run_sample(const arguments *a, kit_message *why)
{
    sample p = { 0 };
    const arguments of = arguments_for_rows(a);
    const task *t = &sampling;
    bool ok = check_outputs(a, why) && open_session(&p.s, &t, &of, why) && check_decoder(&p, a, why) &&
              make_rows(&p, a, why) && write(&p, a, why);
    if (ok && p.n && !a->quiet)
        tell(&p, a);
    free(p.codes);
    free(p.conditions);
    close_session(&p.s);
    return ok;
}
