/* Noise taken away without a net. */
#include "05_denoise_images.h"
#include "kit/stat.h"
#include <math.h>
#include <stdlib.h>

/* ---- The median of the neighbours ---- */

/* Of the pixels at most one away that are there: nine, fewer at an edge. */
static float median_at(const float *image, size_t height, size_t width, size_t y, size_t x)
{
    double near[9];
    size_t n = 0;
    for (size_t v = y ? y - 1 : 0; v < height && v <= y + 1; v++)
        for (size_t u = x ? x - 1 : 0; u < width && u <= x + 1; u++)
            near[n++] = image[v * width + u];
    kit_sort(near, n);
    return (float)near[n / 2];
}

double images_median_mse(const float *noisy, const float *clean, const images *p)
{
    const size_t size = p->height * p->width, count = p->clean.rows * p->channels;
    double sum = 0;
    for (size_t i = 0; i < count * size; i++) {
        const float *image = noisy + i / size * size;
        const double error = median_at(image, p->height, p->width, i % size / p->width, i % p->width) - clean[i];
        sum += error * error;
    }
    return sum / (double)(count * size);
}

/* ---- Principal components ---- */

#ifdef HAVE_LAPACK
/* What is left of a row that is projected on the axes, away from the clean one. */
static double squared_error(const kit_pca *p, const float *code, const float *clean, double *room)
{
    double sum = 0;
    for (size_t k = 0; k < p->width; k++)
        room[k] = p->mean[k] - clean[k];
    for (size_t i = 0; i < p->components; i++)
        for (size_t k = 0; k < p->width; k++)
            room[k] += code[i] * p->axes[i * p->width + k];
    for (size_t k = 0; k < p->width; k++)
        sum += room[k] * room[k];
    return sum;
}

static double projected_mse(const kit_pca *p, const float *noisy, const float *clean, size_t rows)
{
    double sum = 0, *room = malloc(p->width * sizeof *room);
    float *codes = malloc(rows * p->components * sizeof *codes);
    bool ok = room && codes && kit_pca_encode(codes, p, noisy, rows);
    for (size_t i = 0; ok && i < rows; i++)
        sum += squared_error(p, codes + i * p->components, clean + i * p->width, room);
    free(codes);
    free(room);
    return ok ? sum / (double)(rows * p->width) : (double)NAN;
}

double images_pca_mse(const float *noisy, const float *clean, const images *p, const images *learn, size_t components)
{
    kit_pca pca;
    double mse = (double)NAN;
    float *x = kit_table_floats(&learn->clean, kit_table_scale(&learn->clean));
    if (x && kit_pca_fit(&pca, x, learn->clean.rows, learn->clean.width, components)) {
        mse = projected_mse(&pca, noisy, clean, p->clean.rows);
        kit_pca_free(&pca);
    }
    free(x);
    return mse;
}
#else
double images_pca_mse(const float *noisy, const float *clean, const images *p, const images *learn, size_t components)
{
    (void)noisy, (void)clean, (void)p, (void)learn, (void)components;
    return (double)NAN;
}
#endif
