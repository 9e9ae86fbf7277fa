/* Places among codes that a decoder can make rows of: a grid, a line between two codes, the means of classes. */
#ifndef KIT_LATENT_H
#define KIT_LATENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* side x side codes of two numbers, line by line from the top as a plot has them: the first number grows to the right, the
 * second upwards. Both are the quantiles 0.5 / side, 1.5 / side ... of a normal distribution with these means and
 * deviations, so that each code stands for an equal share of it. */
void kit_latent_grid(float *codes, size_t side, const double mean[2], const double deviation[2]);

/* A line of `steps` codes, 2 at least, whose first is `a` and whose last is `b`. A straight one passes through codes that
 * are nearer to 0 than both ends, where normal codes of many numbers hardly ever are. A spherical one (Shoemake 1985; White
 * 2016) turns evenly from the one direction to the other, and stays as far from 0 as the ends are, if both are equally far;
 * where an end is 0, or both have the same or opposite directions, it is straight. */
typedef enum kit_line { KIT_STRAIGHT, KIT_SPHERICAL } kit_line;
void kit_latent_line(float *codes, const float *a, const float *b, size_t width, size_t steps, kit_line line);

/* The mean of the codes whose class is this one, and how many they are; of none the mean is 0. */
size_t kit_latent_mean(double *mean, const float *codes, size_t n, size_t width, const uint32_t *class_of, uint32_t class);

/* The code, less one mean and plus another: what makes the classes different is changed, and what else is in the code stays
 * (Larsen et al. 2016). */
void kit_latent_move(float *out, const float *code, const double *minus, const double *plus, size_t width);

#endif
