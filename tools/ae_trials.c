#include "ae_command.h"
#include "ae_search.h"
#include "kit/random.h"
#include "kit/template.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- Templates ---------------------------------------------------------------------------------------------------- */

/* The text without comments, its lines joined by |, so that a command with it is one line. */
static char *on_one_line(const char *text)
{
    char *line = malloc(3 * strlen(text) + 1), *to = line;
    for (const char *from = text; line && *from; from += *from != 0) {
        if (*from == '#')
            from += strcspn(from, "\n");
        if (*from == '\n')
            to = (char *)memcpy(to, " | ", 3) + 3;
        else if (*from)
            *to++ = *from;
    }
    while (line && to > line && strchr(" |\t\r", to[-1]))
        to--;
    if (line)
        *to = 0;
    return line;
}

static bool read_templates(search *s, kit_message *why)
{
    const arguments *a = &s->arguments;
    char *file = a->spec[0] == '@' ? read_spec_file(a->spec + 1, why) : NULL;
    if (a->spec[0] == '@' && !file)
        return false;
    s->spec = on_one_line(file ? file : a->spec);
    s->optimizer = a->optimizer ? on_one_line(a->optimizer) : NULL;
    free(file);
    if (!s->spec || (a->optimizer && !s->optimizer))
        return kit_explain(why, "out of memory");
    return kit_template_varies(s->spec) || (s->optimizer && kit_template_varies(s->optimizer)) ||
           (a->batches && kit_template_varies(a->batches)) ||
           kit_explain(why, "there is nothing to choose: --spec, --optimizer or --batch need a choice, such as {8..64} or "
                            "{relu,tanh}");
}

/* ---- Drawing ------------------------------------------------------------------------------------------------------ */

/* Each of the three texts has random numbers of its own. */
static bool fill_in(char **out, kit_choices *chosen, const char *option, const char *template, uint64_t seed,
                    kit_message *why)
{
    enum { LONGEST = 65536 }; /* as the library has it */
    kit_message inner;
    if (!template)
        return true;
    *out = malloc(LONGEST + 1);
    if (!*out)
        return kit_explain(why, "out of memory");
    if (!kit_template_fill(*out, LONGEST + 1, chosen, template, seed, &inner))
        return kit_explain(why, "--%s: %s", option, inner.text);
    char *shorter = realloc(*out, strlen(*out) + 1);
    *out = shorter ? shorter : *out;
    return true;
}

static char *choices_text(const kit_choices *chosen)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    for (const kit_choice *c = chosen->items; to && c < chosen->items + chosen->count; c++)
        fprintf(to, "%s%s%s%s", c > chosen->items ? ", " : "", c->label, *c->label ? " " : "", *c->value ? c->value : "-");
    if (to && fclose(to) == 0)
        return text;
    free(text);
    return NULL;
}

static void free_trial(trial *t)
{
    free(t->spec);
    free(t->optimizer);
    free(t->batch);
    free(t->choices);
    *t = (trial){ 0 };
}

/* What stands before a choice is its label; before a batch stands nothing. */
static void label_batch(kit_choices *chosen, size_t before)
{
    for (size_t i = before; i < chosen->count; i++)
        if (!*chosen->items[i].label)
            snprintf(chosen->items[i].label, sizeof chosen->items[i].label, "batch");
}

/* Draw number `draw` of the search. */
static bool draw_trial(trial *t, const search *s, uint64_t draw, kit_message *why)
{
    kit_choices chosen = { 0 };
    uint64_t seed = kit_random_bits(s->arguments.seed, draw);
    bool ok = fill_in(&t->spec, &chosen, "spec", s->spec, kit_random_bits(seed, 0), why) &&
              fill_in(&t->optimizer, &chosen, "optimizer", s->optimizer, kit_random_bits(seed, 1), why);
    size_t before = chosen.count;
    if (!ok || !fill_in(&t->batch, &chosen, "batch", s->arguments.batches, kit_random_bits(seed, 2), why))
        return false;
    label_batch(&chosen, before);
    t->choices = choices_text(&chosen);
    return t->choices || kit_explain(why, "out of memory");
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_new(const search *s, const trial *t)
{
    for (const trial *old = s->trials; old < s->trials + s->n; old++)
        if (same_text(old->spec, t->spec) && same_text(old->optimizer, t->optimizer) && same_text(old->batch, t->batch))
            return false;
    return true;
}

/* A trial that was there before would only cost time. Where a thousand draws in turn bring nothing new, there is nothing
 * new.
 */
static bool draw_trials(search *s, size_t wanted, kit_message *why)
{
    enum { PATIENCE = 1000 };
    size_t old = 0;
    for (uint64_t draw = 0; s->n < wanted && old < PATIENCE; draw++) {
        trial *t = &s->trials[s->n];
        if (!draw_trial(t, s, draw, why))
            return false;
        if (is_new(s, t)) {
            s->n++;
            old = 0;
        } else {
            free_trial(t);
            old++;
        }
    }
    return true;
}

/* ---- Losses that can be compared ---------------------------------------------------------------------------------- */

/* The next item `loss ...` of a spec on one line, from `at` on; false after the last. */
static bool next_loss(const char **at, size_t *length)
{
    while (**at) {
        *at += strspn(*at, " \t\r|");
        *length = strcspn(*at, "|");
        if (strncmp(*at, "loss", 4) == 0 && strspn(*at + 4, " \t") > 0)
            return true;
        *at += *length;
    }
    return false;
}

static bool same_losses(const char *a, const char *b)
{
    size_t n = 0, m = 0;
    for (;;) {
        bool more = next_loss(&a, &n), both = next_loss(&b, &m) == more;
        if (!both || !more)
            return both;
        if (n != m || memcmp(a, b, n) != 0)
            return false;
        a += n;
        b += m;
    }
}

/* The figure that --by names; without it the loss, if that means the same in every trial. */
static bool choose_figure(search *s, kit_message *why)
{
    const char *by = s->arguments.by ? s->arguments.by : figure_names[BY_LOSS];
    while (s->by < MEAN_MSE && strcmp(by, figure_names[s->by]) != 0)
        s->by++;
    if (s->by == MEAN_MSE)
        return kit_explain(why, "--by %s: trials are compared by loss, mse or mae", by);
    for (size_t i = 1; s->by == BY_LOSS && i < s->n; i++)
        if (!same_losses(s->trials[0].spec, s->trials[i].spec))
            return kit_explain(
                why, "the losses of the trials differ, so their values cannot be compared; say --by mse or --by mae");
    return true;
}

bool make_trials(search *s, kit_message *why)
{
    enum { MOST = 10000 };
    size_t wanted = s->arguments.trials ? (size_t)s->arguments.trials : 20;
    if (wanted > MOST)
        return kit_explain(why, "--trials %zu: there can be %d", wanted, (int)MOST);
    s->trials = calloc(wanted + 1, sizeof *s->trials); /* one more: the last is drawn before it is known to be new */
    if (!s->trials)
        return kit_explain(why, "out of memory");
    return read_templates(s, why) && draw_trials(s, wanted, why) && choose_figure(s, why);
}

void free_trials(search *s)
{
    size_t drawn = s->trials ? s->n + 1 : 0;
    for (size_t i = 0; i < drawn; i++)
        free_trial(&s->trials[i]);
    free(s->trials);
    free(s->spec);
    free(s->optimizer);
}

/* ---- A trial as a training ---------------------------------------------------------------------------------------- */

const char *length_name(const search *s)
{
    return s->arguments.steps ? "steps" : "epochs";
}

static bool read_batch(uint64_t *out, const char *text, kit_message *why)
{
    char *end;
    errno = 0;
    *out = strtoull(text, &end, 10);
    return (*text >= '0' && *text <= '9' && !*end && !errno && *out > 0 && *out <= INT64_MAX) ||
           kit_explain(why, "--batch: '%s' is not a whole number from 1", text);
}

bool trial_arguments(arguments *out, const search *s, size_t number, uint64_t length, kit_message *why)
{
    const trial *t = &s->trials[number];
    *out = s->arguments;
    out->spec = t->spec;
    out->optimizer = t->optimizer;
    *(out->steps ? &out->steps : &out->epochs) = length;
    out->quiet = true;
    return !t->batch || read_batch(&out->batch, t->batch, why);
}

char *trial_command(const search *s, size_t number, uint64_t length)
{
    const trial *t = &s->trials[number];
    char long_as[24], out[40];
    snprintf(long_as, sizeof long_as, "%llu", (unsigned long long)length);
    snprintf(out, sizeof out, "trial%zu.ae", number + 1);
    const replacement replaced[] = {
        { "spec", t->spec },
        { "optimizer", t->optimizer },
        { "batch", t->batch },
        { length_name(s), long_as },
        { "out", out },
        { "log", NULL },
        { "quiet", NULL },
        { "dry-run", NULL },
        { "valid-fraction", DEFAULT_FRACTION },
    };
    size_t n = sizeof replaced / sizeof *replaced;
    return command_text("train", TRAIN, &s->arguments, replaced, s->default_fraction ? n : n - 1);
}
