/* ae chart --of rows: a few rows, in the terminal. */
#include "ae_chart.h"
#include "kit/advise.h"
#include "kit/chart.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FEW = 8 };

/* ---- Pictures ----------------------------------------------------------------------------------------------------- */

/* Channels that are no colours become their mean. */
static void take_picture(float *out, const float *row, const kit_picture *f)
{
    const size_t n = f->height * f->width;
    if (f->channels == 3) {
        memcpy(out, row, 3 * n * sizeof *out);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (size_t c = 0; c < f->channels; c++)
            sum += (double)row[c * n + i];
        out[i] = (float)(sum / (double)f->channels);
    }
}

/* Of numbers that are no bytes nothing says what white is. */
static double find_white(const kit_table *t, const float *numbers, size_t n)
{
    float most = 0;
    for (size_t i = 0; i < n * t->width; i++)
        most = numbers[i] > most ? numbers[i] : most;
    return most > 1 ? (double)most : 1;
}

static bool print_pictures(const kit_table *t, const float *numbers, size_t n, const kit_picture *f, kit_message *why)
{
    const size_t channels = f->channels == 3 ? 3 : 1, size = channels * f->height * f->width;
    const double white = find_white(t, numbers, n);
    float *pixels = malloc(n * size * sizeof *pixels);
    if (!pixels)
        return kit_explain(why, "%s: out of memory", t->source);
    for (size_t i = 0; i < n; i++)
        take_picture(pixels + i * size, numbers + i * t->width, f);
    for (size_t i = 0; i < n * size; i++)
        pixels[i] = (float)((double)pixels[i] / white);
    kit_blocks_print(stdout, &(kit_blocks){ pixels, n, channels, f->height, f->width }, room_on_terminal(STDOUT_FILENO),
                     takes_utf8(), colors_on_terminal(STDOUT_FILENO));
    free(pixels);
    return true;
}

/* ---- Other rows --------------------------------------------------------------------------------------------------- */

typedef struct range {
    float low, high;
} range;

static void widen(range *r, float x)
{
    if (!isfinite(x))
        return;
    r->low = fminf(r->low, x);
    r->high = fmaxf(r->high, x);
}

/* Columns with names have units of their own; numbers without are one signal. */
static range range_of(const kit_table *t, const float *numbers, size_t n, size_t column)
{
    const bool own = kit_table_name(t, column) != NULL;
    range r = { INFINITY, -INFINITY };
    for (size_t i = 0; i < n; i++)
        for (size_t k = own ? column : 0; k < (own ? column + 1 : t->width); k++)
            widen(&r, numbers[i * t->width + k]);
    return r;
}

static void put_levels(float *numbers, const kit_table *t, size_t n)
{
    const range all = range_of(t, numbers, n, 0);
    for (size_t k = 0; k < t->width; k++) {
        const range r = kit_table_name(t, k) ? range_of(t, numbers, n, k) : all;
        for (size_t i = 0; i < n; i++) {
            float *x = &numbers[i * t->width + k];
            *x = r.high > r.low ? (*x - r.low) / (r.high - r.low) : *x - *x + 0.5f;
        }
    }
}

static void print_lines(const kit_table *t, float *numbers, size_t n)
{
    enum { NUMBER = 6 };
    const size_t room = room_on_terminal(STDOUT_FILENO);
    put_levels(numbers, t, n);
    for (size_t i = 0; i < n; i++) {
        printf("%*zu ", NUMBER, i + 1);
        kit_steps_print(stdout, numbers + i * t->width, t->width, room > 4 * NUMBER ? room - NUMBER - 1 : NUMBER,
                        takes_utf8());
        putchar('\n');
    }
}

/* ---- The command -------------------------------------------------------------------------------------------------- */

static bool print_rows(const kit_table *t, const arguments *a, kit_message *why)
{
    const uint64_t limit = a->limit ? a->limit : FEW;
    const size_t n = t->rows < limit ? t->rows : (size_t)limit;
    kit_picture f;
    kit_table few = *t;
    few.rows = n;
    float *numbers = kit_table_floats(&few, kit_table_scale(t));
    bool ok = numbers || kit_explain(why, "%s: out of memory", t->source);
    if (ok && kit_picture_of_rows(&f, t))
        ok = print_pictures(t, numbers, n, &f, why);
    else if (ok)
        print_lines(t, numbers, n);
    if (ok && !a->limit && n < t->rows)
        printf("%zu of %zu rows; --limit N for more\n", n, t->rows);
    free(numbers);
    return ok;
}

bool chart_rows(const arguments *a, kit_message *why)
{
    static const taker anything = { .name = "chart" };
    kit_table t = { 0 };
    const bool ok = load_rows(&t, a->model, a, &anything, why) && print_rows(&t, a, why);
    kit_table_free(&t);
    return ok;
}
