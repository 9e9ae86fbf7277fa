/* Linked into `ae`: allocation number AE_JSON_FAILS of the JSON library fails, and how many there were is written to the
 * file AE_JSON_COUNT. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned long calls;

static unsigned long failing(void)
{
    const char *number = getenv("AE_JSON_FAILS");
    return number ? strtoul(number, NULL, 10) : 0;
}

static void *scarce(size_t size)
{
    return ++calls == failing() ? NULL : malloc(size);
}

static void write_count(void)
{
    const char *name = getenv("AE_JSON_COUNT");
    FILE *file = name ? fopen(name, "w") : NULL;
    if (file) {
        fprintf(file, "%lu\n", calls);
        fclose(file);
    }
}

__attribute__((constructor)) static void make_scarce(void)
{
    json_set_alloc_funcs(scarce, free);
    atexit(write_count);
}
