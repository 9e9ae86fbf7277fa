#include "model/slabs.h"
#include "base/format.h"
#include "io/safetensors.h"
#include "kernel/convert.h"
#include <string.h>

enum { NAME = AE_MAX_TENSOR_NAME + 1 };

static size_t print_name(char name[NAME], const char *slab, const ae_param *p)
{
    return ae_format(name, NAME, "%s%s%s", slab, *slab ? "/" : "", p->name);
}

/* ---- writing ---- */

static ae_status add_tensor(ae_document *d, const char *slab, const float *data, const ae_param *p, ae_arena *arena,
                            ae_error *e)
{
    char name[NAME];
    const char *copy = *slab ? ae_arena_text(arena, name, print_name(name, slab, p)) : p->name;
    if (!copy)
        return ae_fail_memory(e);
    return ae_document_add_tensor(d, &(ae_tensor){ .name = copy, .shape = p->shape, .data = data }, arena, e);
}

ae_status ae_slab_add(ae_document *d, const ae_slab *slab, const ae_params *params, size_t isa, ae_arena *arena, ae_error *e)
{
    for (size_t i = 0; i < params->count; i++) {
        const ae_param *p = &params->list[i];
        if (!ae_isa_all_finite(isa, slab->at + p->offset, p->size))
            return ae_fail(e, AE_EDIVERGED, "%s%s%s is not finite: such a model is not saved", slab->name,
                           *slab->name ? "/" : "", p->name);
        AE_TRY(add_tensor(d, slab->name, slab->at + p->offset, p, arena, e));
    }
    return AE_OK;
}

/* ---- reading ---- */

ae_status ae_shelf_open(ae_shelf *shelf, const ae_document *d, const ae_params *params, ae_arena *arena, ae_error *e)
{
    *shelf = (ae_shelf){ .document = d, .params = params };
    for (size_t i = 0; i < d->n_tensors; i++)
        if (!ae_names_add(&shelf->names, d->tensors[i].name, arena))
            return ae_fail_memory(e);
    return AE_OK;
}

/* NULL if it is missing. */
static const ae_tensor *find(const ae_shelf *shelf, const char *slab, const ae_param *p)
{
    char name[NAME];
    size_t number;
    print_name(name, slab, p);
    return ae_names_find(&number, &shelf->names, name) ? &shelf->document->tensors[number] : NULL;
}

static ae_status check_shape(const ae_tensor *t, const ae_shape *shape, ae_error *e)
{
    char is[AE_SHAPE_TEXT], want[AE_SHAPE_TEXT];
    if (ae_shape_same(&t->shape, shape))
        return AE_OK;
    return ae_fail(e, AE_EFORMAT, "tensor %s is %s; the spec asks for %s", t->name, ae_shape_print(is, &t->shape),
                   ae_shape_print(want, shape));
}

static ae_status check_other(const ae_shelf *shelf, const ae_other_tensor *other, ae_error *e)
{
    size_t number;
    if (!ae_names_find(&number, &shelf->names, other->name))
        return ae_fail(e, AE_EFORMAT, "tensor %s is missing, which the file's strings ask for", other->name);
    return check_shape(&shelf->document->tensors[number], &other->shape, e);
}

ae_status ae_slab_check(const ae_shelf *shelf, const char *slab, ae_error *e)
{
    for (size_t i = 0; i < shelf->params->count; i++) {
        const ae_param *p = &shelf->params->list[i];
        const ae_tensor *t = find(shelf, slab, p);
        if (!t)
            return ae_fail(e, AE_EFORMAT, "tensor %s%s%s is missing, which the spec asks for", slab, *slab ? "/" : "",
                           p->name);
        AE_TRY(check_shape(t, &p->shape, e));
    }
    return AE_OK;
}

/* Every slab has a tensor for the first parameter: by that it is found. */
static bool begins_slab(char slab[NAME], const ae_shelf *shelf, const ae_tensor *t)
{
    const char *slash = strchr(t->name, '/');
    if (!slash || shelf->params->count == 0 || strcmp(slash + 1, shelf->params->list[0].name) != 0)
        return false;
    ae_format(slab, NAME, "%.*s", (int)(slash - t->name), t->name);
    return true;
}

ae_status ae_slabs_check(const ae_shelf *shelf, bool others, ae_error *e)
{
    const ae_document *d = shelf->document;
    size_t slabs = 1;
    char slab[NAME];
    AE_TRY(ae_slab_check(shelf, "", e));
    for (size_t i = 0; others && i < d->n_tensors; i++)
        if (begins_slab(slab, shelf, &d->tensors[i])) {
            AE_TRY(ae_slab_check(shelf, slab, e));
            slabs++;
        }
    for (size_t i = 0; i < shelf->n_others; i++)
        AE_TRY(check_other(shelf, &shelf->other[i], e));
    size_t wanted = slabs * shelf->params->count + shelf->n_others;
    return d->n_tensors == wanted
               ? AE_OK
               : ae_fail(e, AE_EFORMAT, "the file has %zu tensors; the spec asks for %zu", d->n_tensors, wanted);
}

/* NULL: nobody wants it. */
static ae_real *place_of(const ae_tensor *t, const ae_slab *slabs, size_t n, const ae_shelf *shelf)
{
    for (size_t i = 0; i < shelf->n_others; i++)
        if (strcmp(shelf->other[i].name, t->name) == 0)
            return shelf->other[i].at;
    const char *slash = strchr(t->name, '/');
    size_t length = slash ? (size_t)(slash - t->name) : 0;
    const ae_param *p = ae_params_find(shelf->params, slash ? slash + 1 : t->name);
    for (size_t i = 0; p && i < n; i++)
        if (strlen(slabs[i].name) == length && memcmp(slabs[i].name, t->name, length) == 0)
            return slabs[i].at + p->offset;
    return NULL;
}

ae_status ae_slabs_take(const ae_slab *slabs, size_t n, const ae_shelf *shelf, const ae_tensor_source *source,
                        ae_arena *arena, ae_error *e)
{
    const ae_document *d = shelf->document;
    uint32_t *space = ae_arena_take(arena, 2 * d->n_tensors, sizeof *space);
    if (!space)
        return ae_fail_memory(e);
    const uint32_t *order = ae_document_places(d->tensors, d->n_tensors, space);
    for (size_t i = 0; i < d->n_tensors; i++) {
        const ae_tensor *t = &d->tensors[order[i]];
        AE_TRY(source->take(source->self, place_of(t, slabs, n, shelf), t, e));
    }
    return AE_OK;
}
