/* Remarks on variational autoencoders, whose code may come to say nothing of a row. */
#include "ae_health.h"
#include "kit/advise.h"
#include <stdio.h>
#include <string.h>

void remark_on_divergence(const subject *s)
{
    ae_value_info output;
    kit_imbalance found;
    if (find_value(&output, s->model, "output") && kit_divergence_rules(&found, ae_model_spec(s->model), output.width))
        fprintf(stderr,
                "spec: loss %s is a mean over a row's %zu numbers, loss kl_normal a sum, beside which it hardly counts: the "
                "code "
                "will say little; `%s`, a sum too, or weight=%.3g for kl_normal makes them equal\n",
                found.loss, output.width, strcmp(found.loss, "bce") == 0 ? "loss bce reduce=sum" : "loss gaussian",
                found.weight);
}

void remark_on_collapse(const subject *s)
{
    kit_health h;
    if (!strstr(ae_model_spec(s->model), "\nloss kl_normal"))
        return;
    if (find_health(&h, s, NULL) && 2 * h.count[KIT_COLLAPSED] > h.width)
        fprintf(stderr,
                "%s: code: %zu of %zu units have a divergence near 0, so they say nothing of a row; a smaller weight= or "
                "free_bits= of loss kl_normal, or | warmup steps=N after the optimizer may help\n",
                s->file, h.count[KIT_COLLAPSED], h.width);
    kit_health_free(&h);
}
