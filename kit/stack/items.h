/* A spec in the form that ae_model_spec returns: an item a line, one blank between words. */
#ifndef KIT_STACK_ITEMS_H
#define KIT_STACK_ITEMS_H

#include <stdbool.h>
#include <stddef.h>

/* Some characters of a spec: a line, or a word of it. */
typedef struct kit_span {
    const char *at;
    size_t n;
} kit_span;

bool kit_span_is(kit_span s, const char *text);

/* The next line, or the next word of a line, which are taken off the front of *rest; without characters after the last. */
kit_span kit_item_line(kit_span *rest);
kit_span kit_item_word(kit_span *rest);

/* The text behind `key=` in a line; "" is the first word behind the name that has no key. Without characters: not given. */
kit_span kit_item_value(kit_span line, const char *key);

#endif
