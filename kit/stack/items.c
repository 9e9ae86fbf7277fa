#include "kit/stack/items.h"
#include <string.h>

bool kit_span_is(kit_span s, const char *text)
{
    return strlen(text) == s.n && memcmp(s.at, text, s.n) == 0;
}

static kit_span next(kit_span *rest, char end)
{
    const char *to = rest->n ? memchr(rest->at, end, rest->n) : NULL;
    const kit_span s = { rest->at, to ? (size_t)(to - rest->at) : rest->n };
    const size_t taken = s.n + (to ? 1 : 0);
    *rest = (kit_span){ rest->at + taken, rest->n - taken };
    return s;
}

kit_span kit_item_line(kit_span *rest)
{
    return next(rest, '\n');
}

kit_span kit_item_word(kit_span *rest)
{
    return next(rest, ' ');
}

kit_span kit_item_value(kit_span line, const char *key)
{
    const size_t n = strlen(key);
    kit_item_word(&line);
    for (kit_span word; (word = kit_item_word(&line)).n;) {
        const char *sign = memchr(word.at, '=', word.n);
        const size_t length = sign ? (size_t)(sign - word.at) : 0;
        if (length == n && memcmp(word.at, key, n) == 0)
            return sign ? (kit_span){ sign + 1, word.n - n - 1 } : word;
    }
    return (kit_span){ line.at, 0 };
}
