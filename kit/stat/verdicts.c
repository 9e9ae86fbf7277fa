#include "kit/stat.h"

kit_verdicts kit_judge_below(double threshold, const float *scores, const bool *positive, size_t n)
{
    kit_verdicts v = { 0 };
    for (size_t i = 0; i < n; i++) {
        bool called = (double)scores[i] < threshold;
        v.true_positives += called && positive[i];
        v.false_positives += called && !positive[i];
        v.true_negatives += !called && !positive[i];
        v.false_negatives += !called && positive[i];
    }
    return v;
}

static double share(size_t part, size_t rest)
{
    return (double)part / (double)(part + rest);
}

double kit_accuracy(const kit_verdicts *v)
{
    return share(v->true_positives + v->true_negatives, v->false_positives + v->false_negatives);
}

double kit_precision(const kit_verdicts *v)
{
    return share(v->true_positives, v->false_positives);
}

double kit_recall(const kit_verdicts *v)
{
    return share(v->true_positives, v->false_negatives);
}
