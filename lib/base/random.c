#include "base/random.h"

enum { PHILOX_ROUNDS = 10, FEISTEL_ROUNDS = 8 };

void ae_philox(uint32_t out[4], const uint32_t counter[4], const uint32_t key[2])
{
    uint32_t a = counter[0], b = counter[1], c = counter[2], d = counter[3], k = key[0], l = key[1];
    for (int i = 0; i < PHILOX_ROUNDS; i++) {
        uint64_t left = (uint64_t)a * 0xD2511F53u, right = (uint64_t)c * 0xCD9E8D57u;
        a = (uint32_t)(right >> 32) ^ b ^ k;
        b = (uint32_t)right;
        c = (uint32_t)(left >> 32) ^ d ^ l;
        d = (uint32_t)left;
        k += 0x9E3779B9u;
        l += 0xBB67AE85u;
    }
    out[0] = a, out[1] = b, out[2] = c, out[3] = d;
}

void ae_random_quad(uint32_t out[4], const ae_place *place, uint32_t quad)
{
    uint32_t counter[4] = { quad, place->row, place->step, place->name };
    uint32_t key[2] = { (uint32_t)place->seed, (uint32_t)(place->seed >> 32) };
    ae_philox(out, counter, key);
}

uint32_t ae_hash_name(const char *name)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
    return (uint32_t)(hash >> 32 ^ hash);
}

/* Murmur3's finaliser: every bit of x reaches every bit of the result. */
static uint32_t mix(uint32_t x)
{
    x = (x ^ x >> 16) * 0x85EBCA6Bu;
    x = (x ^ x >> 13) * 0xC2B2AE35u;
    return x ^ x >> 16;
}

/* A permutation of 0 ... 4^half - 1: each round is undone by itself, whatever `mix` does. */
static uint32_t feistel(uint32_t i, unsigned half, const uint32_t keys[FEISTEL_ROUNDS])
{
    uint32_t mask = (UINT32_C(1) << half) - 1, left = i >> half, right = i & mask;
    for (int round = 0; round < FEISTEL_ROUNDS; round++) {
        uint32_t next = left ^ (mix(right ^ keys[round]) & mask);
        left = right;
        right = next;
    }
    return left << half | right;
}

void ae_permute(uint32_t *to, size_t first, size_t count, uint32_t n, uint64_t seed, uint32_t pass)
{
    const ae_place place = { .seed = seed, .name = 0x6f726465 /* "orde" */, .step = pass };
    uint32_t keys[FEISTEL_ROUNDS];
    unsigned half = 1;
    while (UINT64_C(1) << 2 * half < n)
        half++;
    for (uint32_t quad = 0; quad < FEISTEL_ROUNDS / 4; quad++)
        ae_random_quad(keys + 4 * quad, &place, quad);
    for (size_t i = 0; i < count; i++) {
        to[i] = (uint32_t)(first + i);
        do /* a place outside 0 ... n-1 is on the cycle of one inside: walk on */
            to[i] = feistel(to[i], half, keys);
        while (to[i] >= n);
    }
}
