/* Initialisers: what weights begin with. Each element is a function of its place, so the same everywhere: of libm only sqrt
 * takes part, whose result is fixed. */
#ifndef AE_TENSOR_INIT_H
#define AE_TENSOR_INIT_H

#include "base/random.h"
#include "tensor/shape.h"

typedef struct ae_init_kind ae_init_kind;

typedef struct ae_initializer {
    const ae_init_kind *kind;
    double sd;       /* normal */
    double min, max; /* uniform */
} ae_initializer;

/* By the words of the spec; NULL for others:
 *   zeros
 *   normal          N(0, sd)
 *   uniform         U(min, max)
 *   glorot_uniform  U(-a, a), a = sqrt(6 / (fan_in + fan_out));  glorot_normal  N(0, sqrt(2 / (fan_in + fan_out)))
 *                   Glorot, Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks"
 *   he_uniform      U(-a, a), a = sqrt(6 / fan_in);  he_normal  N(0, sqrt(2 / fan_in))
 *                   He, Zhang, Ren, Sun 2015, "Delving deep into rectifiers"
 *   pytorch         U(-a, a), a = 1 / sqrt(fan_in): what torch.nn.Linear does, for weights and biases
 * Normals are not truncated (Keras truncates Glorot's and He's at two sd). */
const ae_init_kind *ae_init_find(const char *name);

void ae_init_fill(ae_real *w, size_t n, const ae_initializer *init, size_t fan_in, size_t fan_out, const ae_place *place);

#endif
