/* What the files ae_condition*.c share, and nobody else sees. */
#ifndef AE_TOOL_CONDITION_PARTS_H
#define AE_TOOL_CONDITION_PARTS_H

#include "ae_condition.h"
#include "ae_heads.h"

enum { CONDITION_LIST = 120 }; /* room for the classes that a message lists */

/* Fills an empty condition from the text of a note. */
bool condition_parse(condition *c, const char *text, kit_message *why);

/* How many numbers one of its columns is, what the column is called, and its classes. */
size_t condition_column_width(const kit_table_column *c);
const char *condition_column_name(const kit_table_column *c);
kit_label_names condition_column_classes(const kit_table_column *c);

/* The columns' names as --condition takes them. free() it; NULL: there is no memory. */
char *condition_names(const condition *c);

#endif
