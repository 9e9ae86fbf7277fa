#include "kit/message.h"
#include <stdarg.h>
#include <stdio.h>

bool kit_explain(kit_message *why, const char *format, ...)
{
    va_list list;
    if (!why)
        return false;
    va_start(list, format);
    vsnprintf(why->text, sizeof why->text, format, list);
    va_end(list);
    for (char *c = why->text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 127)
            *c = '?';
    return false;
}

bool kit_explain_error(kit_message *why, const ae_error *error)
{
    return kit_explain(why, "%s", error->text);
}
