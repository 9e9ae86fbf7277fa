/* All optimizers for all instruction sets: a table made of the two generated lists. */
#include "ae_isa_list.h"
#include "ae_optimizer_list.h"
#include "optim/optim.h"

#define DECLARE(name, isa) extern const ae_optimizer ae_optimizer_##name##_##isa;
#define ENTRY(name, isa) &ae_optimizer_##name##_##isa,
#define DECLARE_ISA(isa) AE_OPTIMIZER_LIST(DECLARE, isa)
#define ROW(isa) { AE_OPTIMIZER_LIST(ENTRY, isa) NULL },

AE_ISA_LIST(DECLARE_ISA)

static const ae_optimizer *const table[][AE_OPTIMIZER_COUNT + 1] = { AE_ISA_LIST(ROW) };

const ae_optimizer *ae_optimizer_at(size_t isa, size_t index)
{
    return index < AE_OPTIMIZER_COUNT ? table[isa][index] : NULL;
}

const ae_optimizer *ae_optimizer_find(size_t isa, const ae_word *name)
{
    for (size_t i = 0; i < AE_OPTIMIZER_COUNT; i++)
        if (ae_word_is(name, table[isa][i]->name))
            return table[isa][i];
    return NULL;
}
