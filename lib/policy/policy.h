/* A policy: what training does besides the optimizer's steps, such as a schedule of the learning rate or an early stop. One
 * file each; its descriptor is a const ae_policy. Policies stand after the optimizer in its text. */
#ifndef AE_POLICY_POLICY_H
#define AE_POLICY_POLICY_H

#include "base/pool.h"
#include "base/text.h"
#include "graph/params.h"
#include "policy/ae_policy_list.h" /* made by meson.build: AE_POLICY_LIST(X) is X(clip) ... */

/* Where the training is. */
typedef struct ae_clock {
    uint64_t step, steps;     /* the one under way, from 1; in all, 0 = not known */
    uint64_t epoch;           /* the one under way, from 1 */
    uint64_t per_epoch;       /* steps in an epoch; 0 = there are no epochs */
    double seconds;           /* since the training began */
    double loss;              /* of this step; at the end of an epoch, the mean over its rows */
    double valid_loss;        /* at the end of an epoch with validation rows; otherwise NaN */
    const ae_metric *metrics; /* the same: what was measured on them */
    size_t n_metrics;
    bool rises; /* at the end of an epoch: the weight of a loss was below its own in it, so `loss` cannot be compared */
} ae_clock;

/* What is known before the first step. */
typedef struct ae_setting {
    uint64_t steps, per_epoch;  /* as in ae_clock */
    bool valid;                 /* there are validation rows */
    bool copies;                /* each row is its own target */
    const char *const *metrics; /* names of what is measured on validation rows, ended by NULL; or NULL */
} ae_setting;

/* How each parameter is trained, in the order of their table. */
typedef struct ae_tuning {
    const ae_params *params;
    size_t slices;     /* that the slabs are cut into: slices.h */
    double *rate;      /* times the learning rate; 1 at first */
    const char **side; /* the part of the net that it is of: "encoder", "decoder", or a head's name */
    bool *frozen;      /* it stays as it is */
    size_t pieces;     /* that a batch is worked through in, at most; 1 at first */
    uint64_t watched;  /* bit i: a policy looks at metric number i of the setting */
    ae_known losses;   /* the names of the spec's losses and penalties */
    ae_arena *arena;
} ae_tuning;

/* What a step's update goes over. */
typedef struct ae_pass {
    const ae_tuning *tuning;
    size_t isa;
    ae_pool *pool;
    ae_real *weights;   /* those that are trained */
    ae_real *gradients; /* at the place of state: what the forward pass saw */
    ae_real *model;     /* the model's weights: the same, or their average */
    double *sums;       /* room for a number for each slice */
    uint64_t step;      /* from 1 */
} ae_pass;

/* A policy, as a text chose it. */
typedef struct ae_chosen {
    const struct ae_policy *policy;
    const void *options; /* of the policy's own type, from its field table */
    double *numbers;     /* what it keeps from step to step; 0 at first */
} ae_chosen;

/* What a policy thinks of an epoch or a step. */
typedef enum ae_advice {
    AE_ADVICE_GO,
    AE_ADVICE_BEST,  /* these weights are the best so far */
    AE_ADVICE_STOP,  /* the training is over */
    AE_ADVICE_REFUSE /* this step's loss is no ordinary one: leave the weights as they are */
} ae_advice;

/* Slabs of the parameters' size that a policy may need; the trainer keeps them. */
enum { AE_SLAB_RAW = 1, AE_SLAB_BEST = 2 };

typedef struct ae_policy {
    const char *name, *doc;
    const char *source; /* the paper, or NULL */
    const ae_field *fields;
    size_t options_size;
    unsigned numbers;  /* how many it keeps */
    unsigned counters; /* the first so many of them count something: whole numbers from 0 on */
    unsigned slabs;    /* AE_SLAB bits */
    bool repeats;      /* may stand several times in a text */
    ae_stop stops;     /* the reason, where it advises to stop */
    /* Each of these may be NULL. `prepare` is called once: errors with line and column, or AE_EOPTION. */
    ae_status (*prepare)(const void *options, const ae_item *item, const ae_setting *s, ae_tuning *t, ae_error *e);
    double (*most_seconds)(const void *options);               /* the training never takes longer */
    bool (*looks_ahead)(const void *options);                  /* results depend on the number of steps in all */
    double (*rate)(const ae_chosen *c, const ae_clock *clock); /* before each step: a factor of the learning rate */
    /* Before each step: a factor of the weight that losses and penalties of this name have. The clock has no loss yet. */
    double (*weight)(const ae_chosen *c, const ae_clock *clock, const char *loss);
    ae_advice (*step)(const ae_chosen *c, const ae_clock *clock);  /* once a step's loss is known, before its update */
    void (*before)(const ae_chosen *c, const ae_pass *p);          /* the optimizer goes along these gradients */
    void (*after)(const ae_chosen *c, const ae_pass *p);           /* once the weights have moved */
    ae_advice (*epoch)(const ae_chosen *c, const ae_clock *clock); /* at its end */
} ae_policy;

#define AE_POLICY_DECLARE_(name) extern const ae_policy ae_policy_##name;
AE_POLICY_LIST(AE_POLICY_DECLARE_)

const ae_policy *ae_policy_at(size_t index); /* in the order in which they act; NULL after the last */

/* The policy of this name, and its place in that order; NULL if there is none. */
const ae_policy *ae_policy_find(size_t *index, const ae_word *name);

/* For ae_known. */
const char *ae_policy_known(const void *unused, size_t index);

#endif
