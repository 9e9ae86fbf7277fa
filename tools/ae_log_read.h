/* The log of a training, read back an event at a time. */
#ifndef AE_TOOL_LOG_READ_H
#define AE_TOOL_LOG_READ_H

#include "kit/message.h"
#include <jansson.h>

/* Calls `take` for each event, in their order; who keeps one takes a reference. A last line that is not whole is one that is
 * being written, and no event. */
bool log_read(const char *path, void (*take)(void *user, json_t *event), void *user, kit_message *why);

/* The number with this name, NaN where there is none. */
double log_number(const json_t *event, const char *name);

#endif
