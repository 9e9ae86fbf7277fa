/* Memory: the only place that allocates. Size arithmetic is checked here and nowhere else. */
#ifndef AE_BASE_MEMORY_H
#define AE_BASE_MEMORY_H

#include "autoencoder.h"
#include <stdbool.h>

#define AE_ALIGN 64 /* bytes: a cache line, and the widest vector */

/* *out = a * b, a + b; false if that does not fit. */
bool ae_size_mul(size_t *out, size_t a, size_t b);
bool ae_size_add(size_t *out, size_t a, size_t b);

/* n rounded up to a multiple of `step`; SIZE_MAX if that does not fit (no allocation of that size succeeds). */
size_t ae_round_up(size_t n, size_t step);

/* NULL becomes malloc and free. */
ae_allocator ae_allocator_or_default(const ae_allocator *allocator);

/* An arena owns everything that is taken from it until it is freed as a whole. Memory comes zeroed and AE_ALIGN-aligned. */
typedef struct ae_chunk ae_chunk;
typedef struct ae_arena {
    ae_allocator allocator;
    ae_chunk *chunks;
    size_t total; /* bytes asked of the allocator so far */
} ae_arena;

void ae_arena_init(ae_arena *arena, const ae_allocator *allocator);
void ae_arena_free(ae_arena *arena);

/* count * size bytes of 0; NULL if there is no memory or the product overflows. Requests above a quarter chunk get a chunk
 * of their own, so that the total stays close to what was asked. */
void *ae_arena_take(ae_arena *arena, size_t count, size_t size);

/* The same, but large requests are not set to 0: for what is written before it is read. Pages that nobody needs are then
 * never touched. */
void *ae_arena_room(ae_arena *arena, size_t count, size_t size);

/* What a single block of `bytes` adds to an arena's total. */
size_t ae_arena_cost(size_t bytes);

/* A copy of n bytes and a closing 0. */
char *ae_arena_text(ae_arena *arena, const char *text, size_t n);

/* Working memory whose size is told before it is taken: one table serves both. */
typedef struct ae_area {
    void *at;                 /* the address of the pointer to it; NULL = only counted */
    size_t rows, width, size; /* rows x width elements of `size` bytes */
    bool raw;                 /* as by ae_arena_room */
} ae_area;
size_t ae_areas_cost(const ae_arena *arena, const ae_area *list,
                     size_t n); /* the arena's total after taking them; NULL = an empty one */
bool ae_areas_take(ae_arena *arena, const ae_area *list, size_t n);

/* A growing array inside an arena. `items` is the address of the array's pointer, whatever its type; it has room for
 * *capacity and is replaced by a bigger copy when full. Returns the address of the next, zeroed, item and counts it, or
 * NULL. */
void *ae_arena_push(ae_arena *arena, void *items, size_t *count, size_t *capacity, size_t item_size);

/* Sets a pointer of any type through its address, whose own type is not void **. */
void ae_pointer_set(void *pointer, void *value);

#endif
