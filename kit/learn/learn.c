#include "kit/learn.h"
#include <math.h>
#include <stdlib.h>

enum { MOST_CLASSES = 65536 };

struct kit_classifier {
    const kit_learner *learner;
    void *state;
    size_t width;
};

static bool are_finite(const float *rows, size_t n, size_t width, kit_message *why)
{
    for (size_t i = 0; i < n * width; i++)
        if (!isfinite(rows[i]))
            return kit_explain(why, "row %zu, column %zu: %g is no number to learn from", i / width + 1, i % width + 1,
                               (double)rows[i]);
    return true;
}

/* How many classes, counted by the highest; 0 after an error. */
static size_t count_classes(const kit_examples *e, kit_message *why)
{
    uint32_t least = e->class_of[0], most = least;
    for (size_t i = 0; i < e->n; i++) {
        least = e->class_of[i] < least ? e->class_of[i] : least;
        most = e->class_of[i] > most ? e->class_of[i] : most;
    }
    if (least == most)
        kit_explain(why, "all %zu rows are of one class; there is nothing to tell apart", e->n);
    else if (most >= MOST_CLASSES)
        kit_explain(why, "class %u; classes have numbers below %d", (unsigned)most, MOST_CLASSES);
    return least == most || most >= MOST_CLASSES ? 0 : (size_t)most + 1;
}

static bool check(size_t *classes, const kit_learner *learner, const kit_examples *e, kit_message *why)
{
    if (!learner->fit)
        return kit_explain(why, "%s: this build is without %s", learner->name, learner->library);
    if (!e->n || !e->width)
        return kit_explain(why, "%s: there are no rows to learn from", learner->name);
    return are_finite(e->rows, e->n, e->width, why) && (*classes = count_classes(e, why)) > 0;
}

bool kit_classifier_fit(kit_classifier **out, const kit_learner *learner, const kit_examples *examples,
                        const kit_learning *how, kit_message *why)
{
    size_t classes = 0;
    *out = NULL;
    if (!check(&classes, learner, examples, why))
        return false;
    kit_classifier *c = malloc(sizeof *c);
    if (!c)
        return kit_explain(why, "out of memory");
    *c = (kit_classifier){ .learner = learner, .width = examples->width };
    if (!learner->fit(&c->state, examples, classes, how, why)) {
        free(c);
        return false;
    }
    *out = c;
    return true;
}

bool kit_classifier_predict(uint32_t *class_of, kit_classifier *c, const float *rows, size_t n, kit_message *why)
{
    return are_finite(rows, n, c->width, why) && c->learner->predict(class_of, c->state, rows, n, why);
}

size_t kit_classifier_memory(const kit_classifier *c)
{
    return c->learner->memory(c->state);
}

void kit_classifier_free(kit_classifier *c)
{
    if (c)
        c->learner->free(c->state);
    free(c);
}
