/* A draw from a normal distribution of which each row brings its own, as a function of it: y = mean + exp(log_variance / 2)
 * e, with e from the standard normal distribution (Kingma & Welling 2014, "Auto-Encoding Variational Bayes", section 2.4).
 * Inputs: mean, log_variance, of as many numbers. What is drawn is a function of the run's seed and step, `name`, the data
 * row and the element: backward draws it again. */
#ifndef AE_OP_REPARAMETRISE_H
#define AE_OP_REPARAMETRISE_H

#include "op/op.h"

typedef struct ae_reparametrise_attr {
    uint32_t name; /* ae_hash_name of the node's name */
} ae_reparametrise_attr;

#endif
