/* Commands, printed so that they can be given again. */
#ifndef AE_TOOL_COMMAND_H
#define AE_TOOL_COMMAND_H

#include "ae.h"

/* An option that is not to be as the user gave it. */
typedef struct replacement {
    const char *option;
    const char *value; /* NULL = left out */
} replacement;

/* `ae NAME MODEL --option value ...`, without a MODEL where there is none: every option of the command that was given or is replaced, in the order of the help, quoted
 * for a POSIX shell. The text is the caller's to free; NULL without memory. */
char *command_text(const char *name, unsigned bit, const arguments *a, const replacement *replaced, size_t n);

#endif
