/* What the trainer asks the guard. */
#ifndef AE_POLICY_GUARD_H
#define AE_POLICY_GUARD_H

#include "policy/policy.h"

typedef struct ae_guard {
    double times, factor;
    size_t every, most;
    int back;
} ae_guard;

/* What losses are like: the median of the last ones, the newest included; 0 before there are enough of them. */
double ae_guard_usual(const ae_chosen *guard);

/* Counts a refused step. True if it is the third in a row or a later one: then the weights are to blame, not its rows. */
bool ae_guard_refuse(const ae_chosen *guard);

/* Counts one way back to the last good weights, after a step with this loss: the rate falls. False if there is no such way,
 * or if there have been too many. */
bool ae_guard_go_back(const ae_chosen *guard, double loss);
size_t ae_guard_times_back(const ae_chosen *guard);

#endif
