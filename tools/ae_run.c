/* The commands that run a trained model: encode, reconstruct, decode, score, eval. */
#include "ae.h"
#include "ae_json.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Everything that a run needs; one owner, freed as a whole. */
typedef struct session {
    ae_model *model;
    ae_model_info info;
    ae_context *context;
    kit_table table, target;
    ae_rows rows;
    float *result;
} session;

/* What the four commands that write a matrix differ in. */
typedef struct task {
    unsigned output; /* of ae_output */
    const char *taker, *column;
    ae_status (*run)(float *out, const ae_model *model, ae_context *context, const ae_rows *rows, ae_error *error);
} task;

static const task encoding = { AE_OUT_CODE, "input", "code", ae_model_encode };
static const task reconstruction = { AE_OUT_RECONSTRUCTION, "input", "x", ae_model_reconstruct };
static const task decoding = { AE_OUT_DECODED, "code", "x", ae_model_decode };
static const task scoring = { AE_OUT_SCORE, "input", "score", ae_model_score };
static const task evaluation = { AE_OUT_SCORE | AE_OUT_RECONSTRUCTION, "input", NULL, NULL };

static void close_session(session *s)
{
    ae_context_free(s->context);
    ae_model_free(s->model);
    kit_table_free(&s->table);
    kit_table_free(&s->target);
    free(s->result);
}

static bool load_model(session *s, const arguments *a, kit_message *why)
{
    ae_error e;
    ae_model_options options = model_options(a);
    s->info = (ae_model_info)AE_MODEL_INFO_INIT;
    return (ae_model_load(&s->model, a->model, &options, &e) == AE_OK &&
            ae_model_get_info(&s->info, s->model, &e) == AE_OK) ||
           blame(why, a->model, &e);
}

/* Codes are in the model's own numbers; everything else is divided by the scale, by default the model's. */
static bool load_data(session *s, const task *t, const arguments *a, kit_message *why)
{
    bool codes = t->output == AE_OUT_DECODED;
    if (!load_rows(&s->table, a->data, a, codes ? s->info.code_width : s->info.input_width, t->taker, why))
        return false;
    s->rows = kit_table_rows(&s->table, codes ? 1.0 : a->scale);
    if (!codes)
        tell_bytes(&s->table, a, s->info.scale);
    if (!a->target)
        return true;
    if (!load_target(&s->target, a->target, &s->table, a, s->info.output_width, why))
        return false;
    s->rows.target = target_array(&s->target, &s->table, a, a->scale);
    return true;
}

static bool make_context(session *s, const task *t, const arguments *a, kit_message *why)
{
    ae_error e;
    ae_context_options options = AE_CONTEXT_OPTIONS_INIT;
    options.outputs = t->output;
    options.threads = (unsigned)a->threads;
    return ae_context_create(&s->context, s->model, &options, &e) == AE_OK || blame(why, NULL, &e);
}

static bool open_session(session *s, const task *t, const arguments *a, kit_message *why)
{
    *s = (session){ 0 };
    return load_model(s, a, why) && load_data(s, t, a, why) && make_context(s, t, a, why);
}

/* ---- Commands that write a matrix --------------------------------------------------------------------------------- */

bool is_png(const char *path)
{
    size_t n = strlen(path);
    return n > 4 && strcmp(path + n - 4, ".png") == 0;
}

/* Codes and scores have no two sides, so a picture of them would mean nothing. */
static bool check_suffix(const task *t, const char *path, kit_message *why)
{
    if (is_png(path) && t->output & (AE_OUT_CODE | AE_OUT_SCORE))
        return kit_explain(why, "%s: %ss are no images; name a .npy or .csv file", path, t->column);
    return kit_matrix_suffix(path, why);
}

static size_t result_width(const session *s, const task *t)
{
    if (t->output == AE_OUT_SCORE)
        return 1;
    return t->output == AE_OUT_CODE ? s->info.code_width : s->info.output_width;
}

static uint64_t limit(const arguments *a)
{
    enum { PICTURES = 16 };
    return a->limit ? a->limit : is_png(a->out) ? PICTURES : UINT64_MAX;
}

static bool compute(session *s, const task *t, const arguments *a, kit_message *why)
{
    ae_error e;
    if (s->rows.n > limit(a))
        s->rows.n = (size_t)limit(a);
    s->result = calloc(s->rows.n, result_width(s, t) * sizeof *s->result);
    if (!s->result)
        return kit_explain(why, "%s: out of memory: %zu rows of %zu results", a->out, s->rows.n, result_width(s, t));
    return t->run(s->result, s->model, s->context, &s->rows, &e) == AE_OK || blame(why, a->data, &e);
}

static size_t product(const size_t shape[4], size_t rank)
{
    size_t p = 1;
    for (size_t i = 0; i < rank; i++)
        p *= shape[i];
    return p;
}

static size_t rank_of(const size_t shape[4])
{
    size_t rank = 0;
    while (rank < 4 && shape[rank])
        rank++;
    return rank;
}

/* Outputs have the shape that the spec gives them; where that is flat, that of the data, if it fits: 784 becomes 28 x 28. */
static kit_matrix result_matrix(const session *s, const task *t)
{
    kit_matrix m = { .data = s->result, .rows = s->rows.n, .width = result_width(s, t), .rank = 1, .column = t->column };
    const size_t *shape = s->info.output_shape;
    size_t rank = rank_of(shape);
    m.shape[0] = m.width;
    if (t->output & (AE_OUT_CODE | AE_OUT_SCORE))
        return m;
    if (rank < 2 && product(s->table.shape, s->table.rank) == m.width) {
        shape = s->table.shape;
        rank = s->table.rank;
    }
    m.rank = rank;
    memcpy(m.shape, shape, sizeof m.shape);
    return m;
}

/* Who gave a --limit knows. */
static void tell_left_out(const session *s, const arguments *a)
{
    if (!a->limit && s->rows.n < s->table.rows)
        fprintf(stderr, "%zu of %zu rows drawn; --limit N for more\n", s->rows.n, s->table.rows);
}

static bool run_task(const task *t, const arguments *a, kit_message *why)
{
    session s;
    if (!check_suffix(t, a->out, why) || !kit_writable(a->out, why))
        return false;
    bool ok = open_session(&s, t, a, why) && compute(&s, t, a, why);
    if (ok) {
        kit_matrix m = result_matrix(&s, t);
        m.labels = t->output == AE_OUT_SCORE ? s.table.labels : NULL;
        ok = kit_matrix_write(a->out, &m, why);
        if (ok)
            tell_left_out(&s, a);
    }
    close_session(&s);
    return ok;
}

bool run_encode(const arguments *a, kit_message *why)
{
    return run_task(&encoding, a, why);
}

bool run_reconstruct(const arguments *a, kit_message *why)
{
    return run_task(&reconstruction, a, why);
}

bool run_decode(const arguments *a, kit_message *why)
{
    return run_task(&decoding, a, why);
}

bool run_score(const arguments *a, kit_message *why)
{
    return run_task(&scoring, a, why);
}

/* ---- eval --------------------------------------------------------------------------------------------------------- */

static bool print_metrics(const ae_metrics *m, size_t width, kit_message *why)
{
    json_t *object = json_pack("{s:I, s:I, s:f, s:f, s:f, s:f}", "rows", (json_int_t)m->rows, "width", (json_int_t)width,
                               "loss", m->loss, "mse", m->mse, "sse_per_row", m->sse_per_row, "mae", m->mae);
    return json_print(stdout, object, 0) || kit_explain(why, "the errors are no numbers, or could not be printed");
}

bool run_eval(const arguments *a, kit_message *why)
{
    session s;
    ae_error e;
    ae_metrics metrics = AE_METRICS_INIT;
    bool ok = open_session(&s, &evaluation, a, why) &&
              (ae_model_evaluate(&metrics, s.model, s.context, &s.rows, &e) == AE_OK || blame(why, a->data, &e)) &&
              print_metrics(&metrics, s.info.output_width, why);
    close_session(&s);
    return ok;
}
