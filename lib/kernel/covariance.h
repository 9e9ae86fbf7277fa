/* Covariances of rows in doubles, some rows at a time. A triangle is the lower one of an n x n matrix, row after row. */
#ifndef AE_KERNEL_COVARIANCE_H
#define AE_KERNEL_COVARIANCE_H

#include "kernel/dispatch.h"
#include "kernel/isa.h"

enum { AE_COVARIANCE_ROWS = 8 };

/* triangle += the sum of weight[i] x x' over AE_COVARIANCE_ROWS rows x of n numbers, added in their order. For set `isa` of
 * kernel/dispatch.h. */
void ae_isa_covariance_add(size_t isa, double *triangle, const double *rows, const double *weight, size_t n);

/* The squared lengths of y, L y = x, of as many rows: number c of row i lies at columns[c AE_COVARIANCE_ROWS + i], where y
 * takes the place of x. L is a triangle whose diagonal is above 0. */
void ae_isa_covariance_lengths(size_t isa, double *lengths, double *columns, const double *triangle, size_t n);

/* --- the sets' own --- */
#define AE_COVARIANCE_DECLARE_(isa)                                                                               \
    void AE_SHARED(ae_covariance_add, isa)(double *triangle, const double *rows, const double *weight, size_t n); \
    void AE_SHARED(ae_covariance_lengths, isa)(double *lengths, double *columns, const double *triangle, size_t n);
AE_ISA_LIST(AE_COVARIANCE_DECLARE_)

#define ae_covariance_add     AE_LOCAL(ae_covariance_add)
#define ae_covariance_lengths AE_LOCAL(ae_covariance_lengths)

#endif
