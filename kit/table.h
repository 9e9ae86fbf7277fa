/* Tables: rows of numbers, with labels or without, from files and into files. */
#ifndef KIT_TABLE_H
#define KIT_TABLE_H

#include "kit/file.h"

typedef char kit_label[32]; /* as the file has it; "7" for digits */

typedef struct kit_table {
    size_t rows, width;
    size_t rank, shape[4]; /* of one row: 784, or 28 28; their product is `width` */
    ae_dtype dtype;        /* as in the file: bytes stay bytes */
    void *data;            /* rows x width elements, only to be read where they are mapped */
    kit_mapping mapping;   /* the file that `data` lies in; none where it is memory of the table's own */
    kit_label *labels;     /* one a row, or NULL */
    kit_label *groups;     /* one a row, where kit_table_read_groups has read them, or NULL */
    const char **names;    /* of the columns, where a CSV tells them; one block with their texts. NULL = none */
    char source[256];      /* the file or name, for messages */
} kit_table;

/* How a file is read, several of these or 0. */
enum {
    KIT_LABELS_LAST = 1, /* CSV: the last column holds labels */
    KIT_TAKE_NAN = 2     /* numbers may be NaN, infinite or too large for a float, and what is none in a CSV becomes NaN */
};

/* Reads a file, plain or gzipped, whose content tells what it is: IDX, npy, or CSV (numbers separated by commas, semicolons
 * or tabs; a first line without a number holds the columns' names). Every number is finite and fits a float, unless `how`
 * has KIT_TAKE_NAN. A plain npy file is mapped, so that it may be larger than memory; all else is read. */
bool kit_table_read(kit_table *out, const char *path, unsigned how, kit_message *why);

void kit_table_free(kit_table *table);

/* Reads the group of each row from a text file, one a line. */
bool kit_table_read_groups(kit_table *table, const char *path, kit_message *why);

/* The table as ae_rows, input only. `scale` as in ae_array: what elements are divided by. */
ae_rows kit_table_rows(const kit_table *table, double scale);

/* The usual scale: 255 for bytes, 1 for all else. */
double kit_table_scale(const kit_table *table);

/* A row's elements divided by the scale, as floats. */
void kit_table_row(float *out, const kit_table *table, size_t row, double scale);

/* A table's elements divided by the scale, rows x width floats; free() them. NULL when there is no memory. */
float *kit_table_floats(const kit_table *table, double scale);

/* A number that tells tables apart: it depends on every byte of the rows, and on their order. */
uint64_t kit_table_digest(const kit_table *table);

/* Keep, of all rows, only those listed in a text file, in its order, one number from 0 a line; or those with this label
 * ("1" and "1.0" are the same label). It is an error to keep none. */
bool kit_table_keep_listed(kit_table *table, const char *path, kit_message *why);
bool kit_table_keep_label(kit_table *table, const char *label, kit_message *why);

/* ---- Into files: each is replaced in one step, or left as it was ----------------------------------------------------- */

/* Rows of floats, by the path's suffix: .npy (float32, rows x shape), .csv (a header line, shortest digits of a float) or
 * .png (every row an image of the last two sizes of the shape, in colour where there are three of these, as a grid; 0 is
 * black, 1 is white). */
typedef struct kit_matrix {
    const float *data;
    size_t rows, width;
    size_t rank, shape[4];    /* of one row, as in kit_table */
    const char *const *names; /* CSV: the names of the first n_names columns */
    size_t n_names;
    const char *column; /* CSV: the others are column1, column2 ... (dense1_1, dense1_2 ...); `column` if there is one */
    const kit_label *labels; /* CSV: a first column `label`; NULL = none */
} kit_matrix;
bool kit_matrix_write(const char *path, const kit_matrix *matrix, kit_message *why);

/* Is the suffix one of the above? */
bool kit_matrix_suffix(const char *path, kit_message *why);

#endif
