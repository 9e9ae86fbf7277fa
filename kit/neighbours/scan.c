/* The exact search: every row is looked at, though not always to its end. */
#include "kit/neighbours/index.h"
#include "kit/parallel.h"
#include <math.h>

enum {
    LANES = 8,    /* sums side by side, for a compiler to put into one register or two */
    PIECE = 64,   /* columns after which a distance is held against the farthest neighbour */
    QUERIES = 32, /* that go over the rows together, so that rows are read once for all of them */
    ROWS = 64     /* that lie in a near cache meanwhile */
};

typedef struct scan {
    const kit_neighbours *index;
    const float *queries;
    size_t *found;
    float *squares;
    size_t n, k;
} scan;

static float add_up(const float sum[LANES])
{
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

/* The squared distance of two rows. Once the columns so far show that it is not below `limit`, the rest does not matter:
 * squares only add to it. */
static float squared_distance(const float *a, const float *b, size_t width, float limit)
{
    float sum[LANES] = { 0 };
    size_t i = 0;
    while (i + LANES <= width) {
        for (size_t end = i + PIECE; i + LANES <= width && i < end; i += LANES)
            for (size_t lane = 0; lane < LANES; lane++)
                sum[lane] += (a[i + lane] - b[i + lane]) * (a[i + lane] - b[i + lane]);
        if (add_up(sum) >= limit)
            return limit;
    }
    for (; i < width; i++)
        sum[i % LANES] += (a[i] - b[i]) * (a[i] - b[i]);
    return add_up(sum);
}

static void look_at_rows(const scan *s, size_t query, size_t first, size_t end)
{
    const kit_neighbours *index = s->index;
    const float *x = s->queries + query * index->width;
    size_t *found = s->found + query * s->k;
    float *squares = s->squares + query * s->k;
    for (size_t row = first; row < end; row++) {
        bool is_full = row >= s->k;
        float limit = is_full ? squares[s->k - 1] : HUGE_VALF;
        float square = squared_distance(x, index->rows + row * index->width, index->width, limit);
        if (!is_full || square < limit)
            kit_nearest_insert(found, squares, row, s->k, row, square);
    }
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void scan_queries(void *user, size_t block)
{
    const scan *s = user;
    size_t end = least(s->n, (block + 1) * QUERIES);
    for (size_t row = 0; row < s->index->n; row += ROWS)
        for (size_t query = block * QUERIES; query < end; query++)
            look_at_rows(s, query, row, least(s->index->n, row + ROWS));
}

void kit_neighbours_scan(size_t *found, float *squares, const kit_neighbours *index, const float *queries, size_t n,
                         size_t k)
{
    scan s = { index, queries, found, squares, n, k };
    if (k)
        kit_parallel(index->how.threads, (n + QUERIES - 1) / QUERIES, scan_queries, &s);
}
