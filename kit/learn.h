/* Classifiers: what others' libraries make of rows whose classes are known, to tell the classes of rows where they are not;
 * and how often that is right. */
#ifndef KIT_LEARN_H
#define KIT_LEARN_H

#include "kit/message.h"
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct kit_examples {
    const float *rows;        /* n x width, finite */
    const uint32_t *class_of; /* n, from 0, below 65,536 */
    size_t n, width;
} kit_examples;

typedef struct kit_learning {
    uint64_t seed;
    size_t threads; /* 0 counts as 1. Only a forest may come out otherwise by another number of them */
} kit_learning;

/* One kind of classifier. Its functions are called by those below, which check what they are given. */
typedef struct kit_learner {
    const char *name;
    const char *library; /* whose it is; NULL: the kit's own */
    bool (*fit)(void **state, const kit_examples *examples, size_t classes, const kit_learning *how, kit_message *why);
    bool (*predict)(uint32_t *class_of, void *state, const float *rows, size_t n, kit_message *why);
    size_t (*memory)(const void *state);
    void (*free)(void *state);
} kit_learner;

/* Where a build lacks the library, `fit` is NULL. A program that names one of these links its library alone; one that asks
 * for them by name or number links all. */
extern const kit_learner kit_knn; /* the majority of the five nearest rows, among equals the nearest; rows that are
                                   * fitted have to outlive it */
extern const kit_learner kit_knn_approximate; /* the same by FLANN's trees, 256 leaves a query */
extern const kit_learner kit_logistic;        /* liblinear: one class against the rest, L2, C = 10 */
extern const kit_learner kit_svm_linear;      /* libsvm: one class against another, C = 10 */
extern const kit_learner kit_svm_rbf;         /* libsvm: radial basis, C = 10, gamma = 1 */
extern const kit_learner kit_forest;          /* XGBoost: 500 random trees for each class */

/* Number 0, 1 ...; NULL past the last. */
const kit_learner *kit_learner_at(size_t number);

/* The one with this name, which this build may lack the library for. NULL where there is none; says so. */
const kit_learner *kit_learner_find(const char *name, kit_message *why);

/* A learner that has learnt. The linear and the radial ones divide all numbers by one, the deviation of all numbers times
 * the root of the width, so that C and gamma mean the same whatever the unit and however wide rows are. */
typedef struct kit_classifier kit_classifier;

/* Refuses a build without the library, no rows, a single class and numbers that are not finite. *out is NULL after a
 * failure. */
bool kit_classifier_fit(kit_classifier **out, const kit_learner *learner, const kit_examples *examples,
                        const kit_learning *how, kit_message *why);
bool kit_classifier_predict(uint32_t *class_of, kit_classifier *classifier, const float *rows, size_t n, kit_message *why);
void kit_classifier_free(kit_classifier *classifier);

/* Bytes that it has to hold in order to predict, the rows that it looks at among them. */
size_t kit_classifier_memory(const kit_classifier *classifier);

/* ---- How often it is right ------------------------------------------------------------------------------------------ */

/* The share of n rows that are told to be what they are; NaN of none. */
double kit_share_right(const uint32_t *told, const uint32_t *class_of, size_t n);

/* Adds n rows to a table of classes x classes: count[class * classes + told]. Both are below `classes`. */
void kit_confusion_add(size_t *count, size_t classes, const uint32_t *told, const uint32_t *class_of, size_t n);

/* Prints it, a line a class, under a line of what they were told to be. names: `classes` of them, or NULL for numbers. */
void kit_confusion_print(FILE *to, const size_t *count, size_t classes, const char *const *names);

#endif
