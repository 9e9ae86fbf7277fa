#include "kit/message.h"
#include <stdarg.h>
#include <stdio.h>

static bool is_control(unsigned char c)
{
    return c < ' ' || c == 0x7f;
}

/* U+0080 ... U+009F, of which one begins a command to a terminal, too. */
static bool is_high_control(unsigned char c, unsigned char next)
{
    return c == 0xc2 && next >= 0x80 && next < 0xa0;
}

bool kit_explain(kit_message *why, const char *format, ...)
{
    va_list list;
    if (!why)
        return false;
    va_start(list, format);
    vsnprintf(why->text, sizeof why->text, format, list);
    va_end(list);
    for (char *c = why->text; *c; c++)
        if (is_control((unsigned char)*c))
            *c = '?';
        else if (is_high_control((unsigned char)c[0], (unsigned char)c[1]))
            c[0] = c[1] = '?';
    return false;
}

bool kit_explain_error(kit_message *why, const ae_error *error)
{
    return kit_explain(why, "%s", error->text);
}
