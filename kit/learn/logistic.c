/* Logistic regression by liblinear. */
#include "kit/learn/sparse.h"
#include <linear.h>
#include <stdlib.h>

_Static_assert(sizeof(struct feature_node) == sizeof(kit_node) &&
                   offsetof(struct feature_node, value) == offsetof(kit_node, value),
               "liblinear's nodes are ours");

static const double bias = 1;

typedef struct logistic {
    struct model *model;
    double scale;
    size_t width;
} logistic;

static void say_nothing(const char *text)
{
    (void)text;
}

static struct model *solve(const kit_sparse *rows, const kit_examples *e, kit_message *why)
{
    const struct parameter how = { .solver_type = L2R_LR, .C = 10, .eps = 0.01 };
    const struct problem p = { (int)e->n, (int)e->width + 1, rows->class_of, (struct feature_node **)rows->row, bias };
    const char *wrong = check_parameter(&p, &how);
    set_print_string_function(say_nothing);
    struct model *model = wrong ? NULL : train(&p, &how);
    if (!model)
        kit_explain(why, "liblinear: %s", wrong ? wrong : "no answer");
    return model;
}

static bool fit(void **state, const kit_examples *e, size_t classes, const kit_learning *how, kit_message *why)
{
    kit_sparse rows;
    logistic *l = malloc(sizeof *l);
    double scale = kit_unit_scale(e);
    struct model *model = NULL;
    (void)classes, (void)how;
    if (kit_sparse_make(&rows, e, scale, bias) && l)
        model = solve(&rows, e, why);
    else
        kit_explain(why, "out of memory");
    kit_sparse_free(&rows);
    if (!model) {
        free(l);
        return false;
    }
    *l = (logistic){ model, scale, e->width };
    *state = l;
    return true;
}

static bool predict_rows(uint32_t *class_of, void *state, const float *rows, size_t n, kit_message *why)
{
    const logistic *l = state;
    kit_node *nodes = malloc((l->width + 2) * sizeof *nodes);
    if (!nodes)
        return kit_explain(why, "out of memory");
    for (size_t i = 0; i < n; i++) {
        kit_sparse_row(nodes, rows + i * l->width, l->width, l->scale, bias);
        class_of[i] = (uint32_t)predict(l->model, (const struct feature_node *)nodes);
    }
    free(nodes);
    return true;
}

/* Of two classes there is one list of weights. */
static size_t memory(const void *state)
{
    const logistic *l = state;
    size_t classes = (size_t)get_nr_class(l->model);
    return (l->width + 1) * (classes == 2 ? 1 : classes) * sizeof(double);
}

static void free_logistic(void *state)
{
    logistic *l = state;
    free_and_destroy_model(&l->model);
    free(l);
}

const kit_learner kit_logistic = {
    .name = "logistic", .library = "liblinear", .fit = fit, .predict = predict_rows, .memory = memory, .free = free_logistic
};
