/* The examples' command line: `--name NUMBER`, `--name TEXT` and `--name` alone. */
#ifndef EXAMPLES_OPTIONS_H
#define EXAMPLES_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/* Exactly one of the three pointers is set: it says what the option takes. */
typedef struct option {
    const char *name; /* "--steps" */
    size_t *number;
    const char **text;
    bool *flag;
} option;

/* Fills in what the command line gives and leaves the rest alone. On anything else prints the options and returns false. */
bool options_read(const option *options, size_t count, int argc, char **argv);

#endif
