/* Handwriting-like digits: a skeleton of control points, bent at random, drawn with a round pen. Only + - * / and sqrt are
 * used, so every machine draws the same bytes. */
#include "kit/dataset.h"
#include "kit/random.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- Skeletons: x to the right, y downwards, in a box of about 100 x 100 ------------------------------------------- */

enum { UP, ON, EDGE }; /* move here; go on smoothly; go on after a corner at this point */

typedef struct control {
    unsigned char pen, x, y;
} control;

enum { MAX_CONTROLS = 14, MAX_DOTS = 256 };

typedef struct skeleton {
    int digit;
    control points[MAX_CONTROLS]; /* ended by an UP at 0, 0 */
} skeleton;

/* clang-format off */
#define M(x, y) { UP, x, y }
#define C(x, y) { ON, x, y }
#define E(x, y) { EDGE, x, y }

/* Two or three ways to write each. A digit picks one of its own with equal chance. */
static const skeleton skeletons[] = {
    { 0, { M(50, 5), C(24, 18), C(15, 50), C(24, 82), C(50, 95), C(76, 82), C(85, 50), C(76, 18), C(48, 6) } },
    { 0, { M(66, 12), C(40, 6), C(20, 30), C(18, 62), C(36, 93), C(62, 88), C(82, 60), C(80, 28), C(58, 8), C(46, 12) } },
    { 1, { M(52, 4), C(50, 50), C(48, 96) } },
    { 1, { M(34, 24), C(46, 14), E(54, 4), C(52, 50), C(50, 96) } },
    { 1, { M(32, 26), E(54, 4), C(52, 94), M(30, 95), C(74, 95) } },
    { 2, { M(18, 26), C(34, 7), C(64, 6), C(78, 28), C(62, 56), C(36, 78), E(14, 94), C(46, 92), C(86, 94) } },
    { 2, { M(20, 20), C(46, 4), C(74, 16), C(70, 44), C(44, 72), C(20, 92), C(14, 80), C(30, 74), C(58, 90), C(88, 90) } },
    { 3, { M(18, 16), C(46, 4), C(76, 18), C(70, 40), E(42, 48), C(76, 56), C(80, 82), C(50, 97), C(15, 86) } },
    { 3, { M(20, 8), C(48, 8), E(78, 8), C(60, 28), E(46, 42), C(74, 50), C(82, 72), C(58, 96), C(18, 88) } },
    { 4, { M(30, 5), C(24, 30), E(16, 56), C(50, 56), C(88, 52), M(70, 20), C(67, 60), C(62, 97) } },
    { 4, { M(66, 4), C(40, 34), E(12, 64), C(50, 64), C(90, 62), M(66, 4), C(66, 50), C(64, 97) } },
    { 5, { M(78, 6), C(54, 8), E(32, 8), C(28, 26), E(24, 44), C(52, 38), C(80, 58), C(72, 86), C(44, 97), C(14, 88) } },
    { 5, { M(32, 8), C(28, 28), E(26, 46), C(54, 42), C(78, 62), C(66, 90), C(40, 97), C(16, 90), M(32, 8), C(82, 5) } },
    { 6, { M(68, 4), C(38, 26), C(20, 60), C(30, 90), C(58, 96), C(78, 76), C(62, 54), C(36, 60), C(24, 76) } },
    { 6, { M(54, 4), C(34, 34), C(26, 68), C(40, 95), C(66, 90), C(72, 68), C(52, 56), C(30, 74) } },
    { 7, { M(14, 12), C(50, 9), E(86, 8), C(62, 46), C(42, 97) } },
    { 7, { M(14, 22), E(18, 8), C(50, 10), E(84, 8), C(64, 50), C(54, 97), M(36, 52), C(80, 48) } },
    { 8, { M(72, 14), C(46, 4), C(26, 20), C(46, 44), C(74, 68), C(54, 96), C(26, 80), C(44, 52), C(70, 30), C(74, 12) } },
    { 8, { M(50, 46), C(28, 26), C(50, 4), C(72, 24), C(50, 46), C(24, 72), C(50, 97), C(76, 72), C(50, 46) } },
    { 9, { M(76, 24), C(50, 5), C(24, 24), C(32, 48), C(58, 46), E(76, 24), C(74, 58), C(64, 97) } },
    { 9, { M(74, 16), C(46, 6), C(26, 30), C(42, 50), C(66, 38), E(76, 12), C(76, 56), C(64, 88), C(34, 96) } },
};
/* clang-format on */

/* ---- Randomness: a function of the place --------------------------------------------------------------------------- */

typedef struct dice {
    uint64_t place;
} dice;

static double even(dice *d, double from, double to)
{
    d->place += 0x9e3779b97f4a7c15u;
    return from + (to - from) * (double)(kit_mix(d->place) >> 11) * 0x1p-53;
}

/* About normal, sd 1: the sum of three even numbers. */
static double bell(dice *d)
{
    return even(d, -1, 1) + even(d, -1, 1) + even(d, -1, 1);
}

/* ---- Strokes ------------------------------------------------------------------------------------------------------ */

typedef struct dot {
    double x, y;
    bool joined; /* to the dot before */
} dot;

typedef struct drawing {
    dot dots[MAX_DOTS];
    size_t n;
} drawing;

static const skeleton *choose(int digit, dice *d)
{
    size_t first = 0, n = 0;
    while (skeletons[first].digit != digit)
        first++;
    while (first + n < sizeof skeletons / sizeof *skeletons && skeletons[first + n].digit == digit)
        n++;
    return &skeletons[first + (size_t)even(d, 0, (double)n)];
}

/* Every point is moved a little on its own, then all together: slant, turn, and unequal width and height. */
static size_t bend(dot bent[MAX_CONTROLS], const skeleton *s, dice *d)
{
    double slant = 0.10 + 0.22 * bell(d), turn = 0.10 * bell(d), wide = 1 + 0.20 * bell(d), wobble = even(d, 2.5, 7.0);
    size_t n = 0;
    for (const control *p = s->points; n < MAX_CONTROLS && (p->x || p->y); p++, n++) {
        double x = p->x - 50.0 + wobble * bell(d), y = p->y - 50.0 + wobble * bell(d);
        bent[n] = (dot){ wide * x - slant * y, y + turn * x, p->pen != UP };
    }
    return n;
}

/* Catmull-Rom: a smooth curve from b to c; a and d give the direction at its ends. */
static double between(double a, double b, double c, double d, double t)
{
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

static void curve(drawing *out, const dot *a, const dot *b, const dot *c, const dot *d)
{
    enum { STEPS = 12 };
    for (int i = 0; i <= STEPS && out->n < MAX_DOTS; i++) {
        double t = (double)i / STEPS;
        out->dots[out->n++] = (dot){ between(a->x, b->x, c->x, d->x, t), between(a->y, b->y, c->y, d->y, t), i > 0 };
    }
}

static void draw(drawing *out, const dot *p, const control *c, size_t n)
{
    out->n = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        if (c[i + 1].pen == UP)
            continue;
        bool starts = c[i].pen != ON, ends = i + 2 == n || c[i + 1].pen == EDGE || c[i + 2].pen == UP;
        curve(out, &p[starts ? i : i - 1], &p[i], &p[i + 1], &p[ends ? i + 1 : i + 2]);
    }
}

typedef struct span {
    double low, high, middle; /* of all dots: least, greatest, mean */
} span;

static span measure(const drawing *g, bool across)
{
    span s = { 1e9, -1e9, 0 };
    for (size_t i = 0; i < g->n; i++) {
        double at = across ? g->dots[i].x : g->dots[i].y;
        s.low = fmin(s.low, at);
        s.high = fmax(s.high, at);
        s.middle += at / (double)g->n;
    }
    return s;
}

/* Moves the centre of mass to about the image's centre, as far as the ink then stays `margin` away from the borders. */
static double shift(span s, double size, double margin, dice *d)
{
    double to = KIT_DIGIT_SIDE * 0.5 + 0.35 * bell(d) - s.middle * size;
    return fmin(fmax(to, margin - s.low * size), KIT_DIGIT_SIDE - margin - s.high * size);
}

/* As in MNIST: the longer side becomes 20 pixels, the pen's width included. */
static void place(drawing *g, double pen, dice *d)
{
    span x = measure(g, true), y = measure(g, false);
    double size = even(d, 0.94, 1.04) * (20 - 2 * pen) / fmax(x.high - x.low, y.high - y.low);
    double right = shift(x, size, pen + 2, d), down = shift(y, size, pen + 2, d);
    for (size_t i = 0; i < g->n; i++) {
        g->dots[i].x = g->dots[i].x * size + right;
        g->dots[i].y = g->dots[i].y * size + down;
    }
}

/* ---- Ink ---------------------------------------------------------------------------------------------------------- */

static double squared_distance(double x, double y, const dot *a, const dot *b)
{
    double dx = b->x - a->x, dy = b->y - a->y, length = dx * dx + dy * dy;
    double t = length > 0 ? ((x - a->x) * dx + (y - a->y) * dy) / length : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    dx = a->x + t * dx - x, dy = a->y + t * dy - y;
    return dx * dx + dy * dy;
}

static int clamp(double x)
{
    return x < 0 ? 0 : x > KIT_DIGIT_SIDE - 1 ? KIT_DIGIT_SIDE - 1 : (int)x;
}

/* Lowers the distances of the pixels near one piece of stroke. */
static void touch(double near[KIT_DIGIT_PIXELS], const dot *a, const dot *b, double reach)
{
    int x0 = clamp(fmin(a->x, b->x) - reach), x1 = clamp(fmax(a->x, b->x) + reach);
    int y0 = clamp(fmin(a->y, b->y) - reach), y1 = clamp(fmax(a->y, b->y) + reach);
    for (int y = y0; y <= y1; y++)
        for (int x = x0; x <= x1; x++) {
            double *at = &near[y * KIT_DIGIT_SIDE + x];
            *at = fmin(*at, squared_distance(x + 0.5, y + 0.5, a, b));
        }
}

static void ink(unsigned char pixels[KIT_DIGIT_PIXELS], const drawing *g, double pen, double soft)
{
    double near[KIT_DIGIT_PIXELS];
    for (int i = 0; i < KIT_DIGIT_PIXELS; i++)
        near[i] = 1e9;
    for (size_t i = 1; i < g->n; i++)
        if (g->dots[i].joined)
            touch(near, &g->dots[i - 1], &g->dots[i], pen + soft + 1);
    for (int i = 0; i < KIT_DIGIT_PIXELS; i++) {
        double depth = 0.5 + (pen - sqrt(near[i])) / soft;
        pixels[i] = (unsigned char)(255 * (depth < 0 ? 0 : depth > 1 ? 1 : depth) + 0.5);
    }
}

int kit_digit_draw(unsigned char pixels[KIT_DIGIT_PIXELS], uint64_t seed, uint64_t index)
{
    dice d = { kit_mix(kit_mix(seed + 1) ^ (index + 1) * 0x9e3779b97f4a7c15u) };
    int digit = (int)even(&d, 0, 10);
    const skeleton *s = choose(digit, &d);
    double pen = even(&d, 0.7, 1.7), soft = even(&d, 0.9, 1.5);
    dot bent[MAX_CONTROLS];
    drawing g;
    draw(&g, bent, s->points, bend(bent, s, &d));
    place(&g, pen, &d);
    ink(pixels, &g, pen, soft);
    return digit;
}

bool kit_digits_draw(kit_table *out, size_t rows, uint64_t seed, kit_message *why)
{
    kit_table t = { .rows = rows, .width = KIT_DIGIT_PIXELS, .rank = 2, .dtype = AE_U8 };
    t.shape[0] = t.shape[1] = KIT_DIGIT_SIDE;
    t.data = rows <= SIZE_MAX / KIT_DIGIT_PIXELS ? calloc(rows, KIT_DIGIT_PIXELS) : NULL;
    t.labels = calloc(rows, sizeof *t.labels);
    snprintf(t.source, sizeof t.source, "digits");
    if (!t.data || !t.labels) {
        kit_table_free(&t);
        return kit_explain(why, "out of memory: %zu digits", rows);
    }
    for (size_t i = 0; i < rows; i++)
        t.labels[i][0] = (char)('0' + kit_digit_draw((unsigned char *)t.data + i * KIT_DIGIT_PIXELS, seed, i));
    *out = t;
    return true;
}
