#include "kernel/dispatch.h"
#include "base/cpu.h"
#include "base/format.h"
#include <string.h>

#define NAME(isa) #isa,
static const char *const names[] = { AE_ISA_LIST(NAME) };

enum { ISAS = sizeof names / sizeof *names };

static bool always(void)
{
    return true;
}

/* What tells whether a set runs here. */
#define RUNS_scalar always
#define RUNS_neon   always
#define RUNS_avx2   ae_cpu_has_avx2
#define RUNS_avx512 ae_cpu_has_avx512

#define USABLE(isa) RUNS_##isa,
static bool (*const usable[])(void) = { AE_ISA_LIST(USABLE) };

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
    return isa < ISAS && usable[isa]();
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
