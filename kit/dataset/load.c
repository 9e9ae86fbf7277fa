/* Both parts of the digits at once: the real ones where they are found, otherwise generated ones. */
#include "kit/dataset.h"
#include <stdio.h>

void kit_digits_free(kit_digits *d)
{
    kit_table_free(&d->train);
    kit_table_free(&d->test);
}

static bool load_pair(kit_digits *d, const char *train, const char *test, kit_message *why)
{
    *d = (kit_digits){ 0 };
    if (kit_dataset_read(&d->train, train, NULL, why) && kit_dataset_read(&d->test, test, NULL, why))
        return true;
    kit_digits_free(d);
    return false;
}

static size_t at_most(size_t n, size_t limit)
{
    return n < limit ? n : limit;
}

/* The built-in ones are drawn one by one: no more than are needed. */
static bool draw_pair(kit_digits *d, size_t train_rows, size_t test_rows, kit_message *why)
{
    char train[32], test[32];
    snprintf(train, sizeof train, "digits:%zu", at_most(train_rows, 60000));
    snprintf(test, sizeof test, "digits-test:%zu", at_most(test_rows, 10000));
    return load_pair(d, train, test, why);
}

bool kit_digits_load(kit_digits *d, size_t train_rows, size_t test_rows, kit_message *why)
{
    kit_message not_real;
    bool real = load_pair(d, "mnist-train", "mnist-test", &not_real);
    if (!real && !draw_pair(d, train_rows, test_rows, why))
        return false;
    d->train.rows = at_most(d->train.rows, train_rows);
    d->test.rows = at_most(d->test.rows, test_rows);
    if (!real)
        printf("no real digits (%s)\n", not_real.text);
    printf("%s digits: %zu to learn from, %zu to test with\n", real ? "real" : "built-in", d->train.rows, d->test.rows);
    return true;
}

bool kit_digits_choose(kit_digits *d, bool real, size_t train_rows, size_t test_rows, kit_message *why)
{
    return real ? load_pair(d, "mnist", "mnist-test", why) : draw_pair(d, train_rows, test_rows, why);
}
