/* A thread pool that one context or trainer owns. Waiting workers spin briefly, then sleep. */
#ifndef AE_BASE_POOL_H
#define AE_BASE_POOL_H

#include "base/status.h"

typedef struct ae_pool ae_pool;

/* AE_EOPTION unless `threads` is 1 ... AE_THREADS_MAX. */
enum { AE_THREADS_MAX = 256 };
ae_status ae_pool_check(size_t threads, ae_error *e);

/* Starts threads - 1 workers; the caller of ae_pool_run is the last one. threads 1 gives *out = NULL, which is a pool too.
 * Workers block all signals except those of a thread's own faults (SIGBUS, SIGSEGV ...), run on small stacks and with the
 * library's floating-point mode. */
ae_status ae_pool_create(ae_pool **out, unsigned threads, const ae_allocator *allocator, ae_error *e);
void ae_pool_free(ae_pool *pool);
unsigned ae_pool_threads(const ae_pool *pool); /* 1 for NULL */
size_t ae_pool_memory(unsigned threads);       /* bytes that create asks of the allocator */

/* Equivalent to: for (i = 0; i < tasks; i++) task(argument, i, worker), in any order, on any worker (0 ... threads - 1);
 * returns when all are done. Not nested. In a child of fork, where the workers do not exist, it runs serially. */
typedef void (*ae_task_fn)(void *argument, size_t index, unsigned worker);
void ae_pool_run(ae_pool *pool, size_t tasks, ae_task_fn task, void *argument);

#endif
