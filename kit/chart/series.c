#include "kit/chart.h"
#include <math.h>

/* Two neighbours become one point, so that every point stands for as many numbers as the others. */
static void halve(kit_series *s)
{
    s->n /= 2;
    for (size_t i = 0; i < s->n; i++) {
        double a = s->points[2 * i], b = s->points[2 * i + 1];
        s->points[i] = isnan(a) ? b : isnan(b) ? a : a / 2 + b / 2;
    }
    s->share *= 2;
}

static void begin_point(kit_series *s)
{
    if (s->share == 0)
        s->share = 1;
    if (s->n == KIT_SERIES_POINTS)
        halve(s);
    s->points[s->n++] = NAN;
    s->finite = 0;
}

void kit_series_add(kit_series *series, double number)
{
    if (series->share == 0 || series->count % series->share == 0)
        begin_point(series);
    series->count++;
    if (!isfinite(number))
        return;
    double *point = &series->points[series->n - 1], k = (double)++series->finite;
    *point = k > 1 ? *point + (number / k - *point / k) : number;
}

bool kit_series_has_numbers(const kit_series *s)
{
    size_t i = 0;
    while (i < s->n && !isfinite(s->points[i]))
        i++;
    return i < s->n;
}
