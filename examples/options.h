/* The examples' command line: `--name NUMBER`, `--name TEXT` and `--name` alone. */
#ifndef EXAMPLES_OPTIONS_H
#define EXAMPLES_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/* Exactly one of the three pointers is set: it says what the option takes, and points to its default. */
typedef struct option {
    const char *name; /* "--steps" */
    const char *help;
    size_t *number;
    const char **text;
    bool *flag;
} option;

/* Fills in what the command line gives and leaves the rest alone. On anything else says so and returns false; for --help
 * prints the options and ends the program. */
bool options_read(const option *options, size_t count, int argc, char **argv);

/* Processors that can work at the same time, 1 ... 256: as many threads as the library takes. */
size_t processors(void);

#endif
