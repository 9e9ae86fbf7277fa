#include "data/columns.h"
#include <string.h>

const ae_column_rule ae_column_rules[AE_COLUMNS] = {
#define RULE(column, member, stand_in) \
    { #member, offsetof(ae_rows, member), offsetof(ae_read_buffers, member), AE_COLUMN_##stand_in },
    AE_COLUMN_LIST(RULE)
};

const ae_array *ae_column_array(const ae_rows *rows, ae_column c)
{
    return (const ae_array *)(const void *)((const char *)rows + ae_column_rules[c].array);
}

void ae_column_put(ae_read_buffers *to, ae_column c, float *slot)
{
    memcpy((char *)to + ae_column_rules[c].buffer, &slot, sizeof slot);
}
