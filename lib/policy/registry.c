#include "policy/policy.h"

static const ae_policy *const registry[] = {
#define ENTRY(name) &ae_policy_##name,
    AE_POLICY_LIST(ENTRY)
#undef ENTRY
};
enum { COUNT = sizeof registry / sizeof *registry };

const ae_policy *ae_policy_at(size_t index)
{
    return index < COUNT ? registry[index] : NULL;
}

const ae_policy *ae_policy_find(size_t *index, const ae_word *name)
{
    for (size_t i = 0; i < COUNT; i++)
        if (ae_word_is(name, registry[i]->name)) {
            *index = i;
            return registry[i];
        }
    return NULL;
}

const char *ae_policy_known(const void *unused, size_t index)
{
    (void)unused;
    return index < COUNT ? registry[index]->name : NULL;
}
