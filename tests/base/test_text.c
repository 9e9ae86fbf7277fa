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

static size_t count_items(const char *text)
{
    ae_text t;
    ae_error e;
    if (ae_text_read(&t, text, &e) != AE_OK)
        fail_msg("%s: %s", text, e.text);
    return t.count;
}

static void assert_prints(const char *text, const char *canonical)
{
    count_items(text);
    assert_string_equal(ae_text_print(text, &arena), canonical);
}

static void assert_refused(const char *text, int line, int column, const char *message)
{
    ae_text t;
    ae_error e;
    assert_int_equal(ae_text_read(&t, text, &e), AE_ESPEC);
    assert_string_equal(e.text, message);
    assert_int_equal(e.status, AE_ESPEC);
    assert_int_equal(e.line, line);
    assert_int_equal(e.column, column);
    assert_int_equal(ae_text_read(&t, text, NULL), AE_ESPEC);
}

static void assert_word(const ae_word *word, const char *text, size_t line, size_t column)
{
    assert_true(ae_word_is(word, text));
    assert_int_equal(word->line, line);
    assert_int_equal(word->column, column);
}

static const ae_item *next(ae_text *t)
{
    const ae_item *item;
    assert_int_equal(ae_text_next(&item, t, NULL), AE_OK);
    return item;
}

static void test_words_know_their_places(void **state)
{
    (void)state;
    /* given items on several lines and several in one line */
    ae_text t;
    assert_int_equal(ae_text_open(&t, "input 784\n  dense 128 act=sigmoid|code\n\n\tloss mse", NULL), AE_OK);
    /* then each word is found where it stands, one item after the other */
    const ae_item *item = next(&t);
    assert_word(&item->name, "input", 1, 1);
    assert_word(&item->pairs[0].value, "784", 1, 7);
    item = next(&t);
    assert_word(&item->name, "dense", 2, 3);
    assert_int_equal(item->count, 2);
    assert_int_equal(item->pairs[0].key.length, 0);
    assert_word(&item->pairs[1].key, "act", 2, 13);
    assert_word(&item->pairs[1].value, "sigmoid", 2, 17);
    item = next(&t);
    assert_word(&item->name, "code", 2, 25);
    assert_int_equal(item->count, 0);
    item = next(&t);
    assert_word(&item->name, "loss", 4, 2);
    assert_null(next(&t));
    assert_null(next(&t));
    assert_int_equal(t.count, 4);
}

static void test_the_only_item_stays(void **state)
{
    (void)state;
    /* given a text of one item, read to its end; then the item can be looked at */
    ae_text t;
    assert_int_equal(ae_text_read(&t, " | adam lr=0.1 # quick\n|", NULL), AE_OK);
    assert_int_equal(t.count, 1);
    assert_word(&t.item.name, "adam", 1, 4);
    assert_word(ae_item_value(&t.item, "lr"), "0.1", 1, 12);
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
    char *once = ae_text_print("a 1 x=2 # comment\n|b|c d=e", &arena);
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
    assert_int_equal(count_items("||||"), 0);
}

static void test_misplaced_signs(void **state)
{
    (void)state;
    const char *message = "line 1, column 7: dense: \"=\" needs a key before it and a value after it, without blanks";
    assert_refused("dense act=", 1, 7, message);
    assert_refused("dense act= relu", 1, 7, message);
    assert_refused("dense =relu", 1, 7, message);
    assert_refused("dense =", 1, 7, message);
    assert_refused("\n act=relu", 2, 2, "line 2, column 2: an item begins with a name, not with \"act=relu\"");
}

static void test_values_given_twice(void **state)
{
    (void)state;
    assert_refused("dense 1\ndense 1 act=a act=a", 2, 15,
                   "line 2, column 15: dense: act= is given twice, first in line 2, column 9");
}

static void test_main_values_are_counted(void **state)
{
    (void)state;
    /* given an item with two main values, and a key between them */
    ae_text t;
    assert_int_equal(ae_text_read(&t, "rate dense2 on=all 0.1", NULL), AE_OK);
    /* then each is found by its number, and they are printed where they stood */
    assert_word(ae_item_main(&t.item, 0), "dense2", 1, 6);
    assert_word(ae_item_main(&t.item, 1), "0.1", 1, 20);
    assert_null(ae_item_main(&t.item, 2));
    assert_ptr_equal(ae_item_value(&t.item, ""), ae_item_main(&t.item, 0));
    assert_prints("rate  dense2 on=all 0.1", "rate dense2 on=all 0.1");
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
    assert_int_equal(count_items(text), 4096);
    free(text);
}

static void test_a_long_text_takes_no_memory(void **state)
{
    (void)state;
    /* given the text of 64 KiB with the most items, the rest of it values; then only its print takes some, of its size */
    char *text = long_text(65536, ' ');
    size_t before = arena.total;
    for (size_t i = 0; i < 65536; i += 16)
        memcpy(text + i, "a 1 b=2 c=3 d=4\n", 16);
    assert_int_equal(count_items(text), 4096);
    assert_int_equal(arena.total, before);
    assert_non_null(ae_text_print(text, &arena));
    assert_true(arena.total - before < 65536 + 1024);
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
    ae_text t;
    assert_int_equal(ae_text_read(&t, text, NULL), AE_OK);
    assert_int_equal(t.item.count, 64);
}

static void *no_alloc(void *user, size_t size)
{
    (void)user;
    (void)size;
    return NULL;
}

static void no_free(void *user, void *memory, size_t size)
{
    (void)user;
    (void)memory;
    (void)size;
}

static void test_without_memory_nothing_is_printed(void **state)
{
    const ae_allocator none = { no_alloc, no_free, NULL };
    ae_arena empty;
    (void)state;
    ae_arena_init(&empty, &none);
    assert_null(ae_text_print("a 1 | b", &empty));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_words_know_their_places),
        TEST(test_the_only_item_stays),
        TEST(test_the_canonical_form),
        TEST(test_printing_and_parsing_again_changes_nothing),
        TEST(test_comments_end_with_the_line),
        TEST(test_texts_without_items),
        TEST(test_misplaced_signs),
        TEST(test_values_given_twice),
        TEST(test_main_values_are_counted),
        TEST(test_control_characters),
        TEST(test_the_length_is_bounded),
        TEST(test_the_number_of_items_is_bounded),
        TEST(test_a_long_text_takes_no_memory),
        TEST(test_errors_show_the_beginning_of_a_long_word),
        TEST(test_values_of_an_item_are_bounded),
        TEST(test_without_memory_nothing_is_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
