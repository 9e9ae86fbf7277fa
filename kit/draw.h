/* Pictures: rows as images, weights as filters. All are PNG files. */
#ifndef KIT_DRAW_H
#define KIT_DRAW_H

#include "kit/message.h"
#include <stdio.h>

/* ---- Images ------------------------------------------------------------------------------------------------------- */

/* Images of floats from 0 (black) to 1 (white), one after the other in memory, each [channel][y][x]. */
typedef struct kit_images {
    const float *pixels;
    size_t count, channels, height, width; /* channels: 1, grey; or 3, red, green and blue */
} kit_images;

/* They are tiled into one picture with `columns` images a row, every pixel drawn `zoom` times as wide and high. */
bool kit_images_write(const char *path, const kit_images *images, size_t columns, size_t zoom, kit_message *why);

/* A picture of w x h pixels of 3 bytes: red, green, blue. */
bool kit_rgb_write(const char *path, const unsigned char *pixels, size_t w, size_t h, kit_message *why);

/* The same, or with channels 1 one of grey bytes, into a stream, such as open_memstream's. */
bool kit_png_put(FILE *to, const unsigned char *pixels, size_t w, size_t h, size_t channels, kit_message *why);

/* ---- Filters ------------------------------------------------------------------------------------------------------ */

/* The weights of a layer, as they lie in memory: [channel][y][x][filter]. A convolution's filter is its kernel. A dense
 * unit's weights have the shape of the input, if its layer is the first with weights and they are as many; a flat input is a
 * square, if it can be one. All others are one line. */
typedef struct kit_filters {
    const char *tensor; /* its name; it and the weights belong to the model */
    const float *weights;
    size_t channels, height, width, count;
    double white; /* the weight that is white: three times their root mean square, or the largest if that is less */
} kit_filters;

/* `tensor` NULL: the first layer that has any. */
bool kit_filters_find(kit_filters *out, const ae_model *model, const char *tensor, kit_message *why);

/* Every channel of every filter as a picture with a black line around it, a filter's channels side by side: 0 is grey,
 * `white` white, its negative black. `columns` 0: a line for each filter, or, of one channel, as many as make a square. */
bool kit_filters_write(const char *path, const kit_filters *filters, size_t columns, kit_message *why);

#endif
