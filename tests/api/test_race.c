/* Threads that share one const model, each with contexts of its own for values of its own: under the thread sanitizer, whose
 * verdict is the exit status. Their results are those of one thread alone. */
#include "../help.h"
#include <pthread.h>

enum { THREADS = 4, ROUNDS = 10, ROWS = 40, WIDTH = 12, WIDEST = 24 };
static const char spec[] =
    "input 3x2x2 | conv2d 6 kernel=2 pad=same act=relu | batchnorm | flatten | dense 5 name=inner act=tanh | "
    "topk 3 | code | decoder mirror tied=yes act=sigmoid | loss bce | loss huber weight=0.1 | "
    "penalty l1 weight=1e-3";
enum { VALUES = 13 };
static float data[ROWS * WIDTH], expected[VALUES][ROWS * WIDEST];
static const ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
static const ae_model *model;
static const char *names[VALUES];
static size_t widths[VALUES];

static int open_model(void **state)
{
    ae_model_info info = AE_MODEL_INFO_INIT;
    ae_error e;
    (void)state;
    curve(data, ROWS, WIDTH);
    model = make_model(spec, 1);
    must(ae_model_get_info(&info, model, &e), &e);
    assert_int_equal(info.values, VALUES);
    for (size_t i = 0; i < VALUES; i++) {
        ae_value_info value = AE_VALUE_INFO_INIT;
        must(ae_model_get_value(&value, model, i, &e), &e);
        names[i] = value.name;
        widths[i] = value.width;
        must(ae_model_run(&(ae_result){ value.name, expected[i] }, 1, model, NULL, &rows, &e), &e);
    }
    return 0;
}

static int close_model(void **state)
{
    (void)state;
    ae_model_free((ae_model *)(uintptr_t)model);
    return 0;
}

typedef struct guest {
    pthread_t thread;
    size_t number, wrong;
} guest;

static ae_context *make_context(size_t first, size_t n, size_t threads)
{
    ae_context_options o = { sizeof o, 32, threads, AE_OUT_SCORE, names + first, n };
    ae_context *context = NULL;
    size_t bytes = 0;
    ae_status status = ae_context_memory(&bytes, model, &o, NULL);
    return status == AE_OK && ae_context_create(&context, model, &o, NULL) == AE_OK ? context : NULL;
}

/* Runs all that the context serves in one pass. */
static size_t run_wrongly(ae_context *context, size_t first, size_t n)
{
    static const float none[ROWS * WIDEST];
    static _Thread_local float got[VALUES][ROWS * WIDEST];
    ae_result results[VALUES];
    size_t wrong = 0;
    for (size_t i = 0; i < n; i++) {
        memcpy(got[i], none, sizeof none);
        results[i] = (ae_result){ names[first + i], got[i] };
    }
    wrong += ae_model_run(results, n, model, context, &rows, NULL) != AE_OK;
    for (size_t i = 0; i < n; i++)
        wrong += memcmp(got[i], expected[first + i], ROWS * widths[first + i] * sizeof(float)) != 0;
    return wrong;
}

/* Besides runs: what else reads a const model. */
static size_t ask_wrongly(void)
{
    ae_model *clone = NULL;
    ae_metrics metrics = AE_METRICS_INIT;
    size_t bytes, wrong = 0;
    wrong += ae_model_clone(&clone, model, NULL) != AE_OK;
    wrong += ae_fit_memory(&bytes, model, &rows, NULL, NULL) != AE_OK;
    wrong += ae_trainer_memory(&bytes, model, NULL, NULL) != AE_OK;
    wrong += ae_model_save_memory(NULL, 0, &bytes, model, NULL) != AE_OK;
    wrong += ae_model_evaluate(&metrics, model, NULL, &rows, NULL) != AE_OK;
    ae_model_free(clone);
    return wrong;
}

static void *visit(void *argument)
{
    guest *g = argument;
    for (size_t round = 0; round < ROUNDS; round++) {
        size_t first = (g->number * 5 + round) % VALUES, n = 1 + (g->number + round * 3) % (VALUES - first);
        ae_context *context = make_context(first, n, 1 + round % 2);
        g->wrong += !context || run_wrongly(context, first, n);
        g->wrong += run_wrongly(NULL, first, n) + ask_wrongly();
        ae_context_free(context);
    }
    return NULL;
}

static void contexts_of_any_values_share_a_model(void **state)
{
    guest guests[THREADS];
    (void)state;
    for (size_t i = 0; i < THREADS; i++) {
        guests[i] = (guest){ .number = i };
        assert_int_equal(pthread_create(&guests[i].thread, NULL, visit, &guests[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(guests[i].thread, NULL);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(guests[i].wrong, 0);
}

/* Threads of the library's own, which fill the model that it trains. */
static void threads_of_a_fit_share_a_model(void **state)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_model *m[2];
    ae_error e;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        o.threads = 1 + 2 * i;
        o.valid = &rows;
        m[i] = make_model("input 12 | dense 300 act=tanh | code | dense 12", 1);
        must(ae_model_fit(m[i], &rows, &o, &e), &e);
    }
    assert_same_model(m[0], m[1]);
    ae_model_free(m[0]);
    ae_model_free(m[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contexts_of_any_values_share_a_model),
        cmocka_unit_test(threads_of_a_fit_share_a_model),
    };
    return cmocka_run_group_tests_name("race", tests, open_model, close_model);
}
