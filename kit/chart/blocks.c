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

/* The mean of a part of an image, which may reach over its edges. */
static double mean_of(const float *image, const kit_blocks *b, size_t top, size_t left, size_t side)
{
    double sum = 0;
    size_t n = 0;
    for (size_t y = top; y < top + side && y < b->height; y++)
        for (size_t x = left; x < left + side && x < b->width; x++, n++)
            sum += (double)image[y * b->width + x];
    return n ? sum / (double)n : 0;
}

/* A character is twice as high as wide, so it has two parts: where they differ much, a half of it is black. */
static void put_cell(FILE *to, double upper, double lower, bool utf8)
{
    const double much = 0.4, mean = (upper + lower) / 2;
    if (!utf8)
        fputc(ramp[step_of(mean, sizeof ramp - 1)], to);
    else if (fabs(upper - lower) > much)
        fputs(upper > lower ? "▀" : "▄", to);
    else
        fputs(shades[step_of(mean, sizeof shades / sizeof *shades)], to);
}

static void print_line(FILE *to, const kit_blocks *b, size_t first, size_t n, size_t side, bool utf8)
{
    const size_t wide = (b->width + side - 1) / side, high = (b->height + 2 * side - 1) / (2 * side);
    for (size_t row = 0; row < high; row++) {
        for (size_t i = first; i < first + n; i++) {
            const float *image = b->pixels + i * b->height * b->width;
            fprintf(to, "%*s", i > first ? BETWEEN : 0, "");
            for (size_t x = 0; x < wide; x++)
                put_cell(to, mean_of(image, b, 2 * row * side, x * side, side),
                         mean_of(image, b, (2 * row + 1) * side, x * side, side), utf8);
        }
        fputc('\n', to);
    }
}

void kit_blocks_print(FILE *to, const kit_blocks *b, size_t width, bool utf8)
{
    const size_t side = (b->width + width - 1) / width, wide = (b->width + side - 1) / side;
    const size_t across = (width + BETWEEN) / (wide + BETWEEN) ? (width + BETWEEN) / (wide + BETWEEN) : 1;
    for (size_t i = 0; i < b->n; i += across) {
        if (i > 0)
            fputc('\n', to);
        print_line(to, b, i, b->n - i < across ? b->n - i : across, side, utf8);
    }
}

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
