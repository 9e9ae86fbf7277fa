/* The words of the command line, from one table. */
#include "ae.h"
#include "ae_parts.h"
#include "kit/program.h"
#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_CBLAS
#include <cblas.h>

#include <autoencoder_cblas.h>
#endif

/* ---- Kinds of values: each reads a text into its place, and can say what it expects --------------------------------- */

typedef struct kind {
    bool (*read)(void *to, const char *text);
    const char *expects; /* NULL: the option takes no value */
} kind;

static bool read_flag(void *to, const char *text)
{
    (void)text;
    *(bool *)to = true;
    return true;
}

static bool read_text(void *to, const char *text)
{
    *(const char **)to = text;
    return true;
}

static bool read_path(void *to, const char *text)
{
    return read_text(to, text) && strcmp(text, "-") != 0;
}

static bool read_whole(void *to, const char *text)
{
    char *end;
    errno = 0;
    *(uint64_t *)to = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end && !errno;
}

static bool read_count(void *to, const char *text)
{
    return read_whole(to, text) && *(uint64_t *)to - 1 < INT64_MAX;
}

static bool read_threads(void *to, const char *text)
{
    return read_whole(to, text) && *(uint64_t *)to - 1 < 256;
}

static bool read_ratio(void *to, const char *text)
{
    return read_whole(to, text) && *(uint64_t *)to - 2 < INT64_MAX;
}

static bool read_scale(void *to, const char *text)
{
    char *end;
    *(double *)to = strtod(text, &end);
    return *text && !*end && isfinite(*(double *)to) && *(double *)to > 0;
}

static bool read_fraction(void *to, const char *text)
{
    return read_scale(to, text) && *(double *)to < 1;
}

/* "500 steps", "1 epoch", "10 minutes". */
static bool read_interval(void *to, const char *text)
{
    static const struct {
        const char *unit;
        size_t at; /* in interval */
        double times;
    } units[] = { { " step", offsetof(interval, steps), 1 },
                  { " epoch", offsetof(interval, epochs), 1 },
                  { " second", offsetof(interval, seconds), 1 },
                  { " minute", offsetof(interval, seconds), 60 },
                  { " hour", offsetof(interval, seconds), 3600 } };
    const double most = 1e15; /* a count that a double has exactly */
    char *unit;
    double number = (double)strtoull(text, &unit, 10);
    if (*text < '0' || *text > '9' || number < 1 || number > most)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(units[i].unit);
        *(double *)((char *)to + units[i].at) = number * units[i].times;
        if (strncmp(unit, units[i].unit, n) == 0 && (unit[n] == 0 || strcmp(unit + n, "s") == 0))
            return true;
        *(double *)((char *)to + units[i].at) = 0;
    }
    return false;
}

static bool read_sgemm(void *to, const char *text)
{
#ifdef HAVE_CBLAS
    if (strcmp(text, "cblas") == 0) {
        *(ae_sgemm_fn *)to = ae_cblas_sgemm;
        return true;
    }
#endif
    *(ae_sgemm_fn *)to = NULL;
    return strcmp(text, "own") == 0;
}

static const kind flag = { read_flag, NULL };
static const kind text = { read_text, "some text" };
static const kind path = { read_path, "the name of a file; pipes are neither read nor written" };
static const kind whole = { read_whole, "a whole number from 0 to 18446744073709551615" };
static const kind count = { read_count, "a whole number from 1 to 9223372036854775807" };
static const kind threads = { read_threads, "a whole number from 1 to 256" };
static const kind ratio = { read_ratio, "a whole number from 2" };
static const kind scale = { read_scale, "a number above 0" };
static const kind often = { read_interval, "a number of steps, epochs, seconds, minutes or hours, such as \"10 minutes\"" };
static const kind fraction = { read_fraction, "a number between 0 and 1, such as 0.2" };
#ifdef HAVE_CBLAS
static const kind sgemm = { read_sgemm, "`own` or `cblas`" };
#else
static const kind sgemm = { read_sgemm, "`own`; this build has no `cblas`" };
#endif

/* ---- The options ------------------------------------------------------------------------------------------------- */

typedef struct option {
    const char *name, *value; /* "data", "X" */
    const kind *kind;
    size_t at; /* in arguments */
    unsigned commands, required;
    const char *help;
} option;

#define AT(field) offsetof(arguments, field)

enum {
    RUN = ENCODE | RECONSTRUCT | DECODE | SCORE,
    FITS = TRAIN | CV | TUNE,
    ROWS = FITS | EVAL | RUN,
    TARGETS = FITS | EVAL | SCORE,
    ALL = ROWS | INFO | FILTERS | ENCODER | CHART
};

static const option options[] = {
    { "data", "X", &path, AT(data), ROWS, ROWS,
      "the rows: a file (IDX, npy, CSV; also gzipped), mnist, mnist-test, digits, digits-test" },
    { "target", "T", &path, AT(target), TARGETS, 0,
      "what outputs are compared with, row by row; without it the rows themselves" },
    { "valid", "V", &path, AT(valid), TRAIN | TUNE, 0, "rows to measure after every epoch, never trained on" },
    { "valid-target", "T", &path, AT(valid_target), TRAIN | TUNE, 0,
      "what the outputs of the --valid rows are compared with" },
    { "valid-fraction", "F", &fraction, AT(valid_fraction), TRAIN | TUNE, 0,
      "instead of --valid: hold out this share of the --data rows, chosen by --seed, and measure these; tune: default 0.2" },
    { "labels-last", NULL, &flag, AT(labels_last), ROWS, 0, "CSV: the last column is a label, not part of the row" },
    { "where-label", "L", &text, AT(where_label), ROWS, 0, "only the --data rows with this label" },
    { "rows-from", "FILE", &path, AT(rows_from), ROWS, 0, "only the --data rows listed here, a number from 0 a line" },
    { "scale", "S", &scale, AT(scale), ROWS & ~DECODE, 0,
      "divide the numbers by S; train: 255 for bytes, else 1; later: as trained; bytes for a model of 0 to 1: 255" },
    { "keep-going", NULL, &flag, AT(keep_going), RUN, 0,
      "rows that cannot be used (NaN, an empty field, a word) get NaN; without it the first is an error" },
    { "spec", "TEXT|@FILE", &text, AT(spec), FITS, FITS,
      "the model, e.g. \"input 784 | dense 64 act=relu | code | dense 784\"; with --from not needed" },
    { "from", "MODEL", &path, AT(from), TRAIN, 0, "go on with this model; with --spec: begin that one with its weights" },
    { "layers", "NAMES", &text, AT(layers), TRAIN, 0,
      "with --from and --spec: only these layers' weights, e.g. \"conv2d1 conv2d2\"; default: all that both have" },
    { "optimizer", "TEXT", &text, AT(optimizer), FITS, 0,
      "an optimizer, then policies, e.g. \"adam lr=0.01 | stop patience=5\": docs/spec.md; "
      "default: adam lr=0.001 b1=0.9 b2=0.999 eps=1e-7" },
    { "batch", "N", &count, AT(batch), TRAIN | CV, 0, "rows a step; default 256" },
    { "batch", "TEXT", &text, AT(batches), TUNE, 0, "rows a step, or a choice, such as {32,64,128}; default 256" },
    { "steps", "N", &count, AT(steps), FITS, 0, "how long to train, in steps" },
    { "epochs", "N", &count, AT(epochs), FITS, 0, "how long to train, in passes over the rows; default 10" },
    { "seed", "N", &whole, AT(seed), FITS, 0,
      "of the first weights, the order of rows, which rows are held out, and trials; default 0" },
    { "out", "FILE", &path, AT(out), TRAIN | ENCODER, TRAIN | ENCODER, "the model file to write" },
    { "out", "FILE", &path, AT(out), CV, 0, "the model file to write, of the one --fold" },
    { "out", "FILE", &path, AT(out), TUNE, 0, "the model file to write, of the best trial" },
    { "out", "FILE", &path, AT(out), ENCODE, ENCODE, "the file of codes to write, .npy or .csv" },
    { "out", "FILE", &path, AT(out), SCORE, SCORE, "the file of scores to write, .npy or .csv" },
    { "out", "FILE", &path, AT(out), RECONSTRUCT | DECODE, RECONSTRUCT | DECODE,
      "the file of rows to write, .npy, .csv or, for images, .png" },
    { "out", "FILE", &path, AT(out), FILTERS, FILTERS, "the picture to write, .png" },
    { "tensor", "NAME", &text, AT(tensor), FILTERS, 0,
      "the weights to draw, such as dense1.weight; default: the first layer's" },
    { "columns", "N", &count, AT(columns), FILTERS, 0,
      "pictures side by side; default: a filter's channels; where it has one, as many as make a square" },
    { "value", "NAME", &text, AT(value), ENCODE, 0,
      "what to write: any value that `ae info` lists, such as dense1; default: code" },
    { "errors", NULL, &flag, AT(errors), SCORE, 0, "beside each score, every feature's share of it" },
    { "limit", "N", &count, AT(limit), RECONSTRUCT | DECODE, 0, "only the first N rows; default: all, but 16 for .png" },
    { "checkpoint", "FILE", &path, AT(checkpoint), TRAIN, 0,
      "keep all of the training there, and go on from it where it is there" },
    { "checkpoint-every", "TIME", &often, AT(checkpoint_every), TRAIN, 0,
      "e.g. \"500 steps\", \"2 epochs\", \"10 minutes\"; default: 60 seconds, and always at the end" },
    { "log", "FILE", &path, AT(log), TRAIN | TUNE, 0,
      "write one JSON object a line: the run, its steps, epochs and end; tune: its runs, and goes on where the file ends" },
    { "trials", "N", &count, AT(trials), TUNE, 0,
      "how many fillings of the choices in braces to try, e.g. {relu,tanh}, {8..64}, {1e-4..1e-1 log}: docs/searching.md; "
      "default 20" },
    { "by", "loss|mse|mae", &text, AT(by), TUNE, 0, "what is to be small on the rows held out; default loss" },
    { "halving", NULL, &flag, AT(halving), TUNE, 0,
      "train all for a short time, the best of them longer, the best of those longer still" },
    { "ratio", "R", &ratio, AT(ratio), TUNE, 0,
      "with --halving: one of R trials goes on, and is trained R times as long; default 3" },
    { "every", "N", &count, AT(every), TRAIN, 0,
      "report the first, every N-th and the last step, or epoch if --steps is not given; default: a twentieth" },
    { "chart", NULL, &flag, AT(chart), TRAIN, 0, "at the end draw the losses of training and validation" },
    { "folds", "K", &count, AT(folds), CV, 0, "how many parts, each with its share of each label; default 5" },
    { "fold", "N", &count, AT(fold), CV, 0, "only this one, from 1; what comes out is the same, bit for bit" },
    { "groups", "FILE", &path, AT(groups), CV, 0, "a group a line: all --data rows of a group are in one fold" },
    { "scores", "FILE", &path, AT(scores), CV, 0,
      "write every row's score by the model that was not trained on it, .npy or .csv" },
    { "jobs", "N", &threads, AT(jobs), CV | TUNE, 0,
      "trainings at a time; default: all processors; the result is the same for any number" },
    { "quiet", NULL, &flag, AT(quiet), FITS, 0,
      "report nothing but errors, what is likely a mistake, and what was asked for" },
    { "dry-run", NULL, &flag, AT(dry_run), TRAIN | TUNE, 0,
      "check everything, describe the model and its memory, train nothing; tune: the trials and their models" },
    { "threads", "N", &threads, AT(threads), ROWS & ~(CV | TUNE), 0,
      "default: all processors; the result is the same for any number" },
    { "sgemm", "own|cblas", &sgemm, AT(sgemm), ROWS, 0,
      "who multiplies matrices: the library, or the BLAS of this build; default own" },
    { "plans", NULL, &flag, AT(plans), TRAIN | INFO, 0, "describe every step of the plans, too; train: with --dry-run" },
    { "json", NULL, &flag, AT(json), INFO | EVAL | CV, 0, "one JSON object instead of text" },
    { "help", NULL, &flag, AT(help), ALL, 0, "print this, as -h does" },
};

enum { OPTIONS = sizeof options / sizeof *options };
_Static_assert(sizeof options / sizeof *options <= MOST_OPTIONS, "arguments.given has a place for each");

/* ---- Parsing ------------------------------------------------------------------------------------------------------ */

static bool unknown(const command *c, const char *word, kit_message *why)
{
    const char *names[OPTIONS];
    size_t n = 0;
    for (size_t i = 0; i < OPTIONS; i++)
        if (options[i].commands & c->bit)
            names[n++] = options[i].name;
    const char *meant = closest(word, names, n);
    return kit_explain(why, "unknown option '--%s'%s%s%s; `ae %s --help` lists them", word,
                       meant ? " (did you mean '--" : "", meant ? meant : "", meant ? "'?)" : "", c->name);
}

static const option *find(const char *word, size_t n, unsigned bit)
{
    for (size_t i = 0; i < OPTIONS; i++)
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
    else if (o->kind->expects && !(value = *++*words))
        return kit_explain(why, "--%s needs a value: %s", o->name, o->kind->expects);
    return note_given(out, o, value, why) && read_value(out, o, value, why);
}

static bool parse_operand(arguments *out, const command *c, const char *word, kit_message *why)
{
    if (strcmp(word, "-h") == 0)
        return out->help = true;
    if (strcmp(word, "-") == 0)
        return kit_explain(why, "'-' is not %s", path.expects);
    if (word[0] == '-')
        return kit_explain(why, "unknown option '%s'; `ae %s --help` lists them", word, c->name);
    if (c->bit & NO_MODEL || out->model)
        return kit_explain(why, "'%s' is one word too many; `ae %s --help` shows the form", word, c->name);
    out->model = word;
    return true;
}

/* Required options are texts: one that is still NULL was not given. A dry run writes nothing, and a model has its spec. */
static bool is_missing(const arguments *a, const option *o, unsigned bit)
{
    if (!(o->required & bit) || (a->dry_run && o->at == AT(out)) || (a->from && o->at == AT(spec)))
        return false;
    return !*(const char *const *)((const char *)a + o->at);
}

static bool check_required(const arguments *a, const command *c, kit_message *why)
{
    if (!(c->bit & NO_MODEL) && !a->model)
        return kit_explain(why, "the %s file is missing; `ae %s --help` shows the form", c->bit == CHART ? "log" : "model",
                           c->name);
    for (size_t i = 0; i < OPTIONS; i++)
        if (is_missing(a, &options[i], c->bit))
            return kit_explain(why, "--%s %s is missing: %s", options[i].name, options[i].value, options[i].help);
    return true;
}

static bool check_together(const arguments *a, const command *c, kit_message *why)
{
    const struct rule {
        bool is_broken;
        const char *text;
    } rules[] = {
        { a->steps && a->epochs, "--steps and --epochs both say how long to train; give one of them" },
        { a->valid_target && !a->valid, "--valid-target is for the rows of --valid, which is missing" },
        { a->valid && a->valid_fraction > 0,
          "--valid and --valid-fraction both say which rows are measured; give one of them" },
        { a->layers && !(a->from && a->spec), "--layers chooses what --from gives to --spec; give all three" },
        { !a->checkpoint && a->checkpoint_every.steps + a->checkpoint_every.epochs + a->checkpoint_every.seconds > 0,
          "--checkpoint-every is for --checkpoint, which is missing" },
        { c->bit == TRAIN && a->plans && !a->dry_run, "--plans is for --dry-run, which is missing" },
        { a->quiet && a->chart, "--chart is a report, and --quiet wants none; give one of them" },
        { c->bit == CV && a->out && !a->fold, "--out is for the model of one --fold, which is missing" },
        { a->scores && a->fold, "--scores takes all folds, --fold is one; give one of them" },
        { a->ratio && !a->halving, "--ratio is for --halving, which is missing" },
        { a->plans && a->json, "--plans is for text; give --json or --plans" },
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].is_broken)
            return kit_explain(why, "%s", rules[i].text);
    return true;
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
    return out->help || (check_required(out, c, why) && check_together(out, c, why));
}

const char *option_name(size_t index, unsigned bit)
{
    if (index == OPTIONS)
        return NULL;
    return options[index].commands & bit ? options[index].name : "";
}

void print_options(const command *c)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        const option *o = &options[i];
        char left[40];
        if (!(o->commands & c->bit))
            continue;
        snprintf(left, sizeof left, "--%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
        printf("  %-18s  %s%s\n", left, o->help, o->required & c->bit ? " (required)" : "");
    }
}
