/* Linked into `ae` with --wrap: allocation number AE_MEMORY_FAILS of the tool and the kit fails, and how many there were is
 * written to the file AE_MEMORY_COUNT. What the library and others allocate is not counted. */
#include "scarce.h"
#include <stdbool.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);

static unsigned long calls, failing;

static bool has_memory(void)
{
    return ++calls != failing;
}

void *__wrap_malloc(size_t size)
{
    return has_memory() ? __real_malloc(size) : NULL;
}

void *__wrap_calloc(size_t n, size_t size)
{
    return has_memory() ? __real_calloc(n, size) : NULL;
}

void *__wrap_realloc(void *old, size_t size)
{
    return has_memory() ? __real_realloc(old, size) : NULL;
}

static void write_count(void)
{
    scarce_write("AE_MEMORY_COUNT", calls);
}

__attribute__((constructor)) static void begin(void)
{
    failing = scarce_number("AE_MEMORY_FAILS");
    atexit(write_count);
}
