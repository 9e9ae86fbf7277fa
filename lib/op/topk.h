/* The k largest numbers of a row stay, the others become 0; of equal ones the first stay: Makhzani & Frey 2013, "k-sparse
 * autoencoders". The gradient passes where numbers stay. Input: x. */
#ifndef AE_OP_TOPK_H
#define AE_OP_TOPK_H

#include "op/op.h"

typedef struct ae_topk_attr {
    size_t k;
} ae_topk_attr;

#endif
