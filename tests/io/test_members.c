#include "io/members.h"
#include "support.h"
#include <math.h>

typedef struct sample {
    uint64_t steps;
    double loss, numbers[4], best;
    char name[8];
    uint64_t counts[2];
    uint64_t untouched;
} sample;

static const ae_member table[] = {
    { "steps", AE_MEMBER_WHOLE, offsetof(sample, steps), 1 },
    { "loss", AE_MEMBER_REAL, offsetof(sample, loss), 1 },
    { "numbers", AE_MEMBER_ANY, offsetof(sample, numbers), 4 },
    { "best", AE_MEMBER_ANY, offsetof(sample, best), 1 },
    { "name", AE_MEMBER_TEXT, offsetof(sample, name), sizeof((sample *)NULL)->name },
    { "counts", AE_MEMBER_WHOLE, offsetof(sample, counts), 2 },
    AE_MEMBERS_END,
};

static const sample example = {
    UINT64_MAX, 0.1, { -0.0, (double)NAN, -(double)INFINITY, 4.9e-324 }, (double)INFINITY, "dense 4", { 0, 7 }, 1
};

static void strings_are_written_in_the_order_of_the_table(void **state)
{
    static const ae_string want[] = {
        { "steps", "18446744073709551615" },
        { "loss", "0.1" },
        { "numbers", "-0 nan -inf 5e-324" },
        { "best", "inf" },
        { "name", "dense 4" },
        { "counts", "0 7" },
    };
    ae_document d = { 0 };
    ae_arena arena;
    (void)state;
    ae_arena_init(&arena, NULL);

    assert_int_equal(ae_members_add(&d, "", table, &example, &arena, NULL), AE_OK);

    assert_int_equal(d.n_strings, sizeof want / sizeof *want);
    for (size_t i = 0; i < d.n_strings; i++) {
        assert_string_equal(d.strings[i].key, want[i].key);
        assert_string_equal(d.strings[i].value, want[i].value);
    }
    ae_arena_free(&arena);
}

/* Any bits of a double but a NaN's own. */
static double next_double(uint64_t *random)
{
    double x;
    do {
        *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        memcpy(&x, random, sizeof x);
    } while (isnan(x));
    return x;
}

static void numbers_come_back_as_the_same_bits(void **state)
{
    uint64_t random = 1;
    (void)state;
    for (int i = 0; i < 2000; i++) {
        ae_document d = { 0 };
        ae_arena arena;
        sample in = example, out;
        memset(&out, 0xA5, sizeof out);
        ae_arena_init(&arena, NULL);
        in.steps = random;
        for (size_t k = 0; k < 4; k++)
            in.numbers[k] = next_double(&random);

        assert_int_equal(ae_members_add(&d, "", table, &in, &arena, NULL), AE_OK);
        assert_int_equal(ae_members_read(&out, "", table, &d, NULL), AE_OK);

        assert_int_equal(out.steps, in.steps);
        assert_memory_equal(out.numbers, in.numbers, sizeof in.numbers);
        assert_memory_equal(&out.loss, &in.loss, sizeof in.loss);
        assert_true(isinf(out.best) && out.best > 0);
        assert_string_equal(out.name, in.name);
        assert_memory_equal(out.counts, in.counts, sizeof in.counts);
        assert_int_equal(out.untouched, UINT64_C(0xA5A5A5A5A5A5A5A5));
        ae_arena_free(&arena);
    }
}

static const struct {
    const char *key, *value; /* NULL: missing */
    const char *says;
} wrong[] = {
    { "steps", NULL, "metadata: \"steps\" is missing or not a whole number" },
    { "steps", "", "metadata: \"steps\" is missing or not a whole number" },
    { "steps", "-1", "metadata: \"steps\" is missing or not a whole number" },
    { "steps", "18446744073709551616", "metadata: \"steps\" is missing or not a whole number" },
    { "steps", "1 2", "metadata: \"steps\" is missing or not a whole number" },
    { "loss", "nan", "metadata: \"loss\" is missing or not a number" },
    { "loss", "inf", "metadata: \"loss\" is missing or not a number" },
    { "loss", "1e999", "metadata: \"loss\" is missing or not a number" },
    { "loss", "0.1 ", "metadata: \"loss\" is missing or not a number" },
    { "numbers", "1 2 3", "metadata: \"numbers\" is missing or not 4 numbers" },
    { "numbers", "1 2 3 4 5", "metadata: \"numbers\" is missing or not 4 numbers" },
    { "numbers", "1 2  4", "metadata: \"numbers\" is missing or not 4 numbers" },
    { "numbers", "1 2 3 4 ", "metadata: \"numbers\" is missing or not 4 numbers" },
    { "numbers", " 1 2 3 4", "metadata: \"numbers\" is missing or not 4 numbers" },
    { "numbers", "1 2 3 NaN", "metadata: \"numbers\" is missing or not 4 numbers" },
    { "best", "infinity", "metadata: \"best\" is missing or not a number" },
    { "best", "+inf", "metadata: \"best\" is missing or not a number" },
    { "best", "-nan", "metadata: \"best\" is missing or not a number" },
    { "name", NULL, "metadata: \"name\" is missing or longer than 7 bytes" },
    { "name", "12345678", "metadata: \"name\" is missing or longer than 7 bytes" },
    { "counts", "1", "metadata: \"counts\" is missing or not 2 whole numbers" },
    { "counts", "1 x", "metadata: \"counts\" is missing or not 2 whole numbers" },
};

static void set(ae_document *d, const char *key, const char *value)
{
    for (size_t i = 0; i < d->n_strings; i++)
        if (strcmp(d->strings[i].key, key) == 0)
            d->strings[i] = value ? (ae_string){ key, value } : (ae_string){ "other", "" };
}

static void what_is_not_as_the_table_says_is_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ae_document d = { 0 };
        ae_arena arena;
        ae_error e;
        sample out;
        ae_arena_init(&arena, NULL);
        assert_int_equal(ae_members_add(&d, "", table, &example, &arena, NULL), AE_OK);
        set(&d, wrong[i].key, wrong[i].value);

        assert_int_equal(ae_members_read(&out, "", table, &d, &e), AE_EFORMAT);

        assert_string_equal(e.text, wrong[i].says);
        ae_arena_free(&arena);
    }
}

static void the_longest_text_fits(void **state)
{
    static const ae_member name[] = { { "name", AE_MEMBER_TEXT, offsetof(sample, name), 8 }, AE_MEMBERS_END };
    ae_string string = { "name", "1234567" };
    ae_document d = { .strings = &string, .n_strings = 1 };
    sample out;
    (void)state;

    assert_int_equal(ae_members_read(&out, "", name, &d, NULL), AE_OK);

    assert_string_equal(out.name, "1234567");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_written_in_the_order_of_the_table),
        cmocka_unit_test(numbers_come_back_as_the_same_bits),
        cmocka_unit_test(what_is_not_as_the_table_says_is_named),
        cmocka_unit_test(the_longest_text_fits),
    };
    return cmocka_run_group_tests_name("members", tests, NULL, NULL);
}
