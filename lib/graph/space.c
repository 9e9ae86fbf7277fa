#include "graph/space.h"
#include "base/size.h"
#include <string.h>

/* ---- finding ---- */

static bool live_together(const ae_taken *a, const ae_taken *b)
{
    return a->last >= b->first && b->last >= a->first;
}

/* Moves s up until it meets none of the block that lives with it. False once the rest of all lies above it. */
static bool pass_each(ae_taken *s, size_t size, const ae_space_block *b)
{
    for (size_t i = 0; i < b->count; i++) {
        if (b->list[i].from >= s->from + size)
            return false;
        if (live_together(&b->list[i], s))
            s->from = ae_most(s->from, b->list[i].to);
    }
    return true;
}

static bool pass(ae_taken *s, size_t size, const ae_space_block *b)
{
    if (b->hull.from >= s->from + size)
        return false;
    if (!live_together(&b->hull, s))
        return true;
    if (!b->solid || s->last < b->last_first || s->first > b->first_last)
        return pass_each(s, size, b);
    s->from = ae_most(s->from, b->hull.to);
    return true;
}

/* ---- taking ---- */

static void describe(ae_space_block *b)
{
    ae_taken hull = b->list[0];
    b->last_first = hull.first;
    b->first_last = hull.last;
    b->solid = true;
    for (size_t i = 1; i < b->count; i++) {
        const ae_taken *t = &b->list[i];
        b->solid = b->solid && t->from <= hull.to;
        b->last_first = ae_most(b->last_first, t->first);
        b->first_last = ae_least(b->first_last, t->last);
        hull.to = ae_most(hull.to, t->to);
        hull.first = ae_least(hull.first, t->first);
        hull.last = ae_most(hull.last, t->last);
    }
    b->hull = hull;
}

/* An empty block at this place of the list. */
static ae_space_block *insert_block(ae_space *space, size_t at)
{
    ae_space_block *b = ae_arena_take(space->arena, 1, sizeof *b);
    if (!b || !ae_arena_push(space->arena, &space->blocks, &space->count, &space->capacity, sizeof(ae_space_block *)))
        return NULL;
    memmove(&space->blocks[at + 1], &space->blocks[at], (space->count - 1 - at) * sizeof *space->blocks);
    space->blocks[at] = b;
    return b;
}

/* The upper half of a full block becomes the next one. */
static bool split(ae_space *space, size_t at)
{
    enum { HALF = AE_SPACE_BLOCK / 2 };
    ae_space_block *b = space->blocks[at], *next = insert_block(space, at + 1);
    if (!next)
        return false;
    memcpy(next->list, b->list + HALF, HALF * sizeof *b->list);
    b->count = next->count = HALF;
    describe(b);
    describe(next);
    return true;
}

/* The last block that begins at or before this place, or the first. */
static size_t block_for(const ae_space *space, size_t from)
{
    size_t low = 0, high = space->count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (space->blocks[middle]->hull.from <= from)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static bool insert(ae_space *space, const ae_taken *s)
{
    if (space->count == 0 && !insert_block(space, 0))
        return false;
    size_t at = block_for(space, s->from), i;
    if (space->blocks[at]->count == AE_SPACE_BLOCK) {
        if (!split(space, at))
            return false;
        at = block_for(space, s->from);
    }
    ae_space_block *b = space->blocks[at];
    for (i = b->count++; i > 0 && b->list[i - 1].from > s->from; i--)
        b->list[i] = b->list[i - 1];
    b->list[i] = *s;
    describe(b);
    return true;
}

bool ae_space_take(size_t *from, ae_space *space, size_t size, size_t first, size_t last)
{
    ae_taken s = { .first = first, .last = last };
    for (size_t i = 0; i < space->count && pass(&s, size, space->blocks[i]); i++)
        ;
    s.to = s.from + size;
    *from = s.from;
    return insert(space, &s);
}
