/* __builtin_cpu_supports knows all this too, but comes with 4.5 KB of code that tells the makers' models apart, and with a
 * function that runs in every program that loads the library. */
#include "base/cpu.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>

/* What CPUID answers in function 1, ecx, and in function 7, ebx. A virtual machine takes microseconds for each question, so
 * which functions there are is not asked: every x86-64 has the first, and whatever has XSAVE, which is asked for before the
 * second, has all up to 13. */
static unsigned function_1(void)
{
    unsigned a, b, c, d;
    __cpuid(1, a, b, c, d);
    return c;
}

static unsigned function_7(void)
{
    unsigned a, b, c, d;
    __cpuid_count(7, 0, a, b, c, d);
    return b;
}

static bool has(unsigned bits, unsigned needed)
{
    return (bits & needed) == needed;
}

/* The registers that a system saves when another thread takes its turn: the bits of XCR0. */
enum { XMM = 1 << 1, YMM = 1 << 2, MASKS = 1 << 5, ZMM_UPPER_HALVES = 1 << 6, ZMM_16_TO_31 = 1 << 7 };

/* XGETBV is there where OSXSAVE is. */
static bool has_fma(unsigned registers)
{
    unsigned saved, upper;
    if (!has(function_1(), bit_OSXSAVE | bit_FMA))
        return false;
    __asm__ volatile("xgetbv" : "=a"(saved), "=d"(upper) : "c"(0));
    return has(saved, registers);
}

bool ae_cpu_has_pclmul(void)
{
    return has(function_1(), bit_PCLMUL);
}

bool ae_cpu_has_avx2(void)
{
    return has_fma(XMM | YMM) && has(function_7(), bit_AVX2);
}

bool ae_cpu_has_avx512(void)
{
    return has_fma(XMM | YMM | MASKS | ZMM_UPPER_HALVES | ZMM_16_TO_31) &&
           has(function_7(), bit_AVX512F | bit_AVX512DQ | bit_AVX512BW | bit_AVX512VL);
}

#endif
