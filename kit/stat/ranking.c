/* How well scores tell two kinds apart, over all thresholds at once; and how they are spread. */
#include "kit/stat.h"
#include <math.h>
#include <stdlib.h>

typedef struct ranked {
    float score;
    bool positive;
} ranked;

static int compare_falling(const void *a, const void *b)
{
    const float x = ((const ranked *)a)->score, y = ((const ranked *)b)->score;
    return (x < y) - (x > y);
}

/* From the highest score to the least. Equal scores are passed at once: their order tells nothing. */
static kit_ranking walk(const ranked *r, size_t n, double positives)
{
    const double negatives = (double)n - positives;
    double hits = 0, alarms = 0, area = 0, precision = 0;
    for (size_t i = 0, end; i < n; i = end) {
        const double hits_before = hits, alarms_before = alarms;
        for (end = i; end < n && !(r[end].score < r[i].score); end++) {
            hits += r[end].positive;
            alarms += !r[end].positive;
        }
        area += (alarms - alarms_before) * (hits + hits_before) / 2;
        precision += (hits - hits_before) * hits / (hits + alarms);
    }
    return (kit_ranking){ area / positives / negatives, precision / positives };
}

bool kit_rank(kit_ranking *out, const float *scores, const bool *positive, size_t n)
{
    ranked *r = malloc((n ? n : 1) * sizeof *r);
    double positives = 0;
    for (size_t i = 0; r && i < n; i++) {
        r[i] = (ranked){ scores[i], positive[i] };
        positives += positive[i];
    }
    if (!r)
        return false;
    qsort(r, n, sizeof *r, compare_falling);
    *out = walk(r, n, positives);
    free(r);
    return true;
}

void kit_histogram(double *x, double *y, const float *numbers, size_t n, size_t bins, double low, double high)
{
    for (size_t i = 0; i < 2 * bins + 2; i++) {
        x[i] = low + (high - low) * (double)(i / 2) / (double)bins;
        y[i] = 0;
    }
    for (size_t i = 0; i < n; i++) {
        const double place = ((double)numbers[i] - low) / (high - low) * (double)bins;
        if (!(place >= 0 && place <= (double)bins))
            continue;
        const size_t bin = place < (double)bins ? (size_t)place : bins - 1;
        y[2 * bin + 1] += 1 / (double)n;
        y[2 * bin + 2] += 1 / (double)n;
    }
}
