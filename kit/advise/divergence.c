#include "kit/advise.h"
#include "kit/stack/items.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static kit_span name_of(kit_span line)
{
    kit_item_word(&line);
    return kit_item_word(&line);
}

static bool is_called(kit_span line, const char *name)
{
    return kit_span_is(name_of(line), name);
}

static bool is_loss(kit_span line)
{
    return kit_span_is(kit_item_word(&line), "loss");
}

static double weight_of(kit_span line)
{
    char text[64];
    const kit_span value = kit_item_value(line, "weight");
    snprintf(text, sizeof text, "%.*s", (int)value.n, value.at);
    return value.n ? strtod(text, NULL) : 1;
}

static bool is_of_output(kit_span line)
{
    const kit_span on = kit_item_value(line, "on");
    return on.n == 0 || kit_span_is(on, "output");
}

/* Of losses, those that do not grow with the width. */
static bool is_mean(kit_span line)
{
    static const char *const means[] = { "mse", "mae", "huber", "jaccard" };
    for (size_t i = 0; i < sizeof means / sizeof *means; i++)
        if (is_called(line, means[i]))
            return true;
    return is_called(line, "bce") && !kit_span_is(kit_item_value(line, "reduce"), "sum");
}

/* Weights of losses, added up. */
typedef struct tally {
    double divergence, means, sums;
    kit_span mean; /* the last one's name */
} tally;

static void count_loss(tally *t, kit_span line)
{
    const double weight = weight_of(line);
    if (is_called(line, "kl_normal"))
        t->divergence += weight;
    else if (is_of_output(line) && is_mean(line)) {
        t->means += weight;
        t->mean = name_of(line);
    } else if (is_of_output(line))
        t->sums += weight;
}

bool kit_divergence_rules(kit_imbalance *out, const char *spec, size_t width)
{
    const double most = 4;
    kit_span rest = { spec, strlen(spec) };
    tally t = { 0 };
    while (rest.n) {
        const kit_span line = kit_item_line(&rest);
        if (is_loss(line))
            count_loss(&t, line);
    }
    out->weight = t.means / (double)width;
    snprintf(out->loss, sizeof out->loss, "%.*s", (int)t.mean.n, t.mean.at ? t.mean.at : "");
    return t.means > 0 && !(t.sums > 0) && t.divergence > most * out->weight;
}
