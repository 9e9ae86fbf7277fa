#include "base/text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static ae_arena arena;

static int setup(void **state)
{
    (void)state;
    ae_arena_init(&arena, NULL);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ae_arena_free(&arena);
    return 0;
}

static ae_text parse(const char *text)
{
    ae_text out = { 0 };
    ae_error e;
    if (ae_text_parse(&out, text, &arena, &e) != AE_OK)
        fail_msg("%s: %s", text, e.text);
    return out;
}

static void assert_prints(const char *text, const char *canonical)
{
    ae_text parsed = parse(text);
    assert_string_equal(ae_text_print(&parsed, &arena), canonical);
}

static void assert_refused(const char *text, int line, int column, const char *message)
{
    ae_text out = { 0 };
    ae_error e;
    assert_int_equal(ae_text_parse(&out, text, &arena, &e), AE_ESPEC);
    assert_string_equal(e.text, message);
    assert_int_equal(e.status, AE_ESPEC);
    assert_int_equal(e.line, line);
    assert_int_equal(e.column, column);
    assert_int_equal(ae_text_parse(&out, text, &arena, NULL), AE_ESPEC);
    assert_int_equal(out.count, 0);
}

static void assert_word(const ae_word *word, const char *text, size_t line, size_t column)
{
    assert_true(ae_word_is(word, text));
    assert_int_equal(word->line, line);
    assert_int_equal(word->column, column);
}

static void test_words_know_their_places(void **state)
{
    (void)state;
    /* given items on several lines and several in one line */
    ae_text text = parse("input 784\n  dense 128 act=sigmoid|code\n\n\tloss mse");
    /* then each word is found where it stands */
    assert_int_equal(text.count, 4);
    assert_word(&text.items[0].name, "input", 1, 1);
    assert_word(&text.items[0].pairs[0].value, "784", 1, 7);
    assert_word(&text.items[1].name, "dense", 2, 3);
    assert_int_equal(text.items[1].count, 2);
    assert_int_equal(text.items[1].pairs[0].key.length, 0);
    assert_word(&text.items[1].pairs[1].key, "act", 2, 13);
    assert_word(&text.items[1].pairs[1].value, "sigmoid", 2, 17);
    assert_word(&text.items[2].name, "code", 2, 25);
    assert_int_equal(text.items[2].count, 0);
    assert_word(&text.items[3].name, "loss", 4, 2);
}

static void test_the_canonical_form(void **state)
{
    (void)state;
    assert_prints("input 784 | dense 128 act=sigmoid", "input 784\ndense 128 act=sigmoid");
    assert_prints("\n\n| a |\t|\r\n b\t1\r\nc x=1   y=2 \n|", "a\nb 1\nc x=1 y=2");
    assert_prints("decoder mirror tied=yes", "decoder mirror tied=yes");
    assert_prints("crop 2,2,1,1 | noise gaussian clip=0,1", "crop 2,2,1,1\nnoise gaussian clip=0,1");
    assert_prints("reshape 64x7x7", "reshape 64x7x7");
    assert_prints("a k=x=y", "a k=x=y");
    assert_prints("a x=1 main", "a x=1 main");
}

static void test_printing_and_parsing_again_changes_nothing(void **state)
{
    (void)state;
    ae_text text = parse("a 1 x=2 # comment\n|b|c d=e");
    char *once = ae_text_print(&text, &arena);
    assert_prints(once, once);
}

static void test_comments_end_with_the_line(void **state)
{
    (void)state;
    assert_prints("# a | b\na 1 # x=2 | c\n#\nb#c\n ## d", "a 1\nb");
}

static void test_texts_without_items(void **state)
{
    (void)state;
    assert_prints("", "");
    assert_prints(" \n|\t| # nothing", "");
    assert_int_equal(parse("||||").count, 0);
}

static void test_misplaced_signs(void **state)
{
    (void)state;
    const char *message = "line 1, column 7: dense: \"=\" needs a key before it and a value behind it, without blanks";
    assert_refused("dense act=", 1, 7, message);
    assert_refused("dense act= relu", 1, 7, message);
    assert_refused("dense =relu", 1, 7, message);
    assert_refused("dense =", 1, 7, message);
    assert_refused("\n act=relu", 2, 2, "line 2, column 2: an item begins with a name, not with \"act=relu\"");
}

static void test_values_given_twice(void **state)
{
    (void)state;
    assert_refused("dense 1\ndense 1 act=a act=a", 2, 15, "line 2, column 15: dense: act= is given twice");
    assert_refused("dense 1 2", 1, 9,
                   "line 1, column 9: dense: a second main value \"2\"; only key=value can follow the first");
}

static void test_control_characters(void **state)
{
    (void)state;
    assert_refused("a 1\nb \x07", 2, 3, "line 2, column 3: a control character (7) has no place in a text");
    assert_refused("# \x1b[31m", 1, 3, "line 1, column 3: a control character (27) has no place in a text");
}

static char *long_text(size_t n, char c)
{
    char *text = malloc(n + 1);
    assert_non_null(text);
    memset(text, c, n);
    text[n] = 0;
    return text;
}

static void test_the_length_is_bounded(void **state)
{
    (void)state;
    /* given 64 KiB, then it is read; given one byte more, then it is not */
    char *most = long_text(65536, 'x'), *more = long_text(65537, 'x');
    assert_prints(most, most);
    assert_refused(more, 0, 0, "the text is longer than 65536 bytes");
    free(most);
    free(more);
}

static void test_the_number_of_items_is_bounded(void **state)
{
    (void)state;
    char *text = long_text(2 * 4096 + 1, 'x');
    for (size_t i = 1; i < 2 * 4096; i += 2)
        text[i] = '|';
    assert_refused(text, 1, 8193, "line 1, column 8193: more than 4096 items");
    text[2 * 4096] = 0;
    assert_int_equal(parse(text).count, 4096);
    free(text);
}

static void test_a_long_text_takes_little_memory(void **state)
{
    (void)state;
    /* given the text of 64 KiB with the most items, the rest of it values */
    char *text = long_text(65536, ' ');
    size_t before = arena.total;
    for (size_t i = 0; i < 65536; i += 16)
        memcpy(text + i, "a 1 b=2 c=3 d=4\n", 16);
    assert_int_equal(parse(text).count, 4096);
    assert_true(arena.total - before < 2000000);
    free(text);
}

static void test_errors_show_the_beginning_of_a_long_word(void **state)
{
    (void)state;
    char *text = long_text(60000, 'x');
    text[50000] = '=';
    assert_refused(text, 1, 1,
                   "line 1, column 1: an item begins with a name, not with \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"");
    free(text);
}

static void test_values_of_an_item_are_bounded(void **state)
{
    (void)state;
    /* given an item with 65 different keys, "a k00=1 k01=1 ..." */
    char text[1 + 65 * 6 + 1] = "a";
    for (int i = 0; i < 65; i++)
        memcpy(text + 1 + 6 * i, (char[]){ ' ', 'k', (char)('0' + i / 10), (char)('0' + i % 10), '=', '1' }, 6);
    assert_refused(text, 1, 1, "line 1, column 1: a: more than 64 values");
    text[1 + 6 * 64] = 0;
    assert_int_equal(parse(text).items[0].count, 64);
}

/* ---- out of memory ---- */

static size_t allocations_left;

static void *scarce_alloc(void *user, size_t size)
{
    (void)user;
    return allocations_left > 0 ? allocations_left--, malloc(size) : NULL;
}

static void scarce_free(void *user, void *memory, size_t size)
{
    (void)user;
    (void)size;
    free(memory);
}

static ae_status parse_and_print_with(size_t allocations, const char *text)
{
    ae_allocator allocator = { scarce_alloc, scarce_free, NULL };
    ae_arena scarce;
    ae_text out = { 0 };
    ae_error e = { 0 };
    allocations_left = allocations;
    ae_arena_init(&scarce, &allocator);
    ae_status status = ae_text_parse(&out, text, &scarce, &e);
    if (status == AE_OK && !ae_text_print(&out, &scarce))
        status = AE_ENOMEM;
    assert_true(status == AE_OK || status == e.status || out.count > 0);
    ae_arena_free(&scarce);
    return status;
}

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    char *text = long_text(6000, '|');
    for (size_t i = 0; i < 6000; i += 6)
        memcpy(text + i, "a 1|b|", 6);
    size_t n = 0;
    while (parse_and_print_with(n, text) == AE_ENOMEM)
        n++;
    assert_true(n > 5);
    assert_int_equal(parse_and_print_with(n, text), AE_OK);
    free(text);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_words_know_their_places),
        TEST(test_the_canonical_form),
        TEST(test_printing_and_parsing_again_changes_nothing),
        TEST(test_comments_end_with_the_line),
        TEST(test_texts_without_items),
        TEST(test_misplaced_signs),
        TEST(test_values_given_twice),
        TEST(test_control_characters),
        TEST(test_the_length_is_bounded),
        TEST(test_the_number_of_items_is_bounded),
        TEST(test_a_long_text_takes_little_memory),
        TEST(test_errors_show_the_beginning_of_a_long_word),
        TEST(test_values_of_an_item_are_bounded),
        TEST(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
