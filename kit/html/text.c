#include "kit/html.h"
#include "kit/letter.h"
#include <stdarg.h>
#include <string.h>

/* ---- Texts as they are ----------------------------------------------------------------------------------------------- */

#define NONE "\uFFFD" /* what stands for bytes that are no text */

/* What is written in its place; NULL: its own bytes. */
static const char *stand_in(unsigned code)
{
    static const char *const names[128] = {
        ['<'] = "&lt;", ['>'] = "&gt;", ['&'] = "&amp;", ['"'] = "&quot;", ['\''] = "&#39;"
    };
    return code == KIT_REPLACED ? NONE : code < 128 ? names[code] : NULL;
}

void kit_html_text(FILE *to, const char *text)
{
    while (*text) {
        const kit_letter l = kit_letter_first(text);
        const char *instead = stand_in(l.code);
        if (instead)
            fputs(instead, to);
        else
            fwrite(text, 1, l.bytes, to);
        text += l.bytes;
    }
}

/* ---- Texts that are made ------------------------------------------------------------------------------------------ */

/* Without memory, so that a page lacks nothing where memory ends. */
static void print(FILE *to, const char *format, va_list values)
{
    char text[KIT_HTML_MADE];
    const int n = vsnprintf(text, sizeof text, format, values);
    kit_html_text(to, n < 0 ? NONE : text);
    if (n >= KIT_HTML_MADE)
        fputs("\u2026", to);
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
