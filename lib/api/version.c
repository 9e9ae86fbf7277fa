#include "api/ae_build_info.h" /* generated: what this build is made of */
#include "autoencoder.h"
#include "kernel/dispatch.h"

#define TEXT_(x) #x
#define TEXT(x)  TEXT_(x)

const char *ae_version(void)
{
    return TEXT(AE_VERSION_MAJOR) "." TEXT(AE_VERSION_MINOR) "." TEXT(AE_VERSION_PATCH);
}

int ae_version_number(void)
{
    return AE_VERSION_NUMBER;
}

const char *ae_build_info(void)
{
    static const char *const info[] = { AE_BUILD_INFO_BY_ISA };
    size_t best = ae_isa_count();
    while (best > 1 && !ae_isa_usable(best - 1)) /* a set that runs implies the worse ones */
        best--;
    return info[best - 1];
}
