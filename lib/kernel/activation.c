#include "kernel/activation.h"
#include "kernel/activation/ae_activation_list.h" /* made by meson.build: AE_ACTIVATION_LIST(X, isa) is X(linear, isa) ... */
#include "kernel/dispatch.h"
#include <string.h>

#define DECLARE(activation, isa) extern const ae_activation ae_activation_##activation##_##isa;
#define DECLARE_SET(isa) AE_ACTIVATION_LIST(DECLARE, isa)
AE_ISA_LIST(DECLARE_SET)

#define WORD(activation, isa) #activation,
const char *const ae_activation_words[] = { AE_ACTIVATION_LIST(WORD, any) NULL };
enum { ACTIVATIONS = sizeof ae_activation_words / sizeof *ae_activation_words - 1 };

#define ENTRY(activation, isa) &ae_activation_##activation##_##isa,
#define SET(isa) { AE_ACTIVATION_LIST(ENTRY, isa) },
static const ae_activation *const table[][ACTIVATIONS] = { AE_ISA_LIST(SET) };

const ae_activation *ae_activation_at(size_t isa, size_t index)
{
    return index < ACTIVATIONS ? table[isa][index] : NULL;
}

const ae_activation *ae_activation_find(size_t isa, const char *name)
{
    for (size_t i = 0; i < ACTIVATIONS; i++)
        if (strcmp(ae_activation_words[i], name) == 0)
            return table[isa][i];
    return NULL;
}
