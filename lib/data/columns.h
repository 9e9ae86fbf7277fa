/* Columns: the arrays of the caller's that a row consists of. Each is one entry of a list, from which all else follows:
 * reading, checks, messages, memory, and where a plan finds it. */
#ifndef AE_DATA_COLUMNS_H
#define AE_DATA_COLUMNS_H

#include "autoencoder.h"

/* X(column, its member in ae_rows and ae_read_buffers, the column that takes its place where the caller gives none). A
 * column that stands in for itself must be given. In the order of ae_base: that of column c is AE_BASE_INPUT + c. */
#define AE_COLUMN_LIST(X)     \
    X(INPUT, input, INPUT)    \
    X(TARGET, target, INPUT)  \
    X(LABELS, labels, LABELS) \
    X(CONDITION, condition, CONDITION)

#define AE_COLUMN_ENUM_(column, member, stand_in) AE_COLUMN_##column,
typedef enum ae_column { AE_COLUMN_LIST(AE_COLUMN_ENUM_) AE_COLUMNS } ae_column;

typedef struct ae_column_rule {
    const char *name; /* for messages */
    size_t array;     /* where it is in ae_rows */
    size_t buffer;    /* where it is in ae_read_buffers */
    ae_column stand_in;
} ae_column_rule;

extern const ae_column_rule ae_column_rules[AE_COLUMNS];

const ae_array *ae_column_array(const ae_rows *rows, ae_column c);
void ae_column_put(ae_read_buffers *to, ae_column c, float *slot);

#endif
