/* What tools that run out of memory read from the environment, and write at their end: how many allocations there were. */
#ifndef TESTS_TOOLS_SCARCE_H
#define TESTS_TOOLS_SCARCE_H

#include <stdio.h>
#include <stdlib.h>

static inline unsigned long scarce_number(const char *variable)
{
    const char *number = getenv(variable);
    return number ? strtoul(number, NULL, 10) : 0;
}

static inline void scarce_write(const char *variable, unsigned long calls)
{
    const char *name = getenv(variable);
    FILE *file = name ? fopen(name, "w") : NULL;
    if (file) {
        fprintf(file, "%lu\n", calls);
        fclose(file);
    }
}

#endif
