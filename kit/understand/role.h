/* What a column is. */
#ifndef KIT_UNDERSTAND_ROLE_H
#define KIT_UNDERSTAND_ROLE_H

#include "kit/understand/facts.h"

/* Decides `role` and `why`; the rest of *c is known. `sample`: n of its numbers, upwards. */
void kit_judge_role(kit_understood *c, const kit_facts *f, const kit_table_column *column, const double *sample, size_t n);

#endif
