/* What the library is linked for: 64 numbers instead of 784 pixels, for those who come after.
 *
 *     02_features [--rows 10000] [--full] [--test 10000] [--steps 5000] [--threads N]
 *
 * An autoencoder learns from the training digits, without their labels; then a support vector machine and a
 * nearest-neighbour search tell the test digits apart by its codes, by as many principal components, and by the raw pixels.
 * What this program was built without (libsvm, FLANN, LAPACK) is left out, and said to be. --full takes all training digits.
 * --threads is for the autoencoder's training alone, by default as many as there are processors. */
#include <stdint.h>
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
#ifndef HAVE_SVM
#define try_svm NULL
#endif
#ifndef HAVE_FLANN
#define try_knn NULL
#endif

static bool make_pixels(features *f, const features *pixels, const settings *s)
{
    (void)s;
    memcpy(f->train.x, pixels->train.x, f->train.n * f->width * sizeof(float));
    memcpy(f->test.x, pixels->test.x, f->test.n * f->width * sizeof(float));
    return true;
}

static const struct description {
    const char *name;
    size_t width;
    bool (*make)(features *f, const features *pixels, const settings *s);
} descriptions[] = { { "code", 64, make_codes }, { "PCA-64", 64, make_components }, { "raw", 784, make_pixels } };

static const struct classifier {
    const char *name;
    bool (*try)(verdict *v, const features *f);
} classifiers[] = { { "SVM", try_svm }, { "KNN", try_knn } };

enum { DESCRIPTIONS = sizeof descriptions / sizeof *descriptions, CLASSIFIERS = sizeof classifiers / sizeof *classifiers };

static bool complain(const char *who, const char *what)
{
    fprintf(stderr, "02_features: %s: %s\n", who, what);
    return false;
}

static void print_head(void)
{
    printf("%-10s  %5s  %8s   %-7s  %10s  %8s  %8s\n", "digits by", "width", "made, s", "told by", "accuracy", "fit, s",
           "query, s");
}

static void print_verdict(const features *f, double made, const char *classifier, const verdict *v)
{
    printf("%-10s  %5zu  %8.2f   %-7s  %8.2f %%  %8.2f  %8.2f\n", f->name, f->width, made, classifier, 100 * v->accuracy,
           v->fit_seconds, v->query_seconds);
    fflush(stdout);
}

static bool compare(const features *f, double made)
{
    for (size_t i = 0; i < CLASSIFIERS; i++) {
        verdict v;
        if (!classifiers[i].try)
            continue;
        if (!classifiers[i].try(&v, f))
            return complain(classifiers[i].name, "no memory, or no answer");
        print_verdict(f, made, classifiers[i].name, &v);
    }
    return true;
}

static bool describe_and_compare(const struct description *d, const features *pixels, const settings *s)
{
    features f = { d->name, d->width, pixels->train, pixels->test };
    f.train.x = malloc(f.train.n * f.width * sizeof(float));
    f.test.x = malloc(f.test.n * f.width * sizeof(float));
    double start = kit_now();
    bool ok = f.train.x && f.test.x && d->make(&f, pixels, s);
    ok = ok ? compare(&f, kit_now() - start) : complain(d->name, "could not be made");
    free(f.test.x);
    free(f.train.x);
    return ok;
}

static void say_what_is_left_out(void)
{
    for (size_t i = 0; i < DESCRIPTIONS; i++)
        if (!descriptions[i].make)
            printf("left out, for this program was built without its library: %s\n", descriptions[i].name);
    for (size_t i = 0; i < CLASSIFIERS; i++)
        if (!classifiers[i].try)
            printf("left out, for this program was built without its library: %s\n", classifiers[i].name);
}

static bool compare_all(const features *pixels, const settings *s)
{
    bool ok = true;
    say_what_is_left_out();
    print_head();
    for (size_t i = 0; ok && i < DESCRIPTIONS; i++)
        if (descriptions[i].make)
            ok = describe_and_compare(&descriptions[i], pixels, s);
    return ok;
}

static int *read_labels(const kit_table *table)
{
    int *labels = malloc(table->rows * sizeof *labels);
    for (size_t i = 0; labels && i < table->rows; i++)
        labels[i] = table->labels[i][0] - '0';
    return labels;
}

static bool run(const kit_digits *d, const settings *s)
{
    int *train_labels = read_labels(&d->train), *test_labels = read_labels(&d->test);
    features pixels = { "pixels",
                        d->train.width,
                        { d->train.rows, kit_table_floats(&d->train, 255), train_labels },
                        { d->test.rows, kit_table_floats(&d->test, 255), test_labels } };
    bool ok = train_labels && test_labels && pixels.train.x && pixels.test.x;
    ok = ok ? compare_all(&pixels, s) : complain("digits", "out of memory");
    free(pixels.test.x);
    free(pixels.train.x);
    free(test_labels);
    free(train_labels);
    return ok;
}

int main(int argc, char **argv)
{
    settings s = { .rows = 10000, .test = 10000, .steps = 5000, .threads = kit_processors() };
    const kit_option options[] = {
        { .name = "--rows", .help = "training digits", .number = &s.rows },
        { .name = "--full", .help = "all training digits, whatever --rows says", .flag = &s.full },
        { .name = "--test", .help = "test digits", .number = &s.test },
        { .name = "--steps", .help = "how long to train the autoencoder", .number = &s.steps },
        { .name = "--threads", .help = "for the autoencoder's training alone", .number = &s.threads },
    };
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv))
        return 2;

    kit_digits d;
    kit_message why;
    bool ok = kit_digits_load(&d, s.full ? SIZE_MAX : s.rows, s.test, &why) ? run(&d, &s) : complain("digits", why.text);
    kit_digits_free(&d);
    return !ok;
}
