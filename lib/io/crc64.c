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
 * byte that s more bytes follow, so that eight bytes take eight independent look-ups. */
static const uint64_t slices[8][256] = {
    SLICE(0xc96c5795d7870f42, 0x64b62bcaebc387a1, 0xfb374270a266cc92, 0x7d9ba13851336649, 0xf7a18709ff1ebc66,
          0x7bd0c384ff8f5e33, 0xf4843657a840a05b, 0xb32e4cbe03a75f6f),
    SLICE(0x90fb71cad654a0f5, 0x8111ef70bcad5f38, 0x4088f7b85e56af9c, 0x20447bdc2f2b57ce, 0x10223dee1795abe7,
          0xc17d4962dc4ddab1, 0xa9d2f324b9a1e21a, 0x54e979925cd0f10d),
    SLICE(0xe318eb5cf9ef77c4, 0x718c75ae7cf7bbe2, 0x38c63ad73e7bddf1, 0xd50f4afe48bae1ba, 0x6a87a57f245d70dd,
          0xfc2f852a45a9b72c, 0x7e17c29522d4db96, 0x3f0be14a916a6dcb),
    SLICE(0xd6e9a7309f3239a7, 0xa218840d981e1391, 0x986015931b88068a, 0x4c300ac98dc40345, 0xef7452f111650ee0,
          0x77ba297888b28770, 0x3bdd14bc445943b8, 0x1dee8a5e222ca1dc),
    SLICE(0x0ef7452f111650ee, 0x077ba297888b2877, 0xcad186de13c29b79, 0xac0494fade6642fe, 0x56024a7d6f33217f,
          0xe26d72ab601e9ffd, 0xb85aeec0678840bc, 0x5c2d776033c4205e),
    SLICE(0x2e16bbb019e2102f, 0xde670a4ddb760755, 0xa65fd2b33a3c0ce8, 0x532fe9599d1e0674, 0x2997f4acce8f033a,
          0x14cbfa566747819d, 0xc309aabee424cf8c, 0x6184d55f721267c6),
    SLICE(0x30c26aafb90933e3, 0xd10d62c20b0396b3, 0xa1eae6f4d206c41b, 0x999924efbe846d4f, 0x85a0c5e208c539e5,
          0x8bbc3564d3e593b0, 0x45de1ab269f2c9d8, 0x22ef0d5934f964ec),
    SLICE(0x117786ac9a7cb276, 0x08bbc3564d3e593b, 0xcd31b63ef11823df, 0xaff48c8aaf0b1ead, 0x9e9611d080028014,
          0x4f4b08e84001400a, 0x27a584742000a005, 0xdabe95afc7875f40),
};

static uint64_t eight_bytes(uint64_t crc, const unsigned char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word); /* little-endian, as every platform of this library */
    word ^= crc;
    return slices[7][word & 255] ^ slices[6][word >> 8 & 255] ^ slices[5][word >> 16 & 255] ^ slices[4][word >> 24 & 255] ^
           slices[3][word >> 32 & 255] ^ slices[2][word >> 40 & 255] ^ slices[1][word >> 48 & 255] ^ slices[0][word >> 56];
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
    for (size_t at = 0; at < size; at += 8)
        for (size_t i = 0; i < PARTS; i++)
            part[i] = eight_bytes(part[i], p + i * size + at);
    crc = part[0];
    for (size_t i = 1; i < PARTS; i++)
        crc = times(crc, shift) ^ part[i];
    return crc;
}

uint64_t ae_crc64(uint64_t crc, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    size_t size = n >= LONG ? n / PARTS / 8 * 8 : 0;
    crc = ~crc;
    if (size)
        crc = four_parts(crc, p, size);
    for (n -= PARTS * size, p += PARTS * size; n >= 8; n -= 8, p += 8)
        crc = eight_bytes(crc, p);
    for (; n; n--, p++)
        crc = slices[0][(crc ^ *p) & 255] ^ crc >> 8;
    return ~crc;
}

void ae_crc64_print(char digits[AE_CRC64_DIGITS], uint64_t crc)
{
    for (int i = AE_CRC64_DIGITS - 1; i >= 0; i--, crc >>= 4)
        digits[i] = "0123456789abcdef"[crc & 15];
}
