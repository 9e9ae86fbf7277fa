#include "kit/retrieval.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

double kit_precision_at(const size_t *found, size_t k, const kit_label *query_labels, size_t n, const kit_label *labels)
{
    double right = 0, counted = 0;
    for (size_t i = 0; i < n * k; i++) {
        const char *label = labels[found[i]], *wanted = query_labels[i / k];
        right += *wanted && strcmp(label, wanted) == 0;
        counted += *wanted && *label;
    }
    return counted > 0 ? right / counted : (double)NAN;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted labels without empty ones and those that repeat the one before; returns how many are left. */
static size_t leave_repeats_out(const char **names, size_t rows)
{
    size_t n = 0;
    for (size_t i = 0; i < rows; i++)
        if (*names[i] && (n == 0 || strcmp(names[n - 1], names[i]) != 0))
            names[n++] = names[i];
    return n;
}

bool kit_classes_find(kit_classes *out, const kit_label *labels, size_t rows, kit_message *why)
{
    *out = (kit_classes){ malloc(rows * sizeof *out->class_of), malloc(rows * sizeof *out->names), 0 };
    if (!out->class_of || !out->names)
        return kit_explain(why, "out of memory for the labels");
    for (size_t i = 0; i < rows; i++)
        out->names[i] = labels[i];
    qsort(out->names, rows, sizeof *out->names, compare);
    out->n = leave_repeats_out(out->names, rows);
    for (size_t i = 0; i < rows; i++) {
        const char *label = labels[i];
        const char **at = bsearch(&label, out->names, out->n, sizeof *out->names, compare);
        out->class_of[i] = (uint32_t)(at ? (size_t)(at - out->names) : out->n);
    }
    return true;
}

void kit_classes_free(kit_classes *c)
{
    free(c->class_of);
    free(c->names);
    *c = (kit_classes){ 0 };
}
