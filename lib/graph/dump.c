#include "graph/plan.h"

static void write_ref(ae_writer *w, const char *label, const ae_ref *r)
{
    static const char *const names[AE_BASES] = { "",      "work",   "param",  "grad",  "closing",
                                                 "input", "target", "labels", "condition", "output" };
    if (r->base != AE_BASE_NONE)
        ae_write(w, " %s=%s+%zu", label, names[r->base], r->offset);
}

static void write_step(ae_writer *w, size_t number, const ae_step *s)
{
    static const char *const in[AE_OP_INPUTS] = { "in0", "in1", "in2", "in3", "in4" };
    static const char *const din[AE_OP_INPUTS] = { "din0", "din1", "din2", "din3", "din4" };
    ae_write(w, "  %3zu %-8s %-12s %-12s", number,
             s->closing    ? "closing"
             : s->backward ? "backward"
                           : "forward",
             s->op->name, s->name);
    for (size_t i = 0; i < s->n_in; i++)
        write_ref(w, in[i], &s->in[i]);
    write_ref(w, "out", &s->out);
    write_ref(w, "dout", &s->dout);
    for (size_t i = 0; i < s->n_in; i++) {
        write_ref(w, din[i], &s->din[i]);
        ae_write(w, "%s", s->add[i] ? "(add)" : "");
    }
    if (s->derivative)
        ae_write(w, " through=%s", s->derivative->name);
    ae_write(w, "\n");
}

void ae_plan_dump(ae_writer *w, const ae_plan *plan)
{
    for (size_t i = 0; i < plan->n_steps; i++)
        write_step(w, i, &plan->steps[i]);
}
