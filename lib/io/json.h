/* A cursor over JSON text. Who reads says what must come next, so depth is that of the calls: nothing here recurses,
 * allocates, or reads past the end. Strings must be UTF-8; whole numbers are all the numbers there are. */
#ifndef AE_IO_JSON_H
#define AE_IO_JSON_H

#include "base/status.h"
#include <stdbool.h>

typedef struct ae_json {
    const unsigned char *text;
    size_t at, end; /* offsets in `text`; errors name them */
    ae_error *error;
} ae_json;

/* AE_EFORMAT: "byte 123: expected <what>". */
ae_status ae_json_expected(const ae_json *j, const char *what);

/* These skip blanks first. `take` says whether the next character is c, and then takes it; `expect` insists; `end` insists
 * on the end of the text. */
bool ae_json_take(ae_json *j, char c);
ae_status ae_json_expect(ae_json *j, char c);
ae_status ae_json_end(ae_json *j);

/* After a member of an object or array: a comma (*more = true) or the closing character (*more = false). */
ae_status ae_json_next(ae_json *j, char close, bool *more);

/* Digits alone: no sign, fraction or exponent, no leading zero. */
ae_status ae_json_size(ae_json *j, size_t *out);

/* A string of at most `max` bytes once decoded, its length in *length. `out` is NULL or holds max + 1 bytes. Not allowed,
 * even escaped: NUL and half a surrogate pair. */
ae_status ae_json_string(ae_json *j, char *out, size_t max, size_t *length);

#endif
