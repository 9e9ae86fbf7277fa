#include "objective/objective.h"

static const ae_objective *const registry[] = {
#define ENTRY(name) &ae_objective_##name,
    AE_OBJECTIVE_LIST(ENTRY)
#undef ENTRY
};
enum { COUNT = sizeof registry / sizeof *registry };

const ae_objective *ae_objective_at(size_t index)
{
    return index < COUNT ? registry[index] : NULL;
}

const ae_objective *ae_objective_find(const ae_word *name)
{
    for (size_t i = 0; i < COUNT; i++)
        if (ae_word_is(name, registry[i]->name))
            return registry[i];
    return NULL;
}

ae_status ae_objective_loss(size_t *out, ae_builder *b, const ae_objective_options *options, const char *op,
                            const void *attr, size_t prediction, size_t target)
{
    size_t in[] = { prediction, target };
    AE_TRY(ae_builder_apply(out, b, op, attr, in, 2));
    b->graph->nodes[b->graph->n_nodes - 1].weight = options->weight;
    return AE_OK;
}
