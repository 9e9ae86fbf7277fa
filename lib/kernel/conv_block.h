/* Part of conv_product.c: what a task does. */
#ifndef AE_KERNEL_CONV_BLOCK_H
#define AE_KERNEL_CONV_BLOCK_H

#include "kernel/conv_job.h"

/* An ae_task_fn for one block; the argument is the ae_conv_job. */
void ae_conv_block_task(void *argument, size_t index, unsigned worker);

#endif
