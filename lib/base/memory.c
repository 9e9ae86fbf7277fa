#include "base/memory.h"
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 16384 };

struct ae_chunk {
    ae_chunk *next;
    void *block; /* as the allocator gave it */
    size_t size, used;
};

bool ae_size_mul(size_t *out, size_t a, size_t b)
{
    if (b != 0 && a > SIZE_MAX / b)
        return false;
    *out = a * b;
    return true;
}

bool ae_size_add(size_t *out, size_t a, size_t b)
{
    *out = a + b;
    return *out >= a;
}

size_t ae_round_up(size_t n, size_t step)
{
    size_t rest = n % step;
    size_t up;
    if (rest == 0)
        return n;
    return ae_size_add(&up, n, step - rest) ? up : SIZE_MAX;
}

static void *default_alloc(void *user, size_t size)
{
    (void)user;
    return malloc(size);
}

static void default_free(void *user, void *memory, size_t size)
{
    (void)user;
    (void)size;
    free(memory);
}

ae_allocator ae_allocator_or_default(const ae_allocator *allocator)
{
    static const ae_allocator standard = { default_alloc, default_free, NULL };
    return allocator ? *allocator : standard;
}

void ae_arena_init(ae_arena *arena, const ae_allocator *allocator)
{
    *arena = (ae_arena){ .allocator = ae_allocator_or_default(allocator) };
}

void ae_arena_free(ae_arena *arena)
{
    ae_allocator a = arena->allocator;
    for (ae_chunk *c = arena->chunks, *next; c; c = next) {
        next = c->next;
        a.free(a.user, c->block, ae_arena_cost(c->size));
    }
    arena->chunks = NULL;
    arena->total = 0;
}

size_t ae_arena_cost(size_t bytes)
{
    size_t cost;
    return ae_size_add(&cost, ae_round_up(bytes, AE_ALIGN), 2 * AE_ALIGN) ? cost : SIZE_MAX;
}

/* The chunk's own record takes the first aligned place of its block. */
static ae_chunk *chunk_new(ae_arena *arena, size_t size, bool zeros)
{
    _Static_assert(sizeof(ae_chunk) <= AE_ALIGN, "a chunk's record fits one aligned place");
    size_t cost = ae_arena_cost(size);
    void *block = cost == SIZE_MAX ? NULL : arena->allocator.alloc(arena->allocator.user, cost);
    if (!block)
        return NULL;
    if (zeros)
        memset(block, 0, cost);
    ae_chunk *c = (ae_chunk *)(((uintptr_t)block + AE_ALIGN - 1) / AE_ALIGN * AE_ALIGN);
    *c = (ae_chunk){ .block = block, .size = size };
    arena->total += cost;
    return c;
}

static void *chunk_take(ae_chunk *c, size_t bytes)
{
    void *p = (char *)c + AE_ALIGN + c->used;
    c->used += bytes;
    return p;
}

/* A big request goes after the chunk in use, which keeps its room for small ones. */
static void link_chunk(ae_arena *arena, ae_chunk *c, bool big)
{
    ae_chunk **at = big && arena->chunks ? &arena->chunks->next : &arena->chunks;
    c->next = *at;
    *at = c;
}

static void *take(ae_arena *arena, size_t bytes, bool zeros)
{
    bytes = ae_round_up(bytes ? bytes : 1, AE_ALIGN);
    ae_chunk *c = arena->chunks;
    if (c && c->size - c->used >= bytes)
        return chunk_take(c, bytes);
    bool big = bytes > CHUNK / 4;
    c = chunk_new(arena, big ? bytes : CHUNK, zeros || !big);
    if (!c)
        return NULL;
    link_chunk(arena, c, big);
    return chunk_take(c, bytes);
}

void *ae_arena_take(ae_arena *arena, size_t count, size_t size)
{
    size_t bytes;
    return ae_size_mul(&bytes, count, size) ? take(arena, bytes, true) : NULL;
}

void *ae_arena_room(ae_arena *arena, size_t count, size_t size)
{
    size_t bytes;
    return ae_size_mul(&bytes, count, size) ? take(arena, bytes, false) : NULL;
}

char *ae_arena_text(ae_arena *arena, const char *text, size_t n)
{
    size_t size;
    char *copy = ae_size_add(&size, n, 1) ? ae_arena_take(arena, size, 1) : NULL;
    if (copy && n)
        memcpy(copy, text, n);
    return copy;
}

static bool area_bytes(size_t *bytes, const ae_area *a)
{
    return ae_size_mul(bytes, a->rows, a->width) && ae_size_mul(bytes, *bytes, a->size);
}

/* Plays what ae_arena_take would do. */
size_t ae_areas_cost(const ae_arena *arena, const ae_area *list, size_t n)
{
    const ae_chunk *c = arena ? arena->chunks : NULL;
    size_t sum = arena ? arena->total : 0, room = c ? c->size - c->used : 0, bytes;
    for (size_t i = 0; i < n; i++) {
        if (!area_bytes(&bytes, &list[i]))
            return SIZE_MAX;
        bytes = ae_round_up(bytes ? bytes : 1, AE_ALIGN);
        bool fits = bytes <= room, big = bytes > CHUNK / 4;
        if (!fits && !ae_size_add(&sum, sum, ae_arena_cost(big ? bytes : CHUNK)))
            return SIZE_MAX;
        room = fits ? room - bytes : big ? room : CHUNK - bytes;
    }
    return sum;
}

bool ae_areas_take(ae_arena *arena, const ae_area *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t bytes;
        void *memory = area_bytes(&bytes, &list[i]) ? take(arena, bytes, !list[i].raw) : NULL;
        if (!memory)
            return false;
        ae_pointer_set(list[i].at, memory);
    }
    return true;
}

void ae_pointer_set(void *pointer, void *value)
{
    memcpy(pointer, &value, sizeof value);
}

static void *pointer_get(const void *pointer)
{
    void *value;
    memcpy(&value, pointer, sizeof value);
    return value;
}

void *ae_arena_push(ae_arena *arena, void *items, size_t *count, size_t *capacity, size_t item_size)
{
    if (*count == *capacity) {
        size_t room = *capacity ? 2 * *capacity : 8;
        void *more = ae_arena_take(arena, room, item_size);
        if (!more)
            return NULL;
        if (*count)
            memcpy(more, pointer_get(items), *count * item_size);
        ae_pointer_set(items, more);
        *capacity = room;
    }
    return (char *)pointer_get(items) + (*count)++ * item_size;
}
