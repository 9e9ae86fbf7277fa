/* Randomness is a function, not a stream: the same place gives the same number, whoever asks and in which order.
 * Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"). */
#ifndef AE_BASE_RANDOM_H
#define AE_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* The place of a random number. One generator call gives four 32-bit words: element / 4 is part of the counter. */
typedef struct ae_place {
    uint64_t seed;
    uint32_t name; /* ae_hash_name of the node or parameter: adding a layer does not move the others' numbers */
    uint32_t step;
    uint32_t row;
} ae_place;

void ae_philox(uint32_t out[4], const uint32_t counter[4], const uint32_t key[2]);

/* Four words for elements 4*quad ... 4*quad+3 of `place`: counter {quad, row, step, name}, key = seed. */
void ae_random_quad(uint32_t out[4], const ae_place *place, uint32_t quad);

/* FNV-1a, folded to 32 bits. */
uint32_t ae_hash_name(const char *name);

/* Where rows first ... first + count - 1 of n go in pass number `pass`: a permutation of 0 ... n-1 (n < 2^32), by a Feistel
 * network with cycle walking, so no list of all rows is kept and any step can be resumed. */
void ae_permute(uint32_t *to, size_t first, size_t count, uint32_t n, uint64_t seed, uint32_t pass);

#endif
