/* Small images, and rows of numbers, made of characters. */
#include "kit/chart.h"
#include <math.h>
#include <string.h>

enum { BETWEEN = 2 /* blanks between images */ };

static const char *const shades[] = { " ", "░", "▒", "▓", "█" }, *const steps[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
static const char ramp[] = " .:-=+*#%@";

/* Number `of` of n for a level from 0 to 1; what is no number counts as 0. */
static size_t step_of(double level, size_t n)
{
    return level >= 1 ? n - 1 : level > 0 ? (size_t)(level * (double)(n - 1) + 0.5) : 0;
}

/* ---- Images ------------------------------------------------------------------------------------------------------- */

/* Part of an image, which may reach over its edges. */
typedef struct patch {
    const kit_blocks *of;
    const float *image;
    size_t top, left, side;
} patch;

static double mean_of_channel(const patch *p, size_t channel)
{
    const kit_blocks *b = p->of;
    double sum = 0;
    size_t n = 0;
    for (size_t y = p->top; y < p->top + p->side && y < b->height; y++)
        for (size_t x = p->left; x < p->left + p->side && x < b->width; x++, n++)
            sum += (double)p->image[(channel * b->height + y) * b->width + x];
    return n ? sum / (double)n : 0;
}

static double mean_of(const patch *p)
{
    double sum = 0;
    for (size_t c = 0; c < p->of->channels; c++)
        sum += mean_of_channel(p, c);
    return sum / (double)p->of->channels;
}

/* A character is twice as high as wide, so it has two parts: where they differ much, a half of it is black. */
static void put_shade(FILE *to, double upper, double lower, bool utf8)
{
    const double much = 0.4, mean = (upper + lower) / 2;
    if (!utf8)
        fputc(ramp[step_of(mean, sizeof ramp - 1)], to);
    else if (fabs(upper - lower) > much)
        fputs(upper > lower ? "▀" : "▄", to);
    else
        fputs(shades[step_of(mean, sizeof shades / sizeof *shades)], to);
}

/* ---- In colours --------------------------------------------------------------------------------------------------- */

typedef struct shade {
    int red, green, blue; /* 0 to 255; red -1: nothing is there */
} shade;

static shade shade_of(const patch *p)
{
    int part[3];
    for (size_t c = 0; c < 3; c++)
        part[c] = (int)step_of(mean_of_channel(p, p->of->channels == 3 ? c : 0), 256);
    return p->top < p->of->height ? (shade){ part[0], part[1], part[2] } : (shade){ -1, -1, -1 };
}

/* The cube of xterm has the levels 0, 95, 135, 175, 215 and 255. */
static int in_cube(int level)
{
    return level < 48 ? 0 : level < 115 ? 1 : (level - 35) / 40;
}

/* And there are 24 greys, 8, 18 ... 238. */
static int nearest_of_256(shade s)
{
    if (s.red == s.green && s.green == s.blue && s.red >= 4 && s.red < 247)
        return 232 + (s.red < 243 ? (s.red - 3) / 10 : 23);
    return 16 + 36 * in_cube(s.red) + 6 * in_cube(s.green) + in_cube(s.blue);
}

/* `ground`: 38 for what letters are drawn with, 48 for what is behind them (ECMA-48). */
static void put_color(FILE *to, int ground, shade s, kit_colors colors)
{
    if (s.red < 0)
        fprintf(to, "\x1b[%dm", ground + 1);
    else if (colors == KIT_COLORS_256)
        fprintf(to, "\x1b[%d;5;%dm", ground, nearest_of_256(s));
    else
        fprintf(to, "\x1b[%d;2;%d;%d;%dm", ground, s.red, s.green, s.blue);
}

/* The upper pixel is half a block, the lower one what is behind it; a colour is told where it changes. */
static void put_cell(FILE *to, shade was[2], const patch *upper, const patch *lower, kit_colors colors)
{
    const shade now[2] = { shade_of(upper), shade_of(lower) };
    for (int i = 0; i < 2; i++)
        if (memcmp(&now[i], &was[i], sizeof *now) != 0)
            put_color(to, i ? 48 : 38, was[i] = now[i], colors);
    fputs("▀", to);
}

/* ---- Side by side ------------------------------------------------------------------------------------------------- */

typedef struct style {
    bool utf8;
    kit_colors colors; /* none without UTF-8 */
} style;

/* Two lines of patches, from `at` on, as one of characters. */
static void put_line(FILE *to, patch at, const style *how)
{
    shade was[2] = { { -2, 0, 0 }, { -2, 0, 0 } };
    for (; at.left < at.of->width; at.left += at.side) {
        patch below = at;
        below.top += at.side;
        if (how->colors)
            put_cell(to, was, &at, &below, how->colors);
        else
            put_shade(to, mean_of(&at), mean_of(&below), how->utf8);
    }
    if (how->colors)
        fputs("\x1b[0m", to);
}

static void print_line(FILE *to, const kit_blocks *b, size_t first, size_t n, size_t side, const style *how)
{
    for (size_t top = 0; top < b->height; top += 2 * side) {
        for (size_t i = first; i < first + n; i++) {
            fprintf(to, "%*s", i > first ? BETWEEN : 0, "");
            put_line(to, (patch){ b, b->pixels + i * b->channels * b->height * b->width, top, 0, side }, how);
        }
        fputc('\n', to);
    }
}

void kit_blocks_print(FILE *to, const kit_blocks *b, size_t width, bool utf8, kit_colors colors)
{
    const style how = { utf8, utf8 ? colors : KIT_COLORS_NONE };
    const size_t side = (b->width + width - 1) / width, wide = (b->width + side - 1) / side;
    const size_t across = (width + BETWEEN) / (wide + BETWEEN) ? (width + BETWEEN) / (wide + BETWEEN) : 1;
    for (size_t i = 0; i < b->n; i += across) {
        if (i > 0)
            fputc('\n', to);
        print_line(to, b, i, b->n - i < across ? b->n - i : across, side, &how);
    }
}

/* ---- Rows of numbers ---------------------------------------------------------------------------------------------- */

void kit_steps_print(FILE *to, const float *levels, size_t n, size_t width, bool utf8)
{
    const size_t share = (n + width - 1) / width;
    for (size_t i = 0; i < n; i += share) {
        double sum = 0;
        size_t k = 0;
        for (; k < share && i + k < n; k++)
            sum += (double)levels[i + k];
        if (isnan(sum))
            fputc(' ', to);
        else if (utf8)
            fputs(steps[step_of(sum / (double)k, sizeof steps / sizeof *steps)], to);
        else
            fputc(ramp[step_of(sum / (double)k, sizeof ramp - 1)], to);
    }
}
