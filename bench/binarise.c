/* Pictures in black and white, once and for all: a pixel of x becomes 1 with the probability x, otherwise 0. What published
 * likelihoods of "fixed-binarised" digits are of.
 *
 *   ae-binarise DATA SEED OUT.npy     DATA: a file, or mnist, mnist-test, digits, digits-test
 *
 * A function of the seed, the pixel's value and its place alone: the same in every run. */
#include "kit/dataset.h"
#include "kit/program.h"
#include "kit/random.h"
#include <stdio.h>
#include <stdlib.h>

static double uniform(uint64_t seed, uint64_t place)
{
    return (double)(kit_random_bits(seed, place) >> 11) * 0x1p-53;
}

static void binarise(float *x, size_t n, uint64_t seed)
{
    for (size_t i = 0; i < n; i++)
        x[i] = uniform(seed, i) < (double)x[i] ? 1 : 0;
}

static bool write_table(const char *path, const kit_table *table, const float *x, kit_message *why)
{
    kit_matrix m = { .data = x, .rows = table->rows, .width = table->width, .rank = 1, .shape = { table->width } };
    return kit_matrix_write(path, &m, why);
}

static bool run(const char *data, uint64_t seed, const char *path, kit_message *why)
{
    kit_table table;
    if (!kit_dataset_read(&table, data, &(kit_reading){ 0 }, why))
        return false;
    float *x = kit_table_floats(&table, kit_table_scale(&table));
    if (x)
        binarise(x, table.rows * table.width, seed);
    bool ok = x ? write_table(path, &table, x, why) : kit_explain(why, "not enough memory");
    free(x);
    kit_table_free(&table);
    return ok;
}

int main(int argc, char **argv)
{
    kit_message why = { "" };
    if (argc != 4)
        return fprintf(stderr, "usage: ae-binarise DATA SEED OUT.npy\n"), 2;
    return kit_exit_status("ae-binarise", run(argv[1], strtoull(argv[2], NULL, 10), argv[3], &why), &why);
}
