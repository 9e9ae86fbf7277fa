/* Random forests (Breiman 2001) by XGBoost: one round of boosting, of many trees side by side, each from a share of the rows
 * and, at each depth, the square root of the columns. It has trees for each class against the rest. */
#include "kit/learn.h"
#include <math.h>
#include <stdlib.h>
#include <xgboost/c_api.h>

typedef struct forest {
    BoosterHandle booster;
    size_t width;
} forest;

typedef char text[32];

static bool explain(kit_message *why)
{
    return kit_explain(why, "XGBoost: %s", XGBGetLastError());
}

static bool set(BoosterHandle booster, const char *name, const char *format, double x)
{
    text value;
    snprintf(value, sizeof value, format, x);
    return XGBoosterSetParam(booster, name, value) == 0;
}

/* A leaf's weight is the mean of its rows': lambda keeps it from dividing by 0. A row weighs p (1 - p) x 2, so that
 * min_child_weight is less than one row's. */
static bool choose(BoosterHandle booster, const kit_examples *e, size_t classes, const kit_learning *how)
{
    const struct {
        const char *name, *format;
        double x;
    } numbers[] = {
        { "verbosity", "%.0f", 0 },
        { "seed", "%.0f", (double)(how->seed & 0x7fffffff) },
        { "nthread", "%.0f", how->threads ? (double)how->threads : 1 },
        { "num_class", "%.0f", (double)classes },
        { "num_parallel_tree", "%.0f", 500 },
        { "learning_rate", "%.0f", 1 },
        { "max_depth", "%.0f", 20 },
        { "lambda", "%g", 1e-3 },
        { "min_child_weight", "%g", 1 / (double)classes },
        { "subsample", "%g", 0.63 },
        { "colsample_bynode", "%.9g", 1 / sqrt((double)e->width) },
    };
    bool ok = XGBoosterSetParam(booster, "objective", "multi:softmax") == 0 &&
              XGBoosterSetParam(booster, "tree_method", "exact") == 0;
    for (size_t i = 0; ok && i < sizeof numbers / sizeof *numbers; i++)
        ok = set(booster, numbers[i].name, numbers[i].format, numbers[i].x);
    return ok;
}

/* NaN stands for a gap, and there is none. */
static bool make_matrix(DMatrixHandle *out, const float *rows, size_t n, size_t width)
{
    *out = NULL;
    return XGDMatrixCreateFromMat(rows, (bst_ulong)n, (bst_ulong)width, NAN, out) == 0;
}

static bool set_classes(DMatrixHandle matrix, const kit_examples *e)
{
    float *label = malloc(e->n * sizeof *label);
    for (size_t i = 0; label && i < e->n; i++)
        label[i] = (float)e->class_of[i];
    bool ok = label && XGDMatrixSetFloatInfo(matrix, "label", label, (bst_ulong)e->n) == 0;
    free(label);
    return ok;
}

static bool grow(BoosterHandle *out, const kit_examples *e, size_t classes, const kit_learning *how)
{
    DMatrixHandle matrix;
    *out = NULL;
    bool ok = make_matrix(&matrix, e->rows, e->n, e->width) && set_classes(matrix, e) &&
              XGBoosterCreate(&matrix, 1, out) == 0 && choose(*out, e, classes, how) &&
              XGBoosterUpdateOneIter(*out, 0, matrix) == 0;
    XGDMatrixFree(matrix);
    return ok;
}

static bool fit(void **state, const kit_examples *e, size_t classes, const kit_learning *how, kit_message *why)
{
    forest *f = malloc(sizeof *f);
    if (!f)
        return kit_explain(why, "out of memory");
    f->width = e->width;
    *state = f;
    if (grow(&f->booster, e, classes, how))
        return true;
    explain(why);
    XGBoosterFree(f->booster);
    free(f);
    return false;
}

static bool predict(uint32_t *class_of, void *state, const float *rows, size_t n, kit_message *why)
{
    const forest *f = state;
    DMatrixHandle matrix;
    bst_ulong count = 0;
    const float *told;
    bool ok = make_matrix(&matrix, rows, n, f->width) && XGBoosterPredict(f->booster, matrix, 0, 0, 0, &count, &told) == 0 &&
              count == n;
    for (size_t i = 0; ok && i < n; i++)
        class_of[i] = (uint32_t)told[i];
    XGDMatrixFree(matrix);
    return ok || explain(why);
}

/* As many bytes as a file of it has. */
static size_t memory(const void *state)
{
    const forest *f = state;
    bst_ulong size = 0;
    const char *bytes;
    return XGBoosterSaveModelToBuffer(f->booster, "{\"format\": \"ubj\"}", &size, &bytes) == 0 ? (size_t)size : 0;
}

static void free_forest(void *state)
{
    forest *f = state;
    XGBoosterFree(f->booster);
    free(f);
}

const kit_learner kit_forest = {
    .name = "forest", .library = "XGBoost", .fit = fit, .predict = predict, .memory = memory, .free = free_forest
};
