/* A net that is easy to write down, y = (x W1 + b1) W2 + b2, and its training in double, as the formulas say: what policies
 * do to gradients and weights is held against it. */
#ifndef TEST_POLICY_PLAIN_H
#define TEST_POLICY_PLAIN_H

#include "support.h"

enum { PLAIN_MAX = 40000, PLAIN_TENSORS = 4 };

typedef struct plain {
    size_t width, code, n;             /* n numbers in all */
    size_t at[PLAIN_TENSORS + 1];      /* where W1, b1, W2, b2 begin, and the end: the order of the model's tensors */
    double w[PLAIN_MAX], g[PLAIN_MAX]; /* weights, and the gradients of the last batch */
    double mean[PLAIN_MAX];            /* of the weights, for `ema` */
} plain;

static inline void plain_open(plain *p, const ae_model *m)
{
    *p = (plain){ .width = facts_of(m).input_width, .code = facts_of(m).code_width };
    for (size_t i = 0; i < PLAIN_TENSORS; i++) {
        ae_tensor_info t = tensor_at(m, i);
        p->at[i] = p->n;
        for (size_t j = 0; j < tensor_size(&t); j++)
            p->w[p->n++] = (double)t.data[j];
    }
    p->at[PLAIN_TENSORS] = p->n;
    memcpy(p->mean, p->w, sizeof p->w);
}

/* out = in W + b for the layer whose weight is tensor number `tensor`. */
static inline void plain_layer(double *out, const plain *p, size_t tensor, const double *in, size_t from, size_t to)
{
    const double *w = p->w + p->at[tensor], *b = p->w + p->at[tensor + 1];
    for (size_t j = 0; j < to; j++) {
        out[j] = b[j];
        for (size_t i = 0; i < from; i++)
            out[j] += in[i] * w[i * to + j];
    }
}

/* Adds in' dout and dout to the layer's gradients; din, if there is one, is dout W'. */
static inline void plain_back(double *din, plain *p, size_t tensor, const double *in, const double *dout, size_t from,
                              size_t to)
{
    const double *w = p->w + p->at[tensor];
    double *gw = p->g + p->at[tensor], *gb = p->g + p->at[tensor + 1];
    for (size_t j = 0; j < to; j++)
        gb[j] += dout[j];
    for (size_t i = 0; i < from; i++) {
        double sum = 0;
        for (size_t j = 0; j < to; j++) {
            gw[i * to + j] += in[i] * dout[j];
            sum += w[i * to + j] * dout[j];
        }
        if (din)
            din[i] = sum;
    }
}

/* The gradients of the mean over rows and elements of (y - x)^2; returns that mean. */
static inline double plain_gradients(plain *p, const float *rows, size_t n)
{
    double x[256], h[256], y[256], dy[256], dh[256], loss = 0;
    memset(p->g, 0, sizeof p->g);
    for (size_t r = 0; r < n; r++) {
        for (size_t i = 0; i < p->width; i++)
            x[i] = (double)rows[r * p->width + i];
        plain_layer(h, p, 0, x, p->width, p->code);
        plain_layer(y, p, 2, h, p->code, p->width);
        for (size_t i = 0; i < p->width; i++) {
            loss += (y[i] - x[i]) * (y[i] - x[i]) / (double)(n * p->width);
            dy[i] = 2 * (y[i] - x[i]) / (double)(n * p->width);
        }
        plain_back(dh, p, 2, h, dy, p->code, p->width);
        plain_back(NULL, p, 0, x, dh, p->width, p->code);
    }
    return loss;
}

/* Number i lies in tensor ... */
static inline size_t plain_tensor(const plain *p, size_t i)
{
    size_t t = 0;
    while (i >= p->at[t + 1])
        t++;
    return t;
}

#endif
