/* Compression: how few bytes a digit takes, and what that costs.
 *
 *     11_compress [--rows 60000] [--test 10000] [--epochs 20] [--threads 2] [--out FOLDER]
 *
 * Codes of 8 to 64 numbers, as floats and in 8, 6 and 4 bits, then packed by zstd or gzip (kit/codes.h), beside principal
 * components treated alike, JPEG and gzip. A JPEG of 28 x 28 pixels is mostly header, so all digits are also one sheet.
 * Prints bytes a digit and the error of the pixels, and draws both as rates.svg. */
#include "11_compress.h"
#include "kit/output.h"
#include "kit/program.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void add_point(curve *c, size_t setting, double bytes, double mse)
{
    c->setting[c->n] = setting;
    c->bytes[c->n] = bytes;
    c->mse[c->n++] = mse;
    printf("%-8s %4zu %-10s %8.1f %10.6f %7.2f\n", c->name, setting, c->unit, bytes, mse, -10 * log10(mse));
    fflush(stdout);
}

/* Nothing is lost, so there is no error to draw. */
static bool print_lossless(const images *test, kit_message *why)
{
    kit_bytes packed;
    if (!kit_pack(&packed, test->bytes, test->n * KIT_DIGIT_PIXELS, KIT_PACK_ZLIB, why))
        return false;
    printf("%-8s %15s %8.1f %10.6f\n", "gzip", "", (double)packed.n / (double)test->n, 0.0);
    free(packed.data);
    return true;
}

enum { CODE, COMPONENTS = CODE + BITS, JPEG_EACH = COMPONENTS + BITS, JPEG_SHEET, CURVES };
static const char *const names[CURVES] = { "code 32", "code 8", "code 6", "code 4", "PCA 32",
                                           "PCA 8",   "PCA 6",  "PCA 4",  "JPEG",   "sheet" };

/* Some of the curves: others lie too near to these, and a legend has no room for them. */
static bool draw(const curve *curves, const settings *s, kit_message *why)
{
    static const size_t drawn[] = { CODE, CODE + 2, CODE + 3, COMPONENTS, COMPONENTS + 3, JPEG_EACH, JPEG_SHEET };
    double x[CURVES][POINTS];
    kit_curve lines[CURVES];
    size_t n = 0;
    for (size_t i = 0; i < sizeof drawn / sizeof *drawn; i++) {
        const curve *c = &curves[drawn[i]];
        for (size_t k = 0; k < c->n; k++)
            x[i][k] = log2(c->bytes[k]);
        if (c->n)
            lines[n++] = (kit_curve){ c->name, x[i], c->mse, c->n };
    }
    const kit_plot plot = { .title = "what a digit loses, by the bytes it takes",
                            .x_label = "log2 of the bytes a row",
                            .y_label = "mean squared error",
                            .log_y = true,
                            .curves = lines,
                            .n_curves = n };
    return kit_output_plot(s->folder, "rates.svg", &plot, why);
}

static bool compress(const images *train, const images *test, const settings *s, kit_message *why)
{
    static const size_t widths[] = { 8, 16, 32, 64 };
    curve curves[CURVES];
    for (size_t i = 0; i < CURVES; i++)
        curves[i] = (curve){ .name = names[i], .unit = i < JPEG_EACH ? "numbers" : "quality" };
    puts("code 32: a code of so many numbers, as floats; code 8: in 8 bits each; PCA: principal components alike\n"
         "sheet: all digits as one JPEG; bytes are those of a digit");
    printf("%-8s %15s %8s %10s %7s\n", "", "", "bytes", "mse", "PSNR");
    bool ok = print_lossless(test, why);
    for (size_t i = 0; ok && i < sizeof widths / sizeof *widths; i++) {
        ok = add_codes(curves + CODE, widths[i], train, test, s, why);
#ifdef HAVE_LAPACK
        ok = ok && add_components(curves + COMPONENTS, widths[i], train, test, why);
#endif
    }
#ifdef HAVE_JPEG
    ok = ok && add_jpeg(&curves[JPEG_EACH], &curves[JPEG_SHEET], test, why);
#endif
    return ok && draw(curves, s, why);
}

static images images_of(const kit_table *t)
{
    return (images){ t->rows, t->data, kit_table_floats(t, kit_table_scale(t)) };
}

static bool run(const settings *s, kit_message *why)
{
    kit_digits d;
    images train = { 0 }, test = { 0 };
    bool ok = kit_digits_load(&d, s->rows, s->test, why);
    if (ok) {
        train = images_of(&d.train);
        test = images_of(&d.test);
        ok = train.x && test.x ? compress(&train, &test, s, why) : kit_explain(why, "out of memory");
    }
    free(train.x);
    free(test.x);
    kit_digits_free(&d);
    return ok;
}

int main(int argc, char **argv)
{
    settings s = { .rows = 60000, .test = 10000, .epochs = 20, .threads = 2, .folder = "." };
    const kit_option options[] = {
        { .name = "--rows", .help = "images to learn from, at most", .number = &s.rows, .least = 1 },
        { .name = "--test", .help = "images to compress, at most", .number = &s.test, .least = 1 },
        { .name = "--epochs", .help = "how long to train each net", .number = &s.epochs, .least = 1 },
        { .name = "--threads", .help = "the result is the same for any number", .number = &s.threads },
        { .name = "--out", .help = "the folder for the picture", .text = &s.folder },
    };
    kit_message why;
    if (!kit_options_read(options, sizeof options / sizeof *options, argc, argv))
        return 2;
    return kit_exit_status("11_compress", run(&s, &why), &why);
}
