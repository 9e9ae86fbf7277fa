#include "kit/chart.h"
#include <math.h>
#include <string.h>

/* A row has an upper and a lower half, which blocks can tell apart. With an odd number of rows one is the middle. */
enum { ROWS = 9, HALVES = 2 * ROWS, NARROWEST = 10, WIDEST = 500 };

/* A label such as -1.234e-05 and the axis with a space before it are left of the columns. */
enum { LABEL = 16, MARGIN = 10, AXIS = 2 };

typedef struct signs {
    const char *lower, *upper, *full, *second, *both; /* what of the curves is in a place */
    const char *side, *corner, *floor, *mark;         /* the axes */
} signs;

static const signs blocks = { "▄", "▀", "█", "░", "▓", "┤", "└", "─", "▲" };
static const signs ascii = { "*", "*", "*", "o", "@", "|", "+", "-", "^" };

/* The bits of a place: halves of the first curve, and the second one, for which the whole place is one. */
enum { LOWER = 1, UPPER = 2, SECOND = 4 };

typedef struct grid {
    double y[2][WIDEST]; /* the curves' height in each column; NaN = nothing there */
    unsigned char places[ROWS][WIDEST];
    size_t columns;
    double low, high; /* of all heights */
    bool log;
} grid;

/* ---- Heights ------------------------------------------------------------------------------------------------------ */

/* NaN without a finite number. */
static double mean_of(const double *y, size_t n)
{
    double mean = 0, finite = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(y[i])) {
            finite++;
            mean += y[i] / finite - mean / finite;
        }
    return finite > 0 ? mean : NAN;
}

/* Few points have several columns each, several points share one where there are many. */
static void place_curve(grid *g, size_t curve, const kit_chart_curve *c)
{
    for (size_t i = 0; i < g->columns; i++) {
        size_t from = i * c->n / g->columns, to = (i + 1) * c->n / g->columns;
        double y = c->n ? mean_of(c->y + from, to > from ? to - from : 1) : NAN;
        g->y[curve][i] = y;
        g->low = fmin(g->low, y);
        g->high = fmax(g->high, y);
    }
}

static double on_scale(const grid *g, double y)
{
    return g->log ? log10(y) : y / 2; /* half, for the distance of two numbers may be too large for a number */
}

/* 0 is the lower half of the lowest row. Curves that never change lie in the middle. */
static int level_of(const grid *g, double y)
{
    double low = on_scale(g, g->low), high = on_scale(g, g->high);
    return high > low ? (int)lround((on_scale(g, y) - low) / (high - low) * (HALVES - 1)) : HALVES / 2;
}

static void put(grid *g, size_t curve, size_t column, int level)
{
    g->places[level / 2][column] |= (unsigned char)(curve ? SECOND : level % 2 ? UPPER : LOWER);
}

/* A column also holds the way from its neighbour's height to its own. */
static void draw_curve(grid *g, size_t curve)
{
    int before = -1;
    for (size_t i = 0; i < g->columns; i++) {
        if (isnan(g->y[curve][i])) {
            before = -1;
            continue;
        }
        int level = level_of(g, g->y[curve][i]);
        for (int at = before < 0 ? level : before; at != level; at += level > at ? 1 : -1)
            if (at != before)
                put(g, curve, i, at);
        put(g, curve, i, level);
        before = level;
    }
}

/* False: there is nothing to draw. */
static bool draw(grid *g, const kit_chart *chart, size_t columns)
{
    *g = (grid){ .columns = columns, .low = INFINITY, .high = -INFINITY };
    for (size_t i = 0; i < 2; i++)
        place_curve(g, i, &chart->curves[i]);
    if (g->low > g->high)
        return false;
    g->log = g->low > 0 && g->high / g->low > 10;
    for (size_t i = 0; i < 2; i++)
        draw_curve(g, i);
    return true;
}

/* ---- Text --------------------------------------------------------------------------------------------------------- */

static const char *sign_of(const signs *s, unsigned char place)
{
    const char *const first[] = { " ", s->lower, s->upper, s->full };
    return !(place & SECOND) ? first[place] : place == SECOND ? s->second : s->both;
}

static void print_head(FILE *to, const kit_chart *chart, const grid *g, const signs *s)
{
    const kit_chart_curve *c = chart->curves;
    fprintf(to, "%s%s: %s %s", chart->y_name, g->log ? " (log scale)" : "", s->full, c[0].name);
    if (c[1].n)
        fprintf(to, ", %s %s, %s both", s->second, c[1].name, s->both);
    fputc('\n', to);
}

/* The highest, the middle and the lowest row say where they are. */
static void format_label(char label[LABEL], const grid *g, int row)
{
    double middle = g->log ? sqrt(g->low) * sqrt(g->high) : g->low / 2 + g->high / 2;
    bool flat = g->low == g->high;
    label[0] = 0;
    if (row == ROWS / 2)
        snprintf(label, LABEL, "%.4g", middle);
    else if (!flat && (row == 0 || row == ROWS - 1))
        snprintf(label, LABEL, "%.4g", row ? g->high : g->low);
}

/* Without spaces at the line's end. */
static void print_row(FILE *to, const grid *g, const signs *s, int row)
{
    char label[LABEL];
    size_t end = g->columns;
    while (end && !g->places[row][end - 1])
        end--;
    format_label(label, g, row);
    fprintf(to, "%*s %s", MARGIN, label, s->side);
    for (size_t i = 0; i < end; i++)
        fputs(sign_of(s, g->places[row][i]), to);
    fputc('\n', to);
}

/* The column in the midst of the best place; behind the last where there is none to mark. */
static size_t mark_of(const kit_chart *chart, const grid *g)
{
    if (chart->best < chart->first || chart->best > chart->last)
        return g->columns;
    double share = ((double)(chart->best - chart->first) + 0.5) / ((double)(chart->last - chart->first) + 1);
    return (size_t)(share * (double)g->columns);
}

static void print_floor(FILE *to, const kit_chart *chart, const grid *g, const signs *s)
{
    size_t mark = mark_of(chart, g);
    fprintf(to, "%*s %s", MARGIN, "", s->corner);
    for (size_t i = 0; i < g->columns; i++)
        fputs(i == mark ? s->mark : s->floor, to);
    fputc('\n', to);
}

static void print_foot(FILE *to, const kit_chart *chart, const grid *g)
{
    char name[128], first[24], last[24];
    int ends = snprintf(first, sizeof first, "%llu", (unsigned long long)chart->first) +
               snprintf(last, sizeof last, "%llu", (unsigned long long)chart->last);
    if (chart->best)
        snprintf(name, sizeof name, "%s (best: %llu)", chart->x_name, (unsigned long long)chart->best);
    else
        snprintf(name, sizeof name, "%s", chart->x_name);
    int used = ends + (int)strlen(name), gap = (int)g->columns > used + 2 ? (int)g->columns - used : 2;
    fprintf(to, "%*s%s%*s%s%*s%s\n", MARGIN + AXIS, "", first, gap / 2, "", name, gap - gap / 2, "", last);
}

void kit_chart_print(FILE *to, const kit_chart *chart)
{
    const signs *s = chart->utf8 ? &blocks : &ascii;
    size_t room = chart->width > MARGIN + AXIS ? chart->width - MARGIN - AXIS : 0;
    grid g;
    if (!draw(&g, chart, room < NARROWEST ? NARROWEST : room > WIDEST ? WIDEST : room)) {
        fprintf(to, "%s: no finite number to draw\n", chart->y_name);
        return;
    }
    print_head(to, chart, &g, s);
    for (int row = ROWS; row-- > 0;)
        print_row(to, &g, s, row);
    print_floor(to, chart, &g, s);
    print_foot(to, chart, &g);
}
