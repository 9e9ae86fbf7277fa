/* How the learning rate changes from step to step, as a factor of the optimizer's own. Steps are counted from 0 here: the
 * last of a training is not quite at the end of its curve, as in PyTorch's cosine and in Keras. */
#include "base/curve.h"
#include "base/size.h"
#include "policy/policy.h"
#include <math.h>

typedef struct schedule {
    int kind;
    size_t warmup, every;
    double factor, final, start, peak;
} schedule;

enum { CONSTANT, STEP, EXPONENTIAL, COSINE, ONECYCLE, INVERSE_SQRT };
static const char *const kinds[] = { "constant", "step", "exponential", "cosine", "onecycle", "inverse_sqrt", NULL };

static const ae_field fields[] = {
    { "", AE_FIELD_CHOICE, offsetof(schedule, kind), AE_REQUIRED("the curve"), .words = kinds },
    { "warmup", AE_FIELD_COUNT, offsetof(schedule, warmup),
      AE_DEFAULT("0", "so many first steps rise evenly from 0, before the curve begins"), 0, 1e9 },
    { "every", AE_FIELD_COUNT, offsetof(schedule, every),
      AE_DEFAULT("0", "step, exponential: steps in which it becomes factor times as much; 0: a third of the curve"), 0,
      1e9 },
    { "factor", AE_FIELD_REAL, offsetof(schedule, factor), AE_DEFAULT("0.1", "step, exponential: see every"), 1e-6, 1 },
    { "final", AE_FIELD_REAL, offsetof(schedule, final), AE_DEFAULT("0", "cosine, onecycle: where the curve ends"), 0, 1 },
    { "start", AE_FIELD_REAL, offsetof(schedule, start), AE_DEFAULT("0.04", "onecycle: where the curve begins"), 0, 1 },
    { "peak", AE_FIELD_REAL, offsetof(schedule, peak), AE_DEFAULT("0.3", "onecycle: the share of the steps that rise"), 0,
      1 },
    AE_FIELDS_END,
};

/* Where a step is on the curve. */
typedef struct point {
    double step;  /* from 0, after the warm-up */
    double steps; /* of the whole curve; 0 = not known */
} point;

/* From `from` to `to` along half a wave, at share x of the way. */
static double wave(double from, double to, double x)
{
    return to + (from - to) * (1 + ae_cos_pi(x)) / 2;
}

static double share(point p)
{
    return p.step < p.steps ? p.step / p.steps : 1;
}

static double constant(const schedule *o, point p)
{
    (void)o;
    (void)p;
    return 1;
}

static double falls(const schedule *o, point p)
{
    return p.step / (o->every ? (double)o->every : p.steps / 3);
}

static double in_steps(const schedule *o, point p)
{
    return ae_power(o->factor, (double)(uint64_t)falls(o, p));
}

static double exponential(const schedule *o, point p)
{
    return ae_power(o->factor, falls(o, p));
}

static double cosine(const schedule *o, point p)
{
    return wave(1, o->final, share(p));
}

static double onecycle(const schedule *o, point p)
{
    double x = share(p);
    return x < o->peak ? wave(o->start, 1, x / o->peak) : wave(1, o->final, o->peak < 1 ? (x - o->peak) / (1 - o->peak) : 0);
}

static double inverse_sqrt(const schedule *o, point p)
{
    double warmup = o->warmup ? (double)o->warmup : 1;
    return sqrt(warmup / (warmup + p.step));
}

static double (*const curves[])(const schedule *o, point p) = {
    [CONSTANT] = constant, [STEP] = in_steps,     [EXPONENTIAL] = exponential,
    [COSINE] = cosine,     [ONECYCLE] = onecycle, [INVERSE_SQRT] = inverse_sqrt,
};

static double schedule_rate(const ae_chosen *c, const ae_clock *clock)
{
    const schedule *o = c->options;
    if (clock->step <= o->warmup)
        return (double)clock->step / (double)o->warmup;
    uint64_t all = clock->steps > o->warmup ? clock->steps - o->warmup : 0;
    return curves[o->kind](o, (point){ (double)(clock->step - 1 - o->warmup), (double)all });
}

static bool schedule_looks_ahead(const void *options)
{
    const schedule *o = options;
    return o->kind == COSINE || o->kind == ONECYCLE || ((o->kind == STEP || o->kind == EXPONENTIAL) && !o->every);
}

/* The keys of each curve besides warmup. */
static const char *const uses[][4] = {
    [CONSTANT] = { NULL },
    [STEP] = { "every", "factor", NULL },
    [EXPONENTIAL] = { "every", "factor", NULL },
    [COSINE] = { "final", NULL },
    [ONECYCLE] = { "start", "peak", "final", NULL },
    [INVERSE_SQRT] = { NULL },
};

static bool is_used(int kind, const ae_word *key)
{
    const char *const *used = uses[kind];
    while (*used && !ae_word_is(key, *used))
        used++;
    return *used || key->length == 0 || ae_word_is(key, "warmup");
}

/* Whoever gives a key to a curve expects something of it. */
static ae_status check_keys(int kind, const ae_item *item, ae_error *e)
{
    for (size_t i = 0; i < item->count; i++) {
        const ae_word *key = &item->pairs[i].key;
        if (!is_used(kind, key))
            return ae_fail_word(e, AE_EWORD, key, "schedule %s does not use %.*s=", kinds[kind], ae_word_shown(key),
                                key->text);
    }
    return AE_OK;
}

static ae_status schedule_prepare(const void *options, const ae_item *item, const ae_setting *s, ae_tuning *t, ae_error *e)
{
    const schedule *o = options;
    (void)t;
    AE_TRY(check_keys(o->kind, item, e));
    if (s->steps && o->warmup >= s->steps)
        return ae_fail_word(e, AE_EVALUE, &item->name, "schedule: warmup=%zu does not end within the %llu steps", o->warmup,
                            (unsigned long long)s->steps);
    if (!s->steps && schedule_looks_ahead(options))
        return ae_fail_word(e, AE_EOPTION, &item->name,
                            "schedule %s needs to know how many steps there will be: set the "
                            "option `steps`",
                            kinds[o->kind]);
    return AE_OK;
}

const ae_policy ae_policy_schedule = {
    .name = "schedule",
    .doc = AE_DOC("the learning rate follows a curve"),
    .source = AE_DOC(
        "cosine: Loshchilov & Hutter 2017, SGDR; onecycle: Smith & Topin 2019, Super-convergence; inverse_sqrt: Vaswani "
        "et al. 2017, Attention is all you need"),
    .fields = fields,
    .options_size = sizeof(schedule),
    .prepare = schedule_prepare,
    .looks_ahead = schedule_looks_ahead,
    .rate = schedule_rate,
};
