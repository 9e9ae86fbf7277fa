/* Options of a command line: what is given is filled in, and everything else is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kit/program.h"

typedef struct settings {
    size_t steps, rows;
    const char *folder;
    bool full;
} settings;

enum { MOST_WORDS = 8 };

/* The program's name stands before the words, as in main. */
static bool read(settings *s, char *const words[MOST_WORDS])
{
    const kit_option options[] = {
        { .name = "--steps", .help = "steps", .number = &s->steps, .least = 1 },
        { .name = "--rows", .help = "rows", .number = &s->rows },
        { .name = "--out", .help = "folder", .text = &s->folder },
        { .name = "--full", .help = "all", .flag = &s->full },
    };
    char *argv[MOST_WORDS + 2] = { "program" };
    int argc = 1;
    *s = (settings){ 5, 7, ".", false };
    for (; argc <= MOST_WORDS && words[argc - 1]; argc++)
        argv[argc] = words[argc - 1];
    return kit_options_read(options, sizeof options / sizeof *options, argc, argv);
}

static void what_is_given_is_filled_in_and_the_rest_kept(void **state)
{
    settings s;
    (void)state;

    assert_true(read(&s, (char *[MOST_WORDS]){ "--full", "--rows", "0", "--out", "--full" }));

    assert_int_equal(s.steps, 5);
    assert_int_equal(s.rows, 0);
    assert_string_equal(s.folder, "--full"); /* what follows --out is its value, whatever it looks like */
    assert_true(s.full);
}

static void nothing_given_keeps_every_default(void **state)
{
    settings s;
    (void)state;

    assert_true(read(&s, (char *[MOST_WORDS]){ NULL }));

    assert_int_equal(s.steps, 5);
    assert_int_equal(s.rows, 7);
    assert_string_equal(s.folder, ".");
    assert_false(s.full);
}

static void what_cannot_be_understood_is_refused(void **state)
{
    static char *const cases[][MOST_WORDS] = {
        { "--stepz", "3" }, { "steps" },         { "--steps" },
        { "--out" },        { "--rows", "" },    { "--rows", "-1" },
        { "--rows", "3x" }, { "--rows", "1.5" }, { "--rows", "99999999999999999999" },
        { "--steps", "0" }, { "--full", "yes" },
    };
    settings s;
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (read(&s, cases[i]))
            fail_msg("%s %s: not refused", cases[i][0], cases[i][1] ? cases[i][1] : "");
}

static void failure_is_exit_status_1(void **state)
{
    const kit_message why = { "no disk" };
    (void)state;

    assert_int_equal(kit_exit_status("program", true, NULL), 0);
    assert_int_equal(kit_exit_status("program", false, &why), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_given_is_filled_in_and_the_rest_kept),
        cmocka_unit_test(nothing_given_keeps_every_default),
        cmocka_unit_test(what_cannot_be_understood_is_refused),
        cmocka_unit_test(failure_is_exit_status_1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
