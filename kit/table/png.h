/* A PNG file as numbers. */
#ifndef KIT_TABLE_PNG_H
#define KIT_TABLE_PNG_H

#include "kit/file/source.h"

typedef struct kit_png {
    size_t width, height;
    size_t channels;       /* 1, grey; 3, red, green and blue */
    size_t bytes;          /* of a number: 1, or 2, the higher one first */
    unsigned char *pixels; /* [y][x][channel]; free() them */
} kit_png;

/* The numbers are those of the file: no gamma is applied. Palettes become colours, 1, 2 or 4 bits become 8. An alpha channel
 * is left out where all is opaque, and refused where it is not, as nothing then says what colour a pixel has. */
bool kit_png_read(kit_png *out, kit_source *source);

/* "28 x 28 pixels, grey, 8 bits": width and height, as pictures are told. */
enum { KIT_PNG_TEXT = 64 };
void kit_png_describe(char text[KIT_PNG_TEXT], const kit_png *png);

#endif
