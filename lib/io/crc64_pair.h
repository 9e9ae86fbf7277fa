/* Part of crc64.c: sixteen bytes in a register, and the processor's product of polynomials (carry-less multiplication). */
#ifndef AE_IO_CRC64_PAIR_H
#define AE_IO_CRC64_PAIR_H

#include "base/cpu.h"
#include <stdbool.h>
#include <stdint.h>

#if defined(__x86_64__) || defined(__i386__)
#include <wmmintrin.h>

#define PAIR_CODE __attribute__((target("sse2,pclmul")))
typedef __m128i pair;

static inline bool pair_usable(void)
{
    return ae_cpu_has_pclmul();
}
PAIR_CODE static inline pair pair_load(const void *p)
{
    return _mm_loadu_si128(p);
}
PAIR_CODE static inline pair pair_add(pair a, pair b)
{
    return _mm_xor_si128(a, b);
}
PAIR_CODE static inline pair pair_times_low(pair a, pair b)
{
    return _mm_clmulepi64_si128(a, b, 0x00);
}
PAIR_CODE static inline pair pair_times_high(pair a, pair b)
{
    return _mm_clmulepi64_si128(a, b, 0x11);
}
PAIR_CODE static inline void pair_store(uint64_t p[2], pair a)
{
    _mm_storeu_si128((void *)p, a);
}

#elif defined(__aarch64__) && defined(__linux__)
#include <arm_neon.h>
#include <sys/auxv.h>

#define PAIR_CODE __attribute__((target("+crypto")))
typedef poly64x2_t pair;

static inline bool pair_usable(void)
{
    return getauxval(AT_HWCAP) >> 4 & 1; /* HWCAP_PMULL */
}
PAIR_CODE static inline pair pair_load(const void *p)
{
    return vreinterpretq_p64_u8(vld1q_u8(p));
}
PAIR_CODE static inline pair pair_add(pair a, pair b)
{
    return vreinterpretq_p64_u64(veorq_u64(vreinterpretq_u64_p64(a), vreinterpretq_u64_p64(b)));
}
PAIR_CODE static inline pair pair_times_low(pair a, pair b)
{
    return vreinterpretq_p64_p128(vmull_p64(vgetq_lane_p64(a, 0), vgetq_lane_p64(b, 0)));
}
PAIR_CODE static inline pair pair_times_high(pair a, pair b)
{
    return vreinterpretq_p64_p128(vmull_high_p64(a, b));
}
PAIR_CODE static inline void pair_store(uint64_t p[2], pair a)
{
    vst1q_u64(p, vreinterpretq_u64_p64(a));
}
#endif

#endif
