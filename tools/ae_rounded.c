/* --fill: numbers that are there, and cannot be written as they are. */
#include "ae_session.h"
#include <string.h>

/* Of texts they were counted while there were digits; of other files the numbers are still there. */
static size_t count(const kit_table *table, size_t column)
{
    size_t rounded = table->columns ? table->columns[column].rounded : 0;
    for (size_t row = 0; table->dtype != AE_F32 && row < table->rows; row++)
        rounded += !kit_float_keeps(kit_table_number(table, row, column));
    return rounded;
}

void remark_on_rounded(const kit_table *table)
{
    enum { MOST_NAMED = 4 };
    char list[MOST_NAMED * (KIT_COLUMN_TEXT + 2)] = "", name[KIT_COLUMN_TEXT];
    size_t columns = 0, numbers = 0;
    for (size_t i = 0; i < table->width; i++) {
        const size_t rounded = count(table, i), used = strlen(list);
        numbers += rounded;
        if (!rounded || columns++ >= MOST_NAMED)
            continue;
        kit_table_column_text(name, table, i);
        snprintf(list + used, sizeof list - used, "%s%s", used ? ", " : "", name);
    }
    if (numbers > 0)
        fprintf(stderr, "%s: column%s %s%s: %zu number%s more digits than a float holds, and will be written rounded\n",
                table->source, columns > 1 ? "s" : "", list, columns > MOST_NAMED ? ", ..." : "", numbers,
                numbers > 1 ? "s have" : " has");
}
