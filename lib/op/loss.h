/* Losses: one number for each row, from a prediction and a target of as many elements. Inputs: prediction, target.
 *
 *   op               of each element, with p = prediction, t = target             of the row
 *   loss_mse         (p - t)^2                                                    mean
 *   loss_sse         (p - t)^2                                                    sum
 *   loss_mae         |p - t|                                                      mean
 *   loss_huber       (p - t)^2 / 2 up to |p - t| = delta, from there a line       mean
 *   loss_bce         -t log p - (1 - t) log(1 - p), p in 0 ... 1                  mean, or sum
 *   loss_bce_logits  the same with p = sigmoid(z), from z                         mean, or sum
 *
 * forward writes weight x row loss, summed in doubles; backward the gradient of that, times gradient_scale x row weight. */
#ifndef AE_OP_LOSS_H
#define AE_OP_LOSS_H

#include "op/op.h"

typedef struct ae_loss_attr { /* NULL instead of one: all zero */
    bool sum;                 /* loss_bce, loss_bce_logits: sum over the row instead of mean */
    double delta;             /* loss_huber; 0 = 1 */
} ae_loss_attr;

#endif
