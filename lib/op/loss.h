/* Losses: one number for each row, from a prediction and a target of as many elements. Inputs: prediction, target; without a
 * target it is 0, and the loss a penalty on the prediction. The target's gradient is there for loss_mse, loss_mae and
 * loss_huber only.
 *
 *   op                         of each element, with p = prediction, t = target
 *   loss_mse                   (p - t)^2
 *   loss_mae                   |p - t|
 *   loss_huber                 (p - t)^2 / 2 up to |p - t| = delta, from there a line
 *   loss_bce                   -t log p - (1 - t) log(1 - p), p in 0 ... 1
 *   loss_bce_logits            the same with p = sigmoid(z), from z
 *   loss_cross_entropy_logits  -t log p with p = softmax(z) over the row, from z
 *   loss_gaussian              ((p - t)^2 / delta + log(2 pi delta)) / 2: -log of a normal density with variance delta at t
 *   loss_gaussian_learned      the same with exp(s) for delta, where the third input, s, has a log-variance for each element
 *
 * A row's loss is the sum, or the mean, of its elements' terms times their features' weights. One loss is not made of such
 * terms, because it divides a sum by another; it has attribute `sum`:
 *
 *   loss_jaccard               1 - (N + delta) / (D + delta) with N = sum of p t, D = sum of p^2 + sum of t^2 - N
 *
 * forward writes weight x row loss, summed in doubles; backward the gradient of that, times gradient_scale x row weight.
 *
 * Where the attributes say so, the next input are weights of a row's elements, in the place of the features'.
 *
 * The op `by_feature` of a loss that is made of terms has the same attributes, and writes for each element of the prediction
 * its part of what forward writes for the row. One more input, of the prediction's size, is added: the parts of the losses
 * before. It is for reading where a loss comes from, and has no backward. */
#ifndef AE_OP_LOSS_H
#define AE_OP_LOSS_H

#include "op/op.h"

typedef struct ae_loss_attr { /* NULL instead of one: all zero */
    bool sum;                 /* over the row, instead of the mean */
    double delta;             /* loss_huber, loss_jaccard, loss_gaussian; 0 = 1 */
    const ae_real *features;  /* a weight for each element of a row; NULL = 1 each */
    bool weighted;            /* the next input after target and log-variances are the weights instead */
    bool log_variance;        /* loss_gaussian_learned: the third input are log-variances */
} ae_loss_attr;

#endif
