/* Units that have died or are saturated, found by looking at what every layer makes of some rows. */
#include "ae_remarks.h"
#include "kit/stat.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
    MEASURED = 1000,
    FEWEST = 100, /* of fewer rows, many units give the same number by chance */
    CHUNK = 50,   /* rows at a time */
    FACT = 10     /* a layer is told of where one unit in so many is concerned */
};

/* A value of the net. */
typedef struct layer {
    ae_value_info info;
    size_t unit; /* columns of one: a channel's numbers, or one */
    kit_columns columns;
} layer;

typedef struct survey {
    const subject *subject;
    FILE *facts;                  /* where what is no remark goes; NULL = nowhere */
    layer layers[AE_RESULTS_MAX]; /* the input, then what each layer makes of it */
    const char *names[AE_RESULTS_MAX];
    ae_result results[AE_RESULTS_MAX];
    size_t n, rows;
    uint32_t pick[MEASURED];
    ae_context *context;
    float *buffer;
} survey;

/* ---- What is looked at -------------------------------------------------------------------------------------------- */

static layer layer_of(const ae_value_info *info)
{
    return (layer){ .info = *info, .unit = info->rank > 1 ? info->width / info->shape[0] : 1 };
}

/* What makes the output, in whatever shape, is left out: the rows themselves may well have numbers that never change. */
static void leave_output_out(survey *s, const ae_value_info *output)
{
    while (s->n > 1 && s->layers[s->n - 1].info.width == output->width)
        s->n--;
}

static void list_layers(survey *s)
{
    ae_value_info v = AE_VALUE_INFO_INIT;
    for (size_t i = 0; ae_model_get_value(&v, s->subject->model, i, NULL) == AE_OK; i++) {
        if (strcmp(v.name, "output") == 0) {
            leave_output_out(s, &v);
            return;
        }
        if (v.head > 0) /* that is sure of all rows is what it is to be */
            leave_output_out(s, &v);
        else if (s->n < AE_RESULTS_MAX)
            s->layers[s->n++] = layer_of(&v);
    }
}

static bool make_room(survey *s)
{
    size_t width = 0;
    bool ok = true;
    for (size_t i = 0; i < s->n; i++) {
        layer *l = &s->layers[i];
        ok = kit_columns_make(&l->columns, l->info.width, l->info.low, l->info.high) && ok;
        s->names[i] = l->info.name;
        width += l->info.width;
    }
    s->buffer = malloc(CHUNK * width * sizeof *s->buffer);
    float *at = s->buffer;
    for (size_t i = 0; at && i < s->n; at += CHUNK * s->layers[i++].info.width)
        s->results[i] = (ae_result){ s->names[i], at };
    return ok && s->buffer;
}

/* ---- Looking ------------------------------------------------------------------------------------------------------ */

static void add_chunk(survey *s, size_t rows)
{
    for (size_t i = 0; i < s->n; i++)
        for (size_t row = 0; row < rows; row++)
            kit_columns_add(&s->layers[i].columns, s->results[i].data + row * s->layers[i].info.width);
}

static bool look(survey *s)
{
    ae_context_options options = AE_CONTEXT_OPTIONS_INIT;
    ae_rows rows = *s->subject->rows;
    options.rows = CHUNK;
    options.threads = (size_t)s->subject->arguments->threads;
    options.values = s->names;
    options.n_values = s->n;
    bool ok = ae_context_create(&s->context, s->subject->model, &options, NULL) == AE_OK;
    for (size_t first = 0; ok && first < s->rows; first += CHUNK) {
        rows.pick = s->pick + first;
        rows.picks = s->rows - first < CHUNK ? s->rows - first : CHUNK;
        ok = ae_model_run(s->results, s->n, s->subject->model, s->context, &rows, NULL) == AE_OK;
        if (ok)
            add_chunk(s, rows.picks);
    }
    return ok;
}

/* ---- Telling ------------------------------------------------------------------------------------------------------ */

/* What may be wrong with a unit. */
static const struct ill {
    size_t at; /* how many have it, in kit_units */
    const char *verb, *what, *help;
} ills[] = {
    { offsetof(kit_units, alike), "give", "the same number for all",
      "a smaller learning rate, act=leaky_relu or init he_normal may help" },
    { offsetof(kit_units, stuck), "stay", "at the ends of their activation for all",
      "numbers nearer to 0 (--scale) or a smaller learning rate may help" },
};

static size_t count_of(const struct ill *ill, const kit_units *u)
{
    return *(const size_t *)((const char *)u + ill->at);
}

/* Where both have the same units, as a pool and what comes before it, it may be handed on only. */
static bool is_new(const struct ill *ill, const kit_units *u, const kit_units *before)
{
    return u->all != before->all || count_of(ill, u) > count_of(ill, before);
}

/* That some units are lost is a fact, that most are is a remark. Whether it was one. */
static bool tell_ill(const survey *s, const struct ill *ill, const char *name, const kit_units *u)
{
    const size_t count = count_of(ill, u);
    const bool many = 4 * count >= 3 * u->all;
    FILE *to = many ? stderr : s->facts;
    if (to && count * FACT >= u->all)
        fprintf(to, "%s: %s: %zu of %zu units %s%s %s %zu rows looked at%s%s\n", s->subject->file, name, count, u->all,
                ill->verb, count == 1 ? "s" : "", ill->what, s->rows, many ? "; " : "", many ? ill->help : "");
    return many;
}

/* After a layer that says the same of every row there is nothing more to see. */
static bool tell(const survey *s)
{
    kit_units before = kit_columns_units(&s->layers[0].columns, s->layers[0].unit);
    bool any = false;
    for (size_t i = 1; i < s->n && before.alike < before.all; i++) {
        const layer *l = &s->layers[i];
        const kit_units u = kit_columns_units(&l->columns, l->unit);
        for (size_t k = 0; k < sizeof ills / sizeof *ills; k++)
            if (count_of(&ills[k], &u) > 0 && is_new(&ills[k], &u, &before))
                any |= tell_ill(s, &ills[k], l->info.name, &u);
        before = u;
    }
    return any;
}

static void close_survey(survey *s)
{
    ae_context_free(s->context);
    for (size_t i = 0; i < s->n; i++)
        kit_columns_free(&s->layers[i].columns);
    free(s->buffer);
    free(s);
}

bool remark_on_units(const subject *of, FILE *facts)
{
    survey *s = calloc(1, sizeof *s);
    if (!s)
        return false;
    s->subject = of;
    s->facts = facts;
    s->rows = sample_rows(s->pick, of->rows, MEASURED);
    list_layers(s);
    const bool any = s->rows >= FEWEST && make_room(s) && look(s) && tell(s);
    close_survey(s);
    return any;
}
