/* Work on several threads. */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kit/parallel.h"

enum { N = 1000 };
static atomic_int calls[N];

static void count(void *user, size_t i)
{
    atomic_int *all = user;
    atomic_fetch_add(&calls[i], 1);
    atomic_fetch_add(all, 1);
}

static void every_number_is_called_once(void **state)
{
    static const size_t jobs[] = { 0, 1, 2, 7, 300 };
    (void)state;

    for (size_t j = 0; j < sizeof jobs / sizeof *jobs; j++) {
        atomic_int all = 0;
        kit_parallel(jobs[j], N, count, &all);

        assert_int_equal(all, N);
        for (size_t i = 0; i < N; i++)
            assert_int_equal(calls[i], j + 1);
    }
}

/* Two that wait for each other can only both return if both are under way at once. */
static void meet(void *user, size_t i)
{
    atomic_int *arrived = user;
    (void)i;
    atomic_fetch_add(arrived, 1);
    while (atomic_load(arrived) < 2)
        sched_yield();
}

static void two_jobs_are_under_way_at_once(void **state)
{
    atomic_int arrived = 0;
    (void)state;

    kit_parallel(2, 2, meet, &arrived);

    assert_int_equal(arrived, 2);
}

static void note(void *user, size_t i)
{
    size_t *next = user;
    assert_int_equal(i, (*next)++);
}

static void one_job_goes_upwards(void **state)
{
    size_t next = 0;
    (void)state;

    kit_parallel(1, 5, note, &next);

    assert_int_equal(next, 5);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_is_called_once),
        cmocka_unit_test(two_jobs_are_under_way_at_once),
        cmocka_unit_test(one_job_goes_upwards),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
