/* What the tests of models share: small data, models that must come about, and a counting allocator. */
#ifndef TEST_HELP_H
#define TEST_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "autoencoder.h"
#include "base/random.h"
#include <cmocka.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static inline void must(ae_status status, const ae_error *e)
{
    if (status != AE_OK)
        fail_msg("%s: %s", ae_status_name(status), e->text);
}

/* Numbers in 0 ... 1 that lie near a curve, so that there is something to learn: x[j] = (1 + sin(a + j b)) / 2. */
static inline void curve(float *x, size_t n, size_t width)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t word[4];
        ae_place place = { .seed = 5, .row = (uint32_t)i };
        ae_random_quad(word, &place, 0);
        double a = (double)word[0] / 4294967296.0 * 6.2832, b = 0.2 + (double)word[1] / 4294967296.0;
        for (size_t j = 0; j < width; j++)
            x[i * width + j] = (float)(0.5 + 0.45 * sin(a + (double)j * b));
    }
}

static inline ae_model *make_model(const char *spec, uint64_t seed)
{
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    ae_error e;
    ae_model *model;
    options.seed = seed;
    must(ae_model_create(&model, spec, &options, &e), &e);
    return model;
}

/* The model's file as bytes, in memory that test_free frees. */
static inline unsigned char *model_bytes(const ae_model *model, size_t *size)
{
    ae_error e;
    must(ae_model_save_memory(NULL, 0, size, model, &e), &e);
    unsigned char *bytes = test_malloc(*size);
    must(ae_model_save_memory(bytes, *size, size, model, &e), &e);
    return bytes;
}

static inline void assert_same_model(const ae_model *a, const ae_model *b)
{
    size_t n, m;
    unsigned char *x = model_bytes(a, &n), *y = model_bytes(b, &m);
    assert_int_equal(n, m);
    assert_memory_equal(x, y, n);
    test_free(x);
    test_free(y);
}

/* The model that comes of saving this one and loading it: the same, byte for byte. */
static inline ae_model *saved_and_loaded(const ae_model *model)
{
    size_t size;
    ae_model *loaded;
    unsigned char *bytes = model_bytes(model, &size);
    ae_error e;
    must(ae_model_load_memory(&loaded, bytes, size, NULL, &e), &e);
    assert_same_model(model, loaded);
    test_free(bytes);
    return loaded;
}

/* Counts what is held and what was asked for; every block remembers its size, which its free must name, and has a fence of
 * bytes after it, which nobody may write to. */
enum { HEAP_FENCE = 64 };

typedef struct heap {
    size_t held, peak, calls;
    size_t fail_at; /* the call that fails; 0 = none */
    size_t limit;   /* a larger block is refused; 0 = none */
} heap;

static inline void *heap_alloc(void *user, size_t size)
{
    heap *h = user;
    if (++h->calls == h->fail_at || (h->limit && size > h->limit))
        return NULL;
    max_align_t *block = malloc(sizeof *block + size + HEAP_FENCE);
    if (!block)
        return NULL;
    memcpy(block, &size, sizeof size);
    memset((char *)(block + 1) + size, HEAP_FENCE, HEAP_FENCE);
    h->held += size;
    h->peak = h->held > h->peak ? h->held : h->peak;
    return block + 1;
}

static inline void heap_free(void *user, void *memory, size_t given)
{
    heap *h = user;
    max_align_t *block = (max_align_t *)memory - 1;
    size_t size;
    memcpy(&size, block, sizeof size);
    assert_int_equal(given, size);
    for (size_t i = 0; i < HEAP_FENCE; i++)
        assert_int_equal(((const unsigned char *)memory)[size + i], HEAP_FENCE);
    h->held -= size;
    free(block);
}

#endif
