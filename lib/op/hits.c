/* hits: 1 for a row whose largest number, of equal ones the first, is the one of its class; otherwise 0, also where the
 * class is not known. Inputs: a row of numbers, and the class as a number. It is measured with and never trained on. */
#include "op/layout.h"
#include "op/rows.h"

static ae_status hits_shape(ae_shape *out, const ae_shape *in, size_t n_in, const void *attr, ae_error *e)
{
    (void)n_in, (void)attr;
    *out = (ae_shape){ 1, { 1 } };
    return ae_layout_fits(&in[1], 1, "a class", e);
}

static size_t largest(const ae_real *x, size_t n)
{
    size_t most = 0;
    for (size_t i = 1; i < n; i++)
        most = x[i] > x[most] ? i : most;
    return most;
}

/* NaN is not the largest of anything. */
static bool is_hit(const ae_real *x, size_t n, ae_real code)
{
    const size_t most = largest(x, n);
    return x[most] == x[most] && ae_layout_level(n, code) == most;
}

static void hits_forward(const ae_call *call)
{
    const size_t n = ae_shape_size(&call->shape[0]);
    for (size_t row = 0; row < call->run->rows; row++)
        call->row_loss[row] = is_hit(call->in[0] + row * n, n, call->in[1][row]);
}

const ae_op AE_LOCAL(ae_op_hits) = {
    .name = "hits",
    .loss = true,
    .shape = hits_shape,
    .forward = hits_forward,
};
