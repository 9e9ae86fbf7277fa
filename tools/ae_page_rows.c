/* Rows, what came back, and what is wrong with that: as pictures or as columns of a table. */
#include "ae_page.h"
#include "kit/plot.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Values --------------------------------------------------------------------------------------------------------- */

const char *page_column_name(char text[KIT_COLUMN_TEXT], const page *p, size_t column)
{
    const session *s = &p->shown->s;
    const char *name = s->schema.columns ? s->schema.columns[column].name : kit_table_name(&s->table, column);
    if (name)
        return name;
    snprintf(text, KIT_COLUMN_TEXT, "column %zu", kit_table_place(&s->table, column));
    return text;
}

const char *page_row_name(char text[PAGE_ROW_NAME], const page *p, size_t row)
{
    const kit_table *t = &p->shown->s.table;
    snprintf(text, PAGE_ROW_NAME, "row %zu%s%.40s%s%.40s", row + 1, t->ids ? ", " : "", t->ids ? t->ids[row] : "",
             t->labels ? ", label " : "", t->labels ? t->labels[row] : "");
    return text;
}

void page_put_value(const page *p, size_t column, double value)
{
    const session *s = &p->shown->s;
    const char *word = s->schema.columns ? kit_schema_word(&s->schema, column, value) : NULL;
    if (word)
        kit_html_cell(p->to, "%s", word);
    else if (isnan(value))
        kit_html_cell(p->to, "\u2013");
    else
        kit_html_cell(p->to, "%.5g", value);
}

/* ---- Tables: a line for each column of the data --------------------------------------------------------------------- */

enum { MOST_COLUMNS = 30 };

static bool put_table(const page *p, const float *given, const float *back, size_t n, const char *caption,
                      const char *const *titles, kit_message *why)
{
    const size_t width = p->info.input_width, shown = width < MOST_COLUMNS ? width : MOST_COLUMNS;
    const char **columns = malloc((1 + 2 * n) * sizeof *columns);
    if (!columns)
        return kit_explain(why, "out of memory for a table");
    columns[0] = "column";
    for (size_t i = 0; i < n; i++) {
        columns[1 + 2 * i] = titles[i];
        columns[2 + 2 * i] = "came back";
    }
    kit_html_table_begin(p->to, caption, columns, 1 + 2 * n, true);
    for (size_t k = 0; k < shown; k++) {
        char text[KIT_COLUMN_TEXT];
        kit_html_row_begin(p->to, page_column_name(text, p, k));
        for (size_t i = 0; i < n; i++) {
            page_put_value(p, k, (double)given[i * width + k]);
            page_put_value(p, k, (double)back[i * width + k]);
        }
        kit_html_row_end(p->to);
    }
    kit_html_table_end(p->to);
    if (shown < width)
        fprintf(p->to, "<p class=\"note\">The first %zu of %zu columns.</p>\n", shown, width);
    free(columns);
    return true;
}

/* ---- Pictures: each row above what came back, and that above the error ---------------------------------------------- */

static bool put_pictures(page *p, const float *given, const float *back, size_t n, const char *caption, kit_message *why)
{
    enum { ACROSS = 10 };
    const size_t width = p->info.input_width;
    float *images = malloc(n * 3 * width * sizeof *images);
    if (!images)
        return kit_explain(why, "out of memory for pictures");
    for (size_t i = 0; i < n; i++) {
        float *to = images + i * 3 * width;
        memcpy(to, given + i * width, width * sizeof *to);
        memcpy(to + width, back + i * width, width * sizeof *to);
        for (size_t k = 0; k < width; k++)
            to[2 * width + k] = back[i * width + k] - given[i * width + k];
    }
    kit_html_figure_begin(p->to);
    const bool ok = page_put_sheet(p, images, n, 3, ACROSS, caption, why);
    kit_html_figure_end(p->to, "%s In threes, from above: the row, what came back, and the error%s.", caption,
                        p->picture.channels == 1 ? ", orange where that is too bright and blue where it is too dark" : "");
    free(images);
    return ok;
}

/* ---- Signals: each row as a line, and what came back as another -------------------------------------------------- */

static void put_signal(const page *p, double *y, const float *given, const float *back, const char *title)
{
    const size_t n = p->info.input_width;
    const kit_curve curves[] = { { "the row", NULL, y, n }, { "what came back", NULL, y + n, n } };
    const kit_plot plot = { .title = title, .x_label = "column", .curves = curves, .n_curves = 2 };
    for (size_t k = 0; k < n; k++) {
        y[k] = (double)given[k];
        y[n + k] = (double)back[k];
    }
    kit_plot_svg(p->to, &plot);
}

static bool put_signals(const page *p, const float *given, const float *back, size_t n, const char *caption,
                        const char *const *titles, kit_message *why)
{
    const size_t width = p->info.input_width;
    double *y = malloc(2 * width * sizeof *y);
    if (!y)
        return kit_explain(why, "out of memory for curves");
    kit_html_figure_begin(p->to);
    fputs("<div class=\"charts\">\n", p->to);
    for (size_t i = 0; i < n; i++)
        put_signal(p, y, given + i * width, back + i * width, titles[i]);
    fputs("</div>\n", p->to);
    kit_html_figure_end(p->to, "%s", caption);
    free(y);
    return true;
}

/* ---- All three ------------------------------------------------------------------------------------------------------ */

bool page_put_rows(page *p, const uint32_t *rows, size_t n, const char *caption, const char *const *titles, kit_message *why)
{
    float *given = malloc(n * p->info.input_width * sizeof *given), *back = malloc(n * p->info.output_width * sizeof *back);
    bool ok = (given && back) || kit_explain(why, "out of memory");
    ok = ok && page_run(given, back, p, rows, n, why);
    if (ok && p->form == PICTURES)
        ok = put_pictures(p, given, back, n, caption, why);
    else if (ok && p->form == SIGNALS)
        ok = put_signals(p, given, back, n, caption, titles, why);
    else if (ok)
        ok = put_table(p, given, back, n, caption, titles, why);
    free(given);
    free(back);
    return ok;
}

/* ---- Titles --------------------------------------------------------------------------------------------------------- */

enum { MOST_ROWS = 40, TITLE = PAGE_ROW_NAME + 32 };

typedef struct choice {
    uint32_t rows[MOST_ROWS];
    size_t n;
    char text[MOST_ROWS][TITLE];
    const char *titles[MOST_ROWS];
} choice;

static void name_rows(choice *c, const page *p)
{
    for (size_t i = 0; i < c->n; i++) {
        char name[PAGE_ROW_NAME];
        page_row_name(name, p, c->rows[i]);
        snprintf(c->text[i], TITLE, "%s, score %.3g", name, (double)p->shown->scores[c->rows[i]]);
        c->titles[i] = c->text[i];
    }
}

/* Pictures are many, as the eye takes in many at once. */
static size_t how_many(const page *p, size_t pictures)
{
    enum { LINES = 4 };
    const size_t n = p->form == PICTURES ? pictures : LINES;
    return n < p->shown->s.rows.n ? n : p->shown->s.rows.n;
}

bool page_examples(page *p, kit_message *why)
{
    enum { PICTURES_SHOWN = 30 };
    char caption[160], count[PAGE_COUNT];
    choice c = { .n = how_many(p, PICTURES_SHOWN) };
    for (size_t i = 0; i < c.n; i++)
        c.rows[i] = (uint32_t)(i * p->shown->s.rows.n / c.n);
    name_rows(&c, p);
    snprintf(caption, sizeof caption, "%zu of the %s rows, taken evenly.", c.n, page_count(count, p->shown->s.rows.n));
    return page_put_rows(p, c.rows, c.n, caption, c.titles, why);
}

/* ---- The best and the worst ----------------------------------------------------------------------------------------- */

typedef struct place {
    float score;
    uint32_t row;
} place;

/* Of equal scores the first row comes first. */
static int by_score(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static bool put_extreme(page *p, const place *places, bool worst, kit_message *why)
{
    enum { PICTURES_SHOWN = 10 };
    char caption[200];
    choice c = { .n = how_many(p, PICTURES_SHOWN) };
    for (size_t i = 0; i < c.n; i++)
        c.rows[i] = places[worst ? p->shown->s.rows.n - 1 - i : i].row;
    name_rows(&c, p);
    snprintf(caption, sizeof caption, "The %zu rows with the %s scores, from %.4g to %.4g.", c.n,
             worst ? "highest" : "lowest", (double)p->shown->scores[c.rows[0]], (double)p->shown->scores[c.rows[c.n - 1]]);
    fprintf(p->to, "<h3>%s</h3>\n", worst ? "Worst" : "Best");
    return page_put_rows(p, c.rows, c.n, caption, c.titles, why);
}

bool page_extremes(page *p, kit_message *why)
{
    const size_t n = p->shown->s.rows.n;
    place *places = malloc(n * sizeof *places);
    if (!places)
        return kit_explain(why, "out of memory");
    for (size_t i = 0; i < n; i++)
        places[i] = (place){ p->shown->scores[i], (uint32_t)i };
    qsort(places, n, sizeof *places, by_score);
    fputs("<p>A row's score is its loss, or what the model's scorer makes of it: the higher, the less the row is like those "
          "that the net has learnt from. Worst rows are worth a look: they are rare, mistaken, or what the net cannot "
          "do.</p>\n",
          p->to);
    const bool ok = put_extreme(p, places, false, why) && put_extreme(p, places, true, why);
    free(places);
    return ok;
}
