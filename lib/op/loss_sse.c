#include "op/loss_rows.h"

AE_LOSS_OP(loss_sse, AE_LOSS_SUM, ae_loss_square, ae_loss_square_slope)
