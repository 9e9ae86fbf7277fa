/* What a pass over the rows gathers of each column. */
#ifndef KIT_UNDERSTAND_FACTS_H
#define KIT_UNDERSTAND_FACTS_H

#include "kit/stat.h"
#include "kit/understand.h"

/* An end of a column's range: the number, how many rows have it, and the number next to it. */
typedef struct kit_end {
    float at, next;
    size_t rows;
} kit_end;

typedef struct kit_facts {
    size_t values, gaps;
    kit_end least, most;
    kit_moments moments; /* of the values */
    bool whole;
    bool never_falls;
    bool counts;   /* each number is 1 above the one before */
    uint64_t hash; /* of all numbers, in any order, where they are whole */
    float last, different[KIT_DIFFERENT];
    size_t n_different;
} kit_facts;

void kit_facts_begin(kit_facts *f);
void kit_facts_add(kit_facts *f, float x);

/* Are these the whole numbers from the least to the most, each once, in any order? */
bool kit_facts_are_a_range(const kit_facts *f);

#endif
