/* HTML for a page that is one file: texts that are shown and never run, tables, figures, and pictures that lie in the page
 * itself. What cannot be written shows in the stream's error, which the caller looks at once, at the end. */
#ifndef KIT_HTML_H
#define KIT_HTML_H

#include "kit/message.h"
#include <stdio.h>

/* ---- Texts -------------------------------------------------------------------------------------------------------- */

/* A text as a reader is to see it, inside an element or between the quotes of an attribute: what HTML would take for markup
 * is written by its name, and control characters and bytes that are no UTF-8 become U+FFFD. */
void kit_html_text(FILE *to, const char *text);

/* The same of a text that is made as by printf. Of a longer one than that, the end is left out, and "\u2026" stands for it.
 */
enum { KIT_HTML_MADE = 8192 /* bytes */ };
void kit_html_print(FILE *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Bytes in base64 (RFC 4648). */
void kit_html_base64(FILE *to, const void *bytes, size_t n);

/* ---- Tables: the first cell of each line names the line ----------------------------------------------------------- */

/* `columns`: their names, of the first one, too; `numbers`: all but the first are aligned right. */
void kit_html_table_begin(FILE *to, const char *caption, const char *const *columns, size_t n, bool numbers);
void kit_html_table_end(FILE *to);
void kit_html_row_begin(FILE *to, const char *name);
void kit_html_row_end(FILE *to);
void kit_html_cell(FILE *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- Figures ------------------------------------------------------------------------------------------------------ */

/* What stands between these two is the figure. The caption is a text that is made as by printf. */
void kit_html_figure_begin(FILE *to);
void kit_html_figure_end(FILE *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

typedef struct kit_pixels {
    unsigned char *bytes; /* height x width x channels */
    size_t width, height, channels;
} kit_pixels;

/* A picture as a PNG in the page, every pixel drawn `zoom` times as wide and high where there is room. `alt` is what those
 * read who do not see it; `id` may be NULL. */
bool kit_html_image(FILE *to, const kit_pixels *pixels, size_t zoom, const char *id, const char *alt, kit_message *why);

/* Copies a picture into another one with as many channels, where it has room from `left` and `top` on. It becomes smaller:
 * each pixel is the mean of `every` x `every` ones, at the right and the lower edge of as many as there are. */
void kit_html_place(const kit_pixels *to, size_t left, size_t top, const kit_pixels *from, size_t every);

#endif
