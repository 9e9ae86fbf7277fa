/* ae chart --of: what a model makes of rows, and the rows themselves. */
#ifndef AE_TOOL_CHART_H
#define AE_TOOL_CHART_H

#include "ae_session.h"
#include "kit/plot.h"

bool chart_codes(const arguments *a, kit_message *why);
bool chart_scores(const arguments *a, kit_message *why);
bool chart_errors(const arguments *a, kit_message *why);
bool chart_rows(const arguments *a, kit_message *why);

#endif
