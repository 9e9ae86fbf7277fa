/* JSON that is whole or not there, and values that it, or the library that writes it, does not take as they are. */
#ifndef AE_TOOL_JSON_H
#define AE_TOOL_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A number, or above INT64_MAX, which is as far as jansson and many readers go, a string of its digits. */
json_t *json_whole(uint64_t x);

/* JSON has no NaN and no infinity: these are null. */
json_t *json_finite(double x);

/* File names may be any bytes, while JSON is UTF-8: what is not is "?". NULL is "". Returns NULL where memory ends. */
json_t *json_text(const char *text);

/* The list with the item after its last; NULL, and both are freed, if one of them is NULL or memory ends. */
json_t *json_append(json_t *list, json_t *item);

/* Numbers are printed with 9 digits, unless `flags` has JSON_REAL_PRECISION(17), with which a double is the same when it is
 * read again.
 *
 * Prints the document and a newline, and frees it. False: it could not be printed; where memory was the reason, which a
 * document of NULL tells too, nothing was. */
bool json_print(FILE *to, json_t *document, size_t flags);

#endif
