#include "kernel/dispatch.h"
#include "base/format.h"
#include <string.h>

#define NAME(isa) #isa,
static const char *const names[] = { AE_ISA_LIST(NAME) };

enum { ISAS = sizeof names / sizeof *names };

/* What a set needs of the processor, and of the system that saves its registers. */
#define USABLE_scalar true
#define USABLE_neon   true
#define USABLE_avx2   (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
#define USABLE_avx512                                                                                                 \
    (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") && \
     __builtin_cpu_supports("avx512bw"))

size_t ae_isa_count(void)
{
    return ISAS;
}

const char *ae_isa_name(size_t isa)
{
    return names[isa];
}

bool ae_isa_usable(size_t isa)
{
#define USABLE(isa_) USABLE_##isa_,
    const bool usable[] = { AE_ISA_LIST(USABLE) };
    return isa < ISAS && usable[isa];
}

static ae_status refuse(const char *forced, ae_error *e)
{
    char list[64] = "";
    ae_writer w = { list, sizeof list, 0 };
    for (size_t i = ISAS; i-- > 0;)
        if (ae_isa_usable(i))
            ae_write(&w, w.length ? ", %s" : "%s", names[i]);
    return ae_fail(e, AE_EUNSUPPORTED, "AE_KERNELS=%.64s: this machine can run %s", forced, list);
}

ae_status ae_isa_pick(size_t *isa, const char *forced, ae_error *e)
{
    for (size_t i = ISAS; i-- > 0;)
        if (ae_isa_usable(i) && (!forced || strcmp(forced, names[i]) == 0)) {
            *isa = i;
            return AE_OK;
        }
    return refuse(forced, e);
}
