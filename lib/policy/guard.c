/* Notices a training that leaves the ordinary numbers in the very step: a loss or a gradient that is not finite, or a loss
 * far above its running median. Such a step is refused: it changes no weight. It is one of every training; a text may change
 * it.
 *
 * The median is that of the last 31 losses, refused ones included, so that a stream whose nature has changed is taken up
 * again after half of them. A median far below the first losses counts as a thousandth of their largest: a net that has
 * hardly anything left to learn is not stopped by one odd batch. Losses of 0, which rows without weight have, and those that
 * are not finite say nothing of what is usual. */
#include "policy/guard.h"
#include "base/curve.h"
#include "base/size.h"
#include <math.h>

static const ae_field fields[] = {
    { "times", AE_FIELD_REAL, offsetof(ae_guard, times),
      AE_DEFAULT("1e6", "a loss above so many times its running median is refused; 0: any finite loss is taken"), 0, 1e30 },
    { "every", AE_FIELD_COUNT, offsetof(ae_guard, every), AE_DEFAULT("100", "steps after which good weights are kept"), 1,
      1e9 },
    { "back", AE_FIELD_FLAG, offsetof(ae_guard, back),
      AE_DEFAULT("no", "refused steps are left out, and after three in a row it goes back to the last good weights; no: it "
                       "is an error") },
    { "factor", AE_FIELD_REAL, offsetof(ae_guard, factor),
      AE_DEFAULT("0.5", "what the learning rate is multiplied by when it goes back"), 1e-6, 1 },
    { "most", AE_FIELD_COUNT, offsetof(ae_guard, most), AE_DEFAULT("10", "how often it goes back; then it is an error"), 1,
      1e9 },
    AE_FIELDS_END,
};

enum { WINDOW = 31, FEWEST = 5, IN_A_ROW = 3 };

/* The numbers that it keeps. */
enum {
    SEEN,    /* losses so far */
    REFUSED, /* since the last step that was taken */
    WENT_BACK,
    COUNTERS,
    FIRST = COUNTERS, /* the largest of the first FEWEST losses */
    LOSSES,           /* the last ones, in a ring */
    NUMBERS = LOSSES + WINDOW
};

/* The middle one of n losses; of an even number the lower one. */
static double median(const double *losses, size_t n)
{
    double sorted[WINDOW];
    for (size_t i = 0; i < n; i++) {
        size_t at = i;
        for (; at > 0 && sorted[at - 1] > losses[i]; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = losses[i];
    }
    return n ? sorted[(n - 1) / 2] : 0;
}

double ae_guard_usual(const ae_chosen *c)
{
    const double *n = c->numbers, floor = n[FIRST] / 1000;
    double middle = median(n + LOSSES, (size_t)(n[SEEN] < WINDOW ? n[SEEN] : WINDOW));
    return n[SEEN] < FEWEST ? 0 : middle > floor ? middle : floor;
}

/* What is usual is never below a thousandth of the first losses, so most steps need no median. */
static bool is_ordinary(const ae_guard *o, const ae_chosen *c, double loss)
{
    const double *n = c->numbers;
    if (!isfinite(loss))
        return false;
    return o->times == 0 || n[SEEN] < FEWEST || loss <= o->times * n[FIRST] / 1000 || loss <= o->times * ae_guard_usual(c);
}

static void remember(double *n, double loss)
{
    if (n[SEEN] < FEWEST && loss > n[FIRST])
        n[FIRST] = loss;
    n[LOSSES + (size_t)n[SEEN] % WINDOW] = loss;
    n[SEEN]++;
}

static ae_advice guard_step(const ae_chosen *c, const ae_clock *clock)
{
    bool ordinary = is_ordinary(c->options, c, clock->loss);
    if (isfinite(clock->loss) && clock->loss > 0)
        remember(c->numbers, clock->loss);
    return ordinary ? AE_ADVICE_GO : AE_ADVICE_REFUSE;
}

/* A step was taken. */
static void guard_after(const ae_chosen *c, const ae_pass *p)
{
    (void)p;
    c->numbers[REFUSED] = 0;
}

bool ae_guard_refuse(const ae_chosen *c)
{
    return ++c->numbers[REFUSED] >= IN_A_ROW;
}

/* Weights whose loss is not finite had extraordinary ones before, which would count as usual from now on. */
bool ae_guard_go_back(const ae_chosen *c, double loss)
{
    const ae_guard *o = c->options;
    double *n = c->numbers;
    n[REFUSED] = 0;
    if (!isfinite(loss))
        n[SEEN] = n[FIRST] = 0;
    n[WENT_BACK] += o->back;
    return o->back && n[WENT_BACK] <= (double)o->most;
}

size_t ae_guard_times_back(const ae_chosen *c)
{
    return (size_t)c->numbers[WENT_BACK];
}

static double guard_rate(const ae_chosen *c, const ae_clock *clock)
{
    (void)clock;
    return ae_power(((const ae_guard *)c->options)->factor, c->numbers[WENT_BACK]);
}

const ae_policy ae_policy_guard = {
    .name = "guard",
    .doc = AE_DOC("a step with an extraordinary loss changes nothing"),
    .fields = fields,
    .options_size = sizeof(ae_guard),
    .numbers = NUMBERS,
    .counters = COUNTERS,
    .rate = guard_rate,
    .step = guard_step,
    .after = guard_after,
};
