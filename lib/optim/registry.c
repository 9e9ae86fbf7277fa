#include "kernel/dispatch.h"
#include "optim/ae_optimizer_list.h" /* made by meson.build: AE_OPTIMIZER_LIST(X, isa) is X(adam, isa) ... */
#include "optim/optim.h"
#include <string.h>

const char *const ae_form_words[] = { [AE_FORM_KERAS] = "keras", [AE_FORM_PYTORCH] = "pytorch", NULL };

#define DECLARE(optimizer, isa) extern const ae_optimizer ae_optimizer_##optimizer##_##isa;
#define DECLARE_SET(isa)        AE_OPTIMIZER_LIST(DECLARE, isa)
AE_ISA_LIST(DECLARE_SET)

#define ONE(optimizer, isa) +1
enum { OPTIMIZERS = AE_OPTIMIZER_LIST(ONE, any) };

#define ENTRY(optimizer, isa) &ae_optimizer_##optimizer##_##isa,
#define SET(isa)              { AE_OPTIMIZER_LIST(ENTRY, isa) },
static const ae_optimizer *const table[][OPTIMIZERS] = { AE_ISA_LIST(SET) };

const ae_optimizer *ae_optimizer_at(size_t isa, size_t index)
{
    return index < OPTIMIZERS ? table[isa][index] : NULL;
}

const ae_optimizer *ae_optimizer_find(size_t isa, const ae_word *name)
{
    for (size_t i = 0; i < OPTIMIZERS; i++)
        if (ae_word_is(name, table[isa][i]->name))
            return table[isa][i];
    return NULL;
}

static const char *name_at(const void *isa, size_t index)
{
    const ae_optimizer *o = ae_optimizer_at(*(const size_t *)isa, index);
    return o ? o->name : NULL;
}

ae_status ae_optimizer_read(const ae_optimizer **out, const void **options, const ae_item *item, size_t isa, ae_arena *arena,
                            ae_error *e)
{
    const ae_known known = { name_at, &isa };
    const ae_optimizer *o = ae_optimizer_find(isa, &item->name);
    if (!o)
        return ae_fail_unknown(e, &item->name, NULL, "optimizer", &known);
    void *decoded = ae_arena_take(arena, 1, o->options_size);
    if (!decoded)
        return ae_fail_memory(e);
    *out = o;
    *options = decoded;
    return ae_item_decode(decoded, item, o->fields, arena, e);
}

double ae_optimizer_lr(const ae_optimizer *o, const void *options)
{
    const ae_field *f = o->fields;
    while (strcmp(f->key, "lr") != 0)
        f = ae_field_next(f);
    return *(const double *)(const void *)((const char *)options + f->offset);
}
