#include "op/rows.h"

void ae_in_blocks_of_rows(const ae_call *call, ae_task_fn task, void *argument)
{
    size_t rows = call->run->rows, blocks = ae_parts(rows, AE_ROW_BLOCK);
    bool small = rows * ae_shape_size(&call->shape[0]) <= AE_SERIAL_ELEMENTS;
    ae_pool_run(small ? NULL : call->run->pool, blocks, task, argument);
}
