/* What AE_ROWS_F32 takes: floats, as constants or not, in the file's scope or a function's, and pointers of no type. With
 * -DELEMENT=double it must not compile under -Werror. */
#include "autoencoder.h"

#ifndef ELEMENT
#define ELEMENT float
#endif

static const ELEMENT numbers[6] = { 0 }, table[2][3] = { { 0 } };
static const ae_rows at_file_scope = AE_ROWS_F32(numbers, 2, 3), of_table = AE_ROWS_F32(table[0], 2, 3);

size_t use_rows(ELEMENT *written, const ELEMENT *read, void *any, const void *any_read);

size_t use_rows(ELEMENT *written, const ELEMENT *read, void *any, const void *any_read)
{
    static const ae_rows in_function = AE_ROWS_F32(numbers + 3, 1, 3);
    ae_rows a = AE_ROWS_F32(written, 2, 3), b = AE_ROWS_F32(read, 2, 3), c = AE_ROWS_F32(any, 2, 3);
    ae_rows d = AE_ROWS_F32(any_read, 2, 3), e = AE_ROWS_F32(NULL, 0, 3), f = AE_ROWS_F32(0, 0, 3);
    return at_file_scope.n + of_table.n + in_function.n + a.n + b.n + c.n + d.n + e.n + f.n;
}
