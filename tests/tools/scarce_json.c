/* Linked into `ae`: allocation number AE_JSON_FAILS of the JSON library fails, and how many there were is written to the
 * file AE_JSON_COUNT. */
#include "scarce.h"
#include <jansson.h>

static unsigned long calls, failing;

static void *scarce(size_t size)
{
    return ++calls == failing ? NULL : malloc(size);
}

static void write_count(void)
{
    scarce_write("AE_JSON_COUNT", calls);
}

__attribute__((constructor)) static void make_scarce(void)
{
    failing = scarce_number("AE_JSON_FAILS");
    json_set_alloc_funcs(scarce, free);
    atexit(write_count);
}
