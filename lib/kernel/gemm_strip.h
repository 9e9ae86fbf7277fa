/* Part of gemm_product.c: what a task does. */
#ifndef AE_KERNEL_GEMM_STRIP_H
#define AE_KERNEL_GEMM_STRIP_H

#include "kernel/gemm_cut.h"

size_t ae_strip_tasks(const ae_cut *c); /* of this panel */

/* An ae_task_fn; the argument is the ae_cut. */
void ae_strip_task(void *argument, size_t index, unsigned worker);

#endif
