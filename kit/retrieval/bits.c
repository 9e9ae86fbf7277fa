#include "kit/neighbours/index.h"
#include "kit/parallel.h"
#include "kit/retrieval.h"
#include <stdlib.h>

enum { WORD = 64 };

bool kit_bits_make(kit_bits *out, const float *rows, size_t n, size_t width, float threshold)
{
    const size_t words = (width + WORD - 1) / WORD;
    *out = (kit_bits){ n, width, words, calloc(n, words * sizeof *out->data) };
    for (size_t i = 0; out->data && i < n; i++)
        for (size_t j = 0; j < width; j++)
            out->data[i * words + j / WORD] |= (uint64_t)(rows[i * width + j] > threshold) << j % WORD;
    return out->data;
}

void kit_bits_free(kit_bits *b)
{
    free(b->data);
    *b = (kit_bits){ 0 };
}

/* Sums of 2, 4 and 8 bits side by side; the product adds the bytes up in the highest one. */
static unsigned count_ones(uint64_t x)
{
    x -= x >> 1 & 0x5555555555555555u;
    x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
    x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (unsigned)(x * 0x0101010101010101u >> 56);
}

static size_t differing_bits(const uint64_t *a, const uint64_t *b, size_t words)
{
    size_t count = 0;
    for (size_t i = 0; i < words; i++)
        count += count_ones(a[i] ^ b[i]);
    return count;
}

typedef struct hunt {
    size_t *found;
    float *differing;
    const kit_bits *among, *queries;
    size_t k;
} hunt;

static void find_nearest(void *user, size_t query)
{
    const hunt *h = user;
    const kit_bits *a = h->among;
    const uint64_t *bits = h->queries->data + query * a->words;
    size_t *found = h->found + query * h->k, held = 0;
    float *differing = h->differing + query * h->k;
    for (size_t i = 0; i < a->n; i++) {
        const float count = (float)differing_bits(bits, a->data + i * a->words, a->words);
        const bool is_itself = a == h->queries && i == query;
        if (is_itself || (held == h->k && count >= differing[held - 1]))
            continue;
        kit_nearest_insert(found, differing, held, h->k, i, count);
        held += held < h->k;
    }
}

void kit_bits_nearest(size_t *found, float *differing, const kit_bits *among, const kit_bits *queries, size_t k,
                      size_t threads)
{
    hunt h = { found, differing, among, queries, k };
    kit_parallel(threads, queries->n, find_nearest, &h);
}
