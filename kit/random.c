#include "kit/random.h"
#include <math.h>
#include <stddef.h>
#include <string.h>

static const uint64_t golden = 0x9e3779b97f4a7c15u; /* 2^64 / the golden ratio, odd: the step of splitmix64 */

uint64_t kit_mix(uint64_t x)
{
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

uint64_t kit_digest(uint64_t before, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i += sizeof before) {
        uint64_t word = 0;
        memcpy(&word, (const char *)bytes + i, n - i < sizeof word ? n - i : sizeof word);
        before = kit_mix(before + word);
    }
    return before;
}

static uint64_t bits(uint64_t place)
{
    return kit_mix((place + 1) * golden);
}

/* The seed is stirred first: series of neighbouring seeds have nothing in common. */
uint64_t kit_random_bits(uint64_t seed, uint64_t place)
{
    return bits(kit_mix(seed + golden) + place);
}

double kit_uniform(uint64_t place)
{
    return (double)(bits(place) >> 11) * 0x1p-53;
}

/* Above 0, so that it has a logarithm, and below 1. */
static double between(uint64_t place)
{
    return ((double)(bits(place) >> 12) + 0.5) * 0x1p-52;
}

/* Box and Muller's way from two uniform numbers to a normal one. */
double kit_normal(uint64_t place)
{
    return sqrt(-2 * log(between(2 * place))) * cos(6.283185307179586 * between(2 * place + 1));
}
