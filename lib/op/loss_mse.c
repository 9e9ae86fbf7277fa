#include "op/loss_rows.h"

AE_LOSS_OP(loss_mse, AE_LOSS_MEAN, ae_loss_square, ae_loss_square_slope)
