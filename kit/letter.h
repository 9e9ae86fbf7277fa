/* The letters of a text that may hold anything. */
#ifndef KIT_LETTER_H
#define KIT_LETTER_H

#include <stddef.h>

enum { KIT_REPLACED = 0xfffd };

typedef struct kit_letter {
    size_t bytes;
    unsigned code; /* KIT_REPLACED: no UTF-8 (RFC 3629), or nothing that a page shows, such as a control character */
} kit_letter;

/* The first letter of a text that is not empty. Of what is replaced it takes one byte. */
kit_letter kit_letter_first(const char *text);

#endif
