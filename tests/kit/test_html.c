/* HTML: texts are shown and never run, and pictures lie in the page. */
#include "folder.h"
#include "kit/html.h"
#include <png.h>
#include <stdlib.h>

static char *written; /* by the last `end` */
static size_t size;

static FILE *begin(void)
{
    free(written);
    FILE *to = open_memstream(&written, &size);
    assert_non_null(to);
    return to;
}

static const char *end(FILE *to)
{
    assert_int_equal(fclose(to), 0);
    return written;
}

static const char *shown(const char *text)
{
    FILE *to = begin();
    kit_html_text(to, text);
    return end(to);
}

static void markup_in_a_text_is_shown(void **state)
{
    (void)state;
    assert_string_equal(shown("<script>alert('1' & \"2\")</script>"),
                        "&lt;script&gt;alert(&#39;1&#39; &amp; &quot;2&quot;)&lt;/script&gt;");
}

#define NONE "\xEF\xBF\xBD"

/* What RFC 3629 calls no UTF-8: a lone tail, a cut character, a longer form of '/', half of a pair, one beyond the last. */
static void what_is_no_character_is_replaced(void **state)
{
    (void)state;
    assert_string_equal(shown("caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x99\x82"), "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x99\x82");
    assert_string_equal(shown("a\x80z"), "a" NONE "z");
    assert_string_equal(shown("caf\xC3"), "caf" NONE);
    assert_string_equal(shown("\xC0\xAF"), NONE NONE);
    assert_string_equal(shown("\xED\xA0\x80"), NONE NONE NONE);
    assert_string_equal(shown("\xF4\x90\x80\x80"), NONE NONE NONE NONE);
    assert_string_equal(shown("a\tb\nc\x01\x1B\x7F"), "a\tb\nc" NONE NONE NONE);
    assert_string_equal(shown("\xC2\x85"), NONE NONE);
}

/* The first 8,191 bytes of a text that is made, and a sign that there are more. */
static void a_made_text_that_is_too_long_says_so(void **state)
{
    (void)state;
    FILE *to = begin();
    kit_html_print(to, "%08191d", 7);
    assert_string_equal(end(to) + 8189, "07");
    to = begin();
    kit_html_print(to, "%08192d", 7);
    assert_string_equal(end(to) + 8189, "00\xE2\x80\xA6");
}

/* A full disk is a stream's error, whatever was written. */
static void what_cannot_be_written_is_an_error_of_the_stream(void **state)
{
    (void)state;
    FILE *to = fopen("/dev/full", "w");
    if (!to)
        skip();
    setvbuf(to, NULL, _IONBF, 0);
    kit_html_print(to, "%d < %d", 1, 2);
    assert_true(ferror(to));
    fclose(to);
}

/* The vectors of RFC 4648, section 10. */
static void base64_is_that_of_the_rfc(void **state)
{
    (void)state;
    static const char *const encoded[] = { "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy" };
    for (size_t n = 0; n <= 6; n++) {
        FILE *to = begin();
        kit_html_base64(to, "foobar", n);
        assert_string_equal(end(to), encoded[n]);
    }
}

static void a_table_names_its_lines_and_columns(void **state)
{
    (void)state;
    static const char *const columns[] = { "kind", "<b>" };
    FILE *to = begin();
    kit_html_table_begin(to, "A & B", columns, 2, true);
    kit_html_row_begin(to, "pear");
    kit_html_cell(to, "%d < %d", 1, 2);
    kit_html_row_end(to);
    kit_html_table_end(to);
    assert_non_null(strstr(end(to), "<caption>A &amp; B</caption>"));
    assert_non_null(strstr(written, "<th scope=\"col\">&lt;b&gt;</th>"));
    assert_non_null(strstr(written, "<tr><th scope=\"row\">pear</th><td>1 &lt; 2</td></tr>"));
}

/* ---- Pictures ----------------------------------------------------------------------------------------------------- */

static int value_of(char sign)
{
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = strchr(signs, sign);
    return at && sign ? (int)(at - signs) : -1;
}

static size_t decode(unsigned char *out, const char *text)
{
    size_t n = 0;
    unsigned bits = 0, held = 0;
    for (; value_of(*text) >= 0; text++) {
        bits = bits << 6 | (unsigned)value_of(*text);
        held += 6;
        if (held >= 8)
            out[n++] = (unsigned char)(bits >> (held -= 8));
    }
    return n;
}

static void an_image_is_a_png_in_the_page(void **state)
{
    (void)state;
    static const char begins[] = " src=\"data:image/png;base64,";
    unsigned char bytes[] = { 0, 128, 255, 7, 8, 9 }, png[1000], again[6];
    const kit_pixels grey = { bytes, 3, 2, 1 };
    png_image image = { .version = PNG_IMAGE_VERSION };
    kit_message why;
    FILE *to = begin();
    assert_true(kit_html_image(to, &grey, 4, NULL, "a \"row\"", &why));
    const char *src = strstr(end(to), begins);
    assert_non_null(src);
    assert_non_null(strstr(written, "<img width=\"12\" height=\"8\" alt=\"a &quot;row&quot;\" "));
    assert_true(png_image_begin_read_from_memory(&image, png, decode(png, src + sizeof begins - 1)));
    image.format = PNG_FORMAT_GRAY;
    assert_true(png_image_finish_read(&image, NULL, again, 0, NULL));
    assert_int_equal(image.width, 3);
    assert_memory_equal(again, bytes, sizeof bytes);
}

static void a_picture_of_no_pixels_is_refused(void **state)
{
    (void)state;
    const kit_pixels none = { NULL, 0, 2, 1 };
    kit_message why;
    FILE *to = begin();
    assert_false(kit_html_image(to, &none, 1, NULL, "", &why));
    assert_string_equal(end(to), "");
    assert_non_null(strstr(why.text, "0 x 2 pixels"));
}

static void a_picture_is_placed_smaller_as_means(void **state)
{
    (void)state;
    unsigned char bytes[] = { 0, 10, 4, 20, 30, 6, 7, 8, 9 }, sheet[3 * 4] = { 0 };
    const kit_pixels from = { bytes, 3, 3, 1 }, to = { sheet, 4, 3, 1 };
    kit_html_place(&to, 1, 1, &from, 2);
    const unsigned char right[] = { 0, 0, 0, 0, 0, 15, 5, 0, 0, 8, 9, 0 }; /* 7.5 is 8 */
    assert_memory_equal(sheet, right, sizeof right);
}

static void a_picture_is_placed_as_it_is(void **state)
{
    (void)state;
    unsigned char bytes[] = { 1, 2, 3, 4, 5, 6 }, sheet[3 * 4] = { 0 };
    const kit_pixels from = { bytes, 2, 1, 3 }, to = { sheet, 2, 2, 3 };
    kit_html_place(&to, 0, 1, &from, 1);
    const unsigned char right[] = { 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6 };
    assert_memory_equal(sheet, right, sizeof right);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markup_in_a_text_is_shown),
        cmocka_unit_test(what_is_no_character_is_replaced),
        cmocka_unit_test(a_made_text_that_is_too_long_says_so),
        cmocka_unit_test(what_cannot_be_written_is_an_error_of_the_stream),
        cmocka_unit_test(base64_is_that_of_the_rfc),
        cmocka_unit_test(a_table_names_its_lines_and_columns),
        cmocka_unit_test(an_image_is_a_png_in_the_page),
        cmocka_unit_test(a_picture_of_no_pixels_is_refused),
        cmocka_unit_test(a_picture_is_placed_smaller_as_means),
        cmocka_unit_test(a_picture_is_placed_as_it_is),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(written);
    return failed;
}
