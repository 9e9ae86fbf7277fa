/* Bars as text: a line each. */
#include "kit/chart.h"
#include "kit/letter.h"
#include <math.h>
#include <string.h>

enum { NAME = 30, NUMBER = 12, NARROWEST = 10 };

/* As many letters as a name has, NAME at most. */
static size_t letters_of(const char *name)
{
    size_t n = 0;
    for (; *name && n < NAME; n++)
        name += kit_letter_first(name).bytes;
    return n;
}

/* What a terminal might take for a command, or cannot show, is '?'. */
static void put_name(FILE *to, const char *name, size_t width, bool utf8)
{
    size_t n = 0;
    for (; *name && n < NAME; n++) {
        const kit_letter l = kit_letter_first(name);
        if (l.code == KIT_REPLACED || l.code < ' ' || (l.code > '~' && !utf8))
            fputc('?', to);
        else
            fwrite(name, 1, l.bytes, to);
        name += l.bytes;
    }
    fprintf(to, "%*s", (int)(width - n), "");
}

/* In eighths of a character, or in whole ones. */
static void put_bar(FILE *to, double length, bool utf8)
{
    static const char *const parts[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
    const size_t eighths = (size_t)lround(length * 8);
    if (eighths)
        fputc(' ', to);
    for (size_t i = 0; i < (utf8 ? eighths / 8 : (size_t)lround(length)); i++)
        fputs(utf8 ? "█" : "#", to);
    if (utf8)
        fputs(parts[eighths % 8], to);
}

void kit_bars_print(FILE *to, const kit_bar *bars, size_t n, size_t width, bool utf8)
{
    size_t names = 0;
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        const size_t letters = letters_of(bars[i].name);
        names = letters > names ? letters : names;
        most = isfinite(bars[i].length) ? fmax(most, bars[i].length) : most;
    }
    const size_t taken = names + NUMBER + 3, room = width > taken + NARROWEST ? width - taken : NARROWEST;
    for (size_t i = 0; i < n; i++) {
        put_name(to, bars[i].name, names, utf8);
        fprintf(to, " %*.4g", NUMBER, bars[i].length);
        put_bar(to, bars[i].length > 0 && most > 0 ? bars[i].length / most * (double)room : 0, utf8);
        fputc('\n', to);
    }
}
