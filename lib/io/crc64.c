#include "io/crc64.h"
#include <string.h>

/* A table entry is the CRC of one byte; a CRC is linear, so the entry of a byte is the sum (xor) of the entries of its bits.
 * LIST8 writes out all 256 sums of eight numbers, the number of the highest bit first. */
#define LIST1(x, a)                      x, (x) ^ (a)
#define LIST2(x, a, b)                   LIST1(x, b), LIST1((x) ^ (a), b)
#define LIST3(x, a, b, c)                LIST2(x, b, c), LIST2((x) ^ (a), b, c)
#define LIST4(x, a, b, c, d)             LIST3(x, b, c, d), LIST3((x) ^ (a), b, c, d)
#define LIST5(x, a, b, c, d, e)          LIST4(x, b, c, d, e), LIST4((x) ^ (a), b, c, d, e)
#define LIST6(x, a, b, c, d, e, f)       LIST5(x, b, c, d, e, f), LIST5((x) ^ (a), b, c, d, e, f)
#define LIST7(x, a, b, c, d, e, f, g)    LIST6(x, b, c, d, e, f, g), LIST6((x) ^ (a), b, c, d, e, f, g)
#define LIST8(x, a, b, c, d, e, f, g, h) LIST7(x, b, c, d, e, f, g, h), LIST7((x) ^ (a), b, c, d, e, f, g, h)
#define SLICE(a, b, c, d, e, f, g, h)    \
    {                                    \
        LIST8(0, a, b, c, d, e, f, g, h) \
    }

/* Number n is the reversed polynomial, divided n bits further: x = x >> 1 ^ (x & 1 ? first : 0). Slice s holds the CRCs of a
 * byte that s more bytes follow, so that four bytes take four independent look-ups. Each slice is 2 KB; eight of them would
 * save a quarter of the time. */
static const uint64_t slices[4][256] = {
    SLICE(0xc96c5795d7870f42, 0x64b62bcaebc387a1, 0xfb374270a266cc92, 0x7d9ba13851336649, 0xf7a18709ff1ebc66,
          0x7bd0c384ff8f5e33, 0xf4843657a840a05b, 0xb32e4cbe03a75f6f),
    SLICE(0x90fb71cad654a0f5, 0x8111ef70bcad5f38, 0x4088f7b85e56af9c, 0x20447bdc2f2b57ce, 0x10223dee1795abe7,
          0xc17d4962dc4ddab1, 0xa9d2f324b9a1e21a, 0x54e979925cd0f10d),
    SLICE(0xe318eb5cf9ef77c4, 0x718c75ae7cf7bbe2, 0x38c63ad73e7bddf1, 0xd50f4afe48bae1ba, 0x6a87a57f245d70dd,
          0xfc2f852a45a9b72c, 0x7e17c29522d4db96, 0x3f0be14a916a6dcb),
    SLICE(0xd6e9a7309f3239a7, 0xa218840d981e1391, 0x986015931b88068a, 0x4c300ac98dc40345, 0xef7452f111650ee0,
          0x77ba297888b28770, 0x3bdd14bc445943b8, 0x1dee8a5e222ca1dc),
};

static inline __attribute__((always_inline)) uint64_t four_bytes(uint64_t crc, const unsigned char *p)
{
    uint32_t word;
    memcpy(&word, p, sizeof word); /* little-endian, as every platform of this library */
    word ^= (uint32_t)crc;
    return slices[3][word & 255] ^ slices[2][word >> 8 & 255] ^ slices[1][word >> 16 & 255] ^ slices[0][word >> 24] ^
           crc >> 32;
}

/* ---- four parts side by side, because one part's look-ups wait for each other ---- */

enum { PARTS = 4, LONG = 16 * 1024 /* bytes that repay it */ };

/* The product of two polynomials, modulo that of the CRC. The highest bit is the power 0. */
static uint64_t times(uint64_t a, uint64_t b)
{
    uint64_t sum = 0;
    for (; a; a <<= 1) {
        sum ^= a >> 63 ? b : 0;
        b = b >> 1 ^ (b & 1 ? slices[0][128] : 0);
    }
    return sum;
}

/* What so many bytes of 0 multiply a CRC by: x to the power of their bits. */
static uint64_t zeros(size_t n)
{
    uint64_t product = UINT64_C(1) << 63, power = UINT64_C(1) << 55;
    for (; n; n /= 2, power = times(power, power))
        product = n % 2 ? times(product, power) : product;
    return product;
}

/* A CRC is linear: that of a whole is the one of its beginning, as if zeros followed, plus the one of its end. */
static uint64_t four_parts(uint64_t crc, const unsigned char *p, size_t size)
{
    uint64_t part[PARTS] = { crc }, shift = zeros(size);
    for (size_t at = 0; at < size; at += 4)
        for (size_t i = 0; i < PARTS; i++)
            part[i] = four_bytes(part[i], p + i * size + at);
    crc = part[0];
    for (size_t i = 1; i < PARTS; i++)
        crc = times(crc, shift) ^ part[i];
    return crc;
}

uint64_t ae_crc64(uint64_t crc, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    size_t size = n >= LONG ? n / PARTS / 4 * 4 : 0;
    crc = ~crc;
    if (size)
        crc = four_parts(crc, p, size);
    for (n -= PARTS * size, p += PARTS * size; n >= 4; n -= 4, p += 4)
        crc = four_bytes(crc, p);
    for (; n; n--, p++)
        crc = slices[0][(crc ^ *p) & 255] ^ crc >> 8;
    return ~crc;
}

void ae_crc64_print(char digits[AE_CRC64_DIGITS], uint64_t crc)
{
    for (int i = AE_CRC64_DIGITS - 1; i >= 0; i--, crc >>= 4)
        digits[i] = "0123456789abcdef"[crc & 15];
}
