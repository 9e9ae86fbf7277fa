/* One const model for many threads, each with a context of its own; and contexts that a fork took along. */
#include "../help.h"
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 8, FORKS = 20, ROWS = 64, WIDTH = 96, CODE = 5 }; /* large enough for pools to be used */
static const char spec[] = "input 96 | dense 64 act=sigmoid | dense 5 act=tanh | code | dense 96";
static float data[ROWS * WIDTH], expected[ROWS * CODE];
static ae_model *model;
static const ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);

static int open_model(void **state)
{
    ae_error e;
    (void)state;
    curve(data, ROWS, WIDTH);
    model = make_model(spec, 1);
    must(ae_model_encode(expected, model, NULL, &rows, &e), &e);
    return 0;
}

static int close_model(void **state)
{
    (void)state;
    ae_model_free(model);
    return 0;
}

static size_t encodes(void)
{
    return getenv("AE_TEST_SMALL") ? 50 : 500;
}

static ae_context *make_context(unsigned threads, size_t at_a_time)
{
    ae_context_options o = AE_CONTEXT_OPTIONS_INIT;
    ae_context *context = NULL;
    o.threads = threads;
    o.rows = at_a_time;
    return ae_context_create(&context, model, &o, NULL) == AE_OK ? context : NULL;
}

static size_t encode_wrongly(ae_context *context)
{
    float codes[ROWS * CODE];
    return ae_model_encode(codes, model, context, &rows, NULL) != AE_OK || memcmp(codes, expected, sizeof expected) != 0;
}

/* ---- many threads ---- */

typedef struct guest {
    pthread_t thread;
    unsigned number, threads;
    size_t wrong;
} guest;

/* Contexts of different capacity, so that the guests do not march in step; but enough for a pool to have work. */
static void *encode_often(void *argument)
{
    guest *g = argument;
    ae_context *context = make_context(g->threads, g->threads > 1 ? ROWS : 1 + g->number * 7);
    g->wrong = context ? 0 : 1;
    for (size_t i = 0; context && i < encodes(); i++)
        g->wrong += encode_wrongly(context);
    ae_context_free(context);
    return NULL;
}

/* Besides encoding: what else is promised to be safe on a const model. */
static void *ask_often(void *argument)
{
    guest *g = argument;
    ae_model_info info = AE_MODEL_INFO_INIT;
    for (size_t i = 0; i < encodes() / 5; i++) {
        ae_model *clone = NULL;
        size_t bytes = 0;
        g->wrong += ae_model_clone(&clone, model, NULL) != AE_OK;
        g->wrong += ae_model_get_info(model, &info, NULL) != AE_OK || info.code_width != CODE;
        g->wrong += ae_model_save_memory(model, NULL, 0, &bytes, NULL) != AE_OK;
        g->wrong += ae_fit_memory(&bytes, model, &rows, NULL, NULL) != AE_OK;
        g->wrong += encode_wrongly(NULL);
        ae_model_free(clone);
    }
    return NULL;
}

static void share(void *(*work)(void *), unsigned threads)
{
    guest guests[THREADS];
    for (unsigned i = 0; i < THREADS; i++) {
        guests[i] = (guest){ .number = i, .threads = threads };
        assert_int_equal(pthread_create(&guests[i].thread, NULL, work, &guests[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(guests[i].thread, NULL);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(guests[i].wrong, 0);
}

static void threads_share_a_model(void **state)
{
    (void)state;
    share(encode_often, 1);
}

static void pools_share_a_model(void **state)
{
    (void)state;
    share(encode_often, 2);
}

static void questions_share_a_model(void **state)
{
    (void)state;
    share(ask_often, 1);
}

/* ---- forks ---- */

/* The thread sanitizer lets no child of a fork start threads. */
#if defined(__has_feature)
#define CLANG_WATCHES __has_feature(thread_sanitizer)
#else
#define CLANG_WATCHES 0
#endif
#if defined(__SANITIZE_THREAD__) || CLANG_WATCHES
enum { CHILD_THREADS = 1 };
#else
enum { CHILD_THREADS = 2 };
#endif

/* What a child finds; it must not return into cmocka. */
static int in_child(ae_context *context)
{
    size_t wrong = encode_wrongly(context);
    ae_context *own = make_context(CHILD_THREADS, 0);
    wrong += !own || encode_wrongly(own);
    ae_context_free(own);
    ae_context_free(context);
    return wrong ? 1 : 0;
}

/* Given a context whose threads exist in the parent only; then the child's encodes come out the same and it can free the
 * context; and the parent's threads still work. */
static void a_fork_can_use_the_parents_context(void **state)
{
    if (EMULATED) /* qemu stumbles over forks of a process with threads, by chance */
        skip();
    ae_context *context = make_context(3, 0);
    (void)state;
    assert_non_null(context);
    for (size_t i = 0; i < FORKS; i++) {
        int status;
        assert_int_equal(encode_wrongly(context), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            alarm(60); /* a child that hangs must not outlive the test */
            _exit(in_child(context));
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
    assert_int_equal(encode_wrongly(context), 0);
    ae_context_free(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_share_a_model),
        cmocka_unit_test(pools_share_a_model),
        cmocka_unit_test(questions_share_a_model),
        cmocka_unit_test(a_fork_can_use_the_parents_context),
    };
    return cmocka_run_group_tests_name("threads", tests, open_model, close_model);
}
