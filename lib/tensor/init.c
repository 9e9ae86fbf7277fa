#include "tensor/init.h"
#include "base/curve.h"
#include <math.h>
#include <string.h>

/* A distribution: uniform between two ends, or normal about 0. */
typedef struct spread {
    bool normal;
    double sd, min, max;
} spread;

struct ae_init_kind {
    const char *name;
    spread (*of)(const ae_initializer *init, double fan_in, double fan_out);
};

static spread uniform(double min, double max)
{
    return (spread){ false, 0, min, max };
}

static spread normal(double sd)
{
    return (spread){ true, sd, 0, 0 };
}

#define KIND(name, expression)                                                    \
    static spread name(const ae_initializer *init, double fan_in, double fan_out) \
    {                                                                             \
        (void)init, (void)fan_in, (void)fan_out;                                  \
        return expression;                                                        \
    }
#define SYMMETRIC(a) uniform(-(a), (a))
KIND(kind_zeros, uniform(0, 0))
KIND(kind_normal, normal(init->sd))
KIND(kind_uniform, uniform(init->min, init->max))
KIND(kind_glorot_uniform, SYMMETRIC(sqrt(6 / (fan_in + fan_out))))
KIND(kind_glorot_normal, normal(sqrt(2 / (fan_in + fan_out))))
KIND(kind_he_uniform, SYMMETRIC(sqrt(6 / fan_in)))
KIND(kind_he_normal, normal(sqrt(2 / fan_in)))
KIND(kind_pytorch, SYMMETRIC(1 / sqrt(fan_in)))

static const ae_init_kind kinds[] = {
    { "zeros", kind_zeros },
    { "normal", kind_normal },
    { "uniform", kind_uniform },
    { "glorot_uniform", kind_glorot_uniform },
    { "glorot_normal", kind_glorot_normal },
    { "he_uniform", kind_he_uniform },
    { "he_normal", kind_he_normal },
    { "pytorch", kind_pytorch },
};

const ae_init_kind *ae_init_find(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

/* ---- numbers: plain double arithmetic in a fixed order, good to about 1e-15 ---- */

/* In (0, 1), never an end. */
static double unit(uint32_t word)
{
    return ((double)word + 0.5) / 4294967296.0;
}

/* sin and cos of u turns, 0 < u < 1. */
static void turn(double *s, double *c, double u)
{
    int quarter = (int)(4 * u + 0.5);
    double a, b;
    ae_sine_cosine(&a, &b, (u - quarter * 0.25) * 6.283185307179586);
    const double sine[] = { a, b, -a, -b }, cosine[] = { b, -a, -b, a };
    *s = sine[quarter % 4];
    *c = cosine[quarter % 4];
}

/* Two normals from two words: Box, Muller 1958. */
static void normal_pair(double out[2], const uint32_t word[2])
{
    double radius = sqrt(-2 * ae_log(unit(word[0])));
    turn(&out[1], &out[0], unit(word[1]));
    out[0] *= radius;
    out[1] *= radius;
}

static void draw(double out[4], const spread *s, const uint32_t word[4])
{
    if (s->normal) {
        normal_pair(out, word);
        normal_pair(out + 2, word + 2);
    }
    for (int i = 0; i < 4; i++)
        out[i] = s->normal ? out[i] * s->sd : s->min + (s->max - s->min) * unit(word[i]);
}

void ae_init_fill(ae_real *w, size_t n, const ae_initializer *init, size_t fan_in, size_t fan_out, const ae_place *place)
{
    spread s = init->kind->of(init, (double)fan_in, (double)fan_out);
    for (size_t i = 0; i < n; i += 4) {
        uint32_t word[4];
        double x[4];
        ae_random_quad(word, place, (uint32_t)(i / 4));
        draw(x, &s, word);
        for (size_t j = 0; j < 4 && i + j < n; j++)
            w[i + j] = (ae_real)x[j];
    }
}
