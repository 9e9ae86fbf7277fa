/* What the tests of this room share: a net, rows for it in memory and from a callback, and every call that reads rows. */
#ifndef TEST_DATA_SUPPORT_H
#define TEST_DATA_SUPPORT_H

#include "../help.h"

/* Input, code and output are of one width, so that every call takes the same rows. They are many enough for threads to share
 * them. */
enum { ROWS = 600, WIDTH = 64, AT_A_TIME = 320 };
static const char spec[] = "input 64 | dropout 0.1 | dense 64 act=tanh | code | dense 64 act=sigmoid";
static float data[ROWS * WIDTH], targets[ROWS * WIDTH];
static const ae_rows memory = AE_ROWS_F32(data, ROWS, WIDTH);

static inline int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        targets[i] = 1 - data[i] / 2;
    return 0;
}

static inline ae_array floats(const float *x)
{
    return (ae_array){ x, WIDTH, 0, 1, AE_F32, 0 };
}

/* ---- a host that brings rows ---- */

typedef struct host {
    const float *input, *target;
    size_t n;            /* rows that it has */
    size_t *calls;       /* counted here; hosts may share a counter */
    size_t fail_at;      /* the call that fails; 0 = none */
    size_t beyond;       /* how often it was asked for a row that it does not have */
    size_t no_target;    /* how often for rows without their targets */
    size_t next, behind; /* the row after the last one; how often a row did not come after the one before */
} host;

static inline void note_order(host *h, uint32_t row)
{
    h->beyond += row >= h->n;
    h->behind += row < h->next;
    h->next = (size_t)row + 1;
}

static inline int bring(void *user, const ae_read_buffers *to, const uint32_t *rows, size_t n)
{
    host *h = user;
    for (size_t i = 0; i < n; i++) {
        note_order(h, rows[i]);
        memcpy(to->input + i * WIDTH, h->input + rows[i] * WIDTH, WIDTH * sizeof *to->input);
        if (to->target)
            memcpy(to->target + i * WIDTH, h->target + rows[i] * WIDTH, WIDTH * sizeof *to->target);
    }
    h->no_target += !to->target;
    return ++*h->calls == h->fail_at ? 7 : 0;
}

/* The same rows as `rows`, which are floats that lie dense, brought by the host. */
static inline ae_rows from_host(host *h, const ae_rows *rows, size_t *calls)
{
    ae_rows brought = *rows;
    *h = (host){ .input = rows->input.data, .target = rows->target.data, .n = rows->n, .calls = calls };
    brought.input.data = brought.target.data = NULL;
    brought.read = bring;
    brought.user = h;
    return brought;
}

/* ---- every call that reads rows ---- */

typedef struct call {
    const char *name;
    size_t width; /* of a row's results */
    bool targets; /* it looks at targets */
    ae_status (*run)(float *out, const ae_model *m, ae_context *c, const ae_rows *rows, ae_error *e);
} call;

static inline ae_status run_value(const char *name, float *out, const ae_model *m, ae_context *c, const ae_rows *rows,
                                  ae_error *e)
{
    return ae_model_run(&(ae_result){ name, out }, 1, m, c, rows, e);
}

static inline ae_status run_layer(float *out, const ae_model *m, ae_context *c, const ae_rows *rows, ae_error *e)
{
    return run_value("dense1", out, m, c, rows, e);
}

static inline ae_status run_errors(float *out, const ae_model *m, ae_context *c, const ae_rows *rows, ae_error *e)
{
    return run_value("errors", out, m, c, rows, e);
}

static inline ae_status run_score(float *out, const ae_model *m, ae_context *c, const ae_rows *rows, ae_error *e)
{
    return run_value("score", out, m, c, rows, e);
}

static const call calls[] = {
    { "encode", WIDTH, false, ae_model_encode },
    { "decode", WIDTH, false, ae_model_decode },
    { "reconstruct", WIDTH, false, ae_model_reconstruct },
    { "score", 1, true, ae_model_score },
    { "run dense1", WIDTH, false, run_layer },
    { "run errors", WIDTH, true, run_errors },
    { "run score", 1, true, run_score },
};
enum { CALLS = sizeof calls / sizeof *calls };

/* A context that serves all of them. */
static inline ae_context *make_context(const ae_model *m, size_t threads)
{
    static const char *const values[] = { "score", "dense1", "errors" };
    ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
    ae_context *context;
    ae_error e;
    o.rows = AT_A_TIME;
    o.threads = threads;
    o.outputs = AE_OUT_CODE | AE_OUT_DECODED | AE_OUT_RECONSTRUCTION | AE_OUT_SCORE;
    o.values = values;
    o.n_values = sizeof values / sizeof *values;
    must(ae_context_create(&context, m, &o, &e), &e);
    return context;
}

/* Both give the same results, bit for bit; so does evaluate. */
static inline void assert_same_results(const ae_model *m, ae_context *c, const ae_rows *a, const ae_rows *b)
{
    static float x[ROWS * WIDTH], y[ROWS * WIDTH];
    ae_metrics mean_x = AE_METRICS_INIT, mean_y = AE_METRICS_INIT;
    ae_error e;
    for (size_t i = 0; i < CALLS; i++) {
        memset(x, 0, sizeof x);
        memset(y, 0, sizeof y);
        must(calls[i].run(x, m, c, a, &e), &e);
        must(calls[i].run(y, m, c, b, &e), &e);
        assert_memory_equal(x, y, sizeof x);
    }
    must(ae_model_evaluate(&mean_x, m, c, a, &e), &e);
    must(ae_model_evaluate(&mean_y, m, c, b, &e), &e);
    assert_memory_equal(&mean_x, &mean_y, sizeof mean_x);
}

#endif
