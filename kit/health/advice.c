/* What to change, as far as the figures say it. */
#include "kit/health.h"
#include <math.h>

/* Of a verb after so many units. */
static const char *ending(size_t n)
{
    return n == 1 ? "s" : "";
}

/* Each fills the text and returns true where it has something to say. */

static bool on_collapsed(kit_message *to, const kit_health *h)
{
    const size_t n = h->count[KIT_COLLAPSED];
    kit_explain(to,
                "%zu of %zu units diverge%s by less than 0.01 nats, which tells the decoder nothing. If the error is too "
                "high, give loss kl_normal a smaller weight=, let it rise (policy warmup) or give it free_bits=0.1, and "
                "sum the loss of the rows (reduce=sum); otherwise take fewer units",
                n, h->width, ending(n));
    return n > 0;
}

static bool is_relu(const kit_health *h)
{
    return h->low == 0 && isinf(h->high);
}

static bool on_dead(kit_message *to, const kit_health *h)
{
    const size_t n = h->count[KIT_DEAD];
    kit_explain(to,
                "%zu of %zu units give%s the same number for every row, or nearly. To use them, try a smaller learning "
                "rate%s; or take fewer units",
                n, h->width, ending(n), is_relu(h) ? ", act=leaky_relu or init he_normal" : "");
    return n > 0;
}

static bool on_saturated(kit_message *to, const kit_health *h)
{
    const size_t n = h->count[KIT_SATURATED];
    kit_explain(to,
                "%zu of %zu units stay%s at the ends of the activation's reach, %g to %g, where hardly anything is "
                "learnt. Unless the code is to be sparse or nearly binary, try act=linear before it, a smaller learning "
                "rate, or a --scale that brings the rows nearer to 0",
                n, h->width, ending(n), h->low, h->high);
    return n > 0;
}

static const kit_unit *first_duplicate(const kit_health *h)
{
    const kit_unit *u = h->unit;
    while (!u->ill[KIT_DUPLICATE])
        u++;
    return u;
}

static bool on_duplicates(kit_message *to, const kit_health *h)
{
    const size_t n = h->count[KIT_DUPLICATE];
    if (n == 0)
        return false;
    const kit_unit *u = first_duplicate(h);
    kit_explain(to,
                "%zu of %zu units say%s what a unit before says, such as unit %zu, which has a correlation of %.3f with "
                "unit %zu: fewer units would hold as much",
                n, h->width, ending(n), (size_t)(u - h->unit) + 1, u->correlation, u->twin + 1);
    return true;
}

static bool on_blank(kit_message *to, const kit_health *h)
{
    kit_explain(to,
                "%zu of %zu rows have a code of zeros only, so that nothing of them is kept. Try a smaller weight= of the "
                "penalty on the code, act=leaky_relu, or more units",
                h->blank, h->rows);
    return h->blank > 0;
}

/* Of few rows the rank says as much about them as about the code. */
static bool on_rank(kit_message *to, const kit_health *h)
{
    enum { ROWS_A_UNIT = 4 };
    const size_t idle = h->count[KIT_COLLAPSED] + h->count[KIT_DEAD] + h->count[KIT_DUPLICATE], busy = h->width - idle;
    kit_explain(to,
                "the codes spread in about %.1f directions, fewer than half of the %zu units at work: a smaller code may do "
                "as well; compare the errors of both",
                h->effective_rank, busy);
    return h->rows >= ROWS_A_UNIT * h->width && h->effective_rank < (double)busy / 2;
}

static bool on_width(kit_message *to, const kit_health *h)
{
    kit_explain(to,
                "the code has %zu numbers and the row %zu, so that rows can be copied without learning what they have in "
                "common. Take fewer units, or add noise, dropout or penalty l1",
                h->width, h->row_width);
    return h->row_width > 0 && h->width >= h->row_width && h->near_zero < 0.5 && isnan(h->kl);
}

size_t kit_health_advice(kit_message advice[KIT_HEALTH_ADVICE], const kit_health *h)
{
    static bool (*const on[KIT_HEALTH_ADVICE])(kit_message *, const kit_health *) = { on_collapsed,  on_dead,  on_saturated,
                                                                                      on_duplicates, on_blank, on_rank,
                                                                                      on_width };
    size_t n = 0;
    for (size_t i = 0; i < KIT_HEALTH_ADVICE; i++)
        n += on[i](&advice[n], h);
    return n;
}
