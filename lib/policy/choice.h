/* What a training's text chooses: an optimizer, then policies: "adam lr=0.01 | schedule cosine | stop patience=5". */
#ifndef AE_POLICY_CHOICE_H
#define AE_POLICY_CHOICE_H

#include "optim/optim.h"
#include "policy/policy.h"

enum {
    AE_TRAINING_TEXT = 1024, /* bytes of a canonical text, its 0 included */
    AE_POLICIES_MAX = 64
};

typedef struct ae_choice {
    const ae_optimizer *optimizer;
    const void *options;
    unsigned slots;                    /* slabs of the parameters' size that the optimizer keeps */
    const char *text;                  /* canonical: items with " | " between them */
    ae_chosen policy[AE_POLICIES_MAX]; /* in the order in which they act. The guard is always among them */
    size_t n_policies;
    const ae_chosen *guard;
    size_t n_numbers; /* of all policies; they lie one after the other */
    double *numbers;
} ae_choice;

/* What the reading of a text needs. Without a setting and a tuning it is only checked for itself. */
typedef struct ae_choosing {
    size_t isa;
    const ae_setting *setting;
    ae_tuning *tuning;
    ae_arena *arena;
} ae_choosing;

/* Errors: AE_ESPEC, AE_EWORD, AE_EVALUE with line and column; AE_EOPTION. */
ae_status ae_choice_read(ae_choice *out, const char *text, const ae_choosing *c, ae_error *e);

/* The slabs that its policies need, as AE_SLAB bits. */
unsigned ae_choice_slabs(const ae_choice *c);

/* The most seconds that its policies let the training take; infinity where they do not say. */
double ae_choice_most_seconds(const ae_choice *c);

/* Whether a policy may end the training for another reason than time. */
bool ae_choice_may_stop(const ae_choice *c);

/* Whether a policy changes the weights of losses; the factor for those of this name in the step of the clock. */
bool ae_choice_weighs(const ae_choice *c);
double ae_choice_weight(const ae_choice *c, const ae_clock *clock, const char *loss);

/* Whether the weights of a step depend on how many steps there will be. */
bool ae_choice_looks_ahead(const ae_choice *c);

#endif
