/* The words of the command line. */
#include "ae_options.h"
#include "ae_parts.h"
#include "kit/program.h"
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static bool unknown(const command *c, const char *word, kit_message *why)
{
    const char *names[MOST_OPTIONS];
    size_t n = 0;
    for (size_t i = 0; i < n_options; i++)
        if (options[i].commands & c->bit)
            names[n++] = options[i].name;
    const char *meant = kit_closest(word, names, n);
    return kit_explain(why, "unknown option '--%s'%s%s%s; `ae %s --help` lists them", word,
                       meant ? " (did you mean '--" : "", meant ? meant : "", meant ? "'?)" : "", c->name);
}

static const option *find(const char *word, size_t n, unsigned bit)
{
    for (size_t i = 0; i < n_options; i++)
        if (options[i].commands & bit && strlen(options[i].name) == n && memcmp(options[i].name, word, n) == 0)
            return &options[i];
    return NULL;
}

static bool read_value(arguments *out, const option *o, const char *value, kit_message *why)
{
    if (value && !*value)
        return kit_explain(why, "--%s is empty; it needs %s", o->name, o->kind->expects);
    if (!o->kind->read((char *)out + o->at, value))
        return kit_explain(why, "--%s: '%s' is not %s", o->name, value, o->kind->expects);
    return true;
}

static bool note_given(arguments *out, const option *o, const char *value, kit_message *why)
{
    const char **given = &out->given[o - options];
    if (*given)
        return kit_explain(why, "--%s is given twice; give it once", o->name);
    *given = value ? value : "";
    return true;
}

/* A value that is the name of an option was forgotten. */
static bool is_option(const char *word, const command *c)
{
    return strncmp(word, "--", 2) == 0 && find(word + 2, strcspn(word + 2, "="), c->bit);
}

/* `--name value` or `--name=value`; *words stands on the name and is moved to the last word used. */
static bool parse_option(arguments *out, const command *c, char ***words, kit_message *why)
{
    const char *word = **words + 2, *value = strchr(word, '=');
    const option *o = find(word, strcspn(word, "="), c->bit);
    if (!o)
        return unknown(c, word, why);
    if (!o->kind->expects && value)
        return kit_explain(why, "--%s takes no value", o->name);
    if (value)
        value++;
    else if (o->kind->expects && (!(value = *++*words) || is_option(value, c)))
        return kit_explain(why, "--%s needs a value: %s", o->name, o->kind->expects);
    return note_given(out, o, value, why) && read_value(out, o, value, why);
}

/* The name of a file behind the command is most likely the rows. */
static bool one_too_many(const arguments *a, const command *c, const char *word, kit_message *why)
{
    const bool rows = find("data", 4, c->bit) && !a->data && access(word, R_OK) == 0;
    return rows ? kit_explain(why, "'%s' is one word too many; did you mean --data %s?", word, word)
                : kit_explain(why, "'%s' is one word too many; `ae %s --help` shows the form", word, c->name);
}

static bool parse_operand(arguments *out, const command *c, const char *word, kit_message *why)
{
    if (strcmp(word, "-h") == 0)
        return out->help = true;
    if (strcmp(word, "-") == 0 && c->bit != COLUMNS)
        return kit_explain(why, "'-' is not %s", path_kind.expects);
    if (word[0] == '-' && word[1])
        return kit_explain(why, "unknown option '%s'; `ae %s --help` lists them", word, c->name);
    if (!c->operand || out->model)
        return one_too_many(out, c, word, why);
    out->model = word;
    return true;
}

/* Required options are texts: one that is still NULL was not given. A dry run writes nothing; --fit writes the model. */
static bool is_missing(const arguments *a, const option *o, unsigned bit)
{
    if (!(o->required & bit) || ((a->dry_run || a->fit) && o->at == offsetof(arguments, out)))
        return false;
    return !*(const char *const *)((const char *)a + o->at);
}

static bool check_required(const arguments *a, const command *c, kit_message *why)
{
    if (c->needs && !a->model && !(c->bit == COLUMNS && a->data))
        return kit_explain(why, "the %s is missing; `ae %s --help` shows the form", c->needs, c->name);
    for (size_t i = 0; i < n_options; i++)
        if (is_missing(a, &options[i], c->bit))
            return kit_explain(why, "--%s %s is missing: %s", options[i].name, options[i].value, options[i].help);
    return true;
}

static bool leaves_rows_out(const arguments *a)
{
    return a->reading.where || (a->missing && strcmp(a->missing, "drop") == 0);
}

/* Of the ways to choose codes, but for chance, how many are given. */
static int ways_given(const arguments *a)
{
    return (a->manifold > 0) + a->between.given + (a->minus || a->plus);
}

static bool is_of_rows_alone(const arguments *a)
{
    return a->of && strcmp(a->of, "rows") == 0;
}

static bool has_data(const arguments *a)
{
    return a->data != NULL;
}

static bool has_data_or_fit(const arguments *a)
{
    return a->data || a->usual;
}

static bool draws_rows(const arguments *a)
{
    return a->data || a->of;
}

/* Commands that take rows only if they are given some: whether they are, and which of the options about rows say something
 * without any. */
static const struct optional_rows {
    unsigned command;
    bool (*has_rows)(const arguments *a);
    const char *keeps[4];
    const char *told;
} optional_rows[] = {
    { INFO, has_data, { NULL }, "--data" },
    { SAMPLE, has_data_or_fit, { "condition", "threads", "quiet", NULL }, "--data or --fit" },
    { CHART, draws_rows, { "quiet", NULL }, "--of and --data" },
};

static bool keeps(const struct optional_rows *o, const char *name)
{
    const char *const *kept = o->keeps;
    while (*kept && strcmp(*kept, name) != 0)
        kept++;
    return *kept != NULL;
}

/* An option that both `cluster` and `info` take says how rows are read or run. */
static bool is_about_rows(const option *o)
{
    return o->commands & CLUSTER && o->commands & INFO;
}

static bool check_rows_options(const arguments *a, const struct optional_rows *o, kit_message *why)
{
    for (size_t i = 0; !o->has_rows(a) && i < n_options; i++)
        if (a->given[i] && is_about_rows(&options[i]) && !keeps(o, options[i].name))
            return kit_explain(why, "--%s is about the rows of %s, which is missing", options[i].name, o->told);
    return true;
}

static bool check_has_rows(const arguments *a, const command *c, kit_message *why)
{
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof optional_rows / sizeof *optional_rows; i++)
        ok = optional_rows[i].command != c->bit || check_rows_options(a, &optional_rows[i], why);
    return ok;
}

/* What does not go together, and how it is told. */
typedef struct rule {
    bool is_broken;
    const char *text;
} rule;

static bool keep_rules(const rule *rules, size_t n, kit_message *why)
{
    for (size_t i = 0; i < n; i++)
        if (rules[i].is_broken)
            return kit_explain(why, "%s", rules[i].text);
    return true;
}

#define KEEP(rules) keep_rules(rules, sizeof rules / sizeof *rules, why)

/* What is trained, and how. */
static bool check_training(const arguments *a, const command *c, kit_message *why)
{
    const rule rules[] = {
        { a->steps && a->epochs, "--steps and --epochs both say how long to train; give one of them" },
        { a->code && (a->spec || a->from),
          "--code is for the net that is chosen, and --spec and --from name one; its `dense N | code` says the size" },
        { c->bit == COMPARE && a->model &&
              (a->spec || a->aim || a->code || a->optimizer || a->batch || a->steps || a->epochs),
          "the model is compared as it is; --spec, --for, --code, --optimizer, --batch, --steps and --epochs are for one "
          "that "
          "is trained" },
        { c->bit == COMPARE && a->valid && a->folds,
          "--valid and --folds both say which rows are held out; give one of them" },
        { a->layers && !(a->from && a->spec), "--layers chooses what --from gives to --spec; give all three" },
        { !a->checkpoint && a->checkpoint_every.steps + a->checkpoint_every.epochs + a->checkpoint_every.seconds > 0,
          "--checkpoint-every is for --checkpoint, which is missing" },
        { a->stack && a->from, "--stack begins a model anew, --from goes on with one; give one of them" },
        { a->head && a->spec,
          "--head adds one to the net that is chosen, or to that of --from; a --spec has its own: head NAME | dense N "
          "act=softmax" },
        { a->stack && a->checkpoint, "--stack keeps no checkpoints of its levels; give --stack or --checkpoint" },
        { a->stack_noise > 0 && !a->stack, "--stack-noise is for --stack, which is missing" },
        { c->bit == TRAIN && a->plans && !a->dry_run, "--plans is for --dry-run, which is missing" },
        { a->quiet && a->chart, "--chart is a report, and --quiet wants none; give one of them" },
        { c->bit == CV && a->out && !a->fold, "--out is for the model of one --fold, which is missing" },
        { a->scores && a->fold, "--scores takes all folds, --fold is one; give one of them" },
        { a->ratio && !a->halving, "--ratio is for --halving, which is missing" },
        { c->bit == TRAIN && a->target && !a->spec && !a->from,
          "--target needs --spec: what is chosen without it gives the rows back" },
        { a->aim && (a->spec || a->from),
          "--for is about the net that is chosen, and --spec or --from gives one; leave it out" },
        { a->plans && a->json, "--plans is for text; give --json or --plans" },
    };
    return KEEP(rules);
}

/* Which rows, and how they are read. */
static bool check_reading(const arguments *a, const command *c, kit_message *why)
{
    const rule rules[] = {
        { a->valid_target && !a->valid, "--valid-target is for the rows of --valid, which is missing" },
        { a->valid && a->valid_fraction > 0,
          "--valid and --valid-fraction both say which rows are measured; give one of them" },
        { a->labels_last && a->reading.label, "--labels-last is short for --label LAST; give one of them" },
        { a->where_label && a->reading.where, "--where-label is short for --where label=L; give one of them" },
        { leaves_rows_out(a) && (a->rows_from || a->groups || a->target || a->valid_target),
          "--where and --missing drop leave rows out, so that what --rows-from, --groups or --target says of the others "
          "would "
          "be of other rows; give one of the two" },
        { c->bit == COLUMNS && a->model && a->data, "the file and --data both say what the rows are; give one of them" },
    };
    return KEEP(rules);
}

/* What is written. */
static bool check_results(const arguments *a, const command *c, kit_message *why)
{
    const rule rules[] = {
        { a->scaled && a->fill, "--fill keeps the data's numbers, --scaled gives the net's; give one of them" },
        { c->bit == EXPORT && !a->encoder && !a->filters,
          "nothing is to be exported; give --encoder FILE, --filters FILE or both" },
        { c->bit == EXPORT && (a->tensor || a->columns) && !a->filters,
          "--tensor and --columns are for the picture of --filters, which is missing" },
        { a->hamming && a->approximate,
          "--hamming counts the bits of all rows, --approximate passes over some; give one of them" },
        { a->value && (a->bits || a->packing),
          "--bits and --pack are for codes, --value is something else; give one of them" },
        { a->errors && (a->threshold || a->explain), "--errors writes what every column has in the score, --threshold and "
                                                     "--explain what is unusual; give one of them" },
        { a->fit && !a->out && (a->errors || a->threshold || a->explain),
          "--errors, --threshold and --explain are about what --out writes, which is missing" },
    };
    return KEEP(rules);
}

/* New rows. */
static bool check_sample(const arguments *a, const command *c, kit_message *why)
{
    const rule rules[] = {
        { ways_given(a) > 1, "--manifold, --between and --plus each say which codes are decoded; give one of them" },
        { ways_given(a) > 0 && (a->n || a->usual),
          "--n and --fit are for codes that are drawn, --manifold, --between and --plus choose them; leave one out" },
        { ways_given(a) > 0 && a->rows,
          "--rows is for codes that are drawn; what --manifold, --between and --plus show is the decoder's mean" },
        { (a->between.given || a->plus) && !a->data, "--between and --plus are about rows; --data X names them" },
        { c->bit == SAMPLE && a->data && ways_given(a) == 0,
          "--data is for --manifold, --between or --plus; --fit X draws codes like those of rows" },
        { (a->between.given || a->plus) && a->deviation > 0,
          "--deviation is for codes that are drawn or on a grid; --between and --plus find them from rows" },
        { a->linear && !a->between.given, "--linear is for --between, which is missing" },
        { a->line && !a->between.given && !a->plus, "--steps is for the line of --between or --plus; give one of them" },
        { a->row && !a->plus, "--row is for --plus, which is missing" },
        { (a->components || a->save) && !a->usual, "--components and --save are for --fit, which is missing" },
        { c->bit == SAMPLE && !a->out && !a->codes && !a->save,
          "nothing is to be written; --out FILE takes the rows, --codes FILE the codes" },
        { !a->minus != !a->plus, "--minus and --plus are two labels, what a row has and what it gets; give both" },
    };
    return KEEP(rules);
}

/* Charts. */
static bool check_chart(const arguments *a, const command *c, kit_message *why)
{
    const rule rules[] = {
        { c->bit == CHART && !a->of && (a->data || a->value || a->threshold || a->limit),
          "--data is for --of codes, scores or errors, which is missing; of a log there is nothing to choose" },
        { c->bit == CHART && a->of && !is_of_rows_alone(a) && !a->data,
          "a model is drawn at work on rows; --data X names them" },
        { c->bit == CHART && is_of_rows_alone(a) && (a->data || a->out),
          "--of rows draws the rows of DATA in the terminal, as in `ae chart digits --of rows`; leave --data and --out "
          "out" },
        { c->bit == CHART && a->of && a->value && strcmp(a->of, "codes") != 0,
          "--value is what to draw in place of codes; leave it out, or give --of codes" },
        { c->bit == CHART && a->of && a->threshold && strcmp(a->of, "scores") != 0,
          "--threshold is a mark among scores; leave it out, or give --of scores" },
        { c->bit == CHART && a->limit && !is_of_rows_alone(a), "--limit is for --of rows; a chart has all rows" },
    };
    return KEEP(rules);
}

static bool check_together(const arguments *a, const command *c, kit_message *why)
{
    return check_training(a, c, why) && check_reading(a, c, why) && check_results(a, c, why) && check_sample(a, c, why) &&
           check_chart(a, c, why);
}

bool parse_arguments(arguments *out, const command *c, char **words, kit_message *why)
{
    for (; *words && !out->help; words++) {
        bool is_option = strncmp(*words, "--", 2) == 0 && (*words)[2];
        if (!(is_option ? parse_option(out, c, &words, why) : parse_operand(out, c, *words, why)))
            return false;
    }
    if (!out->threads)
        out->threads = parts_processors();
    if (!out->jobs)
        out->jobs = kit_processors();
    return out->help || (check_required(out, c, why) && check_has_rows(out, c, why) && check_together(out, c, why));
}
