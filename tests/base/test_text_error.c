#include "base/text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const list[] = { "linear", "relu", "leaky_relu", "elu", "tanh", "sigmoid", "softplus", "lr", NULL };

/* The closest of so many bytes in a list. */
static const char *closest_of(const char *word, size_t length, const char *const *words)
{
    const ae_known known = ae_known_list(words);
    return ae_closest(word, length, &known);
}

static const char *closest(const char *word)
{
    return closest_of(word, strlen(word), list);
}

static ae_status fail_unknown(ae_error *e, const ae_word *word, const ae_word *owner, const char *what,
                              const char *const *words)
{
    const ae_known known = ae_known_list(words);
    return ae_fail_unknown(e, word, owner, what, &known);
}

static ae_word word(const char *text)
{
    return (ae_word){ text, strlen(text), 2, 9 };
}

static void test_near_words_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *word, *meant;
    } cases[] = {
        { "relu", "relu" },
        { "rely", "relu" },
        { "rellu", "relu" },
        { "tahn", "tanh" },
        { "sigmod", "sigmoid" },
        { "Sigmoid", "sigmoid" },
        { "RELU", "relu" },
        { "leakyrelu", "leaky_relu" },
        { "leaky-relu", "leaky_relu" },
        { "soft_plus", "softplus" },
        { "lt", "lr" },
        { "LR", "lr" },
        { "liner", "linear" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found = closest(cases[i].word);
        assert_non_null(found);
        assert_string_equal(found, cases[i].meant);
    }
}

static void test_far_words_are_not(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "", "x", "zz", "conv2d", "gelato", "sig", "sigmoidsigmoidsigmoidsigmoidsigmoidsigmoidsigmoid"
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_null(closest(cases[i]));
    assert_null(closest_of("a", 1, (const char *const[]){ NULL }));
}

/* Words of up to 40 bytes are compared, as many as are shown. */
static void test_a_long_word_is_compared_up_to_a_length(void **state)
{
    (void)state;
    static const char *const long_words[] = { "a234567890a234567890a234567890a23456789x", NULL };
    assert_ptr_equal(closest_of("a234567890a234567890a234567890a23456789y", 40, long_words), long_words[0]);
    assert_null(closest_of("a234567890a234567890a234567890a23456789xy", 41, long_words));
}

static void test_of_equally_near_words_the_first_wins(void **state)
{
    (void)state;
    static const char *const pair[] = { "abcx", "abcy", NULL };
    assert_string_equal(closest_of("abcz", 4, pair), "abcx");
}

static void test_only_the_words_own_bytes_are_read(void **state)
{
    (void)state;
    char *bytes = malloc(4);
    assert_non_null(bytes);
    memcpy(bytes, "tanx", 4);
    assert_string_equal(closest_of(bytes, 4, list), "tanh");
    free(bytes);
}

static void test_a_word_is_a_text_only_as_a_whole(void **state)
{
    (void)state;
    ae_word w = { "tanhx", 4, 1, 1 };
    assert_true(ae_word_is(&w, "tanh"));
    assert_false(ae_word_is(&w, "tan"));
    assert_false(ae_word_is(&w, "tanhx"));
    assert_false(ae_word_is(&w, "tank"));
    assert_true(ae_word_is(&(ae_word){ "", 0, 1, 1 }, ""));
}

static void test_place_and_text_agree(void **state)
{
    (void)state;
    ae_error e;
    ae_word at = word("x");
    assert_int_equal(ae_fail_word(&e, AE_ESHAPE, &at, "%d rows", 3), AE_ESHAPE);
    assert_string_equal(e.text, "line 2, column 9: 3 rows");
    assert_int_equal(e.status, AE_ESHAPE);
    assert_int_equal(e.line, 2);
    assert_int_equal(e.column, 9);
    assert_int_equal(ae_fail_word(NULL, AE_ESHAPE, &at, "%d rows", 3), AE_ESHAPE);
}

static void test_unknown_words(void **state)
{
    (void)state;
    ae_error e;
    ae_word tahn = word("tahn"), far = word("conv2d"), owner = word("dense");
    static const char *const few[] = { "linear", "relu", NULL };
    assert_int_equal(fail_unknown(&e, &tahn, &owner, "act", list), AE_EWORD);
    assert_string_equal(e.text, "line 2, column 9: dense: unknown act \"tahn\"; did you mean \"tanh\"?");
    fail_unknown(&e, &far, NULL, "layer", few);
    assert_string_equal(e.text, "line 2, column 9: unknown layer \"conv2d\"; known: linear, relu");
    assert_int_equal(fail_unknown(NULL, &far, NULL, "layer", few), AE_EWORD);
}

static void test_long_words_are_cut_and_odd_bytes_masked(void **state)
{
    (void)state;
    ae_error e;
    static const char *const none[] = { NULL };
    char text[300];
    memset(text, 'q', sizeof text - 1);
    text[sizeof text - 1] = 0;
    text[0] = 127;
    ae_word w = word(text);
    assert_int_equal(ae_word_shown(&w), 40);
    fail_unknown(&e, &w, NULL, "layer", none);
    assert_string_equal(e.text,
                        "line 2, column 9: unknown layer \"?qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq\"; none is known here");
}

static void test_a_list_too_long_for_an_error_is_cut(void **state)
{
    (void)state;
    ae_error e;
    const char *many[101] = { 0 };
    for (size_t i = 0; i < 100; i++)
        many[i] = "something";
    ae_word w = word("zzz");
    fail_unknown(&e, &w, NULL, "layer", many);
    assert_int_equal(strlen(e.text), sizeof e.text - 1);
}

/* "a", nothing, "b", nothing ... "abcdefgh" */
static const char *every_other(const void *words, size_t index)
{
    return index % 2 ? "" : ((const char *const *)words)[index / 2];
}

static void test_a_list_may_have_gaps_and_any_length(void **state)
{
    (void)state;
    /* given 100 words with a gap after each, the last near to what is asked for; then it is found, and the first are shown
     */
    const char *words[101] = { 0 };
    for (size_t i = 0; i < 100; i++)
        words[i] = "something";
    words[1] = "other";
    words[99] = "conv2d";
    const ae_known known = { every_other, words };
    const ae_word near = word("conv2"), far = word("zzz");
    ae_error e;
    ae_fail_unknown(&e, &near, NULL, "layer", &known);
    assert_string_equal(e.text, "line 2, column 9: unknown layer \"conv2\"; did you mean \"conv2d\"?");
    ae_fail_unknown(&e, &far, NULL, "layer", &known);
    assert_non_null(strstr(e.text, "known: something, other, something, "));
}

static const char *synonym(const char *text, const char *const *words)
{
    const ae_known known = ae_known_list(words);
    const ae_word w = word(text);
    const char *ours = "none";
    return ae_synonym(&ours, &w, &known) ? ours : "none";
}

static void test_other_names_are_known(void **state)
{
    (void)state;
    static const char *const keys[] = { "", "act", "stride", "kernel", NULL }, *const values[] = { "relu", "elu", NULL };
    assert_string_equal(synonym("activation", keys), "act");
    assert_string_equal(synonym("kernel_size", keys), "kernel");
    assert_string_equal(synonym("KernelSize", keys), "kernel");
    assert_string_equal(synonym("kernel-size-", keys), "kernel");
    assert_string_equal(synonym("units", keys), "");
    assert_string_equal(synonym("kernel_siz", keys), "none");
    assert_string_equal(synonym("", keys), "none");
    /* only where what is meant is known */
    assert_string_equal(synonym("padding", keys), "none");
    assert_string_equal(synonym("units", values), "none");
    /* and some are nothing of ours, however near */
    assert_null(synonym("GELU", values));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_near_words_are_found),
        cmocka_unit_test(test_far_words_are_not),
        cmocka_unit_test(test_a_long_word_is_compared_up_to_a_length),
        cmocka_unit_test(test_of_equally_near_words_the_first_wins),
        cmocka_unit_test(test_only_the_words_own_bytes_are_read),
        cmocka_unit_test(test_a_word_is_a_text_only_as_a_whole),
        cmocka_unit_test(test_place_and_text_agree),
        cmocka_unit_test(test_unknown_words),
        cmocka_unit_test(test_long_words_are_cut_and_odd_bytes_masked),
        cmocka_unit_test(test_a_list_too_long_for_an_error_is_cut),
        cmocka_unit_test(test_a_list_may_have_gaps_and_any_length),
        cmocka_unit_test(test_other_names_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
