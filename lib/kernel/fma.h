/* Fused multiply-add where the processor has none: a * b + c, rounded once. libm has it too, in a library of its own, which
 * every host of this one would have to load. */
#ifndef AE_KERNEL_FMA_H
#define AE_KERNEL_FMA_H

float ae_fma(float a, float b, float c);

#endif
