#include "02_features.h"
#include "kit/program.h"
#include "kit/stat.h"
#include <libsvm/svm.h>
#include <stdlib.h>

enum { CACHE_MB = 500 };

static void say_nothing(const char *text)
{
    (void)text;
}

static struct svm_parameter parameters(const features *f)
{
    double deviation = kit_spread_of(f->train.x, f->train.n * f->width).deviation;
    return (struct svm_parameter){ .svm_type = C_SVC,
                                   .kernel_type = RBF,
                                   .gamma = 1 / ((double)f->width * (deviation > 0 ? deviation * deviation : 1)),
                                   .C = 10,
                                   .eps = 1e-3,
                                   .cache_size = CACHE_MB,
                                   .shrinking = 1 };
}

/* libsvm's rows are lists of what is not zero, closed by index -1. Returns the end of the list. */
static struct svm_node *write_row(struct svm_node *to, const float *x, size_t width)
{
    for (size_t j = 0; j < width; j++)
        if (x[j] != 0)
            *to++ = (struct svm_node){ (int)j + 1, (double)x[j] };
    *to = (struct svm_node){ -1, 0 };
    return to + 1;
}

static size_t nodes_needed(const rows_with_labels *rows, size_t width)
{
    size_t count = rows->n;
    for (size_t i = 0; i < rows->n * width; i++)
        count += rows->x[i] != 0;
    return count;
}

typedef struct problem {
    struct svm_problem svm;
    struct svm_node *nodes;
} problem;

static bool problem_make(problem *p, const rows_with_labels *rows, size_t width)
{
    *p = (problem){ { (int)rows->n, malloc(rows->n * sizeof(double)), malloc(rows->n * sizeof(struct svm_node *)) },
                    malloc(nodes_needed(rows, width) * sizeof(struct svm_node)) };
    if (!p->svm.y || !p->svm.x || !p->nodes)
        return false;
    struct svm_node *end = p->nodes;
    for (size_t i = 0; i < rows->n; i++) {
        p->svm.y[i] = rows->label[i];
        p->svm.x[i] = end;
        end = write_row(end, rows->x + i * width, width);
    }
    return true;
}

static void problem_free(problem *p)
{
    free(p->nodes);
    free(p->svm.x);
    free(p->svm.y);
}

static double share_right(const struct svm_model *model, const problem *test)
{
    int right = 0;
    for (int i = 0; i < test->svm.l; i++)
        right += svm_predict(model, test->svm.x[i]) == test->svm.y[i];
    return (double)right / test->svm.l;
}

static bool fit_and_query(verdict *v, const problem *train, const problem *test, const struct svm_parameter *how)
{
    if (svm_check_parameter(&train->svm, how))
        return false;
    double start = kit_now();
    struct svm_model *model = svm_train(&train->svm, how);
    double fitted = kit_now();
    v->accuracy = share_right(model, test);
    v->fit_seconds = fitted - start;
    v->query_seconds = kit_now() - fitted;
    svm_free_and_destroy_model(&model);
    return true;
}

bool try_svm(verdict *v, const features *f)
{
    problem train = { { 0, NULL, NULL }, NULL }, test = train;
    struct svm_parameter how = parameters(f);
    svm_set_print_string_function(say_nothing);
    bool ok = problem_make(&train, &f->train, f->width) && problem_make(&test, &f->test, f->width) &&
              fit_and_query(v, &train, &test, &how);
    problem_free(&test);
    problem_free(&train);
    return ok;
}
