/* New rows: the decoder's, of codes that are none of a row. */
#include "ae_page.h"
#include "ae_sample.h"
#include "kit/latent.h"
#include <math.h>
#include <stdlib.h>

enum { SIDE = 15, DRAWN = 30, DRAWN_LINES = 6 };

static bool has_plane(const page *p)
{
    return p->info.code_width == 2 && p->form == PICTURES;
}

/* With a condition a code alone is no row. */
bool page_can_sample(const page *p)
{
    return p->decodes && p->info.condition_width == 0 && (draws_codes(p->shown->s.model) || has_plane(p));
}

static bool decode(float *out, page *p, const float *codes, size_t n, kit_message *why)
{
    ae_error e;
    const ae_rows rows = AE_ROWS_F32(codes, n, p->info.code_width);
    if (ae_model_decode(out, p->shown->s.model, p->shown->s.context, &rows, &e) != AE_OK)
        return blame(why, NULL, &e);
    page_put_in_units(p, out, n);
    return true;
}

static void put_table(const page *p, const float *rows, size_t n)
{
    static const char *const columns[] = { "column", "new row 1", "2", "3", "4", "5", "6" };
    const size_t most = 30, width = p->info.output_width, shown = width < most ? width : most;
    kit_html_table_begin(p->to, "New rows", columns, 1 + n, true);
    for (size_t k = 0; k < shown; k++) {
        char text[KIT_COLUMN_TEXT];
        kit_html_row_begin(p->to, page_column_name(text, p, k));
        for (size_t i = 0; i < n; i++)
            page_put_value(p, k, (double)rows[i * width + k]);
        kit_html_row_end(p->to);
    }
    kit_html_table_end(p->to);
}

static bool put_drawn(page *p, kit_message *why)
{
    ae_error e;
    ae_sample_options options = AE_SAMPLE_OPTIONS_INIT;
    const bool pictures = p->form == PICTURES;
    options.n = pictures ? DRAWN : DRAWN_LINES;
    options.seed = p->arguments->seed;
    float *rows = malloc(options.n * p->info.output_width * sizeof *rows);
    bool ok = rows || kit_explain(why, "out of memory");
    ok = ok && (make_new_rows(rows, NULL, &p->shown->s, &options, p->arguments, &e) == AE_OK || blame(why, NULL, &e));
    if (ok)
        page_put_in_units(p, rows, options.n);
    if (ok && pictures) {
        kit_html_figure_begin(p->to);
        ok = page_put_sheet(p, rows, options.n, 1, 10, "New rows of codes that were drawn", why);
        kit_html_figure_end(
            p->to,
            "%zu rows that the decoder makes of codes which were drawn from the %s, by seed %llu. None of "
            "them is in the data.",
            options.n, has_density(p->shown->s.model) ? "density that the model has of its codes" : "normal distribution",
            (unsigned long long)options.seed);
    } else if (ok)
        put_table(p, rows, options.n);
    free(rows);
    return ok;
}

/* Of a code that nothing keeps near to a normal distribution, what these rows' codes have as mean and deviation. */
static void spread_codes(const page *p, double mean[2], double deviation[2])
{
    const bool standard = draws_codes(p->shown->s.model) && !has_density(p->shown->s.model);
    for (size_t k = 0; k < 2; k++) {
        kit_moments m = { 0 };
        for (size_t i = 0; i < p->n_kept; i++)
            kit_moments_add(&m, (double)p->codes[2 * i + k]);
        mean[k] = standard ? 0 : m.mean;
        deviation[k] = standard ? 1 : sqrt(m.squares / (double)m.n);
    }
}

static bool put_plane(page *p, kit_message *why)
{
    double mean[2], deviation[2];
    float codes[2 * SIDE * SIDE], *rows = malloc((size_t)SIDE * SIDE * p->info.output_width * sizeof *rows);
    spread_codes(p, mean, deviation);
    kit_latent_grid(codes, SIDE, mean, deviation);
    bool ok = (rows || kit_explain(why, "out of memory")) && decode(rows, p, codes, (size_t)SIDE * SIDE, why);
    if (ok) {
        kit_html_figure_begin(p->to);
        ok = page_put_sheet(p, rows, (size_t)SIDE * SIDE, 1, SIDE, "Rows of a grid of codes", why);
        kit_html_figure_end(p->to,
                            "What the decoder makes of the whole plane of codes: the first number grows to the right, the "
                            "second upwards, in steps that each stand for an equal share of the codes.");
    }
    free(rows);
    return ok;
}

bool page_samples(page *p, kit_message *why)
{
    return (!draws_codes(p->shown->s.model) || put_drawn(p, why)) && (!has_plane(p) || put_plane(p, why));
}
