#include "api/sized.h"
#include "base/size.h"
#include <stdlib.h>
#include <string.h>

enum { SIZE_LIMIT = 65536 }; /* no header will ever have a larger struct */

static size_t size_of(const void *sized)
{
    size_t size;
    memcpy(&size, sized, sizeof size);
    return size;
}

ae_status ae_sized_check(const void *sized, const char *what, ae_error *e)
{
    size_t given = size_of(sized);
    if (given < sizeof(size_t) || given > SIZE_LIMIT)
        return ae_fail(e, AE_EARGUMENT, "%s: .size is %zu; it must be the struct's sizeof: begin with its _INIT macro", what,
                       given);
    return AE_OK;
}

ae_status ae_sized_copy(void *to, size_t size, const void *from, const char *what, ae_error *e)
{
    if (!from)
        return AE_OK;
    AE_TRY(ae_sized_check(from, what, e));
    size_t given = size_of(from);
    for (size_t i = size; i < given; i++)
        if (((const char *)from)[i] != 0)
            return ae_fail(e, AE_EARGUMENT, "%s: uses fields that only a newer library knows", what);
    memcpy(to, from, ae_least(given, size));
    memcpy(to, &size, sizeof size);
    return AE_OK;
}

void ae_sized_return(void *to, const void *from, size_t size)
{
    size_t filled = ae_least(size_of(to), size);
    memcpy(to, from, filled);
    memcpy(to, &filled, sizeof filled);
}

const char *ae_kernels_wish(void)
{
    const char *set = getenv("AE_KERNELS");
    return set && *set ? set : NULL;
}

ae_status ae_require(const void *pointer, const char *what, ae_error *e)
{
    return pointer ? AE_OK : ae_fail(e, AE_EARGUMENT, "%s is NULL", what);
}
