/* The host is left as it is, and how it is changes no bit: floating-point mode, locale, signals, descriptors, threads,
 * environment, folder, and stacks as small as a host may give its threads. */
#define _GNU_SOURCE /* feenableexcept */
#include "../io/folder.h"
#include "journey.h"
#include <fenv.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <unwind.h>
#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

static journey plain, other;
static folder where;

static int go_once(void **state)
{
    (void)state;
    where = make_folder();
    journey_prepare(&plain, where.file);
    journey_prepare(&other, where.file);
    journey_go(&plain);
    if (plain.failed)
        print_message("%s\n", plain.failed);
    return plain.failed != NULL;
}

static int clean_up(void **state)
{
    (void)state;
    remove_folder(&where);
    return 0;
}

static void forget(journey *j)
{
    memset(&j->made, 0, sizeof j->made);
    j->failed = NULL;
}

/* ---- floating point ---- */

/* What the host can see of its mode: rounding, traps and, on x86, all of the control register but the flags. */
typedef struct mode {
    int rounding, traps;
    unsigned control;
} mode;

static mode present(void)
{
    mode m = { fegetround(), 0, 0 };
#if defined(__GLIBC__)
    m.traps = fegetexcept();
#endif
#if defined(__SSE2__)
    m.control = _mm_getcsr() & ~0x3Fu;
#endif
    return m;
}

static int same_mode(mode a, mode b)
{
    return a.rounding == b.rounding && a.traps == b.traps && a.control == b.control;
}

typedef struct watcher {
    mode host;
    size_t calls, strange;
} watcher;

static int watch(void *user, const ae_progress *p)
{
    watcher *w = user;
    (void)p;
    w->calls++;
    w->strange += !same_mode(w->host, present());
    return 0;
}

typedef struct climate {
    const char *name;
    int rounding, traps;
    unsigned control; /* bits of MXCSR: 0x8000 flush to zero, 0x0040 denormals are zero */
} climate;

static const climate climates[] = {
    { "upward", FE_UPWARD, 0, 0 },
    { "downward", FE_DOWNWARD, 0, 0 },
    { "toward zero", FE_TOWARDZERO, 0, 0 },
    { "traps", FE_TONEAREST, FE_DIVBYZERO | FE_INVALID | FE_OVERFLOW | FE_UNDERFLOW | FE_INEXACT, 0 },
    { "traps, upward", FE_UPWARD, FE_DIVBYZERO | FE_INVALID | FE_OVERFLOW | FE_UNDERFLOW | FE_INEXACT, 0 },
    { "flush to zero", FE_TONEAREST, 0, 0x8000 },
    { "denormals are zero", FE_TONEAREST, 0, 0x8040 },
};
enum { CLIMATES = sizeof climates / sizeof *climates };

static int set_climate(const climate *c)
{
    feclearexcept(FE_ALL_EXCEPT);
    if (fesetround(c->rounding) != 0)
        return 0;
#if defined(__GLIBC__)
    if (c->traps && feenableexcept(c->traps) == -1)
        return 0;
#else
    if (c->traps)
        return 0;
#endif
#if defined(__SSE2__)
    _mm_setcsr(_mm_getcsr() | c->control);
    return 1;
#else
    return c->control == 0;
#endif
}

/* Given a host in another mode; when it makes every call; then all comes out as ever, its callbacks ran in its own mode, and
 * it is still in that mode. A number computed outside the library's own mode would trap or be rounded otherwise. */
static void a_mode_changes_nothing(void **state)
{
    fenv_t before;
    watcher w = { .calls = 0 };
    forget(&other);
    other.watch = watch;
    other.user = &w;
    fegetenv(&before);
    int possible = set_climate(*state);
    w.host = present();
    if (possible)
        journey_go(&other);
    mode after = present();
    fesetenv(&before);
    if (!possible) {
        print_message("this processor has no mode \"%s\"\n", ((const climate *)*state)->name);
        skip();
    }
    journey_compare(&plain, &other);
    assert_true(same_mode(w.host, after));
    assert_int_equal(w.calls, 3 * 3 + 3);
    assert_int_equal(w.strange, 0);
}

/* ---- locale ---- */

static const char *const comma_locales[] = { "de_DE.UTF-8", "de_DE.utf8",  "de_DE",       "fr_FR.UTF-8",
                                             "fr_FR.utf8",  "nl_NL.UTF-8", "es_ES.UTF-8", "ru_RU.UTF-8" };

static int speak_comma(void)
{
    for (size_t i = 0; i < sizeof comma_locales / sizeof *comma_locales; i++)
        if (setlocale(LC_ALL, comma_locales[i]) && localeconv()->decimal_point[0] == ',')
            return 1;
    setlocale(LC_ALL, "C");
    return 0;
}

static void a_locale_changes_nothing(void **state)
{
    (void)state;
    if (!speak_comma()) {
        print_message("no locale with a decimal comma is installed\n");
        skip();
    }
    forget(&other);
    journey_go(&other);
    int still = localeconv()->decimal_point[0] == ',';
    setlocale(LC_ALL, "C");
    assert_true(still);
    journey_compare(&plain, &other);
}

/* ---- the process ---- */

extern char **environ;

/* Of the standard's signals: blocked ones, and those that have a handler. */
static void write_signals(FILE *f)
{
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    for (int i = 1; i < 32; i++) {
        struct sigaction action;
        sigaction(i, NULL, &action);
        fprintf(f, "signal %d: %d %p\n", i, sigismember(&mask, i), (void *)(uintptr_t)action.sa_handler);
    }
}

static size_t entries(const char *path)
{
    folder f = { "", "" };
    DIR *d = opendir(path);
    if (!d)
        return 0;
    closedir(d);
    snprintf(f.path, sizeof f.path, "%s", path);
    return count_entries(&f);
}

/* All of it as a text, so that a difference can be read. */
static char *describe_process(void)
{
    static char folder_now[4096];
    char *text;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    assert_non_null(f);
    write_signals(f);
    mode_t mask = umask(0);
    umask(mask);
    fprintf(f, "umask %o\nfolder %s\nlocale %s\n", (unsigned)mask, getcwd(folder_now, sizeof folder_now),
            setlocale(LC_ALL, NULL));
    fprintf(f, "descriptors %zu\nthreads %zu\n", entries("/proc/self/fd"), entries("/proc/self/task"));
    for (char **e = environ; *e; e++)
        fprintf(f, "%s\n", *e);
    fclose(f);
    return text;
}

/* A joined thread stays listed until the kernel has buried it. */
static void wait_for_threads(size_t wanted)
{
    for (int i = 0; i < 1000 && entries("/proc/self/task") > wanted; i++)
        nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
}

static void the_process_is_as_before(void **state)
{
    sigset_t mask;
    (void)state;
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &mask, NULL);
    size_t threads = entries("/proc/self/task");
    char *before = describe_process();
    forget(&other);
    journey_go(&other);
    wait_for_threads(threads);
    char *after = describe_process();
    pthread_sigmask(SIG_UNBLOCK, &mask, NULL);
    assert_string_equal(before, after);
    journey_compare(&plain, &other);
    free(before);
    free(after);
}

/* ---- a small stack ---- */

static void *go_in_thread(void *argument)
{
    journey_go(argument);
    return NULL;
}

enum { SMALL_STACK = 64 * 1024 };

static void a_small_stack_is_enough(void **state)
{
    pthread_attr_t small;
    pthread_t thread;
    (void)state;
    if (getenv("AE_TEST_SMALL")) { /* sanitizers and emulators want more for themselves */
        print_message("sanitized or emulated\n");
        skip();
    }
    pthread_attr_init(&small);
    if (pthread_attr_setstacksize(&small, SMALL_STACK) != 0) {
        print_message("threads must have a larger stack here\n");
        skip();
    }
    forget(&other);
    assert_int_equal(pthread_create(&thread, &small, go_in_thread, &other), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&small);
    journey_compare(&plain, &other);
}

/* ---- the way back from a callback ---- */

typedef struct climb {
    uintptr_t caller; /* the frame of the function that called the library */
    size_t calls, arrivals;
    bool arrived;
} climb;

static _Unwind_Reason_Code go_up(struct _Unwind_Context *frame, void *user)
{
    climb *c = user;
    c->arrived = _Unwind_GetCFA(frame) > c->caller;
    return c->arrived ? _URC_END_OF_STACK : _URC_NO_REASON;
}

static void count_climb(climb *c)
{
    c->arrived = false;
    _Unwind_Backtrace(go_up, c);
    c->calls++;
    c->arrivals += c->arrived;
}

static int climb_from_progress(void *user, const ae_progress *p)
{
    (void)p;
    count_climb(user);
    return 0;
}

static int climb_from_reader(void *user, const ae_read_buffers *to, const uint32_t *rows, size_t n)
{
    (void)rows;
    memset(to->input, 0, n * JOURNEY_WIDTH * sizeof *to->input);
    count_climb(user);
    return 0;
}

/* Given a host whose callbacks look for their caller on the stack, as debuggers, reports of crashes and exceptions do; when
 * the library calls them in training and reading; then each finds its way through the library. */
static void callers_are_found_through_the_library(void **state)
{
    climb c = { .caller = (uintptr_t)__builtin_frame_address(0) };
    ae_rows rows = { sizeof rows, .n = JOURNEY_ROWS, .input.width = JOURNEY_WIDTH, .read = climb_from_reader, .user = &c };
    float codes[JOURNEY_ROWS * JOURNEY_CODE];
    ae_model *m;
    (void)state;
    assert_int_equal(ae_model_create(&m, journey_spec, NULL, NULL), AE_OK);

    forget(&other);
    other.watch = climb_from_progress;
    other.user = &c;
    journey_train(&other, m);
    assert_null(other.failed);
    assert_int_equal(ae_model_encode(codes, m, NULL, &rows, NULL), AE_OK);

    assert_true(c.calls > 1);
    assert_int_equal(c.arrivals, c.calls);
    ae_model_free(m);
}

int main(void)
{
    enum { OTHERS = 4 };
    struct CMUnitTest tests[OTHERS + CLIMATES] = {
        cmocka_unit_test(the_process_is_as_before),
        cmocka_unit_test(a_locale_changes_nothing),
        cmocka_unit_test(a_small_stack_is_enough),
        cmocka_unit_test(callers_are_found_through_the_library),
    };
    for (size_t i = 0; i < CLIMATES; i++)
        tests[OTHERS + i] =
            (struct CMUnitTest){ climates[i].name, a_mode_changes_nothing, NULL, NULL, (void *)(uintptr_t)&climates[i] };
    return _cmocka_run_group_tests("host", tests, OTHERS + CLIMATES, go_once, clean_up);
}
