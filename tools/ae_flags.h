/* ae score --threshold, --explain: scores with their p-values, which are above a threshold, and the columns to blame. */
#ifndef AE_TOOL_FLAGS_H
#define AE_TOOL_FLAGS_H

#include "ae_session.h"

/* The model must have a scorer. */
bool flag_rows(const arguments *a, kit_message *why);

#endif
