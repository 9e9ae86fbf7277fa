#include "base/format.h"
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Both ours and the C library's, which must agree. */
#define ASSERT_LIKE_PRINTF(...)                                         \
    do {                                                                \
        char ours[256], theirs[256];                                    \
        int n = snprintf(theirs, sizeof theirs, __VA_ARGS__);           \
        assert_int_equal(ae_format(ours, sizeof ours, __VA_ARGS__), n); \
        assert_string_equal(ours, theirs);                              \
    } while (0)

#define ASSERT_FORMAT(expected, ...)                                                   \
    do {                                                                               \
        char ours[256];                                                                \
        assert_int_equal(ae_format(ours, sizeof ours, __VA_ARGS__), strlen(expected)); \
        assert_string_equal(ours, expected);                                           \
    } while (0)

/* For what the compiler's own check of formats rightly dislikes. */
static size_t format_unchecked(char *text, size_t capacity, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    size_t n = ae_format_list(text, capacity, format, list);
    va_end(list);
    return n;
}

static void test_numbers_like_printf(void **state)
{
    (void)state;
    ASSERT_LIKE_PRINTF("%d %d %i %d", 0, -1, INT_MIN, INT_MAX);
    ASSERT_LIKE_PRINTF("%u %x %.8x", UINT_MAX, 0xBEEFu, 0xBEEFu);
    ASSERT_LIKE_PRINTF("%ld %lu %lx", LONG_MIN, ULONG_MAX, ULONG_MAX);
    ASSERT_LIKE_PRINTF("%lld %lld %llu %llx", LLONG_MIN, LLONG_MAX, ULLONG_MAX, ULLONG_MAX);
    ASSERT_LIKE_PRINTF("%zu %zd %.16llx %.3d", SIZE_MAX, (ptrdiff_t)-5, 0xABCDEFull, -7);
    ASSERT_LIKE_PRINTF("%.20d %.20llx", -7, 0xABCDEFull);
    ASSERT_FORMAT("00000000000000000007 -00000000000000000007", "%.21d %.99d", 7, -7); /* of no more than 20 digits */
    ASSERT_FORMAT("0.05 784 -1e-07 inf", "%g %g %g %g", 0.05, 784.0, -1e-7, (double)(1e308 * 10));
}

static void test_tables_like_printf(void **state)
{
    (void)state;
    ASSERT_LIKE_PRINTF("|%8s|%-8s|%3s|", "ab", "cd", "longer");
    ASSERT_LIKE_PRINTF("|%8d|%-8d|%5zu|%-5zu|%4u|%-4u|", -42, -42, (size_t)7, (size_t)7, 9u, 9u);
    ASSERT_LIKE_PRINTF("|%6.2s|%-6.2s|", "abc", "abc");
    ASSERT_FORMAT("|  0.5|0.5  |", "|%5g|%-5g|", 0.5, 0.5);
}

static void test_text_and_characters(void **state)
{
    (void)state;
    ASSERT_LIKE_PRINTF("%s%c%s 100%%", "a", ':', "");
    ASSERT_LIKE_PRINTF("%.*s|%.2s|%.0s|%.*s", 3, "abcdef", "xyz", "none", -1, "all");
    ASSERT_FORMAT("no directive", "no directive");
}

static void test_a_precision_bounds_what_is_read(void **state)
{
    (void)state;
    /* given a word without a closing 0 at the end of its memory, where a sanitizer sees the next byte read */
    char *word = malloc(3);
    assert_non_null(word);
    memcpy(word, "abc", 3);
    ASSERT_FORMAT("abc", "%.*s", 3, word);
    free(word);
}

static void test_control_characters_in_text_are_replaced(void **state)
{
    (void)state;
    ASSERT_FORMAT("a?b?c?[31m?", "%s", "a\nb\tc\x1b[31m\x7f");
    ASSERT_FORMAT("a??31m \xc2\xa0", "%s", "a\xc2\x9b" "31m \xc2\xa0"); /* a terminal takes U+009B for ESC [ */
    ASSERT_FORMAT("ä\n", "%s\n", "ä");
}

static void test_no_text_and_unknown_directives(void **state)
{
    (void)state;
    char text[32];
    assert_int_equal(format_unchecked(text, sizeof text, "%s", (char *)NULL), 6);
    assert_string_equal(text, "(null)");
    format_unchecked(text, sizeof text, "%q %5.3y %d", 3);
    assert_string_equal(text, "%q %5.3y 3");
    format_unchecked(text, sizeof text, "end %");
    assert_string_equal(text, "end %");
    format_unchecked(text, sizeof text, "end %-7l");
    assert_string_equal(text, "end %-7l");
}

static void test_absurd_widths_are_counted_not_written(void **state)
{
    (void)state;
    char text[4];
    assert_int_equal(ae_format(text, sizeof text, "%1000d", 5), 1000);
    assert_string_equal(text, "   ");
}

static void test_truncation_counts_on(void **state)
{
    (void)state;
    char text[8] = "???????";
    assert_int_equal(ae_format(text, 4, "%s", "abcdef"), 6);
    assert_string_equal(text, "abc");
    assert_memory_equal(text + 4, "???", 4);
    assert_int_equal(ae_format(text, 1, "%s", "abcdef"), 6);
    assert_string_equal(text, "");
    assert_int_equal(ae_format(NULL, 0, "%s", "abcdef"), 6);
}

static void test_truncation_keeps_utf8_whole(void **state)
{
    (void)state;
    /* given sequences of 2, 3 and 4 bytes */
    static const char *const signs[] = { "ä", "€", "😀" };
    for (size_t i = 0; i < 3; i++) {
        size_t n = strlen(signs[i]);
        for (size_t room = 0; room < 2 * n; room++) {
            /* when they are cut anywhere, by the capacity or by a precision */
            char text[16], words[16];
            ae_format(text, 1 + room + 1, "x%s%s", signs[i], signs[i]);
            ae_format(words, sizeof words, "x%.*s", (int)room, i == 0 ? "ää" : i == 1 ? "€€" : "😀😀");
            /* then whole ones are left */
            assert_int_equal(strlen(text), 1 + room / n * n);
            assert_int_equal(strlen(words), 1 + room / n * n);
        }
    }
}

static void test_text_that_is_not_utf8_is_kept(void **state)
{
    (void)state;
    ASSERT_FORMAT("\x80\x80\x80\x80\x80", "%s", "\x80\x80\x80\x80\x80");
    ASSERT_FORMAT("\x80\x80", "%.2s", "\x80\x80\x80");
}

static void write_all(ae_writer *w)
{
    ae_write(w, "%s", "one");
    ae_write(w, ", %d", 22);
    ae_write(w, ", €");
    ae_write(w, ".");
}

static void test_a_writer_measures_and_fills(void **state)
{
    (void)state;
    const char *whole = "one, 22, €.";
    /* given a writer without room, then it measures */
    ae_writer measure = { NULL, 0, 0 };
    write_all(&measure);
    assert_int_equal(measure.length, strlen(whole));
    /* given any room, then it holds the beginning, always closed */
    for (size_t capacity = 1; capacity <= strlen(whole) + 1; capacity++) {
        char text[32];
        ae_writer w = { text, capacity, 0 };
        write_all(&w);
        assert_int_equal(w.length, strlen(whole));
        assert_true(strlen(text) < capacity && strlen(text) + 3 >= capacity);
        assert_memory_equal(text, whole, strlen(text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_like_printf),
        cmocka_unit_test(test_tables_like_printf),
        cmocka_unit_test(test_text_and_characters),
        cmocka_unit_test(test_a_precision_bounds_what_is_read),
        cmocka_unit_test(test_control_characters_in_text_are_replaced),
        cmocka_unit_test(test_no_text_and_unknown_directives),
        cmocka_unit_test(test_absurd_widths_are_counted_not_written),
        cmocka_unit_test(test_truncation_counts_on),
        cmocka_unit_test(test_truncation_keeps_utf8_whole),
        cmocka_unit_test(test_text_that_is_not_utf8_is_kept),
        cmocka_unit_test(test_a_writer_measures_and_fills),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
