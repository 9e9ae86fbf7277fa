#include "base/pool.h"
#include <errno.h>
#include <fenv.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { MAX_TASKS = 1000, MAX_THREADS = 8 };

/* ---- the linker puts these in place of the system's functions (see meson.build), so that they can fail ---- */

static atomic_int create_calls, fail_at, fail_with;           /* the call of pthread_create that fails, and how */
static atomic_bool fail_mutex, fail_attributes, fail_signals; /* whether the others do */

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *argument);
int __real_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attr);
int __wrap_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attr);
int __real_pthread_attr_init(pthread_attr_t *attr);
int __wrap_pthread_attr_init(pthread_attr_t *attr);
int __real_pthread_sigmask(int how, const sigset_t *set, sigset_t *old);
int __wrap_pthread_sigmask(int how, const sigset_t *set, sigset_t *old);

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *argument)
{
    return ++create_calls == fail_at ? fail_with : __real_pthread_create(thread, attr, start, argument);
}

int __wrap_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attr)
{
    return fail_mutex ? ENOMEM : __real_pthread_mutex_init(mutex, attr);
}

int __wrap_pthread_attr_init(pthread_attr_t *attr)
{
    return fail_attributes ? ENOMEM : __real_pthread_attr_init(attr);
}

int __wrap_pthread_sigmask(int how, const sigset_t *set, sigset_t *old)
{
    return fail_signals ? EINVAL : __real_pthread_sigmask(how, set, old);
}

static void fail_create(int call, int error)
{
    create_calls = 0;
    fail_at = call;
    fail_with = error;
}

/* ---- an allocator that counts ---- */

typedef struct ledger {
    size_t calls, alive, bytes;
    bool empty;
} ledger;

static void *counting_alloc(void *user, size_t size)
{
    ledger *l = user;
    l->calls++;
    if (l->empty)
        return NULL;
    l->alive++;
    l->bytes += size;
    return malloc(size);
}

static void counting_free(void *user, void *memory, size_t size)
{
    ledger *l = user;
    assert_int_equal(size, l->bytes); /* a pool is one block */
    l->alive--;
    free(memory);
}

static ae_pool *pool_of(unsigned threads)
{
    ae_pool *pool;
    ae_error e;
    if (ae_pool_create(&pool, threads, NULL, &e) != AE_OK)
        fail_msg("%s", e.text);
    return pool;
}

static void assert_same_signals(const sigset_t *a, const sigset_t *b)
{
    for (int signal = 1; signal < 32; signal++)
        assert_int_equal(sigismember(a, signal), sigismember(b, signal));
}

/* ---- tasks ---- */

typedef struct tally {
    atomic_uint done[MAX_TASKS];
    atomic_uint by_worker[MAX_THREADS];
} tally;

static void count(void *argument, size_t index, unsigned worker)
{
    tally *t = argument;
    atomic_fetch_add(&t->done[index], 1);
    atomic_fetch_add(&t->by_worker[worker], 1);
}

static void assert_each_done(const tally *t, size_t tasks, unsigned times)
{
    for (size_t i = 0; i < MAX_TASKS; i++)
        assert_int_equal(atomic_load(&t->done[i]), i < tasks ? times : 0);
}

static void test_each_task_runs_once(void **state)
{
    (void)state;
    static const size_t tasks[] = { 0, 1, 2, 3, 7, 8, 9, 100, 1000 };
    for (unsigned threads = 0; threads <= MAX_THREADS; threads++) {
        ae_pool *pool = pool_of(threads);
        assert_int_equal(ae_pool_threads(pool), threads ? threads : 1);
        for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
            tally t = { 0 };
            ae_pool_run(pool, tasks[i], count, &t);
            assert_each_done(&t, tasks[i], 1);
        }
        ae_pool_free(pool);
    }
}

static void test_many_short_jobs_in_a_row(void **state)
{
    (void)state;
    /* jobs of changing length, so that a late worker that took from the wrong one would be seen */
    for (unsigned threads = 2; threads <= MAX_THREADS; threads += 3) {
        ae_pool *pool = pool_of(threads);
        tally even = { 0 }, odd = { 0 };
        for (size_t job = 0; job < 4000; job++)
            ae_pool_run(pool, job % 2 ? 5 : 2, count, job % 2 ? &odd : &even);
        assert_each_done(&even, 2, 2000);
        assert_each_done(&odd, 5, 2000);
        ae_pool_free(pool);
    }
}

static void rest(long microseconds)
{
    nanosleep(&(struct timespec){ 0, 1000 * microseconds }, NULL);
}

/* Waits until as many tasks as threads are in it at once, which no single thread can bring about. */
static void meet(void *argument, size_t index, unsigned worker)
{
    atomic_uint *here = argument;
    (void)index;
    (void)worker;
    atomic_fetch_add(here, 1);
    while (atomic_load(here) < 4)
        rest(100);
}

static void test_tasks_run_at_the_same_time(void **state)
{
    (void)state;
    ae_pool *pool = pool_of(4);
    for (int i = 0; i < 3; i++) {
        atomic_uint here = 0;
        ae_pool_run(pool, 4, meet, &here);
        assert_int_equal(atomic_load(&here), 4);
        rest(20000); /* long enough for the workers to fall asleep */
    }
    ae_pool_free(pool);
}

static void slow_outside(void *argument, size_t index, unsigned worker)
{
    (void)index;
    if (worker > 0)
        rest(20000);
    atomic_fetch_add((atomic_uint *)argument, 1);
}

static void test_run_waits_for_the_slowest_task(void **state)
{
    (void)state;
    ae_pool *pool = pool_of(2);
    for (int i = 0; i < 5; i++) {
        atomic_uint done = 0;
        ae_pool_run(pool, 2, slow_outside, &done);
        assert_int_equal(atomic_load(&done), 2);
    }
    ae_pool_free(pool);
}

static void put_square(void *argument, size_t index, unsigned worker)
{
    (void)worker;
    ((size_t *)argument)[index] = index * index;
}

static void test_plain_memory_passes_between_tasks_and_caller(void **state)
{
    (void)state;
    ae_pool *pool = pool_of(3);
    size_t square[100] = { 0 };
    for (int i = 0; i < 200; i++) {
        memset(square, 0, sizeof square);
        ae_pool_run(pool, 100, put_square, square);
        for (size_t k = 0; k < 100; k++)
            assert_int_equal(square[k], k * k);
    }
    ae_pool_free(pool);
}

static void test_one_thread_is_no_pool(void **state)
{
    (void)state;
    ledger l = { 0 };
    ae_allocator allocator = { counting_alloc, counting_free, &l };
    ae_pool *pool = (ae_pool *)&l;
    assert_int_equal(ae_pool_create(&pool, 1, &allocator, NULL), AE_OK);
    assert_null(pool);
    assert_int_equal(l.calls, 0);
    assert_int_equal(ae_pool_memory(1), 0);
    assert_int_equal(ae_pool_memory(0), 0);
    tally t = { 0 };
    ae_pool_run(NULL, 10, count, &t);
    assert_each_done(&t, 10, 1);
    assert_int_equal(atomic_load(&t.by_worker[0]), 10);
    ae_pool_free(NULL);
}

static void test_memory_is_one_block_of_the_size_said(void **state)
{
    (void)state;
    for (unsigned threads = 2; threads < 6; threads++) {
        ledger l = { 0 };
        ae_allocator allocator = { counting_alloc, counting_free, &l };
        ae_pool *pool;
        tally t = { 0 };
        assert_int_equal(ae_pool_create(&pool, threads, &allocator, NULL), AE_OK);
        ae_pool_run(pool, 100, count, &t);
        assert_int_equal(l.calls, 1);
        assert_int_equal(l.bytes, ae_pool_memory(threads));
        ae_pool_free(pool);
        assert_int_equal(l.alive, 0);
    }
}

static void test_without_memory(void **state)
{
    (void)state;
    ledger l = { .empty = true };
    ae_allocator allocator = { counting_alloc, counting_free, &l };
    ae_pool *pool = NULL;
    ae_error e;
    assert_int_equal(ae_pool_create(&pool, 3, &allocator, &e), AE_ENOMEM);
    assert_int_equal(e.status, AE_ENOMEM);
    assert_null(pool);
}

static void test_a_thread_that_does_not_start(void **state)
{
    (void)state;
    static const char *const messages[] = { "thread 2 of 5 could not be started (system error 11)",
                                            "thread 3 of 5 could not be started (system error 11)",
                                            "thread 4 of 5 could not be started (system error 11)",
                                            "thread 5 of 5 could not be started (system error 11)" };
    for (int n = 1; n <= 4; n++) {
        ledger l = { 0 };
        ae_allocator allocator = { counting_alloc, counting_free, &l };
        ae_pool *pool = NULL;
        ae_error e;
        sigset_t before, after;
        pthread_sigmask(SIG_SETMASK, NULL, &before);
        /* given a system that refuses the n-th thread */
        fail_create(n, EAGAIN);
        ae_status status = ae_pool_create(&pool, 5, &allocator, &e);
        fail_create(0, 0);
        pthread_sigmask(SIG_SETMASK, NULL, &after);
        /* then there is no pool, and nothing is left of it */
        assert_int_equal(status, AE_ETHREAD);
        assert_string_equal(e.text, messages[n - 1]);
        assert_null(pool);
        assert_int_equal(l.alive, 0);
        assert_same_signals(&before, &after);
    }
}

static ae_status create_while(atomic_bool *failing)
{
    ledger l = { 0 };
    ae_allocator allocator = { counting_alloc, counting_free, &l };
    ae_pool *pool = NULL;
    ae_error e = { 0 };
    *failing = true;
    ae_status status = ae_pool_create(&pool, 3, &allocator, &e);
    *failing = false;
    assert_null(pool);
    assert_int_equal(e.status, status);
    assert_int_equal(l.alive, 0);
    return status;
}

static void test_a_system_that_refuses_anything_else(void **state)
{
    (void)state;
    assert_int_equal(create_while(&fail_mutex), AE_ENOMEM);
    assert_int_equal(create_while(&fail_attributes), AE_ETHREAD);
    assert_int_equal(create_while(&fail_signals), AE_ETHREAD);
}

static void test_a_host_that_needs_bigger_stacks(void **state)
{
    (void)state;
    /* given a system that finds the stack too small */
    fail_create(1, EINVAL);
    ae_pool *pool = pool_of(3);
    /* then the thread was started with the system's own size */
    assert_int_equal(create_calls, 3);
    fail_create(0, 0);
    tally t = { 0 };
    ae_pool_run(pool, 100, count, &t);
    assert_each_done(&t, 100, 1);
    ae_pool_free(pool);
}

typedef struct look { /* what a worker found when all three threads were in a task */
    atomic_uint here;
    sigset_t mask[3];
    float third[3];
} look;

static void look_around(void *argument, size_t index, unsigned worker)
{
    look *l = argument;
    volatile float one = 1, minus_three = -3, third = one / minus_three;
    (void)index;
    pthread_sigmask(SIG_SETMASK, NULL, &l->mask[worker]);
    l->third[worker] = third;
    atomic_fetch_add(&l->here, 1);
    while (atomic_load(&l->here) < 3)
        rest(100);
}

static void test_workers_block_signals_and_have_our_rounding(void **state)
{
    (void)state;
    look l = { 0 };
    sigset_t before, after;
    pthread_sigmask(SIG_SETMASK, NULL, &before);
    /* given a host that rounds up and takes signals */
    fesetround(FE_UPWARD);
    ae_pool *pool = pool_of(3);
    ae_pool_run(pool, 3, look_around, &l);
    fesetround(FE_TONEAREST);
    ae_pool_free(pool);
    /* then the workers do neither, except for signals about themselves, and the host still does */
    pthread_sigmask(SIG_SETMASK, NULL, &after);
    assert_same_signals(&before, &after);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(sigismember(&l.mask[i], SIGTERM), i > 0);
        assert_int_equal(sigismember(&l.mask[i], SIGCHLD), i > 0);
        assert_false(sigismember(&l.mask[i], SIGBUS)); /* blocked, it would end the process without a handler */
        assert_false(sigismember(&l.mask[i], SIGSEGV));
        assert_true(l.third[i] == (i > 0 ? -0x1.555556p-2f : -0x1.555554p-2f));
    }
}

static int status_of_child(ae_pool *pool)
{
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        tally t = { 0 };
        bool right = true;
        ae_pool_run(pool, 100, count, &t);
        for (size_t i = 0; i < 100; i++)
            right = right && atomic_load(&t.done[i]) == 1;
        right = right && atomic_load(&t.by_worker[0]) == 100;
        ae_pool_free(pool);
        _exit(right ? 0 : 1);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void test_a_forked_child_runs_alone(void **state)
{
    (void)state;
    ae_pool *pool = pool_of(3);
    for (int i = 0; i < 10; i++) {
        tally t = { 0 };
        assert_int_equal(status_of_child(pool), 0);
        /* and the parent's pool goes on */
        ae_pool_run(pool, 100, count, &t);
        assert_each_done(&t, 100, 1);
    }
    ae_pool_free(pool);
}

static void test_pools_come_and_go(void **state)
{
    (void)state;
    for (int i = 0; i < 200; i++) {
        ae_pool *pool = pool_of(2 + (unsigned)i % 3);
        tally t = { 0 };
        ae_pool_run(pool, (size_t)i % 4, count, &t);
        ae_pool_free(pool);
        assert_each_done(&t, (size_t)i % 4, 1);
    }
}

static void *own_pool(void *argument)
{
    ae_pool *pool;
    tally t = { 0 };
    if (ae_pool_create(&pool, 3, NULL, NULL) != AE_OK)
        return argument;
    for (int i = 0; i < 500; i++)
        ae_pool_run(pool, 10, count, &t);
    ae_pool_free(pool);
    for (size_t i = 0; i < 10; i++)
        if (atomic_load(&t.done[i]) != 500)
            return argument;
    return NULL;
}

static void test_pools_do_not_know_of_each_other(void **state)
{
    (void)state;
    pthread_t host[3];
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&host[i], NULL, own_pool, host), 0);
    for (size_t i = 0; i < 3; i++) {
        void *failed = host;
        pthread_join(host[i], &failed);
        assert_null(failed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_task_runs_once),
        cmocka_unit_test(test_many_short_jobs_in_a_row),
        cmocka_unit_test(test_tasks_run_at_the_same_time),
        cmocka_unit_test(test_run_waits_for_the_slowest_task),
        cmocka_unit_test(test_plain_memory_passes_between_tasks_and_caller),
        cmocka_unit_test(test_one_thread_is_no_pool),
        cmocka_unit_test(test_memory_is_one_block_of_the_size_said),
        cmocka_unit_test(test_without_memory),
        cmocka_unit_test(test_a_thread_that_does_not_start),
        cmocka_unit_test(test_a_system_that_refuses_anything_else),
        cmocka_unit_test(test_a_host_that_needs_bigger_stacks),
        cmocka_unit_test(test_workers_block_signals_and_have_our_rounding),
        cmocka_unit_test(test_a_forked_child_runs_alone),
        cmocka_unit_test(test_pools_come_and_go),
        cmocka_unit_test(test_pools_do_not_know_of_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
