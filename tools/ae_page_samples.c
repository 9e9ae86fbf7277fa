/* New rows: the decoder's, of codes that are none of a row. */
#include "ae_page.h"
#include "ae_sample.h"
#include "kit/latent.h"
#include <math.h>
#include <stdlib.h>

enum { SIDE = 15, DRAWN = 30, DRAWN_LINES = 6, OF_EACH = 10 };

/* A code alone is a row, or with a class; of other conditions nothing says which rows people would like to see. */
static bool makes_rows(const page *p)
{
    return p->info.condition_width == 0 || condition_is_classes(&p->shown->s.condition);
}

static bool has_plane(const page *p)
{
    return p->info.code_width == 2 && p->form == PICTURES && makes_rows(p);
}

static bool can_draw(const page *p)
{
    return p->draws && makes_rows(p);
}

bool page_can_sample(const page *p)
{
    return p->decodes && (can_draw(p) || has_plane(p));
}

/* ---- Rows that are drawn ------------------------------------------------------------------------------------------- */

/* So many rows, or so many of each class. */
typedef struct drawn {
    ae_sample_options options;
    float *rows, *conditions;
    const kit_table_column *classes; /* NULL: there is no condition */
} drawn;

static size_t most(size_t n, size_t limit)
{
    return n < limit ? n : limit;
}

static bool put_conditions(drawn *d, const page *p, size_t of_each, kit_message *why)
{
    const condition *c = &p->shown->s.condition;
    if (c->width == 0)
        return true;
    d->classes = &c->known.columns[0];
    d->options.n = of_each * c->width;
    d->conditions = condition_of_each(c, of_each);
    d->options.condition = condition_array(d->conditions, c, false);
    return d->conditions || kit_explain(why, "out of memory for conditions");
}

/* A table has as many rows as it has room for columns: of more classes, those of the first ones. */
static bool draw(drawn *d, page *p, kit_message *why)
{
    ae_error e;
    const bool pictures = p->form == PICTURES;
    d->options = (ae_sample_options)AE_SAMPLE_OPTIONS_INIT;
    d->options.n = pictures ? DRAWN : DRAWN_LINES;
    d->options.seed = p->arguments->seed;
    if (!put_conditions(d, p, pictures ? OF_EACH : 1, why))
        return false;
    d->rows = malloc(d->options.n * p->info.output_width * sizeof *d->rows);
    if (!d->rows)
        return kit_explain(why, "out of memory for new rows");
    if (make_new_rows(d->rows, NULL, &p->shown->s, &d->options, p->arguments, &e) != AE_OK)
        return blame(why, NULL, &e);
    page_put_in_units(p, d->rows, d->options.n);
    if (d->options.flags & AE_SAMPLE_DRAW_ROWS)
        kit_schema_round(&p->shown->s.answers, d->rows, d->options.n);
    return true;
}

static void put_cells(const page *p, const drawn *d, size_t n, const char *const *titles)
{
    enum { MOST_COLUMNS = 30 };
    const size_t width = p->info.output_width;
    kit_html_table_begin(p->to, "New rows", titles, 1 + n, true);
    for (size_t k = 0; k < most(width, MOST_COLUMNS); k++) {
        char text[KIT_COLUMN_TEXT];
        kit_html_row_begin(p->to, page_column_name(text, p, k));
        for (size_t i = 0; i < n; i++)
            page_put_value(p, k, (double)d->rows[i * width + k]);
        kit_html_row_end(p->to);
    }
    kit_html_table_end(p->to);
}

static void put_table(const page *p, const drawn *d)
{
    static const char *const numbers[] = { "column", "new row 1", "2", "3", "4", "5", "6" };
    const char *titles[1 + DRAWN_LINES];
    const size_t n = most(d->options.n, DRAWN_LINES);
    for (size_t i = 0; i <= n; i++)
        titles[i] = d->classes && i ? d->classes->levels[i - 1] : numbers[i];
    put_cells(p, d, n, titles);
}

static void put_caption(const page *p, const drawn *d)
{
    const bool density = has_density(p->shown->s.model);
    kit_html_figure_end(
        p->to,
        "%zu rows that the decoder makes of codes which were drawn from the %s, by seed %llu%s. None of them "
        "is in the data.",
        d->options.n, density ? "density that the model has of its codes" : "normal distribution",
        (unsigned long long)d->options.seed, d->classes ? ", a line for each class" : "");
}

/* The classes' words, in the order of the lines. */
static void put_classes(const page *p, const drawn *d)
{
    const kit_table_column *c = d->classes;
    fputs("<p class=\"note\">", p->to);
    for (size_t i = 0; i < c->n_levels; i++)
        kit_html_print(p->to, "%s%.60s", i ? ", " : "From above: ", c->levels[i]);
    fputs("</p>\n", p->to);
}

static bool put_pictures(page *p, const drawn *d, kit_message *why)
{
    kit_html_figure_begin(p->to);
    const bool ok = page_put_sheet(p, d->rows, d->options.n, 1, OF_EACH, "New rows of codes that were drawn", why);
    put_caption(p, d);
    if (d->classes)
        put_classes(p, d);
    return ok;
}

static bool put_drawn(page *p, kit_message *why)
{
    drawn d = { 0 };
    bool ok = draw(&d, p, why);
    if (ok && p->form == PICTURES)
        ok = put_pictures(p, &d, why);
    else if (ok)
        put_table(p, &d);
    free(d.rows);
    free(d.conditions);
    return ok;
}

/* ---- The plane of codes ----------------------------------------------------------------------------------------------- */

enum { PLACES = SIDE * SIDE };

/* With a condition, rows of its first class. */
static bool decode(float *out, page *p, const float *codes, kit_message *why)
{
    ae_error e;
    session *s = &p->shown->s;
    ae_rows rows = AE_ROWS_F32(codes, PLACES, 2);
    float *classes = s->condition.width ? condition_of_each(&s->condition, 1) : NULL;
    if (s->condition.width && !classes)
        return kit_explain(why, "out of memory for conditions");
    if (classes)
        rows.condition = condition_array(classes, &s->condition, true);
    const bool ok = ae_model_decode(out, s->model, s->context, &rows, &e) == AE_OK || blame(why, NULL, &e);
    free(classes);
    if (ok)
        page_put_in_units(p, out, PLACES);
    return ok;
}

/* Of a code that nothing keeps near to a normal distribution, what these rows' codes have as mean and deviation. */
static void spread_codes(const page *p, double mean[2], double deviation[2])
{
    const bool standard = p->draws && !has_density(p->shown->s.model);
    for (size_t k = 0; k < 2; k++) {
        kit_moments m = { 0 };
        for (size_t i = 0; i < p->n_kept; i++)
            kit_moments_add(&m, (double)p->codes[2 * i + k]);
        mean[k] = standard ? 0 : m.mean;
        deviation[k] = standard ? 1 : sqrt(m.squares / (double)m.n);
    }
}

static bool put_grid(page *p, const float *rows, kit_message *why)
{
    const condition *c = &p->shown->s.condition;
    kit_html_figure_begin(p->to);
    const bool ok = page_put_sheet(p, rows, PLACES, 1, SIDE, "Rows of a grid of codes", why);
    kit_html_figure_end(p->to,
                        "What the decoder makes of the whole plane of codes%s%s: the first number grows to the right, the "
                        "second upwards, in steps that each stand for an equal share of the codes.",
                        c->width ? " for the class " : "", c->width ? c->known.columns[0].levels[0] : "");
    return ok;
}

static bool put_plane(page *p, kit_message *why)
{
    double mean[2], deviation[2];
    float codes[2 * PLACES], *rows = malloc(PLACES * p->info.output_width * sizeof *rows);
    spread_codes(p, mean, deviation);
    kit_latent_grid(codes, SIDE, mean, deviation);
    const bool ok = (rows || kit_explain(why, "out of memory")) && decode(rows, p, codes, why) && put_grid(p, rows, why);
    free(rows);
    return ok;
}

bool page_samples(page *p, kit_message *why)
{
    return (!can_draw(p) || put_drawn(p, why)) && (!has_plane(p) || put_plane(p, why));
}
