#include "digits.h"
#include <stdio.h>
#include <stdlib.h>

static bool load_pair(digits *d, const char *train, const char *test, ae_message *why)
{
    if (!ae_table_read(&d->train, train, false, why))
        return false;
    if (ae_table_read(&d->test, test, false, why))
        return true;
    ae_table_free(&d->train);
    return false;
}

static size_t at_most(size_t n, size_t limit)
{
    return n < limit ? n : limit;
}

/* The built-in ones are drawn one by one: no more than are needed. */
static bool draw_pair(digits *d, size_t train_rows, size_t test_rows, ae_message *why)
{
    char train[32], test[32];
    snprintf(train, sizeof train, "digits:%zu", at_most(train_rows, 60000));
    snprintf(test, sizeof test, "digits-test:%zu", at_most(test_rows, 10000));
    return load_pair(d, train, test, why);
}

bool digits_load(digits *d, size_t train_rows, size_t test_rows, ae_message *why)
{
    ae_message not_real;
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

void digits_free(digits *d)
{
    ae_table_free(&d->train);
    ae_table_free(&d->test);
}

static double element(const ae_table *table, size_t i)
{
    switch (table->dtype) {
    case AE_F32:
        return ((const float *)table->data)[i];
    case AE_F64:
        return ((const double *)table->data)[i];
    case AE_U8:
        return ((const uint8_t *)table->data)[i];
    case AE_I32:
        return ((const int32_t *)table->data)[i];
    }
    return 0;
}

float *table_floats(const ae_table *table, double scale)
{
    size_t count = table->rows * table->width;
    float *floats = malloc(count * sizeof *floats);
    for (size_t i = 0; floats && i < count; i++)
        floats[i] = (float)(element(table, i) / scale);
    return floats;
}
