#include "kit/latent.h"
#include "kit/stat.h"
#include <math.h>

void kit_latent_grid(float *codes, size_t side, const double mean[2], const double deviation[2])
{
    for (size_t y = 0; y < side; y++)
        for (size_t x = 0; x < side; x++, codes += 2) {
            const size_t place[2] = { x, side - 1 - y };
            for (size_t k = 0; k < 2; k++)
                codes[k] = (float)(mean[k] + deviation[k] * kit_normal_quantile(((double)place[k] + 0.5) / (double)side));
        }
}

/* ---- Lines ---------------------------------------------------------------------------------------------------------- */

static double length_of(const float *x, size_t width)
{
    double sum = 0;
    for (size_t i = 0; i < width; i++)
        sum += (double)x[i] * (double)x[i];
    return sqrt(sum);
}

/* Of the unit vectors u and v; 2 atan(|u - v| / |u + v|), which is right for small angles, too, where a cosine tells
 * nothing. 0: an end has no direction. */
static double angle_between(const float *a, const float *b, size_t width)
{
    const double length_a = length_of(a, width), length_b = length_of(b, width);
    double apart = 0, together = 0;
    if (!(length_a > 0 && length_b > 0))
        return 0;
    for (size_t i = 0; i < width; i++) {
        const double u = (double)a[i] / length_a, v = (double)b[i] / length_b;
        apart += (u - v) * (u - v);
        together += (u + v) * (u + v);
    }
    return 2 * atan2(sqrt(apart), sqrt(together));
}

/* What the two ends count at the place t, 0 ... 1. */
typedef struct shares {
    double a, b;
} shares;

static shares shares_at(double t, double angle)
{
    const double least = 1e-6; /* below it the angle, or what it lacks of half a turn, is mostly rounding */
    if (sin(angle) < least)
        return (shares){ 1 - t, t };
    return (shares){ sin((1 - t) * angle) / sin(angle), sin(t * angle) / sin(angle) };
}

void kit_latent_line(float *codes, const float *a, const float *b, size_t width, size_t steps, kit_line line)
{
    const double angle = line == KIT_SPHERICAL ? angle_between(a, b, width) : 0;
    for (size_t i = 0; i < steps; i++) {
        const shares s = shares_at((double)i / (double)(steps - 1), angle);
        for (size_t k = 0; k < width; k++)
            codes[i * width + k] = (float)(s.a * (double)a[k] + s.b * (double)b[k]);
    }
}

/* ---- Classes -------------------------------------------------------------------------------------------------------- */

size_t kit_latent_mean(double *mean, const float *codes, size_t n, size_t width, const uint32_t *class_of, uint32_t class)
{
    size_t count = 0;
    for (size_t k = 0; k < width; k++)
        mean[k] = 0;
    for (size_t i = 0; i < n; i++) {
        if (class_of[i] != class)
            continue;
        count++;
        for (size_t k = 0; k < width; k++)
            mean[k] += ((double)codes[i * width + k] - mean[k]) / (double)count;
    }
    return count;
}

void kit_latent_move(float *out, const float *code, const double *minus, const double *plus, size_t width)
{
    for (size_t k = 0; k < width; k++)
        out[k] = (float)((double)code[k] - minus[k] + plus[k]);
}
