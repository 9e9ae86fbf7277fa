/* Entries: the ways into a model. Each is a plan of its own. The model owns those for inference; a trainer makes the one for
 * training, and a context what its options name. */
#ifndef AE_MODEL_ENTRY_H
#define AE_MODEL_ENTRY_H

#include "model/recording.h"

typedef enum ae_entry_name { /* those that a model owns */
                             AE_ENTRY_ENCODE,
                             AE_ENTRY_DECODE,
                             AE_ENTRY_RECONSTRUCT,
                             AE_ENTRY_SCORE,
                             AE_ENTRY_EVALUATE,
                             AE_ENTRY_MEASURE, /* with labels: of a model with heads */
                             AE_ENTRIES
} ae_entry_name;

extern const ae_entry_rule ae_entry_rules[AE_ENTRIES], ae_entry_train;

typedef struct ae_entry {
    const char *name;
    ae_plan plan;           /* without steps: the model has no such entry */
    size_t width[AE_BASES]; /* elements of a row of the input, the target and the labels; 0 = not read */
    size_t *out_width;      /* of each output's rows */
    size_t n_outputs;
    bool decodes;  /* its input are codes */
    size_t making; /* bytes that were held while it was made, and are given back */
} ae_entry;

/* The entry of a rule, in memory of the arena. Any number of threads may make entries of one program. */
ae_status ae_entry_make(ae_entry *out, const ae_program *p, const ae_entry_rule *rule, ae_arena *arena, ae_error *e);

/* Whether the model can have this entry: some need a decoder, some heads. `require` says which: AE_EUNSUPPORTED. */
bool ae_entry_exists(const ae_program *p, const ae_entry_rule *rule);
ae_status ae_entry_require(const ae_program *p, const ae_entry_rule *rule, ae_error *e);

/* The entry that takes all losses of the net, and so what training takes. */
ae_entry_name ae_entry_of_losses(const ae_program *p);

#endif
