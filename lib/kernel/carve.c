#include "kernel/carve.h"

void *ae_carve_take(ae_carve *c, size_t n, size_t size)
{
    size_t bytes, end, from = c->bytes;
    bool fits =
        ae_size_mul(&bytes, n, size) && bytes < SIZE_MAX - AE_ALIGN && ae_size_add(&end, from, ae_round_up(bytes, AE_ALIGN));
    c->bytes = fits ? end : SIZE_MAX;
    return c->at ? c->at + from : NULL;
}
