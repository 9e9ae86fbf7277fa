#include "kernel/dispatch.h"
#include "op/ae_op_list.h" /* made by meson.build: AE_OP_LIST(X, isa) is X(affine, isa) ... */
#include "op/op.h"
#include <string.h>

#define DECLARE(op, isa) extern const ae_op AE_JOIN(ae_op_##op##_, isa);
#define DECLARE_SET(isa) AE_OP_LIST(DECLARE, isa)
AE_ISA_LIST(DECLARE_SET)

#define ONE(op, isa) +1
enum { OPS = AE_OP_LIST(ONE, any) };

#define ENTRY(op, isa) &AE_JOIN(ae_op_##op##_, isa),
#define SET(isa)       { AE_OP_LIST(ENTRY, isa) },
static const ae_op *const table[][OPS] = { AE_ISA_LIST(SET) };

const ae_op *ae_op_at(size_t isa, size_t index)
{
    return index < OPS ? table[isa][index] : NULL;
}

const ae_op *ae_op_find(size_t isa, const char *name)
{
    for (size_t i = 0; i < OPS; i++)
        if (strcmp(table[isa][i]->name, name) == 0)
            return table[isa][i];
    return NULL;
}
