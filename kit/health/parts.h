/* The steps of kit_health_find. */
#ifndef KIT_HEALTH_PARTS_H
#define KIT_HEALTH_PARTS_H

#include "kit/health.h"

/* Fills what is of each unit alone, and of each row's numbers. False when there is no memory. */
bool kit_health_units(kit_health *h, const kit_code_rows *rows);

/* Holds the units against each other. False when there is no memory. */
bool kit_health_alike(kit_health *h, const kit_code_rows *rows);

/* Of a covariance, which is destroyed: its upper triangle is there, row by row. `values` is room for as many numbers. */
double kit_effective_rank(double *covariance, double *values, size_t width);

#endif
