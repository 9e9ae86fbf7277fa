/* Data for the command line, the examples and the tests: tables of numbers from files or made up, and files from numbers.
 * It stands on the public header. What can fail returns false and says why in one line: file, place, what would be right. */
#ifndef AE_DATA_H
#define AE_DATA_H

#include "autoencoder.h"
#include <stdbool.h>

enum { AE_MAX_PATH = 4096 };

typedef struct ae_message {
    char text[512];
} ae_message;

/* Writes the line (control characters become '?', so that text from a file cannot break it) and returns false. */
bool ae_explain(ae_message *why, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- Tables ------------------------------------------------------------------------------------------------------- */

typedef char ae_label[32]; /* as the file has it; "7" for digits */

typedef struct ae_table {
    size_t rows, width;
    size_t rank, shape[4]; /* of one row: 784, or 28 28; their product is `width` */
    ae_dtype dtype;        /* as in the file: bytes stay bytes */
    void *data;            /* rows x width elements */
    ae_label *labels;      /* one a row, or NULL */
    char source[256];      /* the file or name, for messages */
} ae_table;

/* Reads a table. `name` is a file, plain or gzipped, whose content tells what it is: IDX, npy, or CSV (numbers separated by
 * commas, semicolons or tabs; a first line of names is skipped); or one of these names:
 *   mnist, mnist-train, mnist-test   images with labels, found in the folder $AE_DATA (../shared/data, if it is not set)
 *                                    or in data/, under mnist/
 *   digits, digits-test              60,000 and 10,000 generated digits with labels; `digits:500` is the first 500
 * With `labels_last` the last column of a CSV becomes the labels. Every number is finite and fits a float. */
bool ae_table_read(ae_table *out, const char *name, bool labels_last, ae_message *why);

/* The files that such a name stands for, if they are there: images and labels, or the name itself; none for generated
 * digits. Returns how many. */
size_t ae_table_files(char paths[2][AE_MAX_PATH], const char *name);

/* Where real data lie: $AE_DATA, or ../shared/data if it is not set. */
const char *ae_data_folder(void);

void ae_table_free(ae_table *table);

/* The table as ae_rows, input only. `scale` as in ae_array: what elements are divided by. */
ae_rows ae_table_rows(const ae_table *table, double scale);

/* The usual scale: 255 for bytes, 1 for all else. */
double ae_table_scale(const ae_table *table);

/* Keep, of all rows, only those listed in a text file, in its order, one number from 0 a line; or those with this label
 * ("1" and "1.0" are the same label). It is an error to keep none. */
bool ae_table_keep_listed(ae_table *table, const char *path, ae_message *why);
bool ae_table_keep_label(ae_table *table, const char *label, ae_message *why);

/* ---- Digits ------------------------------------------------------------------------------------------------------- */

enum { AE_DIGIT_SIDE = 28, AE_DIGIT_PIXELS = AE_DIGIT_SIDE * AE_DIGIT_SIDE };

/* Draws digit number `index` of the endless series `seed`: handwriting-like, white on black, placed as in MNIST. Returns
 * which one of the ten it is. A function of its arguments alone, the same everywhere. */
int ae_digit(unsigned char pixels[AE_DIGIT_PIXELS], uint64_t seed, uint64_t index);

/* Digits 0 ... rows - 1 of the series as a table of bytes, 28 x 28, with labels. */
bool ae_digits(ae_table *out, size_t rows, uint64_t seed, ae_message *why);

/* ---- Files out: each is replaced in one step, or left as it was ------------------------------------------------------ */

/* Could a file be written here? Says no before the work is done rather than after. */
bool ae_writable(const char *path, ae_message *why);

/* Rows of floats, by the path's suffix: .npy (float32, rows x shape), .csv (a header line, shortest digits of a float) or
 * .png (every row an image of the last two sizes of the shape, in colour where there are three of these, as a grid; 0 is
 * black, 1 is white). */
typedef struct ae_matrix {
    const float *data;
    size_t rows, width;
    size_t rank, shape[4];  /* of one row, as in ae_table */
    const char *column;     /* CSV: its columns are named column1, column2 ...; just `column` where there is one */
    const ae_label *labels; /* CSV: a first column `label`; NULL = none */
} ae_matrix;
bool ae_write_matrix(const char *path, const ae_matrix *matrix, ae_message *why);

/* Is the suffix one of the above? */
bool ae_matrix_suffix(const char *path, ae_message *why);

/* Images of floats from 0 (black) to 1 (white), one after the other in memory, each [channel][y][x]. */
typedef struct ae_images {
    const float *pixels;
    size_t count, channels, height, width; /* channels: 1, grey; or 3, red, green and blue */
} ae_images;

/* They are tiled into a PNG with `columns` images a row, every pixel drawn `zoom` times as wide and high. */
bool ae_write_png_grid(const char *path, const ae_images *images, size_t columns, size_t zoom, ae_message *why);

/* A PNG of w x h pixels of 3 bytes: red, green, blue. */
bool ae_write_png_rgb(const char *path, const unsigned char *pixels, size_t w, size_t h, ae_message *why);

/* The weights of a layer, as they lie in memory: [channel][y][x][filter]. A convolution's filter is its kernel. A dense
 * unit's weights have the shape of the input, if its layer is the first with weights and they are as many; a flat input is a
 * square, if it can be one. All others are one line. */
typedef struct ae_filters {
    const char *tensor; /* its name; it and the weights belong to the model */
    const float *weights;
    size_t channels, height, width, count;
    double white; /* the weight that is white: three times their root mean square, or the largest if that is less */
} ae_filters;

/* `tensor` NULL: the first layer that has any. */
bool ae_find_filters(ae_filters *out, const ae_model *model, const char *tensor, ae_message *why);

/* Every channel of every filter as a picture with a black line around it, a filter's channels side by side: 0 is grey,
 * `white` white, its negative black. `columns` 0: a line for each filter, or, of one channel, as many as make a square. */
bool ae_write_filters(const char *path, const ae_filters *filters, size_t columns, ae_message *why);

/* A line plot as PNG. */
typedef struct ae_curve {
    const char *name;
    const double *x, *y; /* x NULL = 1, 2, 3 ...; points that are not finite are left out */
    size_t n;
} ae_curve;
typedef struct ae_plot {
    const char *title, *x_label, *y_label; /* ASCII; NULL = none */
    bool log_y;                            /* then only y > 0 is drawn */
    const ae_curve *curves;
    size_t n_curves;
} ae_plot;
bool ae_write_plot(const char *path, const ae_plot *plot, ae_message *why);

/* The same with a dot for every point; up to ten curves differ in colour. */
bool ae_write_scatter(const char *path, const ae_plot *plot, ae_message *why);

#endif
