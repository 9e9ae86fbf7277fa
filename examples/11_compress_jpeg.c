#include "11_compress.h"
#include <jpeglib.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = KIT_DIGIT_SIDE, MOST_ACROSS = 100 };

/* libjpeg reports errors by leaving its callers; here they become a message. */
typedef struct jpeg {
    struct jpeg_error_mgr errors;
    jmp_buf out;
    kit_message *why;
} jpeg;

static void on_error(j_common_ptr common)
{
    char text[JMSG_LENGTH_MAX];
    jpeg *j = (jpeg *)common->err;
    common->err->format_message(common, text);
    kit_explain(j->why, "libjpeg: %s", text);
    longjmp(j->out, 1);
}

static jpeg jpeg_of(kit_message *why)
{
    jpeg j = { .why = why };
    jpeg_std_error(&j.errors);
    j.errors.error_exit = on_error;
    return j;
}

/* Grey pixels, w x h of them; *bytes is libjpeg's, to be freed. */
static bool encode(unsigned char **bytes, unsigned long *n, unsigned char *pixels, size_t w, size_t h, size_t quality,
                   kit_message *why)
{
    struct jpeg_compress_struct c;
    jpeg j = jpeg_of(why);
    c.err = &j.errors;
    if (setjmp(j.out)) {
        jpeg_destroy_compress(&c);
        return false;
    }
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, bytes, n);
    c.image_width = (JDIMENSION)w;
    c.image_height = (JDIMENSION)h;
    c.input_components = 1;
    c.in_color_space = JCS_GRAYSCALE;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, (int)quality, TRUE);
    c.optimize_coding = TRUE;
    jpeg_start_compress(&c, TRUE);
    while (c.next_scanline < h) {
        JSAMPROW line = pixels + c.next_scanline * w;
        jpeg_write_scanlines(&c, &line, 1);
    }
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    return true;
}

static bool decode(unsigned char *pixels, size_t w, const unsigned char *bytes, unsigned long n, kit_message *why)
{
    struct jpeg_decompress_struct d;
    jpeg j = jpeg_of(why);
    d.err = &j.errors;
    if (setjmp(j.out)) {
        jpeg_destroy_decompress(&d);
        return false;
    }
    jpeg_create_decompress(&d);
    jpeg_mem_src(&d, bytes, n);
    jpeg_read_header(&d, TRUE);
    jpeg_start_decompress(&d);
    while (d.output_scanline < d.output_height) {
        JSAMPROW line = pixels + d.output_scanline * w;
        jpeg_read_scanlines(&d, &line, 1);
    }
    jpeg_finish_decompress(&d);
    jpeg_destroy_decompress(&d);
    return true;
}

static double squares(const unsigned char *a, const unsigned char *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]) / (255.0 * 255.0);
    return sum;
}

/* Adds what a picture takes and loses. */
static bool add_picture(double *taken, double *lost, unsigned char *pixels, unsigned char *room, size_t w, size_t h,
                        size_t quality, kit_message *why)
{
    unsigned char *bytes = NULL;
    unsigned long n = 0;
    bool ok = encode(&bytes, &n, pixels, w, h, quality, why) && decode(room, w, bytes, n, why);
    *taken += (double)n;
    *lost += ok ? squares(room, pixels, w * h) : 0;
    free(bytes);
    return ok;
}

/* Side by side in lines of `across`, what is left of the last line black. */
static void lay_out(unsigned char *sheet, const images *test, size_t across)
{
    for (size_t i = 0; i < test->n; i++)
        for (size_t y = 0; y < SIDE; y++)
            memcpy(sheet + ((i / across * SIDE + y) * across + i % across) * SIDE, test->bytes + (i * SIDE + y) * SIDE,
                   SIDE);
}

/* Images lie below each other in memory, and so are a sheet one image wide. */
static bool add_pictures(curve *c, const unsigned char *pixels, unsigned char *room, size_t count, size_t w, size_t h,
                         size_t rows, size_t quality, kit_message *why)
{
    double taken = 0, lost = 0;
    unsigned char *one = malloc(w * h);
    bool ok = one || kit_explain(why, "out of memory");
    for (size_t i = 0; ok && i < count; i++) {
        memcpy(one, pixels + i * w * h, w * h);
        ok = add_picture(&taken, &lost, one, room, w, h, quality, why);
    }
    if (ok)
        add_point(c, quality, taken / (double)rows, lost / ((double)rows * SIDE * SIDE));
    free(one);
    return ok;
}

bool add_jpeg(curve *each, curve *sheet, const images *test, kit_message *why)
{
    static const size_t qualities[] = { 5, 10, 25, 50, 75, 90 };
    const size_t across = test->n < MOST_ACROSS ? test->n : MOST_ACROSS, lines = (test->n + across - 1) / across;
    const size_t w = across * SIDE, h = lines * SIDE;
    unsigned char *pixels = calloc(w, h), *room = malloc(w * h);
    bool ok = (pixels && room) || kit_explain(why, "out of memory");
    if (ok)
        lay_out(pixels, test, across);
    for (size_t i = 0; ok && i < sizeof qualities / sizeof *qualities; i++)
        ok = add_pictures(each, test->bytes, room, test->n, SIDE, SIDE, test->n, qualities[i], why);
    for (size_t i = 0; ok && i < sizeof qualities / sizeof *qualities; i++)
        ok = add_pictures(sheet, pixels, room, 1, w, h, test->n, qualities[i], why);
    free(pixels);
    free(room);
    return ok;
}
