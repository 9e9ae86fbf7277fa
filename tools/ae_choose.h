/* What `ae train` chooses where no spec is given: columns, a net, and how long it is trained. */
#ifndef AE_TOOL_CHOOSE_H
#define AE_TOOL_CHOOSE_H

#include "ae.h"
#include "kit/advise.h"

typedef struct choice {
    kit_advice advice;
    char *drop;                   /* the columns that were left out, as --drop takes them; NULL: none */
    kit_understanding understood; /* the columns that were not; nothing of pictures */
} choice;

/* Is there anything to choose? */
bool is_to_choose(const arguments *a);

/* Chooses by the rows, leaves columns out of the table that a model learns nothing from, and says which and why unless
 * --quiet was given. free_choice either way. */
bool choose_training(choice *out, kit_table *table, const arguments *a, kit_message *why);
void free_choice(choice *c);

/* What was chosen, in place of what was not said. */
void take_choice(arguments *a, const choice *c);

/* Prints the command that trains the same by hand. */
bool print_choice(const choice *c, const arguments *a, kit_message *why);

#endif
