/* A flag of the host's that another thread or a signal handler may set at any time. */
#ifndef AE_BASE_CANCEL_H
#define AE_BASE_CANCEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool ae_is_cancelled(const volatile int32_t *flag) /* NULL: never */
{
    return flag != NULL && __atomic_load_n(flag, __ATOMIC_RELAXED) != 0;
}

#endif
