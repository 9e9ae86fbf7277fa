#include "base/fpu.h"

#if defined(__SSE2__)
#include <xmmintrin.h>

static uint64_t get(void)
{
    return _mm_getcsr();
}

static void set(uint64_t mode)
{
    _mm_setcsr((unsigned)mode);
}

static const uint64_t ours = 0x1F80; /* all six exceptions masked, all else 0 */

#elif defined(__aarch64__)

/* FPCR (the mode) in the upper half, FPSR (the flags) in the lower. */
static uint64_t get(void)
{
    uint64_t mode, flags;
    __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
    __asm__ volatile("mrs %0, fpsr" : "=r"(flags));
    return mode << 32 | (flags & 0xFFFFFFFF);
}

static void set(uint64_t mode)
{
    __asm__ volatile("msr fpcr, %0" : : "r"(mode >> 32));
    __asm__ volatile("msr fpsr, %0" : : "r"(mode & 0xFFFFFFFF));
}

static const uint64_t ours = 0;

#else

static uint64_t get(void)
{
    return 0;
}

static void set(uint64_t mode)
{
    (void)mode;
}

static const uint64_t ours = 0;

#endif

ae_fpu ae_fpu_enter(void)
{
    ae_fpu host = { get() };
    set(ours);
    return host;
}

void ae_fpu_leave(ae_fpu host)
{
    set(host.saved);
}
