/* A build without FLANN makes no trees, so that there are none to search. */
#include "kit/neighbours/index.h"

bool kit_neighbours_has_flann(void)
{
    return false;
}

bool kit_trees_make(kit_neighbours *index, kit_message *why)
{
    (void)index;
    return kit_explain(why, "this build is without FLANN, and searches only exactly");
}

void kit_trees_free(kit_neighbours *index)
{
    (void)index;
}

size_t kit_trees_memory(const kit_neighbours *index)
{
    (void)index;
    return 0;
}

bool kit_trees_find(size_t *found, float *squares, const kit_neighbours *index, const float *queries, size_t n, size_t k,
                    kit_message *why)
{
    (void)found, (void)squares, (void)index, (void)queries, (void)n, (void)k;
    return kit_explain(why, "this build is without FLANN");
}
