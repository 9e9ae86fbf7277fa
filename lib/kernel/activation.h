/* Activations that act on each element alone; their derivative is a function of their result, so only that is kept. */
#ifndef AE_KERNEL_ACTIVATION_H
#define AE_KERNEL_ACTIVATION_H

#include "kernel/isa.h"
#include "tensor/shape.h"

typedef struct ae_activation {
    const char *name;
    /* y = f(x + bias), bias NULL = 0. y may be x. */
    void (*forward)(ae_real *y, const ae_real *x, const ae_real *bias, size_t n, double slope);
    /* dx (+)= dy * f'; y is what forward returned. dx may be dy. */
    void (*backward)(ae_real *dx, const ae_real *dy, const ae_real *y, size_t n, double slope, bool add);
} ae_activation;

/* By the words of the spec: linear, sigmoid, relu, leaky_relu, tanh, elu, softplus; NULL for others (softmax is an op of its
 * own: it needs the whole row). `slope` is leaky_relu's slope and elu's alpha. */
#ifdef AE_ISA
const ae_activation *AE_LOCAL(ae_activation_find)(const char *name);
extern const ae_activation AE_LOCAL(ae_linear); /* y = x + bias; dx (+)= dy */
#define ae_activation_find AE_LOCAL(ae_activation_find)
#define ae_linear AE_LOCAL(ae_linear)
#endif

/* The same for rooms that are compiled once: set number `isa` of kernel/dispatch.h. */
const ae_activation *ae_isa_activation(size_t isa, const char *name);

#endif
