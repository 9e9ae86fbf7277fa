/* The instruction set that a numeric file is compiled for. The rooms kernel, op and optim are compiled once per set, from
 * the same source; AE_ISA is then scalar, avx2, avx512 or neon, and every name that crosses a file carries it. AE_FIRST_SET
 * is there for scalar, which every build has. */
#ifndef AE_KERNEL_ISA_H
#define AE_KERNEL_ISA_H

#define AE_JOIN_(name, isa) name##isa
#define AE_JOIN(name, isa)  AE_JOIN_(name, isa)
#define AE_LOCAL(name)      AE_JOIN(name##_, AE_ISA) /* ae_gemm -> ae_gemm_avx2 */

#endif
