#include "graph/exec.h"

static ae_real *address(const ae_ref *ref, const ae_frame *frame)
{
    if (ref->base == AE_BASE_NONE)
        return NULL;
    if (ref->base == AE_BASE_OUTPUT)
        return frame->output[ref->offset];
    size_t rows = ref->base == AE_BASE_WORK ? frame->capacity : 1;
    return frame->base[ref->base] + ref->offset * rows;
}

/* What is no loss has no weight. */
static double weight_of(const ae_step *s, const ae_run *run)
{
    return run->factors ? s->weight * run->factors[s->loss] : s->weight;
}

static void run_step(const ae_step *s, const ae_frame *frame, const ae_run *run)
{
    ae_call call = { .run = run,
                     .attr = s->attr,
                     .shape = s->shape,
                     .out_shape = &s->out_shape,
                     .weight = weight_of(s, run),
                     .derivative = s->derivative,
                     .parameter = s->parameter };
    for (size_t i = 0; i < s->n_in; i++) {
        call.in[i] = address(&s->in[i], frame);
        call.din[i] = address(&s->din[i], frame);
        call.add[i] = s->add[i];
    }
    call.out = address(&s->out, frame);
    call.dout = address(&s->dout, frame);
    call.sums = address(&s->sums, frame);
    if (s->op->loss)
        call.row_loss = (double *)(void *)call.out;
    (s->closing && s->op->close ? s->op->close : s->backward ? s->op->backward : s->op->forward)(&call);
}

void ae_exec_forward(const ae_plan *plan, const ae_frame *frame, const ae_run *run)
{
    for (size_t i = 0; i < plan->n_forward; i++)
        run_step(&plan->steps[i], frame, run);
}

void ae_exec_backward(const ae_plan *plan, const ae_frame *frame, const ae_run *run)
{
    for (size_t i = plan->n_forward; i < plan->n_steps - plan->n_closing; i++)
        run_step(&plan->steps[i], frame, run);
}

void ae_exec_closing(const ae_plan *plan, const ae_frame *frame, const ae_run *run)
{
    for (size_t i = plan->n_steps - plan->n_closing; i < plan->n_steps; i++)
        run_step(&plan->steps[i], frame, run);
}

const double *ae_exec_losses(const ae_plan *plan, const ae_frame *frame, size_t i)
{
    return (const double *)(const void *)address(&plan->losses[i].at, frame);
}
