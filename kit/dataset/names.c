/* The names of datasets, and where their files lie. */
#include "kit/dataset.h"
#include "kit/table/format.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct known {
    const char *name;
    const char *images, *labels; /* under mnist/; NULL for generated digits */
    size_t rows;
    uint64_t seed;
} known;

static const known names[] = {
    { "mnist", "train-images-idx3-ubyte", "train-labels-idx1-ubyte", 0, 0 },
    { "mnist-train", "train-images-idx3-ubyte", "train-labels-idx1-ubyte", 0, 0 },
    { "mnist-test", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", 0, 0 },
    { "digits", NULL, NULL, 60000, 1 },
    { "digits-test", NULL, NULL, 10000, 2 },
};

static const known *find_name(const char *text)
{
    size_t n = strcspn(text, ":");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i].name) == n && memcmp(text, names[i].name, n) == 0 && (!text[n] || !names[i].images))
            return &names[i];
    return NULL;
}

const char *kit_dataset_folder(void)
{
    const char *set = getenv("AE_DATA");
    return set && *set ? set : "../shared/data";
}

/* Puts the first place where `file` lies, as it is or gzipped, into `path`. */
static bool find_mnist(char path[KIT_MAX_PATH], const char *file, kit_message *why)
{
    const char *folders[] = { kit_dataset_folder(), "data" };
    for (size_t i = 0; i < 4; i++) {
        snprintf(path, KIT_MAX_PATH, "%s/mnist/%s%s", folders[i / 2], file, i % 2 ? "" : ".gz");
        if (access(path, F_OK) == 0)
            return true;
    }
    return kit_explain(why,
                       "mnist: there is no mnist/%s.gz in %s or data/: set AE_DATA, run scripts/get_mnist.sh, or use "
                       "the generated `digits`",
                       file, folders[0]);
}

static bool find_pair(char paths[2][KIT_MAX_PATH], const known *name, kit_message *why)
{
    return find_mnist(paths[0], name->images, why) && find_mnist(paths[1], name->labels, why);
}

static bool add_labels(kit_table *out, const kit_table *numbers, kit_message *why)
{
    if (numbers->rows != out->rows || numbers->width != 1 || numbers->dtype != AE_U8)
        return kit_explain(why, "mnist: %zu images, but %zu labels", out->rows, numbers->rows);
    out->labels = calloc(out->rows, sizeof *out->labels);
    if (!out->labels)
        return kit_explain(why, "out of memory");
    for (size_t i = 0; i < out->rows; i++)
        snprintf(out->labels[i], sizeof out->labels[i], "%d", ((const unsigned char *)numbers->data)[i]);
    return true;
}

static bool read_mnist(kit_table *out, const known *name, kit_message *why)
{
    char paths[2][KIT_MAX_PATH];
    kit_table images = { 0 }, numbers = { 0 };
    bool ok = find_pair(paths, name, why) && kit_table_read(&images, paths[0], NULL, why) &&
              kit_table_read(&numbers, paths[1], NULL, why) && add_labels(&images, &numbers, why);
    kit_table_free(&numbers);
    if (ok)
        *out = images;
    else
        kit_table_free(&images);
    return ok;
}

static bool draw_digits(kit_table *out, const known *name, const char *text, kit_message *why)
{
    const char *colon = strchr(text, ':');
    char *end = NULL;
    unsigned long long rows = colon ? strtoull(colon + 1, &end, 10) : name->rows;
    if (colon && (colon[1] < '1' || colon[1] > '9' || *end || rows > 100000000))
        return kit_explain(why, "%s: after the colon a number of digits from 1 to 100000000 is due", text);
    return kit_digits_draw(out, (size_t)rows, name->seed, why);
}

static bool select_known(kit_table *table, const kit_reading *how, kit_message *why)
{
    if (!how)
        return true;
    if (how->label)
        return kit_explain(why, "%s: has labels of its own, beside its rows; no column is needed for them", table->source);
    return kit_table_select(table, how, why);
}

bool kit_dataset_read(kit_table *out, const char *text, const kit_reading *how, kit_message *why)
{
    const known *name = find_name(text);
    if (!name)
        return kit_table_read(out, text, how, why);
    if (!(name->images ? read_mnist(out, name, why) : draw_digits(out, name, text, why)))
        return false;
    snprintf(out->source, sizeof out->source, "%s", text);
    if (select_known(out, how, why))
        return true;
    kit_table_free(out);
    return false;
}

size_t kit_dataset_files(char paths[2][KIT_MAX_PATH], const char *text)
{
    const known *name = find_name(text);
    if (name)
        return name->images && find_pair(paths, name, NULL) ? 2 : 0;
    kit_table_file(paths[0], text);
    return strlen(text) < KIT_MAX_PATH;
}
