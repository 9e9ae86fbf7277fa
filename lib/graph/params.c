#include "graph/params.h"
#include <string.h>

const ae_param *ae_params_find(const ae_params *params, const char *name)
{
    size_t index;
    return ae_names_find(&index, &params->names, name) ? &params->list[index] : NULL;
}

/* Where the parameter lies. A slab of doubles, as the gradients' tests have it, must be addressable too. */
static ae_status give_place(ae_param *p, ae_params *params, ae_error *e)
{
    size_t padded, total, bytes;
    p->size = ae_shape_size(&p->shape);
    p->offset = params->total;
    padded = ae_round_up(p->size, AE_ALIGN / sizeof(float));
    if (!ae_size_add(&total, params->total, padded) || !ae_size_mul(&bytes, total, sizeof(double)))
        return ae_fail(e, AE_ESHAPE, "%s has more elements than memory can address", p->name);
    params->total = total;
    return AE_OK;
}

ae_status ae_params_add(ae_params *params, const ae_param *p, ae_arena *arena, ae_error *e)
{
    ae_param param = *p;
    AE_TRY(give_place(&param, params, e));
    param.name = ae_arena_text(arena, p->name, strlen(p->name));
    if (!param.name || !ae_names_add(&params->names, param.name, arena))
        return ae_fail_memory(e);
    ae_param *place = ae_arena_push(arena, &params->list, &params->count, &params->capacity, sizeof *place);
    if (!place)
        return ae_fail_memory(e);
    *place = param;
    return AE_OK;
}

size_t ae_params_count(const ae_params *params, bool state)
{
    size_t sum = 0;
    for (size_t i = 0; i < params->count; i++)
        sum += params->list[i].state == state ? params->list[i].size : 0;
    return sum;
}
