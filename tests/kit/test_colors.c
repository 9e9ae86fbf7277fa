/* The colours of curves: whoever sees them, on white or in the dark, can tell any two apart. */
#include "kit/plot.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { COLORS = 12, EYES = 3 };

typedef struct rgb {
    double part[3]; /* red, green, blue; the light itself, from 0 to 1 */
} rgb;

/* ---- Eyes ----------------------------------------------------------------------------------------------------------- */

/* What eyes see that have all cones, no green ones and no red ones: Machado et al. 2009, "A Physiologically-based Model for
 * Simulation of Color Vision Deficiency". */
static const double eyes[EYES][3][3] = {
    { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
    { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } },
    { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 } },
};

static void multiply(double out[3], const double m[3][3], const double in[3])
{
    for (size_t i = 0; i < 3; i++)
        out[i] = m[i][0] * in[0] + m[i][1] * in[1] + m[i][2] * in[2];
}

/* OKLab, in which equal distances look equally far apart: Ottosson 2020. */
static void see(double lab[3], const rgb *color, size_t eye)
{
    static const double cones[3][3] = { { 0.4122214708, 0.5363325363, 0.0514459929 },
                                        { 0.2119034982, 0.6806995451, 0.1073969566 },
                                        { 0.0883024619, 0.2817188376, 0.6299787005 } };
    static const double axes[3][3] = { { 0.2104542553, 0.7936177850, -0.0040720468 },
                                       { 1.9779984951, -2.4285922050, 0.4505937099 },
                                       { 0.0259040371, 0.7827717662, -0.8086757660 } };
    double seen[3], cone[3];
    multiply(seen, eyes[eye], color->part);
    for (size_t i = 0; i < 3; i++)
        seen[i] = fmin(fmax(seen[i], 0), 1);
    multiply(cone, cones, seen);
    for (size_t i = 0; i < 3; i++)
        cone[i] = cbrt(cone[i]);
    multiply(lab, axes, cone);
}

static double distance(const rgb *a, const rgb *b, size_t eye)
{
    double x[3], y[3];
    see(x, a, eye);
    see(y, b, eye);
    return hypot(hypot(x[0] - y[0], x[1] - y[1]), x[2] - y[2]);
}

static double luminance(const rgb *c)
{
    return 0.2126 * c->part[0] + 0.7152 * c->part[1] + 0.0722 * c->part[2];
}

/* ---- What is asked of colours -------------------------------------------------------------------------------------- */

static rgb read_color(const char *text) /* "#0072b2" */
{
    rgb c;
    const unsigned long all = strtoul(text + 1, NULL, 16);
    assert_int_equal(*text, '#');
    for (size_t i = 0; i < 3; i++) {
        const double x = (double)(all >> (16 - 8 * i) & 255) / 255;
        c.part[i] = x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4);
    }
    return c;
}

/* Okabe and Ito's own seven are .076 apart, the usual ten of a well-known library .007. */
static void assert_apart(const rgb colors[COLORS])
{
    for (size_t i = 0; i < COLORS; i++)
        for (size_t k = 0; k < i; k++)
            for (size_t eye = 0; eye < EYES; eye++)
                if (distance(&colors[i], &colors[k], eye) < 0.076)
                    fail_msg("colours %zu and %zu are alike for eyes %zu", k + 1, i + 1, eye);
}

static void assert_visible(const rgb colors[COLORS], const char *paper, double contrast)
{
    const rgb behind = read_color(paper);
    for (size_t i = 0; i < COLORS; i++) {
        const double a = luminance(&colors[i]) + 0.05, b = luminance(&behind) + 0.05;
        if (fmax(a, b) / fmin(a, b) < contrast)
            fail_msg("colour %zu cannot be seen on %s", i + 1, paper);
    }
}

/* ---- Where they stand ---------------------------------------------------------------------------------------------- */

static char text[1 << 16];

static void find_colors(rgb colors[COLORS], const char *form) /* with the number, up to the colour */
{
    for (size_t i = 0; i < COLORS; i++) {
        char begins[40];
        snprintf(begins, sizeof begins, form, i + 1);
        const char *at = strstr(text, begins);
        assert_non_null(at);
        colors[i] = read_color(at + strlen(begins));
    }
}

static void colors_of_a_chart_can_be_told_apart(void **state)
{
    (void)state;
    rgb colors[COLORS];
    const double y[] = { 1, 2 };
    kit_curve curves[COLORS];
    for (size_t i = 0; i < COLORS; i++)
        curves[i] = (kit_curve){ "a", NULL, y, 2 };
    const kit_plot plot = { .title = "", .curves = curves, .n_curves = COLORS };
    FILE *memory = fmemopen(text, sizeof text, "w");
    assert_non_null(memory);
    kit_plot_svg(memory, &plot);
    assert_int_equal(fclose(memory), 0);
    find_colors(colors, "<g class=\"kit-%zu\" color=\"");
    assert_apart(colors);
    assert_visible(colors, "#ffffff", 2.2);
}

static void colors_in_the_dark_can_be_told_apart(void **state)
{
    rgb colors[COLORS];
    FILE *style = fopen(*state, "r");
    assert_non_null(style);
    text[fread(text, 1, sizeof text - 1, style)] = '\0';
    fclose(style);
    find_colors(colors, ".kit-%zu { color: ");
    assert_apart(colors);
    assert_visible(colors, "#101418", 4);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colors_of_a_chart_can_be_told_apart),
        cmocka_unit_test_prestate(colors_in_the_dark_can_be_told_apart, argv[1]),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
