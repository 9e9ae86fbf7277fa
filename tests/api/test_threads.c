/* One const model for many threads, each with a context of its own; many that train at once; encoding while training; and
 * what a fork took along. */
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
        g->wrong += ae_model_get_info(&info, model, NULL) != AE_OK || info.code_width != CODE;
        g->wrong += ae_model_save_memory(NULL, 0, &bytes, model, NULL) != AE_OK;
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

/* ---- training ---- */

static ae_model *train(ae_progress_fn on_step, void *user)
{
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_model *fresh = make_model(spec, 1);
    ae_error e;
    options.batch = ROWS / 2;
    options.epochs = 10;
    options.threads = 2;
    options.on_step = on_step;
    options.user = user;
    must(ae_model_fit(fresh, &rows, &options, &e), &e);
    return fresh;
}

static void *train_alone(void *out)
{
    *(ae_model **)out = train(NULL, NULL);
    return NULL;
}

/* Given two host threads, each with a model and a pool of its own; then each gets the weights of a run that was alone. */
static void hosts_train_at_once(void **state)
{
    pthread_t host[2];
    ae_model *lone = train(NULL, NULL), *got[2] = { NULL, NULL };
    (void)state;
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&host[i], NULL, train_alone, &got[i]), 0);
    for (size_t i = 0; i < 2; i++)
        pthread_join(host[i], NULL);
    for (size_t i = 0; i < 2; i++) {
        assert_same_model(lone, got[i]);
        ae_model_free(got[i]);
    }
    ae_model_free(lone);
}

typedef struct watcher {
    ae_context *context;
    size_t calls, wrong;
} watcher;

static int encode_between_steps(void *user, const ae_progress *progress)
{
    watcher *w = user;
    (void)progress;
    w->calls++;
    w->wrong += encode_wrongly(w->context) + encode_wrongly(NULL);
    return 0;
}

/* Given a callback that runs another model, with threads of its own, while fit's threads wait; then both come out as ever.
 */
static void a_callback_can_encode(void **state)
{
    watcher w = { .context = make_context(2, 0) };
    ae_model *alone = train(NULL, NULL), *watched = train(encode_between_steps, &w);
    (void)state;
    assert_int_equal(w.calls, 20);
    assert_int_equal(w.wrong, 0);
    assert_same_model(alone, watched);
    ae_context_free(w.context);
    ae_model_free(alone);
    ae_model_free(watched);
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
static int in_child(void *argument)
{
    ae_context *context = argument;
    size_t wrong = encode_wrongly(context);
    ae_context *own = make_context(CHILD_THREADS, 0);
    wrong += !own || encode_wrongly(own);
    ae_context_free(own);
    ae_context_free(context);
    return wrong ? 1 : 0;
}

static void assert_child_succeeds(int (*work)(void *), void *argument)
{
    int status;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        alarm(60); /* a child that hangs must not outlive the test */
        _exit(work(argument));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
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
        assert_int_equal(encode_wrongly(context), 0);
        assert_child_succeeds(in_child, context);
    }
    assert_int_equal(encode_wrongly(context), 0);
    ae_context_free(context);
}

typedef struct course { /* one training, and what its steps must cost */
    ae_trainer *trainer;
    double loss[3];
} course;

static int train_in_child(void *argument)
{
    const course *c = argument;
    int wrong = 0;
    for (size_t i = 0; i < 3; i++) {
        double loss = -1;
        wrong |= ae_trainer_step(&loss, c->trainer, &rows, NULL) != AE_OK || loss != c->loss[i];
    }
    ae_trainer_free(c->trainer);
    return wrong;
}

/* Given a trainer in the middle of its work; then a child of fork goes on with it, alone, as the parent does. */
static void a_fork_can_go_on_with_a_training(void **state)
{
    if (EMULATED)
        skip();
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_model *copy[2] = { make_model(spec, 2), make_model(spec, 2) };
    course c = { .loss = { 0 } }, rehearsal = { .loss = { 0 } };
    ae_error e;
    (void)state;
    options.batch = ROWS;
    options.threads = 3;
    must(ae_trainer_create(&rehearsal.trainer, copy[0], &options, &e), &e);
    must(ae_trainer_create(&c.trainer, copy[1], &options, &e), &e);
    must(ae_trainer_step(NULL, rehearsal.trainer, &rows, &e), &e);
    must(ae_trainer_step(NULL, c.trainer, &rows, &e), &e);
    for (size_t i = 0; i < 3; i++)
        must(ae_trainer_step(&c.loss[i], rehearsal.trainer, &rows, &e), &e);
    assert_child_succeeds(train_in_child, &c);
    for (size_t i = 0; i < 3; i++)
        must(ae_trainer_step(NULL, c.trainer, &rows, &e), &e);
    ae_trainer_free(rehearsal.trainer);
    ae_trainer_free(c.trainer);
    assert_same_model(copy[0], copy[1]);
    ae_model_free(copy[0]);
    ae_model_free(copy[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_share_a_model),
        cmocka_unit_test(pools_share_a_model),
        cmocka_unit_test(questions_share_a_model),
        cmocka_unit_test(hosts_train_at_once),
        cmocka_unit_test(a_callback_can_encode),
        cmocka_unit_test(a_fork_can_use_the_parents_context),
        cmocka_unit_test(a_fork_can_go_on_with_a_training),
    };
    return cmocka_run_group_tests_name("threads", tests, open_model, close_model);
}
