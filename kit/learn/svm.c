/* Support vector machines by libsvm. */
#include "kit/learn/sparse.h"
#include "kit/parallel.h"
#include <libsvm/svm.h>
#include <stdatomic.h>
#include <stdlib.h>

_Static_assert(sizeof(struct svm_node) == sizeof(kit_node) && offsetof(struct svm_node, value) == offsetof(kit_node, value),
               "libsvm's nodes are ours");

enum { CACHE_MB = 500, BLOCK = 64 /* rows that a thread tells at a time */ };

typedef struct svm {
    struct svm_model *model;
    kit_sparse rows; /* the model's vectors are some of these */
    double scale;
    size_t width, threads;
} svm;

static void say_nothing(const char *text)
{
    (void)text;
}

static struct svm_model *solve(const kit_sparse *rows, size_t n, int kernel, kit_message *why)
{
    const struct svm_parameter how = {
        .svm_type = C_SVC, .kernel_type = kernel, .gamma = 1, .C = 10, .eps = 1e-3, .cache_size = CACHE_MB, .shrinking = 1
    };
    const struct svm_problem p = { (int)n, rows->class_of, (struct svm_node **)rows->row };
    const char *wrong = svm_check_parameter(&p, &how);
    svm_set_print_string_function(say_nothing);
    struct svm_model *model = wrong ? NULL : svm_train(&p, &how);
    if (!model)
        kit_explain(why, "libsvm: %s", wrong ? wrong : "no answer");
    return model;
}

static void free_svm(void *state)
{
    svm *s = state;
    svm_free_and_destroy_model(&s->model);
    kit_sparse_free(&s->rows);
    free(s);
}

static bool fit(void **state, const kit_examples *e, int kernel, const kit_learning *how, kit_message *why)
{
    svm *s = calloc(1, sizeof *s);
    if (!s)
        return kit_explain(why, "out of memory");
    s->scale = kit_unit_scale(e);
    s->width = e->width;
    s->threads = how->threads;
    if (kit_sparse_make(&s->rows, e, s->scale, 0))
        s->model = solve(&s->rows, e->n, kernel, why);
    else
        kit_explain(why, "out of memory");
    *state = s;
    if (s->model)
        return true;
    free_svm(s);
    return false;
}

static bool fit_linear(void **state, const kit_examples *e, size_t classes, const kit_learning *how, kit_message *why)
{
    (void)classes;
    return fit(state, e, LINEAR, how, why);
}

static bool fit_rbf(void **state, const kit_examples *e, size_t classes, const kit_learning *how, kit_message *why)
{
    (void)classes;
    return fit(state, e, RBF, how, why);
}

typedef struct telling {
    const svm *by;
    const float *rows;
    uint32_t *class_of;
    kit_node *nodes; /* room for a row, for each block */
    size_t n;
} telling;

static void tell_block(void *user, size_t block)
{
    const telling *t = user;
    const svm *s = t->by;
    kit_node *nodes = t->nodes + block * (s->width + 2);
    for (size_t i = block * BLOCK; i < t->n && i < (block + 1) * BLOCK; i++) {
        kit_sparse_row(nodes, t->rows + i * s->width, s->width, s->scale, 0);
        t->class_of[i] = (uint32_t)svm_predict(s->model, (const struct svm_node *)nodes);
    }
}

static bool predict(uint32_t *class_of, void *state, const float *rows, size_t n, kit_message *why)
{
    const svm *s = state;
    const size_t blocks = (n + BLOCK - 1) / BLOCK;
    telling t = { s, rows, class_of, malloc(blocks * (s->width + 2) * sizeof(kit_node) + 1), n };
    if (!t.nodes)
        return kit_explain(why, "out of memory");
    kit_parallel(s->threads, blocks, tell_block, &t);
    free(t.nodes);
    return true;
}

/* The vectors lie among all rows, each of which has a pointer; each has a weight against each other class. */
static size_t memory(const void *state)
{
    const svm *s = state;
    return s->rows.count * sizeof(kit_node) + (size_t)s->model->l * (size_t)(s->model->nr_class - 1) * sizeof(double);
}

const kit_learner kit_svm_linear = {
    .name = "svm-linear", .library = "libsvm", .fit = fit_linear, .predict = predict, .memory = memory, .free = free_svm
};

const kit_learner kit_svm_rbf = {
    .name = "svm-rbf", .library = "libsvm", .fit = fit_rbf, .predict = predict, .memory = memory, .free = free_svm
};
