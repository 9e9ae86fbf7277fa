#include "api/sized.h"
#include "base/size.h"
#include <stdlib.h>
#include <string.h>

static size_t size_of(const void *sized)
{
    size_t size;
    memcpy(&size, sized, sizeof size);
    return size;
}

ae_status ae_sized_copy(void *to, size_t size, const void *from, const char *what, ae_error *e)
{
    if (!from)
        return AE_OK;
    size_t given = size_of(from);
    if (given < sizeof(size_t) || given > 65536)
        return ae_fail(e, AE_EARGUMENT, "%s: size is %zu; begin with its _INIT macro", what, given);
    for (size_t i = size; i < given; i++)
        if (((const char *)from)[i] != 0)
            return ae_fail(e, AE_EARGUMENT, "%s: uses fields that only a newer library knows", what);
    memcpy(to, from, ae_least(given, size));
    memcpy(to, &size, sizeof size);
    return AE_OK;
}

void ae_sized_return(void *to, const void *from, size_t size)
{
    size_t given = size_of(to);
    memcpy((char *)to + sizeof(size_t), (const char *)from + sizeof(size_t), ae_least(given, size) - sizeof(size_t));
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
