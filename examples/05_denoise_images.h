/* Clean images and, beside them, noisy ones: given, drawn here, or left to a layer of the model. */
#ifndef EXAMPLES_DENOISE_IMAGES_H
#define EXAMPLES_DENOISE_IMAGES_H

#include "kit/dataset.h"

typedef struct images {
    kit_table clean, noisy; /* noisy.data NULL: there are clean ones only */
    size_t channels, height, width;
} images;

/* Where they lie: NULL = not given. With a target the data are the noisy images, and the target the clean ones. */
typedef struct image_names {
    const char *data, *target, *test, *test_target;
} image_names;

/* Reads at most `rows` images of each part: of the digits, where no data are named; without a test, those to learn from
 * once more. Says what they are. images_free either way. */
bool images_load(images *train, images *test, const image_names *names, size_t rows, kit_message *why);
void images_free(images *p);

/* Draws the noisy images: each number + IMAGES_NOISE N(0, 1), cut to 0 ... 1. A function of `seed` and the number's place.
 */
#define IMAGES_NOISE 0.2
bool images_add_noise(images *p, uint64_t seed, kit_message *why);

/* Noisy images with the clean ones as their target; clean ones alone, where there are no others. */
ae_rows images_rows(const images *p);

/* The mean squared error of noisy images that are cleaned without a net: each pixel becomes the median of those around it;
 * or each image its projection on the first principal components of the clean images to learn from (NaN: there is no LAPACK,
 * or there are more components than these images have). */
double images_median_mse(const float *noisy, const float *clean, const images *p);
double images_pca_mse(const float *noisy, const float *clean, const images *p, const images *learn, size_t components);

#endif
