/* What a program needs around its work: options, a clock, an exit status. It stands on nothing but the C library. */
#ifndef KIT_PROGRAM_H
#define KIT_PROGRAM_H

#include "kit/message.h"

/* An option of the command line: `--name NUMBER`, `--name TEXT` or `--name` alone. Exactly one of the three pointers is set:
 * it says what the option takes, and points to its default. */
typedef struct kit_option {
    const char *name; /* "--steps" */
    const char *help;
    size_t *number;
    size_t least; /* that the number may be */
    const char **text;
    bool *flag;
} kit_option;

/* Fills in what the command line gives and leaves the rest alone. On anything else says so and returns false; for --help
 * prints the options and ends the program. */
bool kit_options_read(const kit_option *options, size_t count, int argc, char **argv);

/* The program's exit status: 0, or 1 after it has said on stderr why it failed. */
int kit_exit_status(const char *program, bool ok, const kit_message *why);

/* Seconds since some moment in the past; of processor time, all threads together. */
double kit_now(void);
double kit_processor_seconds(void);

/* Processors that this process may use at the same time, 1 ... 256: as many threads as the library takes. What taskset or a
 * container leaves it counts. */
size_t kit_processors(void);

#endif
