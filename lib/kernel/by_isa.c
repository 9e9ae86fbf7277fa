/* What rooms that are compiled once call of the sets: the functions of each, by its number. */
#include "kernel/columns.h"
#include "kernel/convert.h"
#include "kernel/covariance.h"
#include "kernel/draw.h"
#include "kernel/slab.h"
#include "kernel/spread.h"

const ae_element *ae_isa_element(size_t isa, int dtype)
{
    static const ae_element *const elements[] = {
#define ELEMENTS(isa) AE_SHARED(ae_elements, isa),
        AE_ISA_LIST(ELEMENTS)
    };
    return dtype >= AE_F32 && dtype <= AE_I32 ? &elements[isa][dtype] : NULL;
}

bool ae_isa_all_finite(size_t isa, const ae_real *x, size_t n)
{
    static bool (*const all_finite[])(const ae_real *, size_t) = {
#define ALL_FINITE(isa) AE_SHARED(ae_all_finite, isa),
        AE_ISA_LIST(ALL_FINITE)
    };
    return all_finite[isa](x, n);
}

bool ae_isa_all_within(size_t isa, const ae_real *x, size_t n, ae_real low, ae_real high)
{
    static bool (*const all_within[])(const ae_real *, size_t, ae_real, ae_real) = {
#define ALL_WITHIN(isa) AE_SHARED(ae_all_within, isa),
        AE_ISA_LIST(ALL_WITHIN)
    };
    return all_within[isa](x, n, low, high);
}

void ae_isa_limit_columns(size_t isa, ae_real *w, size_t rows, size_t columns, double limit, ae_pool *pool)
{
    static void (*const limit_columns[])(ae_real *, size_t, size_t, double, ae_pool *) = {
#define LIMIT_COLUMNS(isa) AE_SHARED(ae_limit_columns, isa),
        AE_ISA_LIST(LIMIT_COLUMNS)
    };
    limit_columns[isa](w, rows, columns, limit, pool);
}

void ae_isa_spread_add(size_t isa, const ae_spread *s, const ae_real *x, size_t rows, size_t from, size_t to)
{
    static void (*const spread_add[])(const ae_spread *, const ae_real *, size_t, size_t, size_t) = {
#define SPREAD_ADD(isa) AE_SHARED(ae_spread_add, isa),
        AE_ISA_LIST(SPREAD_ADD)
    };
    spread_add[isa](s, x, rows, from, to);
}

void ae_isa_draw_normal(size_t isa, ae_real out[AE_DRAWS], const ae_place *place, uint32_t block)
{
    static ae_draw *const draw_normal[] = {
#define DRAW_NORMAL(isa) ae_draw_normal_##isa,
        AE_ISA_LIST(DRAW_NORMAL)
    };
    draw_normal[isa](out, place, block);
}

/* ---- covariances ---- */

void ae_isa_covariance_add(size_t isa, double *triangle, const double *rows, const double *weight, size_t n)
{
    static void (*const covariance_add[])(double *, const double *, const double *, size_t) = {
#define COVARIANCE_ADD(isa) AE_SHARED(ae_covariance_add, isa),
        AE_ISA_LIST(COVARIANCE_ADD)
    };
    covariance_add[isa](triangle, rows, weight, n);
}

void ae_isa_covariance_lengths(size_t isa, double *lengths, double *columns, const double *triangle, size_t n)
{
    static void (*const covariance_lengths[])(double *, double *, const double *, size_t) = {
#define COVARIANCE_LENGTHS(isa) AE_SHARED(ae_covariance_lengths, isa),
        AE_ISA_LIST(COVARIANCE_LENGTHS)
    };
    covariance_lengths[isa](lengths, columns, triangle, n);
}

/* ---- flat slabs ---- */

static const ae_slab_passes *const slab_passes[] = {
#define PASSES(isa) &AE_SHARED(ae_slab_passes, isa),
    AE_ISA_LIST(PASSES)
};

double ae_isa_square_sum(size_t isa, const ae_real *x, size_t n)
{
    return slab_passes[isa]->square_sum(x, n);
}

void ae_isa_slab_scale(size_t isa, ae_real *x, size_t n, double factor)
{
    slab_passes[isa]->scale(x, n, factor);
}

void ae_isa_slab_clamp(size_t isa, ae_real *x, size_t n, double limit)
{
    slab_passes[isa]->clamp(x, n, limit);
}

void ae_isa_slab_add(size_t isa, ae_real *to, const ae_real *from, size_t n)
{
    slab_passes[isa]->add(to, from, n);
}

void ae_isa_slab_add_times(size_t isa, ae_real *to, const ae_real *from, size_t n, double factor)
{
    slab_passes[isa]->add_times(to, from, n, factor);
}

void ae_isa_slab_blend(size_t isa, ae_real *to, const ae_real *from, size_t n, double share)
{
    slab_passes[isa]->blend(to, from, n, share);
}
