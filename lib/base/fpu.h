/* The floating-point mode: a computing call saves the host's, sets ours (round to nearest, subnormals kept, no traps) and
 * restores the host's, its exception flags included. */
#ifndef AE_BASE_FPU_H
#define AE_BASE_FPU_H

#include <stdint.h>

typedef struct ae_fpu {
    uint64_t saved;
} ae_fpu;

ae_fpu ae_fpu_enter(void);
void ae_fpu_leave(ae_fpu host);

#endif
