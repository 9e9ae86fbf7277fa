/* Descriptions of columns: one block of memory, with their texts behind them. */
#ifndef KIT_TABLE_COLUMNS_H
#define KIT_TABLE_COLUMNS_H

#include "kit/table.h"

/* A copy of columns `list` of an array, n of them, in a block of its own; list NULL: of the first n. NULL when there is no
 * memory. free() it. */
kit_table_column *kit_columns_take(const kit_table_column *from, const size_t *list, size_t n);

/* The place of a word among the levels, which are in the order of their bytes; n_levels: it is none. Of levels that are
 * numbers it may be one in another form, "1.0" for "1". */
size_t kit_column_level(const kit_table_column *c, const char *word);

#endif
