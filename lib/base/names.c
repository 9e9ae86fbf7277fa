#include "base/names.h"
#include "base/random.h"
#include <string.h>

enum { SLOTS_MIN = 16 };

/* The slot that holds the name, or the empty one where it would go. */
static uint32_t *slot_of(const ae_names *names, const char *name)
{
    size_t mask = names->n_slots - 1, at = ae_hash_name(name) & mask;
    while (names->slots[at] && strcmp(names->list[names->slots[at] - 1], name) != 0)
        at = (at + 1) & mask;
    return &names->slots[at];
}

bool ae_names_find(size_t *number, const ae_names *names, const char *name)
{
    uint32_t slot = names->n_slots ? *slot_of(names, name) : 0;
    if (slot)
        *number = slot - 1;
    return slot != 0;
}

/* Twice the slots, into which all names go again. */
static bool grow(ae_names *names, ae_arena *arena)
{
    size_t n = names->n_slots ? 2 * names->n_slots : SLOTS_MIN;
    uint32_t *slots = ae_arena_take(arena, n, sizeof *slots);
    if (!slots)
        return false;
    names->slots = slots;
    names->n_slots = n;
    for (size_t i = 0; i < names->count; i++)
        *slot_of(names, names->list[i]) = (uint32_t)i + 1;
    return true;
}

bool ae_names_add(ae_names *names, const char *name, ae_arena *arena)
{
    if (2 * (names->count + 1) > names->n_slots && !grow(names, arena))
        return false;
    const char **place = ae_arena_push(arena, &names->list, &names->count, &names->capacity, sizeof *place);
    if (!place)
        return false;
    *place = name;
    *slot_of(names, name) = (uint32_t)names->count;
    return true;
}
