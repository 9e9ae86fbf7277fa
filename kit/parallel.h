/* Work on several threads. */
#ifndef KIT_PARALLEL_H
#define KIT_PARALLEL_H

#include <stddef.h>

/* Calls run(user, i) once for each i below n, the lower ones first, on `jobs` threads, the caller's among them; returns when
 * all are done. Where a thread cannot be started, the others do its part. */
void kit_parallel(size_t jobs, size_t n, void (*run)(void *user, size_t i), void *user);

#endif
