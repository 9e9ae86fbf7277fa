#include "02_features.h"
#include "kit/program.h"
#include "kit/stat.h"
#include <stdlib.h>

static double share_right(const int *labels, const rows_with_labels *test)
{
    size_t right = 0;
    for (size_t i = 0; i < test->n; i++)
        right += labels[i] == test->label[i];
    return (double)right / (double)test->n;
}

bool try_knn(verdict *v, const features *f)
{
    int *labels = malloc(f->test.n * sizeof *labels);
    double start = kit_now();
    kit_knn *index = kit_knn_make(f->train.x, f->train.label, f->train.n, f->width);
    double fitted = kit_now();
    bool ok = labels && index && kit_knn_classify(labels, index, f->test.x, f->test.n);
    v->fit_seconds = fitted - start;
    v->query_seconds = kit_now() - fitted;
    if (ok)
        v->accuracy = share_right(labels, &f->test);
    kit_knn_free(index);
    free(labels);
    return ok;
}
