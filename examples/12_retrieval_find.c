#include "12_retrieval.h"
#include "kit/neighbours.h"
#include "kit/output.h"
#include "kit/retrieval.h"
#include <stdio.h>

enum { QUERIES = 12 /* in the picture */ };

static bool tell_precision(const work *w, const char *by, kit_message *why)
{
    double precision;
    const kit_found found = { K, w->found, w->distances, &w->test, &w->train };
    if (!kit_found_precision(&precision, &found, why))
        return false;
    printf("%d nearest by %d %s: %.1f %% are the same digit\n", K, CODE, by, 100 * precision);
    return true;
}

bool find_by_numbers(work *w, kit_message *why)
{
    const kit_searching how = { .threads = w->threads };
    kit_neighbours *index;
    bool ok = kit_neighbours_make(&index, w->train_codes, w->train.rows, CODE, &how, why) &&
              kit_neighbours_find(w->found, w->distances, index, w->test_codes, w->test.rows, K, why);
    kit_neighbours_free(index);
    return ok && tell_precision(w, "numbers", why);
}

bool find_by_bits(work *w, kit_message *why)
{
    kit_bits train, test = { 0 };
    bool ok = kit_bits_make(&train, w->train_codes, w->train.rows, CODE, 0.5f) &&
              kit_bits_make(&test, w->test_codes, w->test.rows, CODE, 0.5f);
    if (ok)
        kit_bits_nearest(w->found, w->distances, &train, &test, K, w->threads);
    kit_bits_free(&train);
    kit_bits_free(&test);
    return ok ? tell_precision(w, "bits", why) : kit_explain(why, "out of memory");
}

/* A line for each of some digits: itself, a gap, what was found. */
bool draw_neighbours(const work *w, kit_message *why)
{
    static float images[QUERIES][K + 2][WIDTH];
    const size_t lines = w->test.rows < QUERIES ? w->test.rows : QUERIES;
    const kit_images sheet = { images[0][0], lines * (K + 2), 1, KIT_DIGIT_SIDE, KIT_DIGIT_SIDE };
    for (size_t i = 0; i < lines; i++) {
        kit_table_row(images[i][0], &w->test, i, 255);
        for (size_t k = 0; k < K; k++)
            kit_table_row(images[i][k + 2], &w->train, w->found[i * K + k], 255);
    }
    return kit_output_images(w->folder, "neighbours.png", &sheet, K + 2, why);
}
