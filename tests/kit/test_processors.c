/* How many processors a process may use: what taskset and a control group leave it. */
#define _GNU_SOURCE /* sched_setaffinity */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kit/program.h"
#include "kit/program/processors.h"
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[] = "/tmp/ae-test-XXXXXX";

/* Folders as a control group has them: `root`, root/a and root/a/b. */
static int enter_root(void **state)
{
    (void)state;
    return mkdtemp(root) && chdir(root) == 0 && mkdir("a", 0700) == 0 ? mkdir("a/b", 0700) : -1;
}

static int leave_root(void **state)
{
    static const char *const left[] = { "a/b/cpu.max", "a/b", "a/cpu.max", "a", "cpu.max", root };
    (void)state;
    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        remove(left[i]);
    return chdir("/");
}

static void limit(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void a_group_has_the_least_of_its_limits_and_those_above(void **state)
{
    (void)state;
    limit("cpu.max", "max 100000\n");
    limit("a/cpu.max", "300000 100000\n");
    limit("a/b/cpu.max", "500000 100000\n");

    assert_int_equal(kit_group_processors(root, "/a/b"), 3);
    assert_int_equal(kit_group_processors(root, "/a"), 3);
    assert_int_equal(kit_group_processors(root, "/"), KIT_MOST_PROCESSORS);
}

static void a_part_of_a_processor_is_rounded_up(void **state)
{
    (void)state;
    limit("cpu.max", "max 100000\n");
    limit("a/cpu.max", "max 100000\n");
    limit("a/b/cpu.max", "150000 100000\n");

    assert_int_equal(kit_group_processors(root, "/a/b"), 2);

    limit("a/b/cpu.max", "1000 100000\n");
    assert_int_equal(kit_group_processors(root, "/a/b"), 1);
}

static void what_says_no_limit_is_none(void **state)
{
    static const char *const texts[] = { "",         "max 100000\n", "0 100000\n",     "100000 0\n",
                                         "100000\n", "nan nan\n",    "99999999999 1\n" };
    (void)state;
    limit("a/cpu.max", "max 100000\n");

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        limit("a/b/cpu.max", texts[i]);
        assert_int_equal(kit_group_processors(root, "/a/b"), KIT_MOST_PROCESSORS);
    }
    assert_int_equal(kit_group_processors("/nowhere", "/a/b"), KIT_MOST_PROCESSORS);
}

static void a_process_on_one_processor_counts_one(void **state)
{
#ifdef __linux__
    cpu_set_t before, one;
    size_t first = 0;
    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    while (!CPU_ISSET(first, &before))
        first++;
    CPU_ZERO(&one);
    CPU_SET(first, &one);

    assert_in_range(kit_processors(), 1, CPU_COUNT(&before));
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);

    assert_int_equal(kit_processors(), 1);
    assert_int_equal(sched_setaffinity(0, sizeof before, &before), 0);
#else
    assert_in_range(kit_processors(), 1, KIT_MOST_PROCESSORS);
#endif
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_has_the_least_of_its_limits_and_those_above),
        cmocka_unit_test(a_part_of_a_processor_is_rounded_up),
        cmocka_unit_test(what_says_no_limit_is_none),
        cmocka_unit_test(a_process_on_one_processor_counts_one),
    };
    return cmocka_run_group_tests(tests, enter_root, leave_root);
}
