/* A list of different names. Each is found again by its hash, however many there are. */
#ifndef AE_BASE_NAMES_H
#define AE_BASE_NAMES_H

#include "base/memory.h"

typedef struct ae_names {
    const char **list; /* in the order in which they were added */
    size_t count, capacity;
    uint32_t *slots; /* where a hash points: a name's number + 1, or 0. At most half of them are in use */
    size_t n_slots;
} ae_names;

/* *number is the place of the name in the list. False if it is not there. */
bool ae_names_find(size_t *number, const ae_names *names, const char *name);

/* Adds a name that is not there yet. The text is not copied and must live as long as the list, whose memory comes from the
 * arena. False if there is no memory. */
bool ae_names_add(ae_names *names, const char *name, ae_arena *arena);

#endif
