/* Bars, images and steps as text, sign by sign. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kit/chart.h"
#include <math.h>
#include <stdlib.h>

static char *text;
static size_t size;

static FILE *begin(void)
{
    FILE *to = open_memstream(&text, &size);
    assert_non_null(to);
    return to;
}

static void assert_printed(FILE *to, const char *expected)
{
    assert_int_equal(fclose(to), 0);
    assert_string_equal(text, expected);
    free(text);
}

/* Ten places for the longest: half of it is five of them, a sixteenth five eighths of one. */
static void bars_are_as_long_as_their_numbers(void **state)
{
    static const kit_bar bars[] = { { "a", 16 }, { "bcd", 8 }, { "", 1 }, { "e", 0 }, { "f", NAN }, { "g", -2 } };
    (void)state;

    FILE *to = begin();
    kit_bars_print(to, bars, 6, 20, true);
    assert_printed(to, "a             16 ██████████\n"
                       "bcd            8 █████\n"
                       "               1 ▋\n"
                       "e              0\n"
                       "f            nan\n"
                       "g             -2\n");

    to = begin();
    kit_bars_print(to, bars, 2, 20, false);
    assert_printed(to, "a             16 ##########\nbcd            8 #####\n");
}

static void a_name_does_not_command_the_terminal(void **state)
{
    static const kit_bar bars[] = { { "\x1b[2Ja\nb\xff", 1 },
                                    { "caf\xc3\xa9", 1 },
                                    { "123456789012345678901234567890123", 1 } };
    (void)state;

    FILE *to = begin();
    kit_bars_print(to, bars, 3, 0, true);

    assert_printed(to, "?[2Ja?b?                                  1 ██████████\n"
                       "café                                      1 ██████████\n"
                       "123456789012345678901234567890            1 ██████████\n");
}

/* Two images of 2 x 2: a black upper half, and grey. */
static void an_image_has_a_character_for_two_pixels(void **state)
{
    static const float pixels[] = { 1, 1, 0, 0, 0.5f, 0.5f, 0.5f, 1 };
    static const kit_blocks images = { pixels, 2, 1, 2, 2 };
    (void)state;

    FILE *to = begin();
    kit_blocks_print(to, &images, 6, true, KIT_COLORS_NONE);
    assert_printed(to, "▀▀  ▒▄\n");

    to = begin();
    kit_blocks_print(to, &images, 5, false, KIT_COLORS_ALL);
    assert_printed(to, "++\n\n+#\n");
}

/* Four pixels where there is room for two characters: each is the mean of 2 x 2. */
static void a_wide_image_is_made_smaller(void **state)
{
    static const float pixels[] = { 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, NAN, 7 };
    static const kit_blocks image = { pixels, 1, 1, 4, 4 };
    (void)state;

    FILE *to = begin();
    kit_blocks_print(to, &image, 3, true, KIT_COLORS_NONE);

    assert_printed(to, "▀ \n");
}

/* Red above blue, then the same again, and a third line of which only the upper half is there. */
static void a_terminal_with_colors_shows_every_pixel(void **state)
{
    static const float pixels[] = { 1, 1, 0, 0, 0.2f, 0.2f, 0, 0, 0, 0, 0.2f, 0.2f, 0, 0, 1, 1, 0.2f, 0.2f };
    static const kit_blocks image = { pixels, 1, 3, 3, 2 };
    (void)state;

    FILE *to = begin();
    kit_blocks_print(to, &image, 6, true, KIT_COLORS_ALL);
    assert_printed(to, "\x1b[38;2;255;0;0m\x1b[48;2;0;0;255m▀▀\x1b[0m\n"
                       "\x1b[38;2;51;51;51m\x1b[49m▀▀\x1b[0m\n");

    /* 196 is red of xterm's colours, 21 blue; 236 is #303030, nearest to #333333 */
    to = begin();
    kit_blocks_print(to, &image, 6, true, KIT_COLORS_256);
    assert_printed(to, "\x1b[38;5;196m\x1b[48;5;21m▀▀\x1b[0m\n"
                       "\x1b[38;5;236m\x1b[49m▀▀\x1b[0m\n");
}

static void steps_rise_with_their_numbers(void **state)
{
    static const float levels[] = { 0, 0.5f, 1, NAN, 2, -1 };
    (void)state;

    FILE *to = begin();
    kit_steps_print(to, levels, 6, 80, true);
    assert_printed(to, "▁▅█ █▁");

    to = begin();
    kit_steps_print(to, levels, 3, 2, false);
    assert_printed(to, ":@");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bars_are_as_long_as_their_numbers),        cmocka_unit_test(a_name_does_not_command_the_terminal),
        cmocka_unit_test(an_image_has_a_character_for_two_pixels),  cmocka_unit_test(a_wide_image_is_made_smaller),
        cmocka_unit_test(a_terminal_with_colors_shows_every_pixel), cmocka_unit_test(steps_rise_with_their_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
