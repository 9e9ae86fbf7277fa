/* A CRC is a polynomial's rest: a word's highest bit is the power 0, and "so far" times x^64 plus the next eight bytes is
 * what is divided. So sums are xor, and sixteen bytes may be moved past those that follow by a product with a power of x,
 * which processors compute in an instruction (Gopal et al. 2009, "Fast CRC computation for generic polynomials using
 * PCLMULQDQ instruction"). Others look four bytes up at a time, in tables that are made when they repay it. */
#include "io/crc64.h"
#include "io/crc64_pair.h"
#include <string.h>

#define POLYNOMIAL UINT64_C(0xc96c5795d7870f42) /* also x^64 */

/* Bit by bit. */
static uint64_t divide(uint64_t crc, const unsigned char *p, size_t n)
{
    for (; n; n--, p++) {
        crc ^= *p;
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
    }
    return crc;
}

/* ---- tables ---- */

enum { SLICES = 4, LONG = 4096 /* bytes that repay 8 KB of tables */ };

/* Slice s holds the CRCs of a byte that s more bytes follow, so that four bytes take four independent look-ups. */
static void make_slices(uint64_t slice[SLICES][256])
{
    for (unsigned i = 0; i < 256; i++) {
        slice[0][i] = divide(0, &(unsigned char){ (unsigned char)i }, 1);
        for (int s = 1; s < SLICES; s++)
            slice[s][i] = divide(slice[s - 1][i], &(unsigned char){ 0 }, 1);
    }
}

static uint64_t look_up(uint64_t crc, const unsigned char *p, size_t n)
{
    uint64_t slice[SLICES][256];
    make_slices(slice);
    for (; n; n -= 4, p += 4) {
        uint32_t word;
        memcpy(&word, p, sizeof word); /* little-endian, as every platform of this library */
        word ^= (uint32_t)crc;
        crc =
            slice[3][word & 255] ^ slice[2][word >> 8 & 255] ^ slice[1][word >> 16 & 255] ^ slice[0][word >> 24] ^ crc >> 32;
    }
    return crc;
}

uint64_t ae_crc64_by_tables(uint64_t crc, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    size_t whole = n < LONG ? 0 : n / 4 * 4;
    crc = whole ? look_up(~crc, p, whole) : ~crc;
    return ~divide(crc, p + whole, n - whole);
}

/* ---- products ---- */

#ifdef PAIR_CODE
enum { PAIR = 16, PAIRS = 4, ROUND = PAIRS * PAIR }; /* bytes; pairs side by side, because a product takes its time */

/* x^(n + 63) and x^(n - 1), for a pair that n bits follow: of its two words the lower is the higher power, and a product of
 * two words comes out at x times its value. */
static const uint64_t past_pair[2] = { 0xe05dd497ca393ae4, 0xdabe95afc7875f40 };  /* n = 128 */
static const uint64_t past_round[2] = { 0x6ae3efbb9dd441f3, 0x081f6054a7842df4 }; /* n = 512 */

PAIR_CODE static inline pair move(pair sum, pair past, pair next)
{
    return pair_add(pair_add(pair_times_low(sum, past), pair_times_high(sum, past)), next);
}

/* To sixteen bytes that have the same rest. */
PAIR_CODE static void multiply(uint64_t rest[2], uint64_t crc, const unsigned char *p, const unsigned char *end)
{
    const pair near = pair_load(past_pair), far = pair_load(past_round);
    pair sum[PAIRS];
    for (size_t i = 0; i < PAIRS; i++)
        sum[i] = pair_load(p + i * PAIR);
    sum[0] = pair_add(sum[0], pair_load((uint64_t[2]){ crc, 0 }));
    for (p += ROUND; end - p >= ROUND; p += ROUND)
        for (size_t i = 0; i < PAIRS; i++)
            sum[i] = move(sum[i], far, pair_load(p + i * PAIR));
    for (size_t i = 1; i < PAIRS; i++)
        sum[0] = move(sum[0], near, sum[i]);
    pair_store(rest, sum[0]);
}

static uint64_t by_products(uint64_t crc, const unsigned char *p, size_t n)
{
    size_t whole = n / ROUND * ROUND;
    uint64_t rest[2];
    if (whole) {
        multiply(rest, crc, p, p + whole);
        crc = divide(0, (const unsigned char *)rest, sizeof rest);
    }
    return divide(crc, p + whole, n - whole);
}

#endif

uint64_t ae_crc64(uint64_t crc, const void *bytes, size_t n)
{
#ifdef PAIR_CODE
    if (n >= ROUND && pair_usable()) /* asking takes as long as some hundred bytes */
        return ~by_products(~crc, bytes, n);
#endif
    return ae_crc64_by_tables(crc, bytes, n);
}

void ae_crc64_print(char digits[AE_CRC64_DIGITS], uint64_t crc)
{
    for (int i = AE_CRC64_DIGITS - 1; i >= 0; i--, crc >>= 4)
        digits[i] = "0123456789abcdef"[crc & 15];
}
