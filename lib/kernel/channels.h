/* Sums and moves by channel: what normalisation is made of. A row is [channels][plane]: images and signals have a plane for
 * each channel, features planes of one element.
 *
 * Order of a channel's sum, whatever the instruction set and the threads: rows are cut into blocks of AE_ROW_BLOCK; a
 * block's sum begins at +0 and takes its rows in ascending order; the blocks are combined by the binary tree of AE_SUM_ROWS
 * (gemm.h). Where planes have more than one element, a row's term is the sum over the plane, taken as doubles in 16 lanes
 * (v_wide_sum) and rounded once. So no block crosses an image. */
#ifndef AE_KERNEL_CHANNELS_H
#define AE_KERNEL_CHANNELS_H

#include "kernel/isa.h"
#include "kernel/run.h"

typedef struct ae_channels {
    size_t channels, plane;
    const ae_run *run;
    ae_real *parts; /* scratch for sums: ae_parts_count(rows, 2 * channels) numbers */
} ae_channels;

/* For each channel c, two sums of its elements: out[c] of a, and out[channels + c] of a (x - about[c]). Here a is dy, or if
 * dy is NULL, x - about[c]. */
void AE_LOCAL(ae_channel_moments)(ae_real *out, const ae_channels *c, const ae_real *x, const ae_real *about,
                                  const ae_real *dy);

/* out (+)= (x - mean) slope + shift, and where dy is not NULL, + dy factor; four numbers for each channel. out may be x or
 * dy. */
typedef struct ae_channel_move {
    const ae_real *mean, *slope, *shift, *factor;
} ae_channel_move;
void AE_LOCAL(ae_channel_put)(ae_real *out, const ae_channels *c, const ae_real *x, const ae_channel_move *m,
                              const ae_real *dy, bool add);

/* --- the same for n numbers with one mean: a plane, or a whole row --- */

void AE_LOCAL(ae_line_moments)(double out[2], const ae_real *x, ae_real about, const ae_real *dy, size_t n);

typedef struct ae_line_move {
    ae_real mean, slope, shift, factor;
} ae_line_move;
void AE_LOCAL(ae_line_put)(ae_real *out, const ae_real *x, const ae_line_move *m, const ae_real *dy, size_t n, bool add);

/* --- sums over rows that are taken block by block --- */

/* Numbers of scratch for n sums in each block of so many rows. */
size_t AE_LOCAL(ae_parts_count)(size_t rows, size_t n);

/* out[j] (+)= the sum of parts[block][j] over the blocks, by the tree. Writes over the parts. */
void AE_LOCAL(ae_parts_sum)(ae_real *out, ae_real *parts, size_t rows, size_t n, bool add);

#define ae_channel_moments AE_LOCAL(ae_channel_moments)
#define ae_channel_put     AE_LOCAL(ae_channel_put)
#define ae_line_moments    AE_LOCAL(ae_line_moments)
#define ae_line_put        AE_LOCAL(ae_line_put)
#define ae_parts_count     AE_LOCAL(ae_parts_count)
#define ae_parts_sum       AE_LOCAL(ae_parts_sum)

#endif
