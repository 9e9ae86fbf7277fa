/* An objective: what training makes small. A field table and an emit that records loss ops. */
#ifndef AE_OBJECTIVE_OBJECTIVE_H
#define AE_OBJECTIVE_OBJECTIVE_H

#include "objective/ae_objective_list.h"
#include "graph/builder.h"

/* Every objective's options begin with these. */
typedef struct ae_objective_options {
    const char *name; /* its own main value: "mse" */
    double weight;    /* its factor in the total */
} ae_objective_options;

typedef struct ae_objective {
    const char *name, *doc;
    const ae_field *fields;
    size_t options_size;
    /* *out is the loss's value: one number a row. */
    ae_status (*emit)(size_t *out, ae_builder *b, const void *options, size_t prediction, size_t target);
} ae_objective;

#define AE_OBJECTIVE_DECLARE_(name) extern const ae_objective ae_objective_##name;
AE_OBJECTIVE_LIST(AE_OBJECTIVE_DECLARE_)

const ae_objective *ae_objective_find(const ae_word *name);
const ae_objective *ae_objective_at(size_t index); /* NULL after the last */

/* Records the loss op `op` between two values with the options' weight. */
ae_status ae_objective_loss(size_t *out, ae_builder *b, const ae_objective_options *options, const char *op,
                            const void *attr, size_t prediction, size_t target);

/* The first two fields of every objective's table. */
#define AE_OBJECTIVE_FIELDS                                                                                \
    { "", AE_FIELD_NAME, offsetof(ae_objective_options, name), NULL, 0, 0, NULL, "which loss" },           \
        { "weight", AE_FIELD_REAL, offsetof(ae_objective_options, weight), "1", 0, 1e6, NULL, "factor" }

#define AE_OBJECTIVE_FIELDS_END { NULL, AE_FIELD_COUNT, 0, NULL, 0, 0, NULL, NULL }

#endif
