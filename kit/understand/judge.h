/* What the facts of a column come to. */
#ifndef KIT_UNDERSTAND_JUDGE_H
#define KIT_UNDERSTAND_JUDGE_H

#include "kit/understand/facts.h"

/* All but what is far. `sample` holds n of its numbers, upwards. */
void kit_judge(kit_understood *out, const kit_facts *f, const kit_table_column *column, const double *sample, size_t n);

/* Is told each number, and its row from 0; then decides. */
void kit_note_far(kit_understood *c, double x, size_t row);
void kit_judge_far(kit_understood *c);

#endif
