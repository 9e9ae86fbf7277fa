/* UTF-8: which bytes are characters, and which of these a terminal would obey. */
#ifndef AE_BASE_UTF8_H
#define AE_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes of the character at p that takes more than one, of which `left` are there: 2 to 4; 0 if it is not well formed.
 */
size_t ae_utf8_sequence(const unsigned char *p, size_t left);

/* Whether all n bytes are well formed. */
bool ae_utf8_valid(const char *text, size_t n);

/* Whether byte i of n belongs to a control character: ASCII's, or one of U+0080 ... U+009F. */
bool ae_utf8_control(const char *text, size_t n, size_t i);

#endif
