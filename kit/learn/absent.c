/* What this build has no library for keeps its name, so that a message can tell what is missing, and does nothing. */
#include "kit/learn.h"

#ifndef KIT_HAVE_FLANN
const kit_learner kit_knn_approximate = { .name = "knn-approximate", .library = "FLANN" };
#endif

#ifndef KIT_HAVE_LIBLINEAR
const kit_learner kit_logistic = { .name = "logistic", .library = "liblinear" };
#endif

#ifndef KIT_HAVE_LIBSVM
const kit_learner kit_svm_linear = { .name = "svm-linear", .library = "libsvm" };
const kit_learner kit_svm_rbf = { .name = "svm-rbf", .library = "libsvm" };
#endif

#ifndef KIT_HAVE_XGBOOST
const kit_learner kit_forest = { .name = "forest", .library = "XGBoost" };
#endif
