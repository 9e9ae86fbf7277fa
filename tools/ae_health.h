/* How well a model's code uses its numbers: on rows, in words and figures. */
#ifndef AE_TOOL_HEALTH_H
#define AE_TOOL_HEALTH_H

#include "ae_json.h"
#include "ae_remarks.h"
#include "kit/health.h"

/* Of the codes of at most 5,000 of the rows, evenly chosen. kit_health_free either way. */
bool find_health(kit_health *out, const subject *s, kit_message *why);

/* For `ae info`: a table with what it tells, or an object. */
void print_health(const kit_health *h, const char *source);
json_t *health_json(const kit_health *h);

#endif
