#include "kit/labels.h"
#include "kit/retrieval.h"
#include <math.h>
#include <stdlib.h>

/* Labels are compared as classes, so that 1.0 in one file is 1 in the other. */
static double share(const kit_found *f, const kit_classes *classes, const kit_label_names *names)
{
    double right = 0, counted = 0;
    for (size_t query = 0; query < f->queries->rows; query++) {
        const char *label = f->queries->labels[query];
        const size_t wanted = kit_label_class(names, label);
        for (size_t i = query * f->k; i < (query + 1) * f->k && !kit_label_is_gap(label); i++) {
            const size_t found = classes->class_of[f->rows[i]];
            right += found < classes->n && found == wanted;
            counted += found < classes->n;
        }
    }
    return counted > 0 ? right / counted : (double)NAN;
}

bool kit_found_precision(double *out, const kit_found *f, kit_message *why)
{
    kit_classes classes;
    bool ok = kit_classes_find(&classes, f->among->labels, f->among->rows, why);
    if (ok) {
        const kit_label_names names = kit_label_names_of(classes.names, classes.n);
        *out = share(f, &classes, &names);
    }
    kit_classes_free(&classes);
    return ok;
}
