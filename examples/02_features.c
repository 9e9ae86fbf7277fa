/* What the library is linked for: few numbers instead of 784 pixels, for those who come after.
 *
 *     02_features [--rows 2000] [--full] [--labels N] [--test 1000] [--epochs 12] [--of NAME] [--by NAME] [--threads N]
 *
 * Autoencoders learn from the training digits, without their labels; then classifiers learn from the first N digits with
 * labels, by default all, and tell the test digits apart: by codes, by as many principal components, and by the raw pixels.
 * Each line says how long that took, in seconds of processor time, all threads together, and how much memory the classifier
 * holds from then on. --full takes all training digits. --of and --by choose lines: --of noisy-64 --by knn. What this
 * program was built without (LAPACK, liblinear, libsvm, FLANN, XGBoost) is left out, and said to be. libsvm and liblinear
 * learn on one thread, whatever --threads says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "02_features.h"
#include "kit/dataset.h"
#include "kit/program.h"

/* What this build lacks is a null pointer. */
#ifndef HAVE_LAPACK
#define make_components NULL
#endif

static bool make_pixels(features *f, const features *pixels, const char *name, const settings *s, kit_message *why)
{
    (void)name, (void)s, (void)why;
    memcpy(f->train, pixels->train, f->train_rows * f->width * sizeof(float));
    memcpy(f->test, pixels->test, f->test_rows * f->width * sizeof(float));
    return true;
}

typedef struct description {
    const char *name;
    size_t width;
    bool (*make)(features *f, const features *pixels, const char *name, const settings *s, kit_message *why);
} description;

static const description descriptions[] = {
    { "raw", 784, make_pixels },    { "PCA-32", 32, make_components },   { "code-32", 32, make_codes },
    { "noisy-32", 32, make_codes }, { "PCA-64", 64, make_components },   { "code-64", 64, make_codes },
    { "noisy-64", 64, make_codes }, { "PCA-392", 392, make_components }, { "conv-392", 392, make_codes },
};

enum { DESCRIPTIONS = sizeof descriptions / sizeof *descriptions };

/* ---- a line of the table ---- */

typedef struct verdict {
    double accuracy; /* 0 ... 1, on the test rows */
    double fit_seconds, query_seconds;
    size_t memory;
} verdict;

static bool try_out(verdict *v, const kit_learner *learner, const features *f, size_t threads, kit_message *why)
{
    const kit_examples examples = { f->train, f->train_class, f->train_rows, f->width };
    const kit_learning how = { .seed = 1, .threads = threads };
    kit_classifier *classifier;
    uint32_t *told = malloc(f->test_rows * sizeof *told);
    const double start = kit_processor_seconds();
    bool ok = kit_classifier_fit(&classifier, learner, &examples, &how, why);
    const double fitted = kit_processor_seconds();
    ok = ok && (told || kit_explain(why, "out of memory")) &&
         kit_classifier_predict(told, classifier, f->test, f->test_rows, why);
    const double answered = kit_processor_seconds();
    if (ok)
        *v = (verdict){ kit_share_right(told, f->test_class, f->test_rows), fitted - start, answered - fitted,
                        kit_classifier_memory(classifier) };
    kit_classifier_free(classifier);
    free(told);
    return ok;
}

static void print_head(void)
{
    printf("%-9s  %5s  %7s  %-15s  %8s  %7s  %8s  %6s\n", "digits by", "width", "made, s", "told by", "accuracy", "fit, s",
           "query, s", "MB");
}

static bool print_line(const description *d, double made, const kit_learner *learner, const features *f, const settings *s,
                       kit_message *why)
{
    verdict v;
    if (!try_out(&v, learner, f, s->threads, why))
        return false;
    printf("%-9s  %5zu  %7.2f  %-15s  %6.2f %%  %7.2f  %8.2f  %6.1f\n", d->name, f->width, made, learner->name,
           100 * v.accuracy, v.fit_seconds, v.query_seconds, (double)v.memory / 1e6);
    fflush(stdout);
    return true;
}

/* ---- all of it ---- */

static bool is_chosen(const char *choice, const char *name)
{
    return !choice || strcmp(choice, name) == 0;
}

static bool compare(const description *d, double made, const features *f, const settings *s, kit_message *why)
{
    bool ok = true;
    for (size_t i = 0; ok && kit_learner_at(i); i++)
        if (kit_learner_at(i)->fit && is_chosen(s->by, kit_learner_at(i)->name))
            ok = print_line(d, made, kit_learner_at(i), f, s, why);
    return ok;
}

static bool describe_and_compare(const description *d, const features *pixels, const settings *s, kit_message *why)
{
    features f = *pixels;
    f.width = d->width;
    f.train_rows = s->labels < pixels->train_rows ? s->labels : pixels->train_rows;
    f.train = malloc(f.train_rows * f.width * sizeof *f.train);
    f.test = malloc(f.test_rows * f.width * sizeof *f.test);
    const double start = kit_processor_seconds();
    bool ok = ((f.train && f.test) || kit_explain(why, "out of memory")) && d->make(&f, pixels, d->name, s, why) &&
              compare(d, kit_processor_seconds() - start, &f, s, why);
    free(f.test);
    free(f.train);
    return ok;
}

static void say_what_is_left_out(void)
{
    for (size_t i = 0; i < DESCRIPTIONS; i++)
        if (!descriptions[i].make)
            printf("left out, for this program was built without LAPACK: %s\n", descriptions[i].name);
    for (size_t i = 0; kit_learner_at(i); i++)
        if (!kit_learner_at(i)->fit)
            printf("left out, for this program was built without %s: %s\n", kit_learner_at(i)->library,
                   kit_learner_at(i)->name);
}

static bool compare_all(const features *pixels, const settings *s, kit_message *why)
{
    bool ok = true;
    say_what_is_left_out();
    print_head();
    for (size_t i = 0; ok && i < DESCRIPTIONS; i++)
        if (descriptions[i].make && is_chosen(s->of, descriptions[i].name))
            ok = describe_and_compare(&descriptions[i], pixels, s, why);
    return ok;
}

static bool are_known(const settings *s, kit_message *why)
{
    const char *names[DESCRIPTIONS];
    bool known = !s->of;
    for (size_t i = 0; i < DESCRIPTIONS; i++) {
        names[i] = descriptions[i].name;
        known |= is_chosen(s->of, names[i]);
    }
    if (known)
        return !s->by || kit_learner_find(s->by, why);
    const char *meant = kit_closest(s->of, names, DESCRIPTIONS);
    return kit_explain(why, "--of %s: digits are not described so; did you mean %s?", s->of, meant ? meant : "raw");
}

/* ---- digits ---- */

static uint32_t *read_classes(const kit_table *table)
{
    uint32_t *class_of = malloc(table->rows * sizeof *class_of);
    for (size_t i = 0; class_of && i < table->rows; i++)
        class_of[i] = (uint32_t)(table->labels[i][0] - '0');
    return class_of;
}

static bool run(const settings *s, kit_message *why)
{
    kit_digits d;
    if (!kit_digits_load(&d, s->full ? SIZE_MAX : s->rows, s->test, why))
        return false;
    uint32_t *train_class = read_classes(&d.train), *test_class = read_classes(&d.test);
    features pixels = { d.train.width,
                        kit_table_floats(&d.train, 255),
                        kit_table_floats(&d.test, 255),
                        train_class,
                        test_class,
                        d.train.rows,
                        d.test.rows };
    bool ok = (train_class && test_class && pixels.train && pixels.test) || kit_explain(why, "out of memory");
    ok = ok && compare_all(&pixels, s, why);
    free(pixels.test);
    free(pixels.train);
    free(test_class);
    free(train_class);
    kit_digits_free(&d);
    return ok;
}

int main(int argc, char **argv)
{
    settings s = { .rows = 2000, .labels = 60000, .test = 1000, .epochs = 12, .threads = kit_processors() };
    const kit_option options[] = {
        { .name = "--rows", .help = "training digits", .number = &s.rows },
        { .name = "--full", .help = "all training digits, whatever --rows says", .flag = &s.full },
        { .name = "--labels", .help = "training digits whose labels are known, at most", .number = &s.labels, .least = 1 },
        { .name = "--test", .help = "test digits", .number = &s.test },
        { .name = "--epochs", .help = "how long to train autoencoders", .number = &s.epochs, .least = 1 },
        { .name = "--of", .help = "only this description of digits, such as noisy-64", .text = &s.of },
        { .name = "--by", .help = "only this classifier, such as knn", .text = &s.by },
        { .name = "--threads", .help = "for training and telling", .number = &s.threads, .least = 1 },
    };
    kit_message why;
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv))
        return 2;
    return kit_exit_status("02_features", are_known(&s, &why) && run(&s, &why), &why);
}
