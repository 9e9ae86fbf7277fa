#include "model/density.h"
#include "base/size.h"
#include "kernel/draw.h"
#include "model/triangle.h"
#include <string.h>

/* ---- one and its memory ---- */

/* Numbers of a component: its share, its center, its factor. */
static size_t numbers(const ae_density *d)
{
    return 1 + d->code + ae_triangle_size(d->code);
}

static ae_status make(ae_density **out, size_t code, const ae_allocator *allocator, ae_error *e)
{
    ae_arena arena;
    ae_arena_init(&arena, allocator);
    ae_density *d = ae_arena_take(&arena, 1, sizeof *d);
    if (!d)
        return ae_fail_memory(e);
    *d = (ae_density){ .arena = arena, .code = code };
    *out = d;
    return AE_OK;
}

ae_status ae_density_make(ae_density **out, const ae_program *p, const ae_allocator *allocator, ae_error *e)
{
    const size_t code = ae_shape_size(&p->code);
    if (code > AE_DENSITY_CODE)
        return ae_fail(e, AE_EUNSUPPORTED, "density: the code has %zu numbers; it is for codes of at most %d", code,
                       AE_DENSITY_CODE);
    return make(out, code, allocator, e);
}

/* The arena lives inside the block it owns. */
void ae_density_free(ae_density *d)
{
    if (!d)
        return;
    ae_arena arena = d->arena;
    ae_arena_free(&arena);
}

size_t ae_density_tensors(ae_other_tensor list[AE_DENSITY_TENSORS], const ae_density *d)
{
    if (!d)
        return 0;
    const size_t k = (size_t)d->components;
    list[0] = (ae_other_tensor){ "density.share", { 1, { k } }, d->share };
    list[1] = (ae_other_tensor){ "density.center", { 2, { k, d->code } }, d->center };
    list[2] = (ae_other_tensor){ "density.factor", { 2, { k, ae_triangle_size(d->code) } }, d->factor };
    return AE_DENSITY_TENSORS;
}

/* In one piece, so that they are copied at once. */
ae_status ae_density_room(ae_density *d, ae_error *e)
{
    const size_t k = (size_t)d->components;
    d->share = ae_arena_room(&d->arena, ae_times(k, numbers(d)), sizeof *d->share);
    if (!d->share)
        return ae_fail_memory(e);
    d->center = d->share + k;
    d->factor = d->center + k * d->code;
    return AE_OK;
}

ae_status ae_density_copy(ae_density **out, const ae_density *from, ae_error *e)
{
    ae_density *d = NULL;
    if (!from)
        return AE_OK;
    AE_TRY(make(&d, from->code, &from->arena.allocator, e));
    d->components = from->components;
    d->rows = from->rows;
    d->log_density = from->log_density;
    if (ae_density_room(d, e) != AE_OK) {
        ae_density_free(d);
        return AE_ENOMEM;
    }
    memcpy(d->share, from->share, (size_t)d->components * numbers(d) * sizeof *d->share);
    *out = d;
    return AE_OK;
}

bool ae_density_is_sound(const ae_density *d)
{
    const double apart = 1e-3;
    double sum = 0;
    bool above = true;
    for (size_t k = 0; k < d->components; k++) {
        sum += (double)d->share[k];
        above &= d->share[k] > 0;
        for (size_t i = 1; i <= d->code; i++)
            above &= d->factor[k * ae_triangle_size(d->code) + ae_triangle_size(i) - 1] > 0;
    }
    return above && sum > 1 - apart && sum < 1 + apart;
}

/* ---- drawing ---- */

static ae_place place_of(const char *what, uint64_t seed, uint32_t row)
{
    return (ae_place){ .seed = seed, .name = ae_hash_name(what), .row = row };
}

static size_t draw_component(const ae_density *d, const ae_place *place)
{
    uint32_t word[4];
    size_t k = 0;
    ae_random_quad(word, place, 0);
    double rest = ((double)word[0] + 0.5) / 4294967296.0;
    while (k + 1 < d->components && rest >= (double)d->share[k])
        rest -= (double)d->share[k++];
    return k;
}

void ae_density_draw(ae_real *code, const ae_density *d, size_t isa, uint64_t seed, uint32_t row, double deviation)
{
    ae_real z[AE_DENSITY_CODE];
    const ae_place of_component = place_of("density.component", seed, row), of_code = place_of("density.code", seed, row);
    const size_t k = draw_component(d, &of_component);
    const ae_real *factor = d->factor + k * ae_triangle_size(d->code);
    for (uint32_t block = 0; block * AE_DRAWS < d->code; block++)
        ae_isa_draw_normal(isa, z + block * AE_DRAWS, &of_code, block);
    for (size_t i = 0; i < d->code; i++) {
        double sum = 0;
        for (size_t c = 0; c <= i; c++)
            sum += (double)*factor++ * (double)z[c];
        code[i] = (ae_real)((double)d->center[k * d->code + i] + deviation * sum);
    }
}
