#include "05_denoise_images.h"
#include "kit/random.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- loading ---- */

static bool find_shape(images *p, kit_message *why)
{
    const kit_table *t = &p->clean;
    const size_t *last = t->shape + t->rank, side = (size_t)sqrt((double)t->width);
    if (t->rank == 1 && side * side != t->width)
        return kit_explain(
            why, "%s: rows of %zu numbers are no square images; an IDX or npy file says how high and wide they are",
            t->source, t->width);
    if (t->rank > 3)
        return kit_explain(why, "%s: its rows have %zu dimensions, where an image has rows and columns, or channels too",
                           t->source, t->rank);
    p->channels = t->rank == 3 ? t->shape[0] : 1;
    p->height = t->rank == 1 ? side : last[-2];
    p->width = t->rank == 1 ? side : last[-1];
    return true;
}

static bool is_pair(const images *p, kit_message *why)
{
    const kit_table *noisy = &p->noisy, *clean = &p->clean;
    return (noisy->rows == clean->rows && noisy->width == clean->width) ||
           kit_explain(why, "%s: %zu rows of %zu numbers, where %s has %zu of %zu", clean->source, clean->rows, clean->width,
                       noisy->source, noisy->rows, noisy->width);
}

/* What a sigmoid can draw. */
static bool is_grey(const kit_table *t, kit_message *why)
{
    float *x = kit_table_floats(t, kit_table_scale(t));
    bool ok = x || kit_explain(why, "out of memory");
    for (size_t i = 0; ok && i < t->rows * t->width; i++)
        ok = (x[i] >= 0 && x[i] <= 1) ||
             kit_explain(why, "%s: row %zu, column %zu is %g; clean images are bytes, or numbers from 0 to 1", t->source,
                         i / t->width + 1, i % t->width + 1, (double)x[i]);
    free(x);
    return ok;
}

static void keep_first(images *p, size_t rows)
{
    p->clean.rows = p->clean.rows < rows ? p->clean.rows : rows;
    p->noisy.rows = p->noisy.rows < rows ? p->noisy.rows : rows;
}

static bool read_part(images *p, const char *data, const char *target, size_t rows, kit_message *why)
{
    if (target &&
        !(kit_dataset_read(&p->noisy, data, NULL, why) && kit_dataset_read(&p->clean, target, NULL, why) && is_pair(p, why)))
        return false;
    if (!target && !kit_dataset_read(&p->clean, data, NULL, why))
        return false;
    keep_first(p, rows);
    return is_grey(&p->clean, why) && find_shape(p, why);
}

static bool read_files(images *train, images *test, const image_names *n, size_t rows, kit_message *why)
{
    const char *data = n->test ? n->test : n->data, *target = n->test ? n->test_target : n->target;
    if (!read_part(train, n->data, n->target, rows, why) || !read_part(test, data, target, rows, why))
        return false;
    if (train->channels != test->channels || train->height != test->height || train->width != test->width)
        return kit_explain(why, "%s: images of %zu x %zu x %zu, where those to learn from are %zu x %zu x %zu",
                           test->clean.source, test->channels, test->height, test->width, train->channels, train->height,
                           train->width);
    printf("%s: %zu images of %zu x %zu x %zu to learn from; %s: %zu to test with\n", train->clean.source, train->clean.rows,
           train->channels, train->height, train->width, test->clean.source, test->clean.rows);
    return true;
}

static bool load_digits(images *train, images *test, size_t rows, kit_message *why)
{
    kit_digits d;
    if (!kit_digits_load(&d, rows, rows, why))
        return false;
    train->clean = d.train;
    test->clean = d.test;
    return find_shape(train, why) && find_shape(test, why);
}

bool images_load(images *train, images *test, const image_names *n, size_t rows, kit_message *why)
{
    *train = *test = (images){ .channels = 0 };
    if ((n->target || n->test) && !n->data)
        return kit_explain(why, "--data is missing: the images to learn from");
    if (n->test_target && !n->test)
        return kit_explain(why, "--test is missing: the noisy images that --test-target belongs to");
    return n->data ? read_files(train, test, n, rows, why) : load_digits(train, test, rows, why);
}

void images_free(images *p)
{
    kit_table_free(&p->clean);
    kit_table_free(&p->noisy);
}

/* ---- noise ---- */

bool images_add_noise(images *p, uint64_t seed, kit_message *why)
{
    float *x = kit_table_floats(&p->clean, kit_table_scale(&p->clean));
    if (!x)
        return kit_explain(why, "out of memory");
    for (size_t i = 0; i < p->clean.rows * p->clean.width; i++)
        x[i] = (float)fmin(fmax((double)x[i] + IMAGES_NOISE * kit_normal((seed << 40) + i), 0), 1);
    p->noisy =
        (kit_table){ .rows = p->clean.rows, .width = p->clean.width, .rank = p->clean.rank, .dtype = AE_F32, .data = x };
    memcpy(p->noisy.shape, p->clean.shape, sizeof p->noisy.shape);
    return true;
}

/* ---- rows ---- */

static ae_rows scaled(const kit_table *table)
{
    return kit_table_rows(table, kit_table_scale(table));
}

ae_rows images_rows(const images *p)
{
    ae_rows rows = scaled(p->noisy.data ? &p->noisy : &p->clean);
    if (p->noisy.data)
        rows.target = scaled(&p->clean).input;
    return rows;
}
