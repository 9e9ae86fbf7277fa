#include "ae_json.h"
#include <math.h>
#include <stdio.h>

json_t *json_whole(uint64_t x)
{
    char digits[24];
    if (x <= INT64_MAX)
        return json_integer((json_int_t)x);
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)x);
    return json_string(digits);
}

json_t *json_finite(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

json_t *json_text(const char *text)
{
    json_t *s = json_string(text ? text : "");
    return s ? s : json_string("?");
}
