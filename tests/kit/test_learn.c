/* Classifiers on points whose classes are plain to see, and counts of what was told. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "kit/learn.h"
#include "kit/random.h"

static const kit_learning plain = { .seed = 1, .threads = 1 };

/* ---- the nearest five ---- */

enum { ROWS = 12 };

static const float line[ROWS] = { 0, 1, 2, 3, 4, 50, 51, 52, 53, 100, 101, 102 };

static void check_told(const uint32_t class_of[ROWS], float row, uint32_t expected)
{
    const kit_examples examples = { line, class_of, ROWS, 1 };
    kit_classifier *c;
    uint32_t told = 0;
    assert_true(kit_classifier_fit(&c, &kit_knn, &examples, &plain, NULL));

    assert_true(kit_classifier_predict(&told, c, &row, 1, NULL));

    assert_int_equal(told, expected);
    kit_classifier_free(c);
}

/* Given a nearest row that is alone with its class; then the other four of the five outvote it. */
static void the_majority_of_five_wins(void **state)
{
    static const uint32_t class_of[ROWS] = { 7, 3, 3, 3, 3, 9, 9, 9, 9, 9, 9, 9 };
    (void)state;

    check_told(class_of, -1, 3);
}

/* Given two classes with two of the five votes each; then that of the nearest row wins, whatever its number. */
static void among_equals_the_nearest_wins(void **state)
{
    static const uint32_t class_of[ROWS] = { 8, 2, 2, 8, 5, 9, 9, 9, 9, 9, 9, 9 };
    static const uint32_t turned[ROWS] = { 2, 8, 8, 2, 5, 9, 9, 9, 9, 9, 9, 9 };
    (void)state;

    check_told(class_of, -1, 8);
    check_told(turned, -1, 2);
}

/* ---- all classifiers ---- */

enum { POINTS = 300, WIDTH = 3 };

typedef struct points {
    float x[POINTS * WIDTH];
    uint32_t class_of[POINTS];
} points;

/* Three clouds of deviation 1, whose middles lie 20 from 0 on an axis each. */
static void make_clouds(points *p, uint64_t place, float unit)
{
    for (size_t i = 0; i < POINTS; i++) {
        p->class_of[i] = (uint32_t)(i % 3);
        for (size_t j = 0; j < WIDTH; j++)
            p->x[i * WIDTH + j] = unit * (float)(kit_normal(place + i * WIDTH + j) + (i % 3 == j ? 20 : 0));
    }
}

/* A disc within a ring, on the first two axes: no plane parts them. */
static void make_rings(points *p, uint64_t place)
{
    for (size_t i = 0; i < POINTS; i++) {
        double radius = (i % 2 ? 1 : 3) * (0.8 + 0.2 * kit_uniform(place + 2 * i));
        double angle = 6.283185307179586 * kit_uniform(place + 2 * i + 1);
        p->class_of[i] = (uint32_t)(i % 2);
        p->x[i * WIDTH] = (float)(radius * cos(angle));
        p->x[i * WIDTH + 1] = (float)(radius * sin(angle));
        p->x[i * WIDTH + 2] = 0;
    }
}

static void tell(uint32_t told[POINTS], const kit_learner *learner, const points *train, const points *test)
{
    const kit_examples examples = { train->x, train->class_of, POINTS, WIDTH };
    kit_classifier *c;
    kit_message why = { "" };
    bool ok =
        kit_classifier_fit(&c, learner, &examples, &plain, &why) && kit_classifier_predict(told, c, test->x, POINTS, &why);
    if (!ok)
        fail_msg("%s: %s", learner->name, why.text);
    assert_true(kit_classifier_memory(c) > 0);
    kit_classifier_free(c);
}

static double share_right(const kit_learner *learner, const points *train, const points *test)
{
    uint32_t told[POINTS];
    tell(told, learner, train, test);
    return kit_share_right(told, test->class_of, POINTS);
}

static void each_tells_clouds_apart_and_the_same_each_time(void **state)
{
    static points train, test;
    uint32_t once[POINTS], again[POINTS];
    (void)state;
    make_clouds(&train, 0, 1);
    make_clouds(&test, 100000, 1);

    for (size_t i = 0; kit_learner_at(i); i++)
        if (kit_learner_at(i)->fit) {
            tell(once, kit_learner_at(i), &train, &test);
            tell(again, kit_learner_at(i), &train, &test);
            assert_memory_equal(once, test.class_of, sizeof once);
            assert_memory_equal(once, again, sizeof once);
        }
}

/* Given a disc in a ring; then straight lines tell chance from them, or little more, and all others tell them apart. */
static void straight_lines_do_not_part_a_disc_from_its_ring(void **state)
{
    static points train, test;
    (void)state;
    make_rings(&train, 0);
    make_rings(&test, 100000);

    for (size_t i = 0; kit_learner_at(i); i++) {
        const kit_learner *learner = kit_learner_at(i);
        bool is_straight = learner == &kit_logistic || learner == &kit_svm_linear;
        if (learner->fit)
            assert_true(is_straight ? share_right(learner, &train, &test) < 0.8
                                    : share_right(learner, &train, &test) > 0.97);
    }
}

/* Given the same points in a unit a thousand times smaller; then they are told as before: C and gamma fit any unit. */
static void units_do_not_matter(void **state)
{
    static points train, test, large_train, large_test;
    uint32_t told[POINTS], large_told[POINTS];
    (void)state;
    make_clouds(&train, 0, 0.0625f);
    make_clouds(&test, 100000, 0.0625f);
    make_clouds(&large_train, 0, 64);
    make_clouds(&large_test, 100000, 64);

    for (size_t i = 0; kit_learner_at(i); i++)
        if (kit_learner_at(i)->fit) {
            tell(told, kit_learner_at(i), &train, &test);
            tell(large_told, kit_learner_at(i), &large_train, &large_test);
            assert_memory_equal(told, large_told, sizeof told);
        }
}

/* The libraries' own remarks would be lost among what a program prints. */
static void nothing_is_printed(void **state)
{
    static points train;
    char left[64] = "";
    int out = dup(STDOUT_FILENO);
    FILE *file = tmpfile();
    (void)state;
    make_clouds(&train, 0, 1);
    fflush(stdout);
    assert_true(file && dup2(fileno(file), STDOUT_FILENO) >= 0);

    for (size_t i = 0; kit_learner_at(i); i++)
        if (kit_learner_at(i)->fit)
            share_right(kit_learner_at(i), &train, &train);

    fflush(stdout);
    dup2(out, STDOUT_FILENO);
    close(out);
    rewind(file);
    assert_null(fgets(left, sizeof left, file));
    fclose(file);
}

/* ---- what is refused ---- */

static void check_refused(const kit_learner *learner, const kit_examples *examples, const char *expected)
{
    kit_classifier *c;
    kit_message why;

    assert_false(kit_classifier_fit(&c, learner, examples, &plain, &why));

    assert_null(c);
    assert_string_equal(why.text, expected);
}

static void what_cannot_be_learnt_is_refused(void **state)
{
    static const float x[] = { 1, 2, 3, NAN };
    static const uint32_t same[] = { 4, 4 }, differ[] = { 0, 1 };
    static const kit_learner absent = { .name = "oracle", .library = "libdelphi" };
    (void)state;

    check_refused(&kit_knn, &(kit_examples){ x, same, 0, 2 }, "knn: there are no rows to learn from");
    check_refused(&kit_knn, &(kit_examples){ x, same, 2, 1 }, "all 2 rows are of one class; there is nothing to tell apart");
    check_refused(&kit_knn, &(kit_examples){ x, differ, 2, 1 }, "5 neighbours vote, and there are only 2 rows");
    check_refused(&kit_knn, &(kit_examples){ x, differ, 2, 2 }, "row 2, column 2: nan is no number to learn from");
    check_refused(&absent, &(kit_examples){ x, differ, 2, 1 }, "oracle: this build is without libdelphi");
}

static void a_name_that_there_is_not_is_told_with_the_one_that_was_meant(void **state)
{
    kit_message why;
    (void)state;

    assert_ptr_equal(kit_learner_find("knn", &why), &kit_knn);
    assert_null(kit_learner_find("forrest", &why));
    assert_string_equal(why.text, "forrest: there is no such classifier; did you mean forest?");
}

/* ---- counts ---- */

static void counts_are_by_class_and_by_what_was_told(void **state)
{
    static const uint32_t class_of[] = { 0, 0, 1, 2, 2, 2 }, told[] = { 0, 1, 1, 2, 2, 0 };
    static const char *const names[] = { "cat", "dog", "a name that is far too long" };
    char text[400] = "";
    size_t count[9] = { 0 };
    FILE *file = tmpfile();
    (void)state;
    assert_non_null(file);

    kit_confusion_add(count, 3, told, class_of, 6);
    kit_confusion_print(file, count, 3, NULL);
    kit_confusion_print(file, count, 3, names);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;

    assert_true(fabs(kit_share_right(told, class_of, 6) - 4.0 / 6) < 1e-15);
    assert_string_equal(text, "told:      0      1      2\n"
                              "    0      1      1      0\n"
                              "    1      0      1      0\n"
                              "    2      1      0      2\n"
                              "           told:               cat               dog  a name that is f\n"
                              "             cat                 1                 1                 0\n"
                              "             dog                 0                 1                 0\n"
                              "a name that is f                 1                 0                 2\n");
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_majority_of_five_wins),
        cmocka_unit_test(among_equals_the_nearest_wins),
        cmocka_unit_test(each_tells_clouds_apart_and_the_same_each_time),
        cmocka_unit_test(straight_lines_do_not_part_a_disc_from_its_ring),
        cmocka_unit_test(units_do_not_matter),
        cmocka_unit_test(nothing_is_printed),
        cmocka_unit_test(what_cannot_be_learnt_is_refused),
        cmocka_unit_test(a_name_that_there_is_not_is_told_with_the_one_that_was_meant),
        cmocka_unit_test(counts_are_by_class_and_by_what_was_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
