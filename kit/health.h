/* How well a code uses its numbers: which units do nothing, which say the same, and what would help.
 *
 * All is computed from arrays that any host gets by ae_model_run: the value "code", of a variational code also
 * "code.log_variance"; ae_model_get_value has the code's `low` and `high`. */
#ifndef KIT_HEALTH_H
#define KIT_HEALTH_H

#include "kit/message.h"
#include <stddef.h>

enum {
    KIT_HEALTH_ROWS = 30,   /* at least: of fewer rows, units look alike by chance */
    KIT_HEALTH_WIDTH = 1024 /* units of a wider code are not held against each other: no duplicates, no effective rank */
};

/* Codes of rows. They are finite. */
typedef struct kit_code_rows {
    const float *codes; /* n x width; of a variational code the means, which is what encode gives */
    size_t n, width;
    double low, high;          /* what their activation can reach; infinite where there is no end */
    const float *log_variance; /* n x width; NULL: the code is not variational */
    size_t row_width;          /* numbers of the row that a code is of; 0: not known */
} kit_code_rows;

/* What may be wrong with a unit. One that is collapsed is none of the others, and one that is dead is none after it. */
typedef enum kit_ill {
    KIT_COLLAPSED, /* of a variational code: its mean KL is below 0.01 nats, so the decoder learns nothing from it */
    KIT_DEAD, /* hardly varies: by less than a hundredth of what the units do in the root mean square, or by no more than
               * a float's rounding */
    KIT_SATURATED, /* nine in ten of its numbers lie at an end of the reach, within 0.25 % of it. The 0 of a relu is no such
                    * end: that is how a code is sparse */
    KIT_DUPLICATE, /* its correlation with a unit before it is above 0.99 or below -0.99 */
    KIT_ILLS
} kit_ill;

/* "collapsed", "dead" ... */
extern const char *const kit_ill_names[KIT_ILLS];

typedef struct kit_unit {
    double mean, deviation;
    double at_ends;   /* share of its numbers there, 0 ... 1; NaN where there are no ends */
    double near_zero; /* share of its numbers nearer to 0 than a tenth of the root mean square of all: each of these has less
                       * than a hundredth of the usual energy */
    double kl;        /* mean divergence of its distributions from the standard normal one, in nats; NaN: not variational */
    bool ill[KIT_ILLS];
    size_t twin;        /* of a duplicate: the unit before it that is most like it, a number from 0 */
    double correlation; /* with that unit */
} kit_unit;

typedef struct kit_health {
    size_t rows, width, row_width;
    double low, high;       /* as they were given */
    kit_unit *unit;         /* width */
    size_t count[KIT_ILLS]; /* units that have it */
    size_t blank;           /* rows whose code is 0 in every number */
    double near_zero;       /* as of a unit, of all numbers */
    double hoyer;           /* mean sparseness of the rows' codes (Hoyer 2004), from 0, all numbers of a code equally far
                             * from 0, to 1, only one that is not 0; NaN of one unit, and where all rows are blank */
    double kl;              /* of all units together; NaN: not variational */
    double effective_rank;  /* exp of the entropy of the covariance's eigenvalues over their sum (Roy & Vetterli 2007): 1 ...
                             * width, how many directions the codes spread in. NaN without LAPACK, of wider codes, and where
                             * nothing varies */
} kit_health;

/* False: there are too few rows, a number that is not finite, or no memory. kit_health_free either way. */
bool kit_health_find(kit_health *out, const kit_code_rows *rows, kit_message *why);
void kit_health_free(kit_health *h);

/* Was LAPACK there when this was built? */
bool kit_health_ranks(void);

/* What to change, each in a sentence or two without a point at the end, the most important first; returns how many, 0 where
 * nothing is wrong. */
enum { KIT_HEALTH_ADVICE = 7 };
size_t kit_health_advice(kit_message advice[KIT_HEALTH_ADVICE], const kit_health *h);

#endif
