/* Tables: rows of numbers, with labels or without, from files and into files. */
#ifndef KIT_TABLE_H
#define KIT_TABLE_H

#include "kit/file.h"
#include <stdio.h>

typedef char kit_label[64];                         /* as the file has it; "7" for digits */
enum { KIT_MORE_LABELS = 15, KIT_CONDITIONS = 16 }; /* columns of labels beside the first one; those of a condition */

typedef enum kit_kind {
    KIT_NUMBER,
    KIT_CATEGORY,
    KIT_DATE /* words that look like dates or times; stored as a category is */
} kit_kind;

typedef struct kit_table_column {
    const char *name; /* as the file has it; NULL: it has none */
    kit_kind kind;
    const char **levels; /* CATEGORY, DATE: the words, in the order of their bytes; `data` holds their numbers 0, 1 ... */
    size_t n_levels;
    bool log1p;     /* `data` holds the logarithm of 1 + what the file has */
    bool whole;     /* of a schema: a NUMBER, all of whose values were whole */
    size_t place;   /* its number in the file, from 1; 0: not known */
    size_t gaps;    /* rows without a value there: NaN in `data` */
    size_t merged;  /* rows whose number differs from that of the row before, but is the same float */
    size_t rounded; /* rows whose number a CSV of floats would not have again; 0 where they are not counted */
} kit_table_column;

typedef struct kit_table {
    size_t rows, width;
    size_t rank, shape[4];  /* of one row: 784, or 28 28; their product is `width` */
    ae_dtype dtype;         /* as in the file: bytes stay bytes; of text: float */
    double usual_scale;     /* what the file's type of numbers is divided by; 0: 255 for bytes, 1 for all else */
    void *data;             /* rows x width elements, only to be read where they are mapped */
    kit_mapping mapping;    /* the file that `data` lies in; none where it is memory of the table's own */
    kit_label *labels;      /* one a row, or NULL */
    kit_label *more_labels; /* n_more a row, where a reading names several columns of labels, or NULL */
    size_t n_more;
    kit_label *conditions; /* n_conditions a row: what a reading's condition names, or NULL. A label can be one, too */
    size_t n_conditions;
    char condition_names[KIT_CONDITIONS][64]; /* as label_name */
    kit_label *ids;                           /* one a row, or NULL */
    char label_name[64];                      /* of the labels' column, or its number from 1; "": they had none */
    char more_names[KIT_MORE_LABELS][64];     /* of the columns of more_labels */
    char id_name[64];                         /* of the ids' */
    float *weights;                           /* one a row, or NULL */
    kit_label *groups;                        /* one a row, where kit_table_read_groups has read them, or NULL */
    kit_table_column *columns; /* `width` of them, one block with their texts; NULL: nothing is known of them */
    unsigned code_bits;        /* of packed codes (kit/codes.h), the bits of a number; 0: they are none */
    uint64_t encoder;          /* of packed codes, the digest of what made them; 0: not known */
    char source[256];          /* the file or name, for messages */
    char left_out[256];        /* columns that the model does not know, "city, day"; "": none */
    char guessed[256];         /* what was guessed of a text file: "separator ';', decimal comma"; "": nothing was */
} kit_table;

typedef enum kit_header { KIT_AUTO, KIT_YES, KIT_NO } kit_header;

typedef enum kit_gaps {
    KIT_GAPS_FAIL, /* a gap is an error */
    KIT_GAPS_DROP, /* a row with a gap is left out */
    KIT_GAPS_KEEP  /* a gap is NaN */
} kit_gaps;

/* How a file is read. Nothing but zeros is the usual way. NAME is a column's name, or a number from 1 where no column has
 * this name; one with a comma in it is written as in a CSV, "width, mm". Rows have their columns in the file's order,
 * whatever the order of a list. */
typedef struct kit_reading {
    char separator, decimal, comment; /* 0: guessed; separator ' ': runs of blanks */
    kit_header header;                /* is the first line one? */
    size_t skip;                      /* lines before the table */
    const char *encoding;             /* NULL: UTF-8, or UTF-16 by its mark or zeros; else a name that iconv knows */
    const char *gap_words;            /* further words for a gap, between commas; always: nothing ? NA N/A nan null - */
    kit_gaps gaps;
    bool count_rounded; /* of texts */
    bool take_nan; /* numbers may be NaN, infinite or too large for a float, and words among numbers become infinite, for NaN
                    * may be a gap */
    const char *columns, *drop;      /* NAMEs between commas, or ranges 3-7; NULL: all, none */
    const char *label, *id, *weight; /* a NAME whose column is no part of the row; label LAST: the last column, or NAMEs
                                      * between commas */
    const char *condition;           /* NAMEs whose columns are no part of the row; those of label can be among them */
    const char *where;               /* NAME=TEXT: only rows whose column holds this, also that of label or id */
    const char *log1p;               /* NAMEs whose numbers x become the logarithm of 1 + x */
    const char *category;            /* NAMEs whose numbers are codes or words of categories */
    const struct kit_schema *schema; /* the columns that a model knows: what else the file has is left out; NULL = any */
    size_t width;                    /* LIBSVM: numbers of a row; 0: as many as the largest index */
    bool nhwc;                       /* rows of images are height x width x channels in the file */
    double scale; /* what numbers will be divided by; 0: not known. Where it is 65535, 16 bits of an IDX have no sign */
} kit_reading;

/* The label that is in the last column of a text, whatever its name. */
#define KIT_LAST "LAST"

/* Reads a file, plain or packed by gzip or zstd, whose content tells what it is: npy, npz ("a.npz:x" is its array x), IDX,
 * LIBSVM's text, packed codes (kit/codes.h), a PNG or a list of such, or text (CSV and its kin: numbers and words between
 * separators, a row a line; what `how` does not say is guessed where it is certain, and an error where it is not); or the
 * PNG files of a folder. Every number is finite and fits a float, unless `how` takes others; of text it is
 * (float)strtod(text). `how` may be NULL. An npy or IDX file whose numbers can be used as they lie is mapped, so that it may
 * be larger than memory; all else is read. */
bool kit_table_read(kit_table *out, const char *path, const kit_reading *how, kit_message *why);

/* The file that such a path means: of "a.npz:x", the array x of an archive, unless there is a file of this name, it is
 * a.npz. Returns the array's name, or NULL. */
const char *kit_table_file(char file[KIT_MAX_PATH], const char *path);

void kit_table_free(kit_table *table);

/* The name of column `column`, from 0, or NULL. */
const char *kit_table_name(const kit_table *table, size_t column);

/* Its number in the file, from 1, as far as is known; otherwise that in the row. */
size_t kit_table_place(const kit_table *table, size_t column);

/* What a message calls it: 'age', or 3, its number in the file, where it has no name. */
enum { KIT_COLUMN_TEXT = 48 };
void kit_table_column_text(char text[KIT_COLUMN_TEXT], const kit_table *table, size_t column);

/* Leaves all columns out but these, n of them, upwards. */
bool kit_table_keep_columns(kit_table *table, const size_t *kept, size_t n, kit_message *why);

/* Reads the group of each row from a text file, one a line. */
bool kit_table_read_groups(kit_table *table, const char *path, kit_message *why);

/* The table as ae_rows, input and weights. `scale` as in ae_array: what elements are divided by. */
ae_rows kit_table_rows(const kit_table *table, double scale);

/* The usual scale: 255 for bytes, 65535 for whole numbers of 16 bits without a sign, 1 for all else. */
double kit_table_scale(const kit_table *table);

/* The number of a row and column, from 0, as it is in the table. */
double kit_table_number(const kit_table *table, size_t row, size_t column);

/* Have rows the sizes that are wanted, up to unused places of 0? Sizes of 1 do not matter, nor do others than those wanted,
 * as long as they are not the same in another order, such as 28 x 28 x 3 for 3 x 28 x 28: that would be pictures in
 * disorder. */
bool kit_table_check_shape(const kit_table *table, const size_t wanted[4], kit_message *why);

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

typedef enum kit_format { KIT_BY_SUFFIX, KIT_NPY, KIT_CSV, KIT_LIBSVM, KIT_PNG } kit_format;

/* A float with the fewest digits that read back as the same float. Is that the number it was made from? */
enum { KIT_FLOAT_TEXT = 32 };
void kit_float_text(char text[KIT_FLOAT_TEXT], float x);
bool kit_float_keeps(double value);

/* Rows of floats: .npy (float32, rows x shape), .csv (a header line, shortest digits of a float), .svm or .libsvm (LIBSVM's
 * `label index:value`, without the zeros) or .png (every row an image of the last two sizes of the shape, in colour where
 * there are three of these, as a grid; 0 is black, 1 is white). */
typedef struct kit_matrix {
    const float *data;
    size_t rows, width;
    size_t rank, shape[4];    /* of one row, as in kit_table */
    const char *const *names; /* CSV: the names of the first n_names columns */
    size_t n_names;
    const char *column; /* CSV: the others are column1, column2 ... (dense1_1, dense1_2 ...); `column` if there is one */
    const kit_label *ids, *labels;    /* one a row; NULL = none */
    const char *id_name, *label_name; /* CSV: what their columns are called, if not `id` and `label` */
    const kit_table_column *columns;  /* CSV: `width`; of categories the words are written, for codes; NULL = only numbers */
    const char *const *words; /* LIBSVM: of the labels, in the order of their bytes, n_words of them; none: those that are
                               * there, unless all are numbers */
    size_t n_words;
    const char *const *texts; /* CSV alone: rows x n_texts more columns, after the numbers, called text_names */
    const char *const *text_names;
    size_t n_texts;
    size_t across; /* PNG: images in a line; 0: about as many as there are lines */
    kit_format format;
    FILE *remarks; /* how LIBSVM's words were numbered is written here; NULL: nowhere */
    FILE *notes;   /* which files lie beside; NULL: nowhere */
} kit_matrix;

/* Ids and labels are the first columns of a CSV. The labels of LIBSVM's text are numbers; words are numbered from 0 in the
 * order of their bytes. What a format has no place for is in a file beside it, one a line: FILE.ids.txt and FILE.labels.txt,
 * FILE without its suffix. All these are replaced, or none. */
bool kit_matrix_write(const char *path, const kit_matrix *matrix, kit_message *why);

/* The different labels in the order of their bytes; none where all are numbers. They are the table's; free(*out) either way.
 */
bool kit_label_words(const char ***out, size_t *n, const kit_label *labels, size_t rows, kit_message *why);

/* Is the suffix one of the above? */
bool kit_matrix_suffix(const char *path, kit_message *why);

/* The format with this name: npy, csv, libsvm or png. False: there is none. */
bool kit_format_find(kit_format *out, const char *name);

#endif
