/* The parts of 11_compress.c: the images, ways to make them small, and what comes of each. */
#ifndef EXAMPLES_COMPRESS_H
#define EXAMPLES_COMPRESS_H

#include "kit/dataset.h"

typedef struct settings {
    size_t rows, test, epochs, threads;
    const char *folder;
} settings;

/* Pixels as bytes, and from 0 to 1. */
typedef struct images {
    size_t n;
    const unsigned char *bytes;
    float *x;
} images;

/* A way to compress, at several settings: bytes a row, and the mean squared error of pixels from 0 to 1. */
enum { POINTS = 8 };
typedef struct curve {
    const char *name, *unit; /* of the setting */
    size_t n, setting[POINTS];
    double bytes[POINTS], mse[POINTS];
} curve;

void add_point(curve *c, size_t setting, double bytes, double mse);

/* Numbers for each row as floats and in 8, 6 and 4 bits, packed: a point in each of the four curves. `mse_of` says what the
 * rows lose that are made of such numbers. */
enum { BITS = 4 };
typedef bool mse_of_numbers(double *out, const void *user, const float *numbers, kit_message *why);
bool add_numbers(curve curves[BITS], const float *numbers, size_t n, size_t width, mse_of_numbers *mse_of, const void *user,
                 kit_message *why);

/* A code of `width` numbers, by an autoencoder that is trained first; as many principal components (needs LAPACK). */
bool add_codes(curve curves[BITS], size_t width, const images *train, const images *test, const settings *s,
               kit_message *why);
bool add_components(curve curves[BITS], size_t width, const images *train, const images *test, kit_message *why);

/* JPEG of each image by itself, and of all of them as one sheet (needs libjpeg). */
bool add_jpeg(curve *each, curve *sheet, const images *test, kit_message *why);

#endif
