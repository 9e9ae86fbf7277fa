/* What simple classifiers make of rows told in some way. */
#include "ae_compare.h"
#include "kit/labels.h"
#include "kit/learn.h"
#include <stdlib.h>
#include <string.h>

/* ---- Classes ------------------------------------------------------------------------------------------------------ */

enum { MOST_CLASSES = 1000 };

/* The labels of both tables, one after the other. */
static kit_label *join_labels(const kit_table *data, const kit_table *valid)
{
    kit_label *all = malloc((data->rows + valid->rows) * sizeof *all);
    if (all)
        memcpy(all, data->labels, data->rows * sizeof *all);
    if (all && valid->rows > 0)
        memcpy(all + data->rows, valid->labels, valid->rows * sizeof *all);
    return all;
}

static uint32_t *take_classes(const kit_classes *found, size_t first, size_t n)
{
    uint32_t *of = malloc((n + 1) * sizeof *of);
    for (size_t i = 0; of && i < n; i++)
        of[i] = found->class_of[first + i] < found->n ? found->class_of[first + i] : NO_CLASS;
    return of;
}

static void find_fault(kit_message *none, const kit_classes *found, const kit_table *data)
{
    if (found->n < 2)
        kit_explain(none, "%s: all rows have the label '%s', so that there are no classes to tell apart", data->source,
                    found->n ? found->names[0] : "");
    else if (found->n > MOST_CLASSES)
        kit_explain(none, "%s: %zu different labels are too many to be classes; %d can be told apart", data->source,
                    found->n, MOST_CLASSES);
}

static bool take(classes *out, const kit_classes *found, const kit_table *data, const kit_table *valid)
{
    out->of_data = take_classes(found, 0, data->rows);
    out->of_valid = take_classes(found, data->rows, valid->rows);
    find_fault(&out->none, found, data);
    return out->of_data && out->of_valid;
}

bool find_classes(classes *out, const kit_table *data, const kit_table *valid, kit_message *why)
{
    *out = (classes){ 0 };
    if (!data->labels) {
        kit_explain(&out->none, "%s: has no labels; --label COLUMN names them", data->source);
        return true;
    }
    if (valid->rows > 0 && !valid->labels)
        return kit_explain(why, "%s: has no labels, where %s has some", valid->source, data->source);
    kit_classes found = { 0 };
    kit_label *all = join_labels(data, valid);
    bool ok = all ? kit_classes_find(&found, all, data->rows + valid->rows, why) && take(out, &found, data, valid) : false;
    kit_classes_free(&found);
    free(all);
    return ok || kit_explain(why, "out of memory");
}

void free_classes(classes *c)
{
    free(c->of_data);
    free(c->of_valid);
}

/* ---- Accuracies --------------------------------------------------------------------------------------------------- */

static const kit_learner *const learners[FIGURES] = { [KNN] = &kit_knn, [LOGISTIC] = &kit_logistic };

const char *lacking(int figure)
{
    return learners[figure] && !learners[figure]->fit ? learners[figure]->library : NULL;
}

/* The rows that have a class, moved to the beginning with their classes. Returns how many. */
static size_t keep_labelled(float *rows, uint32_t *class_of, size_t width, const side *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        const uint32_t c = s->class_of[s->rows.pick ? s->rows.pick[i] : i];
        if (c == NO_CLASS)
            continue;
        memmove(rows + n * width, rows + i * width, width * sizeof *rows);
        class_of[n++] = c;
    }
    return n;
}

static bool try_learner(double *right, const kit_learner *learner, const kit_examples examples[SIDES], const arguments *a,
                        kit_message *why)
{
    const kit_learning how = { .seed = a->seed, .threads = (size_t)a->threads };
    const kit_examples *held = &examples[HELD];
    kit_classifier *c = NULL;
    uint32_t *told = malloc((held->n + 1) * sizeof *told);
    bool ok = told ? kit_classifier_fit(&c, learner, &examples[LEARNT], &how, why) &&
                         kit_classifier_predict(told, c, held->rows, held->n, why)
                   : kit_explain(why, "out of memory");
    if (ok)
        *right = kit_share_right(told, held->class_of, held->n);
    kit_classifier_free(c);
    free(told);
    return ok;
}

static bool try_learners(double figures[FIGURES], const kit_examples examples[SIDES], const arguments *a, kit_message *why)
{
    for (int figure = 0; figure < FIGURES; figure++) {
        kit_message e;
        if (!learners[figure] || lacking(figure))
            continue;
        if (!try_learner(&figures[figure], learners[figure], examples, a, &e))
            return kit_explain(why, "%s: %s", learners[figure]->name, e.text);
    }
    return true;
}

bool measure_accuracy(double figures[FIGURES], features *f, const side sides[SIDES], const arguments *a, kit_message *why)
{
    kit_examples examples[SIDES];
    uint32_t *class_of[SIDES];
    bool ok = true;
    for (int s = 0; s < SIDES; s++) {
        class_of[s] = malloc((sides[s].n + 1) * sizeof *class_of[s]);
        ok = class_of[s] && ok;
        const size_t n = class_of[s] ? keep_labelled(f->rows[s], class_of[s], f->width, &sides[s]) : 0;
        examples[s] = (kit_examples){ f->rows[s], class_of[s], n, f->width };
    }
    ok = ok ? try_learners(figures, examples, a, why) : kit_explain(why, "out of memory");
    for (int s = 0; s < SIDES; s++)
        free(class_of[s]);
    return ok;
}
