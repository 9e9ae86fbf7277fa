/* Every public call once, for tests of what the library does to its host and the host to it. All that it makes is bytes, so
 * that two journeys can be compared without arithmetic. */
#ifndef TEST_JOURNEY_H
#define TEST_JOURNEY_H

#include "../help.h"

enum { JOURNEY_ROWS = 70, JOURNEY_WIDTH = 12, JOURNEY_CODE = 3, JOURNEY_FILE = 8192, JOURNEY_TEXT = 16384 };

typedef struct journey {
    float data[JOURNEY_ROWS * JOURNEY_WIDTH]; /* filled by journey_prepare; some are subnormal */
    double doubles[JOURNEY_ROWS * JOURNEY_WIDTH];
    const char *path; /* where the model is saved */
    unsigned threads;
    ae_progress_fn watch; /* fit's callback */
    void *user;
    const char *failed; /* the first call that did not return what it should; NULL = none */
    struct {
        size_t size, memory, context_memory, trainer_memory;
        unsigned char file[JOURNEY_FILE], stepped[JOURNEY_FILE];
        float codes[JOURNEY_ROWS * JOURNEY_CODE], decoded[JOURNEY_ROWS * JOURNEY_WIDTH], scores[JOURNEY_ROWS];
        float errors[JOURNEY_ROWS * JOURNEY_WIDTH];
        float reconstructed[JOURNEY_ROWS * JOURNEY_WIDTH], loaded[JOURNEY_ROWS * JOURNEY_CODE];
        double means[4], loss;
        char text[JOURNEY_TEXT];
    } made;
} journey;

static const char journey_spec[] = "input 12 | init normal sd=0.3 | dense 6 act=tanh | dropout 0.3 | dense 3 act=leaky_relu slope=0.2 | "
                                   "code | dense 12 | loss mse weight=0.1";

static inline void journey_prepare(journey *j, const char *path)
{
    memset(j, 0, sizeof *j);
    curve(j->data, JOURNEY_ROWS, JOURNEY_WIDTH);
    for (size_t i = 0; i < JOURNEY_ROWS * JOURNEY_WIDTH; i += 5)
        j->data[i] *= 1e-39f;
    for (size_t i = 0; i < JOURNEY_ROWS * JOURNEY_WIDTH; i++)
        j->doubles[i] = (double)j->data[i] / 3;
    j->path = path;
    j->threads = 2;
}

/* Notes the first failure; no assertion, so that it works in any thread and mode. */
#define JOURNEY_CALL(j, wanted, call)           \
    do {                                        \
        if ((call) != (wanted) && !(j)->failed) \
            (j)->failed = #call;                \
    } while (0)

static inline void journey_run_model(journey *j, const ae_model *m)
{
    ae_rows rows = AE_ROWS_F32(j->data, JOURNEY_ROWS, JOURNEY_WIDTH),
            codes = AE_ROWS_F32(j->made.codes, JOURNEY_ROWS, JOURNEY_CODE);
    ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
    ae_metrics metrics = AE_METRICS_INIT;
    ae_context *context = NULL;
    o.rows = 32;
    o.threads = j->threads;
    JOURNEY_CALL(j, AE_OK, ae_context_create(&context, m, &o, NULL));
    JOURNEY_CALL(j, AE_OK, ae_model_encode(j->made.codes, m, context, &rows, NULL));
    JOURNEY_CALL(j, AE_OK, ae_model_decode(j->made.decoded, m, context, &codes, NULL));
    JOURNEY_CALL(j, AE_OK, ae_model_reconstruct(j->made.reconstructed, m, NULL, &rows, NULL));
    JOURNEY_CALL(j, AE_OK, ae_model_score(j->made.scores, m, context, &rows, NULL));
    JOURNEY_CALL(j, AE_OK, ae_model_evaluate(&metrics, m, context, &rows, NULL));
    memcpy(j->made.means, &metrics.loss, sizeof j->made.means);
    ae_context_free(context);
}

static inline void journey_run_values(journey *j, const ae_model *m)
{
    const char *const names[] = { "errors" };
    const ae_result result = { "errors", j->made.errors };
    ae_rows rows = AE_ROWS_F32(j->data, JOURNEY_ROWS, JOURNEY_WIDTH);
    ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
    ae_context *context = NULL;
    o.values = names;
    o.n_values = 1;
    JOURNEY_CALL(j, AE_OK, ae_context_memory(&j->made.context_memory, m, &o, NULL));
    JOURNEY_CALL(j, AE_OK, ae_context_create(&context, m, &o, NULL));
    JOURNEY_CALL(j, AE_OK, ae_model_run(&result, 1, m, context, &rows, NULL));
    ae_context_free(context);
}

static inline void journey_train(journey *j, ae_model *m)
{
    ae_rows rows = AE_ROWS_F32(j->data, JOURNEY_ROWS, JOURNEY_WIDTH);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    rows.input.data = j->doubles;
    rows.input.dtype = AE_F64;
    rows.input.scale = 0.7;
    o.optimizer = "adam lr=0.003 eps=1e-7";
    o.batch = 32;
    o.epochs = 3;
    o.threads = j->threads;
    o.valid = &rows;
    o.on_step = o.on_epoch = j->watch;
    o.user = j->user;
    JOURNEY_CALL(j, AE_OK, ae_fit_memory(&j->made.memory, m, &rows, &o, NULL));
    JOURNEY_CALL(j, AE_OK, ae_model_fit(m, &rows, &o, NULL));
}

static inline void journey_step(journey *j, const ae_model *m)
{
    ae_rows rows = AE_ROWS_F32(j->data, JOURNEY_ROWS, JOURNEY_WIDTH);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    rows.input.scale = 0; /* the scale it was trained with */
    ae_model *clone = NULL;
    ae_trainer *trainer = NULL;
    o.optimizer = "sgd lr=0.01 momentum=0.9";
    o.threads = j->threads;
    JOURNEY_CALL(j, AE_OK, ae_trainer_memory(&j->made.trainer_memory, m, &o, NULL));
    JOURNEY_CALL(j, AE_OK, ae_model_clone(&clone, m, NULL));
    JOURNEY_CALL(j, AE_OK, ae_trainer_create(&trainer, clone, &o, NULL));
    JOURNEY_CALL(j, AE_OK, ae_trainer_step(&j->made.loss, trainer, &rows, NULL));
    ae_trainer_free(trainer);
    JOURNEY_CALL(j, AE_OK, ae_model_save_memory(j->made.stepped, JOURNEY_FILE, &j->made.size, clone, NULL));
    ae_model_free(clone);
}

static inline void journey_store(journey *j, const ae_model *m)
{
    ae_rows rows = AE_ROWS_F32(j->data, JOURNEY_ROWS, JOURNEY_WIDTH);
    ae_model *loaded = NULL;
    JOURNEY_CALL(j, AE_OK, ae_model_save_memory(j->made.file, JOURNEY_FILE, &j->made.size, m, NULL));
    JOURNEY_CALL(j, AE_OK, ae_model_load_memory(&loaded, j->made.file, j->made.size, NULL, NULL));
    ae_model_free(loaded);
    JOURNEY_CALL(j, AE_OK, ae_model_save(m, j->path, NULL));
    JOURNEY_CALL(j, AE_OK, ae_model_load(&loaded, j->path, NULL, NULL));
    JOURNEY_CALL(j, AE_OK, ae_model_encode(j->made.loaded, loaded, NULL, &rows, NULL));
    ae_model_free(loaded);
}

static inline void journey_ask(journey *j, const ae_model *m)
{
    ae_model_info info = AE_MODEL_INFO_INIT;
    ae_tensor_info tensor = AE_TENSOR_INFO_INIT;
    JOURNEY_CALL(j, AE_OK, ae_model_get_info(&info, m, NULL));
    JOURNEY_CALL(j, AE_OK, ae_model_get_tensor(&tensor, m, 0, NULL));
    JOURNEY_CALL(j, AE_OK, ae_model_describe(j->made.text, JOURNEY_TEXT, NULL, m, NULL));
    JOURNEY_CALL(j, 0,
                 strcmp(ae_version(), "") == 0 || strcmp(ae_build_info(), "") == 0 || strcmp(ae_model_spec(m), "") == 0);
    JOURNEY_CALL(j, 0, strcmp(ae_status_name(AE_EIO), "AE_EIO"));
    JOURNEY_CALL(j, 0, strcmp(ae_status_text(AE_OK), "success"));
}

/* Errors put numbers into words. */
static inline void journey_err(journey *j, ae_model *m)
{
    ae_rows rows = AE_ROWS_F32(j->data, JOURNEY_ROWS, JOURNEY_WIDTH);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_trainer *none = NULL;
    ae_model *nothing = NULL;
    ae_error e;
    size_t bytes;
    o.optimizer = "adam lr=-0.3";
    rows.input.scale = -0.1;
    JOURNEY_CALL(j, AE_EVALUE, ae_model_create(&nothing, "input 4 | dense 2 act=leaky_relu slope=1.7", NULL, &e));
    JOURNEY_CALL(j, AE_EVALUE, ae_trainer_create(&none, m, &o, &e));
    JOURNEY_CALL(j, AE_EDATA, ae_model_fit(m, &rows, NULL, &e));
    JOURNEY_CALL(j, AE_EDATA, ae_fit_memory(&bytes, m, &rows, NULL, &e));
    JOURNEY_CALL(j, AE_EDATA, ae_model_encode(j->made.loaded, m, NULL, &rows, &e));
    JOURNEY_CALL(j, AE_EIO, ae_model_load(&nothing, "/nowhere/model", NULL, &e));
    JOURNEY_CALL(j, AE_EIO, ae_model_save(m, "/nowhere/model", &e));
}

static inline void journey_go(journey *j)
{
    ae_model_options o = AE_MODEL_OPTIONS_INIT;
    ae_model *m = NULL;
    o.seed = 4;
    JOURNEY_CALL(j, AE_OK, ae_model_create(&m, journey_spec, &o, NULL));
    if (j->failed)
        return;
    journey_err(j, m);
    journey_train(j, m);
    journey_run_model(j, m);
    journey_run_values(j, m);
    journey_step(j, m);
    journey_store(j, m);
    journey_ask(j, m);
    ae_model_free(m);
}

static inline void journey_compare(const journey *a, const journey *b)
{
    if (a->failed || b->failed)
        fail_msg("%s", a->failed ? a->failed : b->failed);
    assert_string_equal(a->made.text, b->made.text);
    assert_memory_equal(a->made.file, b->made.file, sizeof a->made.file);
    assert_memory_equal(&a->made, &b->made, sizeof a->made);
}

#endif
