/* Texts as a terminal is to show them: what comes from a file must not command it. */
#include "ae.h"
#include <stdio.h>
#include <string.h>

/* The bytes of the control character that the text begins with, and its code; 0 if it begins with another. */
static size_t control(unsigned *code, const char *text)
{
    const unsigned char *u = (const unsigned char *)text;
    bool two = u[0] == 0xc2 && u[1] >= 0x80 && u[1] < 0xa0; /* U+0080 ... U+009F in UTF-8 */
    *code = two ? u[1] : u[0];
    return two ? 2 : u[0] < ' ' || u[0] == 0x7f;
}

static bool put_control(FILE *to, unsigned code)
{
    static const char meanings[] = "\b\f\n\r\t", letters[] = "bfnrt";
    const char *meaning = code < ' ' ? strchr(meanings, (int)code) : NULL;
    return (meaning ? fprintf(to, "\\%c", letters[meaning - meanings]) : fprintf(to, "\\u%04x", code)) > 0;
}

bool put_escaped(FILE *to, const char *text, bool lines)
{
    bool ok = true;
    while (ok && *text) {
        unsigned code;
        size_t n = control(&code, text);
        bool stays = n == 0 || (lines && code == '\n');
        ok = stays ? putc(*text, to) != EOF : put_control(to, code);
        text += n ? n : 1;
    }
    return ok;
}

void print_spec(const char *spec)
{
    for (; *spec; spec++)
        if (*spec != '\n')
            putchar(*spec);
        else if (spec[1])
            fputs(" | ", stdout);
}
