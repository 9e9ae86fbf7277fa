/* Charts: XML whatever the texts and numbers are, curves and points where their numbers are, a legend inside the picture. */
#include "folder.h"
#include "kit/plot.h"
#include "picture.h"
#include <math.h>

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* ---- A chart as text ---------------------------------------------------------------------------------------------- */

static char svg[1 << 20];

static void draw(const kit_plot *plot)
{
    FILE *memory = fmemopen(svg, sizeof svg, "w");
    assert_non_null(memory);
    kit_plot_svg(memory, plot);
    assert_true(ftell(memory) < (long)sizeof svg - 1);
    assert_int_equal(fclose(memory), 0);
}

static bool has(const char *part)
{
    return strstr(svg, part) != NULL;
}

static size_t count_of(const char *part)
{
    size_t n = 0;
    for (const char *at = svg; (at = strstr(at, part)); at += strlen(part))
        n++;
    return n;
}

/* Is it one element, every tag closed in its order, every attribute in quotes, every '&' the start of an entity? */
static void assert_xml(const char *text)
{
    static char open[64][16];
    size_t depth = 0;
    for (const char *at = text; *at; at++) {
        if (*at == '&') {
            static const char *const entities[] = { "&lt;", "&gt;", "&amp;", "&quot;", "&#39;" };
            bool known = false;
            for (size_t i = 0; i < COUNT(entities); i++)
                known = known || strncmp(at, entities[i], strlen(entities[i])) == 0;
            assert_true(known);
        }
        if (*at != '<')
            continue;
        const char *end = at + 1;
        for (bool quoted = false; quoted || *end != '>'; end++) {
            assert_true(*end && *end != '<');
            quoted = *end == '"' ? !quoted : quoted;
        }
        const size_t name = strcspn(at + 1, " />\n");
        if (at[1] == '/') {
            assert_true(depth-- > 0);
            assert_int_equal(strncmp(at + 2, open[depth], strlen(open[depth])), 0);
        } else if (end[-1] != '/') {
            assert_true(depth < COUNT(open) && name < sizeof open[0]);
            memcpy(open[depth], at + 1, name);
            open[depth++][name] = 0;
        }
        at = end;
        assert_true(depth > 0 || strcmp(end, ">\n") == 0);
    }
    assert_int_equal(depth, 0);
}

/* It is XML, and all numbers in it are numbers. */
static void assert_drawn(const kit_plot *plot)
{
    draw(plot);
    assert_xml(svg);
    assert_false(has("nan"));
    assert_false(has("inf"));
}

/* The x and y that the first path of a curve begins with. */
static void find_start(const char *class, double *x, double *y)
{
    const char *group = strstr(svg, class), *path = group ? strstr(group, "<path") : NULL;
    assert_non_null(path);
    assert_int_equal(sscanf(strstr(path, " d=\"") + 4, "M%lf %lf", x, y), 2);
}

/* ---- Curves ------------------------------------------------------------------------------------------------------- */

static void find_axes(double x[4], double y[4])
{
    const char *at = strstr(svg, "data-x=\"");
    assert_non_null(at);
    assert_int_equal(sscanf(at, "data-x=\"%lf %lf %lf %lf\"", x, x + 1, x + 2, x + 3), 4);
    at = strstr(svg, "data-y=\"");
    assert_int_equal(sscanf(at, "data-y=\"%lf %lf %lf %lf\"", y, y + 1, y + 2, y + 3), 4);
}

static void a_line_begins_where_its_first_number_is(void **state)
{
    (void)state;
    static const double y[] = { 100, 10, 1, 0.1 };
    const kit_curve curve = { "loss", NULL, y, 4 };
    const kit_plot plot = {
        .title = "title", .x_label = "step", .y_label = "loss", .log_y = true, .curves = &curve, .n_curves = 1
    };
    double px, py, ax[4], ay[4];

    assert_drawn(&plot);

    find_axes(ax, ay);
    find_start("kit-1", &px, &py);
    assert_true(fabs(px - ax[2]) < 0.06 && ax[0] == 1 && ax[1] == 4);
    assert_true(fabs(py - (ay[2] + (ay[3] - ay[2]) * (2 - ay[0]) / (ay[1] - ay[0]))) < 0.06);
    assert_true(ay[0] < -1 && ay[1] > 2 && ay[3] < ay[2]);
    assert_true(has("4 points, x 1 to 4, y from 100 to 0.1, lowest 0.1 at x 4, highest 100"));
    assert_true(has(">0.1</text>") && has(">1</text>") && has(">10</text>") && has(">100</text>"));
}

static void a_log_axis_leaves_out_zeros_and_less(void **state)
{
    (void)state;
    static const double y[] = { 0, 1, 0, 10, -5, 0 }, zeros[] = { 0, 0 };
    const kit_curve curves[] = { { "some", NULL, y, 6 }, { "none", NULL, zeros, 2 } };
    const kit_plot plot = { .log_y = true, .curves = curves, .n_curves = 2 };

    assert_drawn(&plot);

    assert_true(has("some: 2 points, x 2 to 4, y from 1 to 10"));
    assert_true(has("none: nothing to draw"));
}

static void what_is_not_finite_is_left_out(void **state)
{
    (void)state;
    static const double x[] = { NAN, 1, 2, 3, INFINITY, 4, 5 }, y[] = { 1, -INFINITY, 7, NAN, 1, 8, 1e305 };
    const kit_curve curves[] = { { "a", x, y, 7 }, { "b", x, y, 7 } };
    for (kit_plot_kind kind = KIT_PLOT_LINES; kind <= KIT_PLOT_BARS; kind++) {
        const kit_mark marks[] = { { "never", NAN, false }, { "above", INFINITY, true } };
        const kit_plot plot = { .kind = kind, .curves = curves, .n_curves = 2, .marks = marks, .n_marks = 2 };
        assert_drawn(&plot);
        assert_true(has("a: 2 "));
        assert_false(has("never"));
    }
}

/* None, one, the same ones, the largest and the nearest ones. */
static void any_numbers_make_a_picture(void **state)
{
    (void)state;
    static const double none[] = { NAN }, one[] = { 0.07 }, same[] = { 5, 5, 5 }, zeros[] = { 0, 0 },
                        huge[] = { -1e300, 1e300 }, tiny[] = { 1e-310, 2e-310 }, near[] = { 1, 1 + 1e-15 },
                        large[] = { 1e9 + 1, 1e9 + 2 };
    const kit_curve curves[] = { { "none", NULL, none, 1 },   { "one", NULL, one, 1 },     { "same", NULL, same, 3 },
                                 { "zeros", NULL, zeros, 2 }, { "huge", NULL, huge, 2 },   { "tiny", NULL, tiny, 2 },
                                 { "near", near, near, 2 },   { "large", large, large, 2 } };
    for (size_t i = 0; i < COUNT(curves); i++)
        for (kit_plot_kind kind = KIT_PLOT_LINES; kind <= KIT_PLOT_BARS; kind++)
            for (int log = 0; log < 2; log++) {
                const kit_plot plot = { .kind = kind, .log_y = log, .curves = curves + i, .n_curves = 1 };
                assert_drawn(&plot);
            }
    assert_drawn(&(kit_plot){ .title = NULL });
    assert_drawn(&(kit_plot){ .kind = KIT_PLOT_FILLED, .title = "empty" });
}

static void a_single_point_is_a_dot(void **state)
{
    (void)state;
    static const double y[] = { 3 };
    const kit_curve curve = { "loss", NULL, y, 1 };

    assert_drawn(&(kit_plot){ .curves = &curve, .n_curves = 1 });

    double ax[4], ay[4], x, yy;
    find_axes(ax, ay);
    find_start("kit-1", &x, &yy);
    assert_true(x > ax[2] + 50 && x < ax[3] - 50 && yy < ay[2] - 50 && yy > ay[3] + 50);
    assert_true(has("h0\"/>"));
}

/* A hundred thousand numbers: no more of them than the picture has columns, but the one that stands out is there. */
static void a_long_curve_keeps_what_stands_out(void **state)
{
    (void)state;
    enum { N = 100000 };
    static double y[N];
    for (size_t i = 0; i < N; i++)
        y[i] = (double)(i % 7);
    y[N / 3] = 1000;
    const kit_curve curve = { "loss", NULL, y, N };

    assert_drawn(&(kit_plot){ .curves = &curve, .n_curves = 1 });

    double ax[4], ay[4];
    char top[32];
    find_axes(ax, ay);
    snprintf(top, sizeof top, " %gL", round((ay[2] + (ay[3] - ay[2]) * (1000 - ay[0]) / (ay[1] - ay[0])) * 10) / 10);
    assert_true(has(top));
    assert_true(strlen(svg) < 80000);
}

static void a_band_ends_where_a_number_is_missing(void **state)
{
    (void)state;
    static const double low[] = { 0, 1, NAN, 1, 1, 1 }, high[] = { 2, 3, 3, 3, 4 };
    const kit_curve curves[] = { { "low", NULL, low, 6 }, { "high", NULL, high, 5 } };

    assert_drawn(&(kit_plot){ .kind = KIT_PLOT_FILLED, .curves = curves, .n_curves = 2 });

    assert_int_equal(count_of("fill-opacity=\"0.25\""), 1);
    const char *band = strstr(svg, "fill-opacity=\"0.25\"");
    const char *end = strstr(band, "/>");
    size_t pieces = 0;
    for (; band < end; band++)
        pieces += *band == 'z';
    assert_int_equal(pieces, 2);
}

static void ten_thousand_dots_take_less_than_150_kb(void **state)
{
    (void)state;
    enum { N = 10000, KINDS = 10 };
    static double x[N], y[N];
    static const char *const names[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
    kit_curve curves[KINDS];
    for (size_t i = 0; i < N; i++) {
        x[i] = (double)(i * 7919 % 10007);
        y[i] = (double)(i * 104729 % 99991);
    }
    for (size_t k = 0; k < KINDS; k++)
        curves[k] = (kit_curve){ names[k], x + k * N / KINDS, y + k * N / KINDS, N / KINDS };

    assert_drawn(&(kit_plot){ .kind = KIT_PLOT_DOTS, .curves = curves, .n_curves = KINDS });

    assert_int_equal(count_of("h0"), N / 2);
    assert_int_equal(count_of("h.1"), N / 2); /* square ones without a length would not be printed */
    assert_true(strlen(svg) < 150000);
    assert_int_equal(count_of(">7</text>"), 3); /* in the legend, and on the dots with its halo */
}

/* Colours come again after twelve: the thirteenth line is dashed, and its dots have the other shape. */
static void curves_of_the_same_colour_differ(void **state)
{
    (void)state;
    enum { N = KIT_PLOT_COLORS + 1 };
    static const double y[] = { 1, 2 };
    kit_curve curves[N];
    for (size_t i = 0; i < N; i++)
        curves[i] = (kit_curve){ "a", NULL, y, 2 };

    assert_drawn(&(kit_plot){ .curves = curves, .n_curves = N });
    assert_int_equal(count_of("stroke-dasharray"), 1);
    const char *dashed = strstr(svg, "stroke-dasharray");
    while (strncmp(dashed, "<g ", 3) != 0)
        dashed--;
    assert_int_equal(strncmp(dashed, "<g class=\"kit-1\"", 16), 0);

    assert_drawn(&(kit_plot){ .kind = KIT_PLOT_DOTS, .curves = curves, .n_curves = N });
    const char *first = strstr(strstr(svg, "kit-1\""), "<path"), *last = svg;
    for (const char *at = svg; (at = strstr(at, "stroke-opacity")); at++)
        last = at;
    assert_non_null(strstr(first, "linecap=\"round\""));
    assert_true(strstr(first, "linecap=\"round\"") < strstr(first, "stroke-opacity"));
    assert_int_equal(strncmp(last - 8, "square\" ", 8), 0);
}

static void a_bar_goes_from_nothing_to_its_number(void **state)
{
    (void)state;
    static const double x[] = { 0.5, 1.5, 2.5 }, y[] = { 4, 0, 2 };
    const kit_curve curve = { "rows", x, y, 3 };
    const kit_mark threshold = { "threshold", 1.25, false };

    assert_drawn(&(kit_plot){ .kind = KIT_PLOT_BARS, .curves = &curve, .n_curves = 1, .marks = &threshold, .n_marks = 1 });

    double ax[4], ay[4], left, top;
    find_axes(ax, ay);
    find_start("kit-1", &left, &top);
    assert_true(ax[0] == 0 && ax[1] == 3 && ay[0] == 0);
    assert_true(fabs(left - ax[2]) < 1 && fabs(top - (ay[2] + (ay[3] - ay[2]) * 4 / ay[1])) < 0.1);
    assert_true(has("threshold at x 1.25"));
}

static void bars_with_names_are_rows(void **state)
{
    (void)state;
    static const double y[] = { 0.5, 0.25, NAN };
    static const char *const names[] = { "age [years]", "height", "weight" };
    const kit_curve curve = { "error", NULL, y, 3 };

    assert_drawn(&(kit_plot){
        .y_label = "mean squared error", .kind = KIT_PLOT_BARS, .curves = &curve, .n_curves = 1, .names = names });

    const char *at[] = { strstr(svg, ">age [years]</text>"), strstr(svg, ">height</text>"), strstr(svg, ">weight</text>") };
    double below = 0;
    for (size_t i = 0; i < COUNT(at); i++) {
        double row;
        assert_non_null(at[i]);
        while (strncmp(at[i], " y=\"", 4) != 0)
            at[i]--;
        assert_int_equal(sscanf(at[i], " y=\"%lf", &row), 1);
        assert_true(row > below);
        below = row;
    }
    assert_true(has("2 bars, 0.25 to 0.5"));
}

/* ---- Ticks -------------------------------------------------------------------------------------------------------- */

static void epochs_have_no_fractions(void **state)
{
    (void)state;
    static const double y[] = { 3, 2, 1 };
    const kit_curve curve = { "loss", NULL, y, 3 };

    assert_drawn(&(kit_plot){ .curves = &curve, .n_curves = 1 });

    assert_false(has(">1.5</text>"));
    assert_true(has(">1</text>") && has(">2</text>") && has(">3</text>"));
}

/* Of two units, each of whose bars reaches half a unit to both sides. */
static void ticks_of_bars_are_at_their_middles(void **state)
{
    (void)state;
    static const double y[] = { 3, 2 };
    const kit_curve curve = { "spread", NULL, y, 2 };

    assert_drawn(&(kit_plot){ .kind = KIT_PLOT_BARS, .curves = &curve, .n_curves = 1 });

    assert_true(has(">1</text>") && has(">2</text>"));
    assert_false(has(">0.6</text>") || has(">0.5</text>") || has(">1.5</text>"));
}

static void ticks_have_equally_many_digits(void **state)
{
    (void)state;
    static const double y[] = { 0.02, 0.1 }, far[] = { 2e7, 9e7 };
    const kit_curve curve = { "loss", far, y, 2 };

    assert_drawn(&(kit_plot){ .curves = &curve, .n_curves = 1 });

    assert_true(has(">0.02</text>") && has(">0.04</text>") && has(">0.10</text>"));
    assert_true(has(">4e7</text>"));
}

/* ---- Texts -------------------------------------------------------------------------------------------------------- */

static const char *const hostile =
    "<script>alert(\"1\")</script> & 'x' ]]> --> \x01\x1b[31m \xff\xc0\x80 \xed\xa0\x80 \xc2\x85 \xef\xbf\xbf"
    " caf\xc3\xa9";

static void hostile_texts_are_shown_and_not_run(void **state)
{
    (void)state;
    static const double y[] = { 1, 2 };
    const char *const names[] = { hostile, hostile };
    const kit_curve curves[] = { { hostile, NULL, y, 2 }, { hostile, NULL, y, 2 } };
    const kit_mark marks[] = { { hostile, 1.5, false }, { hostile, 1.5, true } };
    kit_plot plot = { .title = hostile,
                      .x_label = hostile,
                      .y_label = hostile,
                      .curves = curves,
                      .n_curves = 2,
                      .marks = marks,
                      .n_marks = 2 };

    for (int named = 0; named < 2; named++) {
        plot.names = named ? names : NULL;
        assert_drawn(&plot);
        assert_false(has("<script"));
        assert_true(has("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39; ]]&gt; --&gt; "));
        assert_true(has("caf\xc3\xa9"));
        for (const unsigned char *at = (const unsigned char *)svg; *at; at++)
            assert_true(*at >= ' ' || *at == '\n');
        assert_false(has("\xff") || has("\xc0") || has("\xed\xa0") || has("\xc2\x85") || has("\xef\xbf\xbf"));
    }
}

/* Texts of a hundred curves and marks lie in the picture, by the width that a wide font takes: DejaVu Sans at 16 pixels, the
 * size that a page gives them on a phone, where a W, the widest of ASCII, takes 0.99 of it, and other letters 0.64. */
static void no_text_runs_over_the_edge(void **state)
{
    (void)state;
    enum { N = 100 };
    static const double y[] = { 1, 2 };
    static const char name[] = "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW";
    kit_curve curves[N];
    for (size_t n = 2; n <= N; n += 14) {
        for (size_t i = 0; i < n; i++)
            curves[i] = (kit_curve){ i % 3 ? name : "short", NULL, y, 2 };
        const kit_mark marks[] = { { name, 1, false }, { name, 1.5, false }, { name, 2, false }, { name, 1, true } };
        assert_drawn(&(kit_plot){ .title = name,
                                  .x_label = name,
                                  .y_label = name,
                                  .curves = curves,
                                  .n_curves = n,
                                  .marks = marks,
                                  .n_marks = 4 });

        for (const char *at = svg; (at = strstr(at, "<text x=\"")); at++) {
            double x, width = 0;
            assert_int_equal(sscanf(at, "<text x=\"%lf", &x), 1);
            const char *text = strchr(at, '>') + 1, *end = strchr(text, '<');
            const bool to_left = strstr(at, "\"end\"") && strstr(at, "\"end\"") < text,
                       middle = strstr(at, "middle") && strstr(at, "middle") < text;
            for (; text < end; text++)
                width += ((unsigned char)*text & 0xc0) == 0x80 ? 0 : *text == 'W' ? 16 : 10;
            if (middle)
                continue;
            assert_true(to_left ? x - width > -1 : x + width < 561);
        }
        assert_true(n < 20 || has(" more</text>"));
    }
}

/* DejaVu Sans at 16 pixels, the size on a phone: '<' and '>' take 0.84 of it, 'i' 0.28, '/' 0.34, f, g together 0.99. */
static void names_in_the_legend_do_not_run_into_each_other(void **state)
{
    (void)state;
    static const double y[] = { 1, 2 };
    const kit_curve curves[] = { { "<i>fig</i>", NULL, y, 2 }, { "pear", NULL, y, 2 } };

    assert_drawn(&(kit_plot){ .kind = KIT_PLOT_DOTS, .curves = curves, .n_curves = 2 });

    const char *name = strstr(svg, "&lt;i&gt;fig&lt;/i&gt;</text>"), *next = strstr(name, "<rect x=\"");
    double text_at, next_at;
    assert_non_null(next);
    while (strncmp(name, "<text x=\"", 9) != 0)
        name--;
    assert_int_equal(sscanf(name, "<text x=\"%lf", &text_at), 1);
    assert_int_equal(sscanf(next, "<rect x=\"%lf", &next_at), 1);
    assert_true(text_at + 16 * (4 * 0.84 + 3 * 0.28 + 0.34 + 0.99) < next_at);
}

static void a_chart_is_an_image_with_a_name(void **state)
{
    (void)state;
    assert_drawn(&(kit_plot){ .x_label = "epoch", .y_label = "loss" });
    assert_true(has("role=\"img\""));
    assert_true(has("<title>loss by epoch</title>\n<desc>x: epoch. y: loss. </desc>"));
    assert_drawn(&(kit_plot){ .title = "codes" });
    assert_true(has("<title>codes</title>"));
}

/* ---- Files -------------------------------------------------------------------------------------------------------- */

static void a_path_ends_as_a_chart(void **state)
{
    (void)state;
    kit_message why;
    assert_false(kit_plots_write("x.pdf", &(kit_plot){ .title = "t" }, 1, &why));
    assert_says(&why, "x.pdf: a chart is a .svg or .png");
    assert_false(kit_plot_writable("svg", &why));
    assert_false(kit_plot_writable("nowhere/x.svg", &why));
    assert_says(&why, "nowhere/x.svg");
    assert_true(kit_plot_writable("x.SVG", &why));
    assert_false(kit_plots_write("nowhere/x.svg", &(kit_plot){ .title = "t" }, 1, &why));
    assert_int_equal(count_files(), 0);
}

static void an_svg_file_is_the_element(void **state)
{
    (void)state;
    static char file[1 << 16];
    static const double y[] = { 1, 2 };
    const kit_curve curve = { "a", NULL, y, 2 };
    const kit_plot plot = { .title = "t", .curves = &curve, .n_curves = 1 };
    kit_message why;

    draw(&plot);
    assert_true(kit_plots_write("a.svg", &plot, 1, &why));

    file[read_file("a.svg", file, sizeof file - 1)] = 0;
    assert_string_equal(file, svg);
}

/* The second begins where the first ends, and the whole is as high as both. */
static void several_charts_lie_one_below_the_other(void **state)
{
    (void)state;
    const kit_plot plots[] = { { .title = "first" }, { .title = "second", .x_label = "epoch" } };
    double height[2], all, top;
    for (size_t i = 0; i < 2; i++) {
        draw(&plots[i]);
        assert_int_equal(sscanf(strstr(svg, "height=\""), "height=\"%lf", &height[i]), 1);
    }

    FILE *memory = fmemopen(svg, sizeof svg, "w");
    kit_plots_svg(memory, plots, 2);
    assert_int_equal(fclose(memory), 0);

    assert_xml(svg);
    assert_int_equal(sscanf(strstr(svg, "height=\""), "height=\"%lf", &all), 1);
    assert_int_equal(sscanf(strstr(strstr(svg, "<title>first"), "translate(0"), "translate(0 %lf", &top), 1);
    assert_true(top == height[0] && all == height[0] + height[1]);
    assert_true(has("<title>second</title>"));
}

#ifdef KIT_HAVE_RSVG
/* A falling curve: ink at the upper left and the lower right of the plot, none in the other corners. */
static void a_png_shows_the_curve(void **state)
{
    (void)state;
    static unsigned char pixels[2000 * 1000];
    static const double y[] = { 100, 10, 1, 0.1 };
    const kit_curve curve = { "loss", NULL, y, 4 };
    const kit_plot plot = { .log_y = true, .curves = &curve, .n_curves = 1 };
    unsigned w, h;
    size_t ink[2][2] = { { 0 } };
    kit_message why;

    assert_true(kit_plots_write("p.png", &plot, 1, &why));

    read_png("p.png", pixels, sizeof pixels, &w, &h);
    assert_int_equal(w, 1120);
    for (unsigned i = h / 10; i < h * 8 / 10; i++)
        for (unsigned k = w / 10; k < w * 9 / 10; k++)
            if (abs((int)i - (int)h * 45 / 100) > (int)h / 5 && abs((int)k - (int)w / 2) > (int)w / 5)
                ink[i > h / 2][k > w / 2] += pixels[i * w + k] < 150;
    assert_true(ink[0][0] > 0 && ink[1][1] > 0);
    assert_int_equal(ink[0][1] + ink[1][0], 0);
}
#else
static void a_png_shows_the_curve(void **state)
{
    (void)state;
    kit_message why;
    assert_false(kit_plot_writable("p.png", &why));
    assert_says(&why, "p.png: this build was made without librsvg, which draws PNG; .svg works");
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_begins_where_its_first_number_is),
        cmocka_unit_test(a_log_axis_leaves_out_zeros_and_less),
        cmocka_unit_test(what_is_not_finite_is_left_out),
        cmocka_unit_test(any_numbers_make_a_picture),
        cmocka_unit_test(a_single_point_is_a_dot),
        cmocka_unit_test(a_long_curve_keeps_what_stands_out),
        cmocka_unit_test(a_band_ends_where_a_number_is_missing),
        cmocka_unit_test(ten_thousand_dots_take_less_than_150_kb),
        cmocka_unit_test(curves_of_the_same_colour_differ),
        cmocka_unit_test(a_bar_goes_from_nothing_to_its_number),
        cmocka_unit_test(bars_with_names_are_rows),
        cmocka_unit_test(epochs_have_no_fractions),
        cmocka_unit_test(ticks_of_bars_are_at_their_middles),
        cmocka_unit_test(ticks_have_equally_many_digits),
        cmocka_unit_test(hostile_texts_are_shown_and_not_run),
        cmocka_unit_test(no_text_runs_over_the_edge),
        cmocka_unit_test(names_in_the_legend_do_not_run_into_each_other),
        cmocka_unit_test(a_chart_is_an_image_with_a_name),
        cmocka_unit_test(a_path_ends_as_a_chart),
        cmocka_unit_test(an_svg_file_is_the_element),
        cmocka_unit_test(several_charts_lie_one_below_the_other),
        cmocka_unit_test(a_png_shows_the_curve),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
