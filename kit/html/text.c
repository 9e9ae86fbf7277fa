#include "kit/html.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- UTF-8 -------------------------------------------------------------------------------------------------------- */

static bool is_tail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* How many bytes the character has that begins here; 0: it is none that a text may hold. Longer forms of shorter characters,
 * halves of pairs and what is beyond Unicode are none (RFC 3629). */
static size_t character(const unsigned char *s)
{
    if (s[0] < 0x80)
        return (s[0] >= 0x20 && s[0] != 0x7F) || s[0] == '\n' || s[0] == '\t';
    if (s[0] >= 0xC2 && s[0] <= 0xDF)
        return is_tail(s[1]) && !(s[0] == 0xC2 && s[1] < 0xA0) ? 2 : 0;
    if (s[0] >= 0xE0 && s[0] <= 0xEF)
        return is_tail(s[1]) && is_tail(s[2]) && !(s[0] == 0xE0 && s[1] < 0xA0) && !(s[0] == 0xED && s[1] > 0x9F) ? 3 : 0;
    if (s[0] >= 0xF0 && s[0] <= 0xF4)
        return is_tail(s[1]) && is_tail(s[2]) && is_tail(s[3]) && !(s[0] == 0xF0 && s[1] < 0x90) &&
                       !(s[0] == 0xF4 && s[1] > 0x8F)
                   ? 4
                   : 0;
    return 0;
}

static const char *name_of(unsigned char c)
{
    static const char *const names[256] = {
        ['<'] = "&lt;", ['>'] = "&gt;", ['&'] = "&amp;", ['"'] = "&quot;", ['\''] = "&#39;"
    };
    return names[c];
}

void kit_html_text(FILE *to, const char *text)
{
    for (const unsigned char *s = (const unsigned char *)text; *s;) {
        const size_t n = character(s);
        if (n == 0)
            fputs("\xEF\xBF\xBD", to);
        else if (name_of(*s))
            fputs(name_of(*s), to);
        else
            fwrite(s, 1, n, to);
        s += n ? n : 1;
    }
}

/* ---- Texts that are made ------------------------------------------------------------------------------------------ */

static void print(FILE *to, const char *format, va_list values)
{
    va_list again;
    va_copy(again, values);
    const int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = n >= 0 ? malloc((size_t)n + 1) : NULL;
    if (!text)
        return;
    vsnprintf(text, (size_t)n + 1, format, values);
    kit_html_text(to, text);
    free(text);
}

void kit_html_print(FILE *to, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    print(to, format, values);
    va_end(values);
}

/* ---- Tables ------------------------------------------------------------------------------------------------------- */

void kit_html_table_begin(FILE *to, const char *caption, const char *const *columns, size_t n, bool numbers)
{
    fprintf(to, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
    kit_html_text(to, caption);
    fprintf(to, "\"><table%s>\n<caption>", numbers ? " class=\"numbers\"" : "");
    kit_html_text(to, caption);
    fputs("</caption>\n<thead><tr>", to);
    for (size_t i = 0; i < n; i++) {
        fputs("<th scope=\"col\">", to);
        kit_html_text(to, columns[i]);
        fputs("</th>", to);
    }
    fputs("</tr></thead>\n<tbody>\n", to);
}

void kit_html_table_end(FILE *to)
{
    fputs("</tbody></table></div>\n", to);
}

void kit_html_row_begin(FILE *to, const char *name)
{
    fputs("<tr><th scope=\"row\">", to);
    kit_html_text(to, name);
    fputs("</th>", to);
}

void kit_html_row_end(FILE *to)
{
    fputs("</tr>\n", to);
}

void kit_html_cell(FILE *to, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fputs("<td>", to);
    print(to, format, values);
    fputs("</td>", to);
    va_end(values);
}

/* ---- Figures ------------------------------------------------------------------------------------------------------ */

void kit_html_figure_begin(FILE *to)
{
    fputs("<figure>\n", to);
}

void kit_html_figure_end(FILE *to, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fputs("\n<figcaption>", to);
    print(to, format, values);
    fputs("</figcaption></figure>\n", to);
    va_end(values);
}
