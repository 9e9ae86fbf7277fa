#include "train/share.h"
#include "base/size.h"
#include "tensor/tree.h"

ae_share ae_share_of(size_t rows, size_t parts, size_t part, size_t pieces)
{
    size_t each = ae_tree_piece(rows, parts), first = ae_least(ae_times(part, each), rows);
    return (ae_share){ .first = first,
                       .n = ae_least(each, rows - first),
                       .piece = ae_least(each, ae_tree_piece(rows, pieces)),
                       .owners = parts == 1 ? 1 : ae_parts(rows, each) };
}
