/* The net beside as many principal components as its code has numbers, on the same rows. */
#include "ae_compare.h"
#include "ae_page.h"
#include <math.h>
#include <stdlib.h>

enum { MOST_NUMBERS = 12000000, MOST_HELD = 2000, FIFTH = 5, WIDEST = 4096 /* of more, the axes would take minutes */ };

typedef struct contest {
    side sides[SIDES];
    uint32_t *pick[SIDES];
    net_rows net;
    features codes;
    float *again;               /* what the components make of the rows held out */
    double figures[2][FIGURES]; /* of the net, of the components */
    kit_moments difference;     /* row by row: the net's squared error, less that of the components */
} contest;

bool page_can_pca(const page *p)
{
    return make_components && p->decodes && p->info.input_width <= WIDEST && p->info.code_width < p->info.input_width &&
           p->shown->s.rows.n >= FIFTH * (p->info.code_width + 1);
}

/* Every so many rows of those that are to be learnt from, or held out: of one table each fifth is. */
static bool pick_rows(contest *c, int which, const page_rows *from, bool split, size_t most, kit_message *why)
{
    const session *s = &from->s;
    side *to = &c->sides[which];
    const size_t all = s->rows.n, share = split ? (which == HELD ? all / FIFTH : all - all / FIFTH) : all;
    const size_t stride = (share + most - 1) / most;
    size_t seen = 0;
    c->pick[which] = malloc((share + 1) * sizeof *c->pick[which]);
    if (!c->pick[which])
        return kit_explain(why, "out of memory");
    *to = (side){ .table = &s->table, .rows = s->rows };
    for (size_t i = 0; i < all; i++)
        if ((!split || (i % FIFTH == FIFTH - 1) == (which == HELD)) && seen++ % stride == 0 && to->n <= share)
            c->pick[which][to->n++] = (uint32_t)i;
    to->rows.pick = c->pick[which];
    to->rows.picks = to->n;
    return true;
}

static bool pick_sides(contest *c, page *p, kit_message *why)
{
    const bool split = p->sides == 1;
    const size_t most = MOST_NUMBERS / p->info.input_width;
    return pick_rows(c, LEARNT, &p->side[0], split, most, why) &&
           pick_rows(c, HELD, p->shown, split, most < MOST_HELD ? most : MOST_HELD, why);
}

static double error_of(const float *rows, const float *again, size_t width)
{
    return kit_mean_squared_error(rows, again, width);
}

static void compare_rows(contest *c)
{
    const size_t width = c->net.scaled.width;
    for (size_t i = 0; i < c->sides[HELD].n; i++) {
        const float *row = c->net.scaled.rows[HELD] + i * width;
        kit_moments_add(&c->difference,
                        error_of(row, c->net.outputs + i * width, width) - error_of(row, c->again + i * width, width));
    }
}

static bool run_contest(contest *c, page *p, kit_message *why)
{
    const ae_model *model = p->shown->s.model;
    size_t width;
    if (!net_width(&width, model, p->arguments->model, why) || !run_net(&c->net, model, c->sides, p->arguments, why))
        return false;
    c->again = calloc(c->sides[HELD].n, width * sizeof *c->again);
    if (!c->again)
        return kit_explain(why, "out of memory");
    if (!make_features(&c->codes, p->info.code_width, c->sides, why) ||
        !make_components(&c->codes, c->again, c->sides, &c->net.scaled, why))
        return false;
    measure_error(c->figures[0], model, &c->sides[HELD], c->net.scaled.rows[HELD], c->net.outputs, width);
    measure_error(c->figures[1], model, &c->sides[HELD], c->net.scaled.rows[HELD], c->again, width);
    compare_rows(c);
    return true;
}

static void put_verdict(const page *p, const contest *c)
{
    const kit_moments *d = &c->difference;
    const double error = sqrt(d->squares / (double)d->n / (double)d->n), by = fabs(d->mean) / c->figures[1][ERROR];
    fputs("<p>", p->to);
    if (fabs(d->mean) <= 2 * error)
        kit_html_print(p->to,
                       "The net and the components cannot be told apart: row by row their errors differ by less than twice "
                       "the standard error.");
    else if (d->mean < 0)
        kit_html_print(p->to, "The net is better: its error is %.1f %% smaller than that of the components.", 100 * by);
    else {
        kit_html_print(p->to,
                       by < 1 ? "The net is worse: its error is %.1f %% larger than"
                              : "The net is worse: its error is %.1f times",
                       by < 1 ? 100 * by : 1 + by);
        kit_html_print(p->to,
                       " that of the components, which take no training. A longer training, or a wider net, may be due.");
    }
    char learnt[PAGE_COUNT], held[PAGE_COUNT];
    kit_html_print(p->to,
                   p->sides > 1 ? " Components are those of %s rows of %s, errors those of %s rows of %s."
                                : " Components are those of %s rows of %s, errors those of %s others of %s, which the "
                                  "net may have learnt from.",
                   page_count(learnt, c->sides[LEARNT].n), p->side[0].name, page_count(held, c->sides[HELD].n),
                   p->shown->name);
    fputs("</p>\n", p->to);
}

static void put_contest(const page *p, const contest *c)
{
    static const char *const columns[] = { "by", "mse, scaled", "explained variance" };
    char name[64];
    const char *const names[2] = { "the net", name };
    snprintf(name, sizeof name, "%zu principal components", p->info.code_width);
    kit_html_table_begin(p->to, "As many numbers, by the net and by principal components", columns, 3, true);
    for (size_t i = 0; i < 2; i++) {
        kit_html_row_begin(p->to, names[i]);
        kit_html_cell(p->to, "%.5g", c->figures[i][ERROR]);
        kit_html_cell(p->to, "%.2f %%", 100 * c->figures[i][EXPLAINED]);
        kit_html_row_end(p->to);
    }
    kit_html_table_end(p->to);
    put_verdict(p, c);
}

bool page_pca(page *p, kit_message *why)
{
    contest c = { 0 };
    const bool ok = pick_sides(&c, p, why) && run_contest(&c, p, why);
    if (ok)
        put_contest(p, &c);
    free_net_rows(&c.net);
    free_features(&c.codes);
    free(c.again);
    free(c.pick[LEARNT]);
    free(c.pick[HELD]);
    return ok;
}
