#include "kit/learn.h"
#include <string.h>

static const kit_learner *const learners[] = { &kit_logistic, &kit_svm_linear,      &kit_svm_rbf,
                                               &kit_knn,      &kit_knn_approximate, &kit_forest };

enum { LEARNERS = sizeof learners / sizeof *learners };

const kit_learner *kit_learner_at(size_t number)
{
    return number < LEARNERS ? learners[number] : NULL;
}

static void explain_unknown(const char *name, kit_message *why)
{
    const char *names[LEARNERS];
    for (size_t i = 0; i < LEARNERS; i++)
        names[i] = learners[i]->name;
    const char *meant = kit_closest(name, names, LEARNERS);
    kit_explain(why, "%s: there is no such classifier%s%s%s", name, meant ? "; did you mean " : "", meant ? meant : "",
                meant ? "?" : "");
}

const kit_learner *kit_learner_find(const char *name, kit_message *why)
{
    size_t i = 0;
    while (i < LEARNERS && strcmp(learners[i]->name, name) != 0)
        i++;
    if (i == LEARNERS)
        explain_unknown(name, why);
    return kit_learner_at(i);
}
