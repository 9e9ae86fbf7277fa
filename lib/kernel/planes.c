/* Sums over the planes of images. */
#include "kernel/conv.h"
#include "kernel/loop.h"

enum { SUM_LANES = 16, VECTORS = SUM_LANES / AE_LANES, LEVELS = 40, SERIAL_SIZE = 65536 };

typedef struct job {
    ae_real *out;
    const ae_real *x;
    size_t rows, channels, plane;
    bool add;
} job;

static ae_real add_lanes(const v_real *sum)
{
    ae_real lane[SUM_LANES];
    for (size_t v = 0; v < VECTORS; v++)
        v_store(lane + v * AE_LANES, sum[v]);
    for (size_t half = SUM_LANES / 2; half; half /= 2)
        for (size_t i = 0; i < half; i++)
            lane[i] += lane[i + half];
    return lane[0];
}

static ae_real sum_plane(const ae_real *x, size_t n)
{
    v_real sum[VECTORS];
    for (size_t v = 0; v < VECTORS; v++)
        sum[v] = v_set(0);
    size_t i = 0;
    for (; i + SUM_LANES <= n; i += SUM_LANES)
        for (size_t v = 0; v < VECTORS; v++)
            sum[v] = v_add(sum[v], v_load(x + i + v * AE_LANES));
    for (size_t v = 0; i + v * AE_LANES < n; v++) {
        size_t left = n - i - v * AE_LANES;
        sum[v] = v_add(sum[v], v_get(x + i + v * AE_LANES, left < AE_LANES ? left : AE_LANES));
    }
    return add_lanes(sum);
}

/* The tree over images as a binary counter: level l holds 2^l images' sum where bit l of their number is set. */
static void channel_task(void *argument, size_t channel, unsigned worker)
{
    const job *j = argument;
    ae_real level[LEVELS], total = 0;
    (void)worker;
    for (size_t image = 0; image < j->rows; image++) {
        ae_real sum = sum_plane(j->x + (image * j->channels + channel) * j->plane, j->plane);
        size_t l = 0;
        for (size_t n = image; n % 2; n /= 2, l++)
            sum = level[l] + sum;
        level[l] = sum;
    }
    bool first = true;
    for (size_t l = 0; j->rows >> l; l++)
        if (j->rows >> l & 1) {
            total = first ? level[l] : level[l] + total;
            first = false;
        }
    j->out[channel] = j->add ? j->out[channel] + total : total;
}

void ae_sum_planes(ae_real *out, const ae_real *x, size_t channels, size_t plane, bool add, const ae_run *run)
{
    job j = { out, x, run->rows, channels, plane, add };
    ae_pool_run(run->rows * channels * plane < SERIAL_SIZE ? NULL : run->pool, channels, channel_task, &j);
}
