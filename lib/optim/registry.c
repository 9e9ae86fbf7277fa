#include "kernel/dispatch.h"
#include "optim/ae_optimizer_list.h" /* made by meson.build: AE_OPTIMIZER_LIST(X, isa) is X(adam, isa) ... */
#include "optim/optim.h"

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
