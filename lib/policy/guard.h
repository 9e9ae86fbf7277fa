/* What the trainer asks the guard. */
#ifndef AE_POLICY_GUARD_H
#define AE_POLICY_GUARD_H

#include "policy/policy.h"

typedef struct ae_guard {
    double times, factor;
    size_t every, most;
    int back;
} ae_guard;

/* The median that the last loss was compared with; 0 before there are enough losses. */
double ae_guard_usual(const ae_chosen *guard);

/* Whether the last refused step was the third in a row or a later one: then the weights are to blame, not its rows. */
bool ae_guard_blames_weights(const ae_chosen *guard);

/* A step whose loss was taken, but whose gradients are not finite. */
void ae_guard_refuse(const ae_chosen *guard);

/* Counts one way back to the last good weights: the rate falls. False if there have been too many. */
bool ae_guard_go_back(const ae_chosen *guard);
size_t ae_guard_times_back(const ae_chosen *guard);

#endif
