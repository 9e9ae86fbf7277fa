#include "ae_json.h"
#include "ae.h"
#include "kit/letter.h"
#include <math.h>
#include <stdlib.h>

json_t *json_whole(uint64_t x)
{
    char digits[24];
    if (x <= INT64_MAX)
        return json_integer((json_int_t)x);
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)x);
    return json_string(digits);
}

json_t *json_finite(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

/* A byte beyond ASCII never stands alone. */
static bool is_utf8(const char *text)
{
    size_t bytes = 0;
    for (; *text; text += bytes) {
        bytes = kit_letter_first(text).bytes;
        if (bytes == 1 && (unsigned char)*text > 127)
            return false;
    }
    return true;
}

/* Of a text that is no UTF-8, and where memory ends, the library makes nothing. */
json_t *json_text(const char *text)
{
    json_t *s = json_string(text ? text : "");
    return s || !text || is_utf8(text) ? s : json_string("?");
}

json_t *json_append(json_t *list, json_t *item)
{
    if (json_array_append_new(list, item) == 0)
        return list;
    json_decref(list);
    return NULL;
}

/* The library's own buffers lose keys where they cannot grow: this one has its size from the beginning. */
static char *text_of(const json_t *document, size_t flags)
{
    size_t size = json_dumpb(document, NULL, 0, flags);
    char *text = size ? malloc(size + 1) : NULL;
    if (text && json_dumpb(document, text, size, flags) != size) {
        free(text);
        return NULL;
    }
    if (text)
        text[size] = 0;
    return text;
}

bool json_print(FILE *to, json_t *document, size_t flags)
{
    size_t digits = flags & JSON_REAL_PRECISION(31) ? 0 : JSON_REAL_PRECISION(9);
    char *text = document ? text_of(document, flags | digits) : NULL;
    bool ok = text && put_escaped(to, text, true) && putc('\n', to) != EOF;
    free(text);
    json_decref(document);
    return ok;
}
