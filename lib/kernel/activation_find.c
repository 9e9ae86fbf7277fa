/* Activations by instruction set, for rooms that are compiled once. */
#include "kernel/dispatch.h"
#include "kernel/activation.h"

#define DECLARE(isa) const ae_activation *ae_activation_find_##isa(const char *name);
AE_ISA_LIST(DECLARE)

const ae_activation *ae_isa_activation(size_t isa, const char *name)
{
    static const ae_activation *(*const find[])(const char *) = {
#define ENTRY(isa) ae_activation_find_##isa,
        AE_ISA_LIST(ENTRY)
    };
    return find[isa](name);
}
