#include "kit/labels.h"
#include <stdlib.h>

bool kit_classes_find(kit_classes *out, const kit_label *labels, size_t rows, kit_message *why)
{
    kit_label_names names;
    *out = (kit_classes){ .class_of = malloc((rows + 1) * sizeof *out->class_of) };
    if (!out->class_of)
        return kit_explain(why, "out of memory for the labels");
    if (!kit_label_names_find(&names, &out->names, &(kit_label_column){ labels, 1, rows, "" }, why))
        return false;
    out->n = names.n;
    for (size_t i = 0; i < rows; i++)
        out->class_of[i] = (uint32_t)(kit_label_is_gap(labels[i]) ? names.n : kit_label_class(&names, labels[i]));
    return true;
}

void kit_classes_free(kit_classes *c)
{
    free(c->class_of);
    free(c->names);
    *c = (kit_classes){ 0 };
}
