/* Which kernel sets this build has and this processor can run. */
#ifndef AE_KERNEL_DISPATCH_H
#define AE_KERNEL_DISPATCH_H

#include "base/status.h"
#include "kernel/isa.h"
#include <stdbool.h>

#ifdef AE_DOUBLE
#define AE_ISA_LIST(X)   X(scalar)
#define AE_SHARED_scalar scalar
#else
#include "kernel/ae_isa_list.h" /* made by meson.build: AE_ISA_LIST(X) is X(scalar) X(avx2) ..., worst first; AE_SHARED_NAME
                                    is the set whose shared files set NAME takes */
#endif

/* What set `isa` knows by a name of a shared file: ae_draw, avx512 -> ae_draw_avx2. */
#define AE_SHARED(name, isa) AE_JOIN(name##_, AE_SHARED_##isa)

/* The sets this build was compiled with, by a number that the registries of op and optim share; worst first. */
size_t ae_isa_count(void);
const char *ae_isa_name(size_t isa);
bool ae_isa_usable(size_t isa);

/* The best usable one, or the one that `forced` names (NULL = none). AE_EUNSUPPORTED names the usable ones. */
ae_status ae_isa_pick(size_t *isa, const char *forced, ae_error *e);

#endif
