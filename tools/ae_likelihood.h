#ifndef AE_TOOL_LIKELIHOOD_H
#define AE_TOOL_LIKELIHOOD_H

#include "ae_session.h"

/* In nats, means over rows. */
typedef struct likelihood {
    size_t draws;
    double mean;  /* of the estimated log-likelihoods */
    double error; /* the standard error of this mean, for other rows of the same kind; NaN of one row */
    double elbo;  /* the evidence lower bound */
} likelihood;

/* Estimates it by so many draws for each row as --likelihood says. The context serves AE_OUT_LIKELIHOOD. */
bool find_likelihood(likelihood *out, const session *s, const arguments *a, kit_message *why);

#endif
