#include "kit/letter.h"
#include <stdbool.h>

/* Halves of pairs, what is beyond Unicode, and what XML leaves out are none. */
static bool is_shown(unsigned code)
{
    const bool blank = code == '\t' || code == '\n', control = code < ' ' || (code >= 0x7f && code < 0xa0);
    const bool half = code >= 0xd800 && code < 0xe000, none = (code & 0xfffe) == 0xfffe;
    return (blank || !control) && !half && !none && code <= 0x10ffff;
}

kit_letter kit_letter_first(const char *text)
{
    static const struct {
        unsigned char mask, lead;
        unsigned least; /* less has a shorter form */
    } kinds[] = { { 0x80, 0x00, 0 }, { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 }, { 0xf8, 0xf0, 0x10000 } };
    const unsigned char *u = (const unsigned char *)text;
    const kit_letter replaced = { 1, KIT_REPLACED };
    size_t more = 0, n = 1;
    while (more < 4 && (u[0] & kinds[more].mask) != kinds[more].lead)
        more++;
    if (more == 4)
        return replaced;
    unsigned code = u[0] & (unsigned char)~kinds[more].mask;
    for (; n <= more && (u[n] & 0xc0) == 0x80; n++)
        code = code << 6 | (u[n] & 0x3f);
    return n > more && code >= kinds[more].least && is_shown(code) ? (kit_letter){ n, code } : replaced;
}
