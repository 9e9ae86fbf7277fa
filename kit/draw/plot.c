/* Plots: axes with ticks, curves as anti-aliased lines or as dots, a legend above them where there are several. */
#include "kit/draw.h"
#include "kit/draw/font.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { W = 960, H = 560, LEFT = 120, RIGHT = 930, TOP = 76, BOTTOM = 480, ZOOM = 2, MAX_TICKS = 16 };
enum { CELL = (KIT_FONT_W + 1) * ZOOM, LINE = KIT_FONT_H * ZOOM };

typedef struct color {
    unsigned char rgb[3];
} color;

static const color black = { { 40, 40, 40 } }, faint = { { 225, 225, 225 } };
static const color colors[] = {
    { { 31, 97, 180 } }, { { 222, 110, 20 } }, { { 40, 140, 60 } },   { { 190, 40, 50 } },  { { 120, 80, 170 } },
    { { 90, 90, 90 } },  { { 20, 180, 190 } }, { { 225, 110, 190 } }, { { 150, 100, 60 } }, { { 190, 180, 20 } },
};

typedef struct canvas {
    unsigned char rgb[W * H * 3];
    float cover[W * H]; /* of the curve being drawn: how much of a pixel it covers */
} canvas;

typedef struct axis {
    double low, high; /* in decades, if `log` */
    double from, to;  /* pixels */
    double air;       /* at both ends, a share of the range */
    bool log;
} axis;

/* What a kind of plot does with its curves. */
typedef struct style {
    void (*draw)(canvas *c, const kit_plot *plot, const axis *x, const axis *y);
    double side_air;
    int swatch; /* half the height of a color in the legend */
} style;

/* ---- Pixels ------------------------------------------------------------------------------------------------------- */

static color color_of(size_t curve)
{
    return colors[curve % (sizeof colors / sizeof *colors)];
}

static void blend(canvas *c, int x, int y, color ink, float cover)
{
    if (x < 0 || x >= W || y < 0 || y >= H)
        return;
    unsigned char *pixel = c->rgb + 3 * (y * W + x);
    for (int i = 0; i < 3; i++)
        pixel[i] = (unsigned char)((float)pixel[i] * (1 - cover) + (float)ink.rgb[i] * cover + 0.5f);
}

static void box(canvas *c, int x0, int y0, int x1, int y1, color ink)
{
    for (int y = y0; y <= y1; y++)
        for (int x = x0; x <= x1; x++)
            blend(c, x, y, ink, 1);
}

static void glyph(canvas *c, int left, int top, char character)
{
    int code = character < KIT_FONT_FIRST || character > KIT_FONT_LAST ? '?' : character;
    for (int y = 0; y < KIT_FONT_H; y++)
        for (int x = 0; x < KIT_FONT_W; x++)
            if (kit_font[code - KIT_FONT_FIRST][y] >> (KIT_FONT_W - 1 - x) & 1)
                box(c, left + x * ZOOM, top + y * ZOOM, left + x * ZOOM + ZOOM - 1, top + y * ZOOM + ZOOM - 1, black);
}

static int text_width(const char *text)
{
    size_t n = strlen(text);
    return n > W / CELL ? W : (int)n * CELL;
}

static void write_text(canvas *c, int left, int top, const char *text)
{
    for (; *text && left < W; text++, left += CELL)
        glyph(c, left, top, *text);
}

/* ---- Axes --------------------------------------------------------------------------------------------------------- */

static double position(const axis *a, double value)
{
    double v = a->log ? log10(value) : value;
    return a->from + (a->to - a->from) * (v - a->low) / (a->high - a->low);
}

/* 1, 2 or 5 times a power of ten, such that about six fit. */
static double nice_step(double range)
{
    double power = pow(10, floor(log10(range / 6))), rest = range / 6 / power;
    return power * (rest > 5 ? 10 : rest > 2 ? 5 : rest > 1 ? 2 : 1);
}

static size_t linear_ticks(double ticks[MAX_TICKS], const axis *a)
{
    double step = nice_step(a->high - a->low), first = ceil(a->low / step);
    size_t n = 0;
    for (; n < MAX_TICKS && (first + (double)n) * step <= a->high + step * 1e-9; n++)
        ticks[n] = (first + (double)n) * step;
    return n;
}

/* Powers of ten; in a short range also 2 and 5 times these. */
static size_t log_ticks(double ticks[MAX_TICKS], const axis *a)
{
    static const double parts[] = { 1, 2, 5 };
    size_t n = 0;
    bool fine = a->high - a->low < 3;
    double skip = ceil((a->high - a->low) / MAX_TICKS);
    for (double decade = floor(a->low); decade <= a->high; decade += skip)
        for (size_t i = 0; i < (fine ? 3 : 1) && n < MAX_TICKS; i++) {
            double tick = parts[i] * pow(10, decade);
            if (log10(tick) >= a->low && log10(tick) <= a->high)
                ticks[n++] = tick;
        }
    return n;
}

static size_t ticks_of(double ticks[MAX_TICKS], const axis *a)
{
    return a->log ? log_ticks(ticks, a) : linear_ticks(ticks, a);
}

static void draw_x_axis(canvas *c, const axis *x)
{
    double ticks[MAX_TICKS];
    size_t n = ticks_of(ticks, x);
    for (size_t i = 0; i < n; i++) {
        char label[32];
        int at = (int)position(x, ticks[i]);
        snprintf(label, sizeof label, "%.6g", ticks[i]);
        box(c, at, TOP, at, BOTTOM, faint);
        box(c, at, BOTTOM, at, BOTTOM + 6, black);
        write_text(c, at - text_width(label) / 2, BOTTOM + 12, label);
    }
}

static void draw_y_axis(canvas *c, const axis *y)
{
    double ticks[MAX_TICKS];
    size_t n = ticks_of(ticks, y);
    for (size_t i = 0; i < n; i++) {
        char label[32];
        int at = (int)position(y, ticks[i]);
        snprintf(label, sizeof label, "%.4g", ticks[i]);
        box(c, LEFT, at, RIGHT, at, faint);
        box(c, LEFT - 6, at, LEFT, at, black);
        write_text(c, LEFT - 12 - text_width(label), at - LINE / 2, label);
    }
}

static void draw_axes(canvas *c, const axis *x, const axis *y)
{
    draw_x_axis(c, x);
    draw_y_axis(c, y);
    box(c, LEFT, BOTTOM, RIGHT, BOTTOM + 1, black);
    box(c, LEFT - 1, TOP, LEFT, BOTTOM + 1, black);
}

static void draw_texts(canvas *c, const kit_plot *plot)
{
    int middle = (LEFT + RIGHT) / 2;
    if (plot->title)
        write_text(c, middle - text_width(plot->title) / 2, 18, plot->title);
    if (plot->x_label)
        write_text(c, middle - text_width(plot->x_label) / 2, H - LINE - 14, plot->x_label);
    if (plot->y_label)
        write_text(c, 14, 18, plot->y_label);
}

/* In one row between title and plot, from the last name at the right to the first. */
static void draw_legend(canvas *c, const kit_plot *plot, int swatch)
{
    int left = RIGHT, top = TOP - 12 - LINE, middle = top + LINE / 2;
    for (size_t i = plot->n_curves > 1 ? plot->n_curves : 0; i-- > 0;) {
        const char *name = plot->curves[i].name ? plot->curves[i].name : "";
        left -= text_width(name);
        write_text(c, left, top, name);
        box(c, left - 40, middle - swatch, left - 12, middle + swatch, color_of(i));
        left -= 40 + CELL * 2;
    }
}

/* ---- Curves ------------------------------------------------------------------------------------------------------- */

static bool point(double *x, double *y, const kit_plot *plot, const kit_curve *curve, size_t i)
{
    *x = curve->x ? curve->x[i] : (double)i + 1;
    *y = curve->y[i];
    return isfinite(*x) && isfinite(*y) && (!plot->log_y || *y > 0);
}

static void widen(axis *a, double value)
{
    double v = a->log ? log10(value) : value;
    a->low = fmin(a->low, v);
    a->high = fmax(a->high, v);
}

/* The range of all points and a little air; something sensible where there is one point or none. */
static void find_ranges(axis *x, axis *y, const kit_plot *plot)
{
    double px, py;
    for (size_t k = 0; k < plot->n_curves; k++)
        for (size_t i = 0; i < plot->curves[k].n; i++)
            if (point(&px, &py, plot, &plot->curves[k], i)) {
                widen(x, px);
                widen(y, py);
            }
    for (axis *a = x; a; a = a == x ? y : NULL) {
        if (a->low > a->high)
            a->low = a->high = 0;
        double air = a->high > a->low ? a->air * (a->high - a->low) : fmax(fabs(a->low) * 0.5, 0.5);
        a->low -= air;
        a->high += air;
    }
}

static float covers(double x, double y, const double a[2], const double b[2])
{
    double dx = b[0] - a[0], dy = b[1] - a[1], length = dx * dx + dy * dy;
    double t = length > 0 ? ((x - a[0]) * dx + (y - a[1]) * dy) / length : 0;
    t = fmin(fmax(t, 0), 1);
    double depth = 1.4 - hypot(a[0] + t * dx - x, a[1] + t * dy - y);
    return (float)fmin(fmax(depth, 0), 1);
}

static void segment(canvas *c, const double a[2], const double b[2])
{
    int x0 = (int)fmax(fmin(a[0], b[0]) - 2, 0), x1 = (int)fmin(fmax(a[0], b[0]) + 2, W - 1);
    int y0 = (int)fmax(fmin(a[1], b[1]) - 2, 0), y1 = (int)fmin(fmax(a[1], b[1]) + 2, H - 1);
    for (int y = y0; y <= y1; y++)
        for (int x = x0; x <= x1; x++)
            c->cover[y * W + x] = fmaxf(c->cover[y * W + x], covers(x, y, a, b));
}

static void draw_curve(canvas *c, const kit_plot *plot, size_t k, const axis *x, const axis *y)
{
    double here[2], before[2];
    bool joined = false;
    memset(c->cover, 0, sizeof c->cover);
    for (size_t i = 0; i < plot->curves[k].n; i++) {
        double px, py;
        if (!point(&px, &py, plot, &plot->curves[k], i))
            continue;
        here[0] = position(x, px);
        here[1] = position(y, py);
        segment(c, joined ? before : here, here);
        memcpy(before, here, sizeof before);
        joined = true;
    }
    for (int i = 0; i < W * H; i++)
        if (c->cover[i] > 0)
            blend(c, i % W, i / W, color_of(k), c->cover[i]);
}

/* A column of pixels from one curve to the other. */
static void fill_column(canvas *c, int at, double one, double other)
{
    const int top = (int)lround(fmin(one, other)), bottom = (int)lround(fmax(one, other));
    for (int row = top; row <= bottom; row++)
        blend(c, at, row, color_of(1), 0.25f);
}

static void fill_between(canvas *c, const kit_plot *plot, const axis *x, const axis *y)
{
    const kit_curve *a = &plot->curves[0], *b = &plot->curves[1];
    const size_t n = a->n < b->n ? a->n : b->n;
    for (size_t i = 0; i + 1 < n; i++) {
        double from, to, one[2], other[2];
        if (!point(&from, &one[0], plot, a, i) || !point(&to, &one[1], plot, a, i + 1) ||
            !point(&from, &other[0], plot, b, i) || !point(&to, &other[1], plot, b, i + 1))
            continue;
        const double left = position(x, from), right = position(x, to);
        for (int at = (int)ceil(left); at < right; at++) {
            const double t = (at - left) / (right - left);
            fill_column(c, at, position(y, one[0] + t * (one[1] - one[0])),
                        position(y, other[0] + t * (other[1] - other[0])));
        }
    }
}

static void draw_curves(canvas *c, const kit_plot *plot, const axis *x, const axis *y)
{
    for (size_t k = 0; k < plot->n_curves; k++)
        draw_curve(c, plot, k, x, y);
}

static void draw_filled(canvas *c, const kit_plot *plot, const axis *x, const axis *y)
{
    if (plot->n_curves > 1)
        fill_between(c, plot, x, y);
    draw_curves(c, plot, x, y);
}

/* ---- Dots ----------------------------------------------------------------------------------------------------------- */

static void draw_dot(canvas *c, double left, double top, color ink)
{
    static const float cover[] = { 1, 0.75f, 0.25f }; /* by the steps from the middle */
    int x = (int)lround(left), y = (int)lround(top);
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++)
            blend(c, x + dx, y + dy, ink, cover[abs(dx) + abs(dy)]);
}

static size_t longest(const kit_plot *plot)
{
    size_t n = 0;
    for (size_t k = 0; k < plot->n_curves; k++)
        n = plot->curves[k].n > n ? plot->curves[k].n : n;
    return n;
}

/* A point of every curve in turn, so that none lies above all others. */
static void draw_dots(canvas *c, const kit_plot *plot, const axis *x, const axis *y)
{
    double px, py;
    size_t n = longest(plot);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < plot->n_curves; k++)
            if (i < plot->curves[k].n && point(&px, &py, plot, &plot->curves[k], i))
                draw_dot(c, position(x, px), position(y, py), color_of(k));
}

/* ---- The whole ------------------------------------------------------------------------------------------------------ */

static const style lines = { draw_curves, 0, 1 }, filled = { draw_filled, 0, 1 }, dots = { draw_dots, 0.02, 4 };

static void draw_plot(canvas *c, const kit_plot *plot, const style *s)
{
    axis x = { INFINITY, -INFINITY, LEFT, RIGHT, s->side_air, false },
         y = { INFINITY, -INFINITY, BOTTOM, TOP, 0.04, plot->log_y };
    find_ranges(&x, &y, plot);
    memset(c->rgb, 255, sizeof c->rgb);
    draw_axes(c, &x, &y);
    s->draw(c, plot, &x, &y);
    draw_texts(c, plot);
    draw_legend(c, plot, s->swatch);
}

static bool write_plot(const char *path, const kit_plot *plot, const style *s, kit_message *why)
{
    canvas *c = malloc(sizeof *c);
    if (!c)
        return kit_explain(why, "%s: out of memory", path);
    draw_plot(c, plot, s);
    bool ok = kit_rgb_write(path, c->rgb, W, H, why);
    free(c);
    return ok;
}

bool kit_plot_write(const char *path, const kit_plot *plot, kit_message *why)
{
    return write_plot(path, plot, &lines, why);
}

bool kit_filled_write(const char *path, const kit_plot *plot, kit_message *why)
{
    return write_plot(path, plot, &filled, why);
}

bool kit_scatter_write(const char *path, const kit_plot *plot, kit_message *why)
{
    return write_plot(path, plot, &dots, why);
}
