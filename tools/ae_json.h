/* Values that JSON, or the library that writes it, does not take as they are. */
#ifndef AE_TOOL_JSON_H
#define AE_TOOL_JSON_H

#include <jansson.h>
#include <stdint.h>

/* A number, or above INT64_MAX, which is as far as jansson and many readers go, a string of its digits. */
json_t *json_whole(uint64_t x);

/* JSON has no NaN and no infinity: these are null. */
json_t *json_finite(double x);

/* File names may be any bytes, while JSON is UTF-8: what is not is "?". NULL is "". */
json_t *json_text(const char *text);

#endif
