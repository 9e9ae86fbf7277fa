/* Pictures that were written, read back as pixels. Included after folder.h. */
#ifndef TESTS_KIT_PICTURE_H
#define TESTS_KIT_PICTURE_H

#include <png.h>

static inline void read_png_as(png_uint_32 format, const char *path, unsigned char *pixels, size_t room, unsigned *w,
                               unsigned *h)
{
    png_image image = { .version = PNG_IMAGE_VERSION };
    assert_true(png_image_begin_read_from_file(&image, path));
    image.format = format;
    *w = image.width;
    *h = image.height;
    assert_true(PNG_IMAGE_SIZE(image) <= room);
    assert_true(png_image_finish_read(&image, NULL, pixels, 0, NULL));
}

static inline void read_png(const char *path, unsigned char *pixels, size_t room, unsigned *w, unsigned *h)
{
    read_png_as(PNG_FORMAT_GRAY, path, pixels, room, w, h);
}

#endif
