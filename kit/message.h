/* Why something failed, in one line for a person: file, place, what would be right. What can fail in the kit returns false
 * and fills such a message. */
#ifndef KIT_MESSAGE_H
#define KIT_MESSAGE_H

#include "autoencoder.h"
#include <stdbool.h>

typedef struct kit_message {
    char text[512];
} kit_message;

/* Writes the line (control characters become '?', so that text from a file cannot break it) and returns false. `why` may be
 * NULL. */
bool kit_explain(kit_message *why, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The library's error as such a line. Returns false. */
bool kit_explain_error(kit_message *why, const ae_error *error);

/* The one of `names` that `word` was most likely meant to be, or NULL. */
const char *kit_closest(const char *word, const char *const *names, size_t n);

#endif
