/* What this processor can run, and the system that saves its registers lets it: asked of the processor in each call. */
#ifndef AE_BASE_CPU_H
#define AE_BASE_CPU_H

#include <stdbool.h>

#if defined(__x86_64__) || defined(__i386__)
bool ae_cpu_has_pclmul(void);
bool ae_cpu_has_avx2(void);   /* and FMA */
bool ae_cpu_has_avx512(void); /* and FMA; F, DQ, BW and VL */
#endif

#endif
