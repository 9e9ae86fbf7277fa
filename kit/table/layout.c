/* The shape of rows beside the one that is wanted of them. */
#include "kit/table.h"
#include <stdio.h>
#include <string.h>

enum { MOST = 4 };

/* Without the sizes of 1. */
static size_t squeeze(size_t to[MOST], const size_t *shape, size_t rank)
{
    size_t n = 0;
    for (size_t i = 0; i < rank && shape[i]; i++)
        if (shape[i] > 1)
            to[n++] = shape[i];
    return n;
}

/* Does every size occur as often in one as in the other? */
static bool same_sizes(const size_t *a, const size_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t balance = n;
        for (size_t k = 0; k < n; k++)
            balance = balance + (a[k] == a[i]) - (b[k] == a[i]);
        if (balance != n)
            return false;
    }
    return true;
}

static void describe(char text[80], const size_t *shape, size_t rank)
{
    size_t used = 0;
    for (size_t i = 0; i < rank && shape[i]; i++)
        used += (size_t)snprintf(text + used, 80 - used, "%s%zu", i ? "x" : "", shape[i]);
}

bool kit_table_check_shape(const kit_table *table, const size_t wanted[4], kit_message *why)
{
    size_t has[MOST], wants[MOST], n = squeeze(has, table->shape, table->rank);
    if (n != squeeze(wants, wanted, MOST) || memcmp(has, wants, n * sizeof *has) == 0 || !same_sizes(has, wants, n))
        return true;
    char here[80], there[80];
    describe(here, table->shape, table->rank);
    describe(there, wanted, MOST);
    bool last = n == 3 && has[0] == wants[1] && has[1] == wants[2]; /* and so the channels are */
    return kit_explain(why, "%s: its rows are %s, where the model takes %s: %s", table->source, here, there,
                       last ? "the channels come last in the file, and --layout nhwc brings them first"
                            : "the same sizes in another order, which numpy.transpose puts right");
}
