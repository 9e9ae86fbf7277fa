/* Ops whose rows do not depend on each other: they are cut into fixed blocks of rows. */
#ifndef AE_OP_ROWS_H
#define AE_OP_ROWS_H

#include "base/size.h"
#include "kernel/gemm.h"
#include "op/op.h"

enum { AE_SERIAL_ELEMENTS = 16384 }; /* what does not repay waking a thread */

/* Calls task(argument, index, worker) for every block of AE_ROW_BLOCK rows of the call. Compiled once for all sets. */
void ae_in_blocks_of_rows(const ae_call *call, ae_task_fn task, void *argument);

/* The same where the call is all that the task needs. */
static inline void ae_in_row_blocks(const ae_call *call, ae_task_fn task)
{
    ae_in_blocks_of_rows(call, task, (void *)call);
}

/* One past the last row of a block. */
static inline size_t ae_row_block_end(const ae_call *call, size_t index)
{
    size_t end = (index + 1) * AE_ROW_BLOCK;
    return ae_least(end, call->run->rows);
}

#endif
