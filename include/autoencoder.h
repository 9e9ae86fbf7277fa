/* SPDX-License-Identifier: MIT
 *
 * libautoencoder: train an autoencoder on your own rows; turn rows into codes, codes into rows, rows into anomaly scores.
 *
 * Chapters: 1 version, 2 status and errors, 3 memory and seams, 4 data, 5 models, 6 running, 7 training, 8 files.
 *
 * Rules that hold everywhere
 *   - A function that can fail returns an ae_status: AE_OK (0) or a negative code. What happened in words goes to the
 *     caller's ae_error, the last argument, which may be NULL.
 *   - Arguments come in one order: what is written, the object, what is read, the error. Outputs are written on AE_OK only,
 *     unless a comment says more. A host function gets `user` first. ae_X_create makes an object, ae_X_free ends it.
 *   - Counts are size_t, seeds and flags uint64_t. Structs hold no enum and no bool; their layout is that of 64-bit systems.
 *   - A struct with options begins with `size_t size`, which its _INIT macro sets; later versions may add fields at its end.
 *     A NULL pointer to options means the defaults. A field that is 0 means the default that its comment names. To fill one
 *     without the macro, set the size: `&(ae_fit_options){ .size = sizeof(ae_fit_options), .epochs = 3 }`.
 *   - A struct that a call fills begins with its size, too. What else it held does not matter; on return, `size` says how
 *     much was filled. ae_array, ae_allocator, ae_result, ae_metric, ae_error and ae_epoch_record have no size and never
 *     grow.
 *   - Numbers are 32-bit floats inside. Matrices are row-major: n rows, one after the other. A pointer to numbers must be
 *     aligned as its type is; nothing needs more.
 *   - Threads: any number of threads may use one `const ae_model *` at once, each with its own ae_context. A function that
 *     takes `ae_model *`, `ae_context *` or `ae_trainer *` without const needs that object to itself.
 *   - The library keeps no global state, prints nothing, and never ends the process. It reads one environment variable,
 *     AE_KERNELS (see ae_build_info), when a model is created or loaded.
 *   - Texts are UTF-8; numbers in them have a decimal point under every locale. (snprintf writes 0,01 under some.)
 *   - Functions of the host's (allocator, sgemm, read, on_step, on_epoch) must return. One that leaves by longjmp or by an
 *     exception of C++ leaks what the call held and leaves the library's floating-point mode; its objects are lost.
 */
#ifndef AUTOENCODER_H
#define AUTOENCODER_H
/* Initialisers stay on their line. */
/* clang-format off */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(AE_BUILDING) && defined(__GNUC__)
#define AE_API __attribute__((visibility("default")))
#else
#define AE_API
#endif

/* ---- 1. Version --------------------------------------------------------------------------------------------------- */

#define AE_VERSION_MAJOR  0
#define AE_VERSION_MINOR  1
#define AE_VERSION_PATCH  0
#define AE_VERSION_NUMBER (AE_VERSION_MAJOR * 10000 + AE_VERSION_MINOR * 100 + AE_VERSION_PATCH)

/* The version of the library that runs, "0.1.0", and as a number that grows, 100; the macros above are the version that the
 * program was compiled against. The text is static. Thread-safe. */
AE_API const char *ae_version(void);
AE_API int ae_version_number(void);

/* Facts about this build, one a line, `key: value`. The line `kernels:` lists the kernel sets that this processor can run,
 * best first; the first is used, unless the environment variable AE_KERNELS names another. Every set gives the same bits.
 * The text is static. Thread-safe. */
AE_API const char *ae_build_info(void);

/* ---- 2. Status and errors ----------------------------------------------------------------------------------------- */

/* X(name, value, sentence). Codes are pinned; families leave gaps for later ones. */
#define AE_STATUS_LIST(X)                                                   \
    X(AE_OK, 0, "success")                                                  \
    X(AE_ENOMEM, -1, "out of memory")                                       \
    X(AE_ETHREAD, -2, "a thread could not be started")                      \
    X(AE_EARGUMENT, -10, "an argument is missing or out of range")          \
    X(AE_EOPTION, -11, "an option is unknown or out of range")              \
    X(AE_ESTALE, -12, "the context was made for a model of another spec")   \
    X(AE_ESPEC, -20, "the spec text cannot be read")                        \
    X(AE_EWORD, -21, "the spec uses an unknown word")                       \
    X(AE_EVALUE, -22, "a value in the spec is out of range")                \
    X(AE_ESHAPE, -23, "the shapes of two layers do not fit")                \
    X(AE_EDATA, -30, "the data is empty or its description makes no sense") \
    X(AE_EWIDTH, -31, "the data has the wrong number of columns")           \
    X(AE_ENONFINITE, -32, "the data holds NaN or infinity")                 \
    X(AE_EDIVERGED, -40, "training left the finite numbers")                \
    X(AE_EHOST, -45, "a function of the host's failed")                     \
    X(AE_EIO, -50, "a file could not be read or written")                   \
    X(AE_EFORMAT, -51, "the file is not a model, or is damaged")            \
    X(AE_EVERSION, -52, "the file was written by a newer version")          \
    X(AE_ECHECKSUM, -53, "the file's content does not match its checksum")  \
    X(AE_EUNSUPPORTED, -90, "this build cannot do that")                    \
    X(AE_EINTERNAL, -99, "internal error: please report it")

typedef enum ae_status {
#define AE_STATUS_ENUM_(name, value, text) name = value,
    AE_STATUS_LIST(AE_STATUS_ENUM_)
#undef AE_STATUS_ENUM_
} ae_status;

/* What went wrong, for a person: one line, without a newline at its end. `line` and `column` count from 1 in the text that
 * is to blame; for data, `line` is the row and `column` the column, both from 1; 0 where there is no such place. */
typedef struct ae_error {
    uint64_t line;
    uint64_t column;
    int32_t status; /* an ae_status */
    char text[236];
} ae_error;

/* "AE_ENOMEM" and "out of memory"; for an unknown number "AE_?" and "unknown status". Static texts. Thread-safe. */
AE_API const char *ae_status_name(ae_status status);
AE_API const char *ae_status_text(ae_status status);

/* ---- 3. Memory and seams ------------------------------------------------------------------------------------------ */

/* Where an object's memory comes from. `alloc` returns memory that is aligned as malloc's is, or NULL; `free` gets the size
 * that was asked for, and never NULL. Both are called in the thread that calls the library with the object, in the host's
 * floating-point mode or the library's. They and ae_sgemm_fn must return: no longjmp, no exception. NULL means malloc and
 * free. */
typedef struct ae_allocator {
    void *(*alloc)(void *user, size_t size);
    void (*free)(void *user, void *memory, size_t size);
    void *user;
} ae_allocator;

/* A matrix product to use instead of the library's own: C = A B + beta C, row-major, beta 0 or 1. A is m x k (stored k x m
 * if `transpose_a`), B is k x n (stored n x k if `transpose_b`); lda, ldb, ldc are the elements from one stored row to the
 * next. With beta 0, C may hold anything before. Several threads call it at once if several run the model. What it
 * allocates, prints or rounds differently is up to the host, who then has to keep the promises of same bits and of no
 * allocation. autoencoder_cblas.h makes one from any cblas_sgemm. */
typedef void (*ae_sgemm_fn)(void *user, int transpose_a, int transpose_b, size_t m, size_t n, size_t k, const float *a,
                            size_t lda, const float *b, size_t ldb, float beta, float *c, size_t ldc);

/* ---- 4. Data ------------------------------------------------------------------------------------------------------ */

/* The type of an array's elements. */
typedef enum ae_dtype {
    AE_F32 = 0, /* float */
    AE_F64 = 1, /* double; rounded to float */
    AE_U8 = 2,  /* uint8_t */
    AE_I32 = 3  /* int32_t; rounded to float */
} ae_dtype;

/* What is special about an array. */
typedef enum ae_array_flag {
    AE_ARRAY_ONE_ROW = 1 /* it has one row, which is that of all rows; its stride is 0 */
} ae_array_flag;

/* A matrix of the caller's. It is read during the call that gets it, and never written or kept. Mind the scale where bytes
 * and floats meet: after training on bytes with scale 255, one-hot or other floats need `scale` 1, not 0. */
typedef struct ae_array {
    const void *data;
    size_t width;  /* elements in a row */
    size_t stride; /* bytes from one row to the next; 0 = the rows lie one after the other. Less than a row is possible: then
                    * rows overlap, as the windows of a series do */
    double scale;  /* value = element / scale, a positive number; 0 = the model's own scale, which is that of its training
                    * rows, and 1 before any training; of labels and a condition 1 */
    int32_t dtype; /* an ae_dtype */
    uint32_t flags; /* of ae_array_flag; 0 = none */
} ae_array;

/* Where a function of the host's writes rows: for each array of ae_rows the first number, or NULL if it is not asked for. */
typedef struct ae_read_buffers {
    size_t size;
    float *input;
    float *target;
    float *labels;
    float *condition;
} ae_read_buffers;

/* A function of the host's that brings rows which are not in memory: it writes the n rows with these numbers (counted from 0),
 * one after the other. It is called in the thread that called the library, in the host's floating-point mode. Training asks
 * for rows in its own order; the calls of chapter 6 ask for them in the order given. Returns 0; anything else ends the call
 * with AE_EHOST. */
typedef int (*ae_read_fn)(void *user, const ae_read_buffers *to, const uint32_t *rows, size_t n);

/* A dataset: the rows, and what should come out of them. It must not change during a call. */
typedef struct ae_rows {
    size_t size;          /* = sizeof(ae_rows), set by the macros below */
    size_t n;             /* rows; at least 1, at most 2^32 - 1 */
    ae_array input;       /* width = the model's input width (decode: its code width) */
    ae_array target;      /* what the output is compared with. data NULL = the input itself; scale 0 = the input's scale */
    const float *weights; /* n numbers >= 0, not all 0: how much each row counts in training and in evaluate. NULL = 1 each.
                           * Calls that give a result for each row do not look at them */
    size_t first;         /* training: the number of the first row in all data. What dropout and noise draw for a row depends
                           * on its number. first + n is at most 2^32 - 1 */
    const uint32_t *pick; /* use only these rows, `picks` of them, in this order: numbers from 0 to n - 1. NULL = all */
    size_t picks;
    ae_read_fn read; /* brings the rows, as floats: then every `data` is NULL, `width` and `scale` say what a row is, and
                      * there are targets, labels or a condition if its width is not 0. NULL = the rows lie in memory */
    void *user;      /* given to `read` */
    size_t *refused; /* chapter 6 without evaluate and fits: NULL = a row that cannot be used (NaN where no gap may
                      * be, gaps only, infinity, a target that the loss does not take) is an error. Otherwise its results are
                      * NaN, and *refused counts such rows. A struct that counts belongs to one call at a time */
    ae_array labels;  /* what the model's heads learn, and are measured by: width = ae_model_info.label_width. For each head, in
                       * the order of the spec, the number of a class, from 0, or as many numbers as the head puts out. NaN: this
                       * one is not known, and does not count. scale 0 = 1, as it must be where classes are among them. Looked
                       * at by fit, a trainer and evaluate, and only if the model has heads */
    ae_array condition; /* what else the net gets with each row, where its spec has the item `condition`: width =
                         * ae_model_info.condition_width. Every number is finite. scale 0 = 1. With the flag AE_ARRAY_ONE_ROW
                         * one row of it is that of all rows. Every call that runs the model takes it, also decode. Not looked
                         * at where the model takes none */
} ae_rows;

#define AE_ROWS_INIT { sizeof(ae_rows), 0, AE_ARRAY_NONE_, AE_ARRAY_NONE_, 0, 0, 0, 0, 0, 0, 0, AE_ARRAY_NONE_, AE_ARRAY_NONE_ }
#define AE_ARRAY_NONE_ { 0, 0, 0, 0.0, AE_F32, 0 }
/* Rows of floats that lie one after the other: `ae_rows rows = AE_ROWS_F32(x, 1000, 784);` The values are used as they are.
 * The compiler warns if x points to another type, such as double. For an array float x[1000][784], give x[0]. */
#define AE_ROWS_F32(x, rows, columns)                                                                        \
    { sizeof(ae_rows), (size_t)(rows), { 1 ? (x) : (const float *)0, (size_t)(columns), 0, 1.0, AE_F32, 0 }, \
      AE_ARRAY_NONE_, 0, 0, 0, 0, 0, 0, 0, AE_ARRAY_NONE_, AE_ARRAY_NONE_ }
/* Rows of bytes that lie one after the other, each divided by `scale` (255 for grey levels). They stay bytes in memory. */
#define AE_ROWS_U8(x, rows, columns, scale)                                                            \
    { sizeof(ae_rows), (size_t)(rows), { (x), (size_t)(columns), 0, (scale), AE_U8, 0 }, AE_ARRAY_NONE_, \
      0, 0, 0, 0, 0, 0, 0, AE_ARRAY_NONE_, AE_ARRAY_NONE_ }

/* Cuts rows into two, as ae_fit_options.valid_fraction does: `fraction` of them, rounded, go to *valid, the others to *train, at
 * least one row to each. Which ones depends on the seed and on how many rows there are. Both are the same rows with a `pick`,
 * in the order of the rows; these lists lie in `numbers`, the caller's, which has room for n numbers (with a pick: `picks`),
 * is not that pick, and must live as long as the two are used. Both begin with AE_ROWS_INIT. Errors: AE_EARGUMENT, AE_EDATA
 * (a single row), AE_EOPTION (a fraction that is not above 0 and below 1). Thread-safe. */
AE_API ae_status ae_rows_split(ae_rows *train, ae_rows *valid, uint32_t *numbers, const ae_rows *rows, double fraction,
                               uint64_t seed, ae_error *error);

/* ---- 5. Models ---------------------------------------------------------------------------------------------------- */

typedef struct ae_model ae_model;

/* How a model is made or loaded. */
typedef struct ae_model_options {
    size_t size;
    uint64_t seed;                 /* of the initial weights; create only. Default 0 */
    const ae_allocator *allocator; /* copied; for the model and what is made from it. Default malloc and free */
    ae_sgemm_fn sgemm;             /* default NULL: the library's own products */
    void *sgemm_user;
} ae_model_options;
#define AE_MODEL_OPTIONS_INIT { sizeof(ae_model_options), 0, 0, 0, 0 }

/* Makes a model from a spec text (docs/spec.md), with fresh weights: items separated by newlines or `|`, for example
 *     input 784 | dense 128 act=sigmoid | code | dense 784 act=sigmoid | loss mse
 * A spec that ends at `code` makes an encoder: it can encode and run, and nothing else (AE_EUNSUPPORTED). With heads and no
 * decoder, a model can be trained and evaluated with labels, but has no reconstructions and no scores.
 * The same spec and seed give the same weights everywhere. *out belongs to the caller: ae_model_free.
 * Errors: AE_EARGUMENT, AE_ESPEC, AE_EWORD, AE_EVALUE and AE_ESHAPE (with line and column), AE_EUNSUPPORTED (AE_KERNELS
 * names a set that cannot run here), AE_ENOMEM. */
AE_API ae_status ae_model_create(ae_model **out, const char *spec, const ae_model_options *options, ae_error *error);

/* A copy with the same weights, training record, notes, scorer, density, allocator and sgemm. Errors: AE_EARGUMENT, AE_ENOMEM. */
AE_API ae_status ae_model_clone(ae_model **out, const ae_model *model, ae_error *error);

/* Frees the model; NULL is fine. Trainers made from it must be freed before; contexts may live on. */
AE_API void ae_model_free(ae_model *model);

/* The spec, one item a line, as it is stored in files. It belongs to the model. Thread-safe. */
AE_API const char *ae_model_spec(const ae_model *model);

/* Facts about a model. */
typedef struct ae_model_info {
    size_t size;
    size_t input_width, code_width, output_width; /* elements in a row */
    size_t input_shape[4], output_shape[4];       /* as in the spec, unused places 0: 784 or 1 28 28 */
    size_t parameters;                            /* numbers that the optimizer changes */
    size_t tensors;                               /* how many tensors they and the state form */
    double scale;                                 /* what inputs are divided by when ae_array.scale is 0 */
    const char *optimizer;                        /* of the last training; "" = never trained. Belongs to the model */
    const char *kernels;                          /* the kernel set in use. Static */
    size_t trained_steps, trained_rows;           /* of the last training; rows counts a row once an epoch */
    size_t batch;                                 /* of the last training */
    uint64_t seed;                                /* of the last training: the order of its rows */
    double last_loss;                             /* of its last step */
    size_t state;                                 /* numbers that training finds without the optimizer: means, spreads */
    size_t code_shape[4];                         /* as input_shape */
    size_t values;                                /* how many values have a name */
    size_t heads;                                 /* how many it has */
    size_t label_width;                           /* numbers of a row of labels */
    size_t condition_width;                       /* numbers of a row of its condition; 0 = it takes none */
} ae_model_info;
#define AE_MODEL_INFO_INIT \
    { sizeof(ae_model_info), 0, 0, 0, { 0, 0, 0, 0 }, { 0, 0, 0, 0 }, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, { 0, 0, 0, 0 }, 0, 0, 0, 0 }

/* Fills *info, whose `size` the caller has set. Errors: AE_EARGUMENT. Thread-safe. */
AE_API ae_status ae_model_get_info(ae_model_info *info, const ae_model *model, ae_error *error);

/* A tensor of a model: weights, biases or state. */
typedef struct ae_tensor_info {
    size_t size;
    const char *name;  /* "dense1.weight"; belongs to the model */
    size_t rank;       /* 1 to 4 */
    size_t shape[4];   /* dense weights are [in][out] */
    const float *data; /* row-major; belongs to the model, changes when it is trained */
} ae_tensor_info;
#define AE_TENSOR_INFO_INIT { sizeof(ae_tensor_info), 0, 0, { 0, 0, 0, 0 }, 0 }

/* Describes tensor number `index` (0 ... ae_model_info.tensors - 1). Errors: AE_EARGUMENT. Thread-safe. */
AE_API ae_status ae_model_get_tensor(ae_tensor_info *info, const ae_model *model, size_t index, ae_error *error);

/* A named value: what a row becomes on its way through the net. */
typedef struct ae_value_info {
    size_t size;
    const char *name; /* belongs to the model */
    size_t width;     /* elements in a row */
    size_t rank;      /* 1 to 4 */
    size_t shape[4];
    double low, high; /* its numbers lie between these, apart from rounding: what the last activation can reach, such as 0 and
                       * 1 after a sigmoid; infinite where there is no end */
    size_t head;      /* 0 = it is no head's result; otherwise its head's number, from 1, in the order of the spec */
    size_t classes;   /* of a head that tells classes apart: how many; its numbers are their probabilities. Otherwise 0 */
} ae_value_info;
#define AE_VALUE_INFO_INIT { sizeof(ae_value_info), 0, 0, 0, { 0, 0, 0, 0 }, 0, 0, 0, 0 }

/* Describes value number `index` (0 ... ae_model_info.values - 1), which ae_model_run can compute: first "input", then each
 * layer by its name, with "code", "output" and the heads' names in their places, then "score" and "errors". A layer gaussian
 * has also "NAME.mean" and "NAME.log_variance", for the code "code.mean" and "code.log_variance". Where the spec
 * prepares rows, there are also "input.scaled", what the first layer gets, and "output.scaled", what "output" is made from:
 * scaled numbers, and for each category the probabilities of its levels. Without a decoder there is no output, no score and
 * no errors.
 * Errors: AE_EARGUMENT. Thread-safe. */
AE_API ae_status ae_model_get_value(ae_value_info *info, const ae_model *model, size_t index, ae_error *error);

/* A column of the model's input: a number of each row. */
typedef struct ae_column_info {
    size_t size;
    size_t levels;         /* of a category, whose codes are 0 ... levels - 1; 0 = a number */
    double center, spread; /* its scaler: scaled = (number - center) / spread, and 0 where the spread is 0, which is that of a
                            * column with the same number in every row. 0 and 1 where nothing is scaled */
    double fill;           /* what a gap becomes, in the data's units; a category's code, or -1: none of its levels. NaN where
                            * gaps are not taken */
    uint64_t fitted;       /* 1 = these are final: given by the spec, or taken from rows; 0 = fit will do that */
} ae_column_info;
#define AE_COLUMN_INFO_INIT { sizeof(ae_column_info), 0, 0, 0, 0, 0 }

/* Describes column number `index` (0 ... ae_model_info.input_width - 1). Errors: AE_EARGUMENT. Thread-safe. */
AE_API ae_status ae_model_get_column(ae_column_info *info, const ae_model *model, size_t index, ae_error *error);

/* Takes what the items `scaler` and `missing` of the spec need from these rows: centers, spreads, fill values. Rows of weight 0
 * do not count; rows->input.scale becomes the model's scale. ae_model_fit does it by itself before its first step, from the
 * rows to train on, and a trainer from its first batch, if it has not been done; a model that has it, also by
 * ae_model_transfer or from a file, keeps it, and is trained on rows of its scale only. So this is for a trainer whose first
 * batch is small, since one of equal rows only is an error, and for a model that is to go on with rows of another size: then
 * its weights have to learn anew. Where the spec has nothing to take, nothing happens. Errors, with the model as before: those
 * of ae_model_score for rows, AE_ENOMEM. */
AE_API ae_status ae_model_fit_scaler(ae_model *model, const ae_rows *rows, ae_error *error);

/* Writes a description for people: layers with shapes and parameters, and the plans with their memory. At most `capacity`
 * bytes go to `text`, the last of them 0; *needed (may be NULL) gets the capacity that holds everything, so a first call
 * with capacity 0 and text NULL asks for it. What it says may change from version to version. Errors: AE_EARGUMENT,
 * AE_ENOMEM. Thread-safe. */
AE_API ae_status ae_model_describe(char *text, size_t capacity, size_t *needed, const ae_model *model, ae_error *error);

/* Copies tensors from one model to another: those that have the same name in both, or, where `layers` names layers, such as
 * "conv2d1 dense1" with blanks or commas between them, only theirs. So another spec goes on with the weights of a model: one
 * with more layers, for another picture size, or of the encoder alone. What a scaler was fitted to goes along only where the
 * items input, columns, scaler and missing of both say the same; otherwise fit takes it from its rows. *tensors (may be NULL)
 * is how many were copied. A model that was never trained takes over the scale of `from`. Contexts stay valid.
 * Errors, with nothing copied: AE_EARGUMENT (one of the two lacks a named layer, or no tensor is in both), AE_ESHAPE (a
 * tensor has another shape in the other model: name the layers to take). */
AE_API ae_status ae_model_transfer(size_t *tensors, ae_model *model, const ae_model *from, const char *layers,
                                   ae_error *error);

/* Notes are the host's own texts in a model, such as the names of columns, units or a threshold. Every save, load and clone
 * keeps them. A key has 1 to 255 bytes and no control characters; keys and texts are UTF-8. All together they may be 1,000
 * notes of 1 MiB. Sets one, of which `text` is copied; NULL removes it. After an error the notes are as before.
 * Errors: AE_EARGUMENT, AE_ENOMEM. */
AE_API ae_status ae_model_set_note(ae_model *model, const char *key, const char *text, ae_error *error);

/* The text of the note with this key, or NULL if there is none. It belongs to the model until its notes change.
 * Thread-safe. */
AE_API const char *ae_model_get_note(const ae_model *model, const char *key);

/* The key of note number `index`, in the order in which they were first set; NULL after the last. It belongs to the model
 * until its notes change. Thread-safe. */
AE_API const char *ae_model_note_key(const ae_model *model, size_t index);

/* ---- 6. Running --------------------------------------------------------------------------------------------------- */

typedef struct ae_context ae_context;

/* What a context can serve, as bits. */
typedef enum ae_output {
    AE_OUT_CODE = 1,           /* encode */
    AE_OUT_DECODED = 2,        /* decode */
    AE_OUT_RECONSTRUCTION = 4, /* reconstruct */
    AE_OUT_SCORE = 8,          /* score and evaluate */
    AE_OUT_LIKELIHOOD = 16,    /* ae_model_likelihood; never by default */
    AE_OUT_DRAWN = 32          /* ae_model_sample with AE_SAMPLE_DRAW_ROWS; never by default */
} ae_output;

/* How a context is made. */
typedef struct ae_context_options {
    size_t size;
    size_t rows;    /* the most rows that are computed at a time; more are cut into parts. A net with large rows takes fewer,
                     * so that they stay in the cache. Default 256; memory grows with it */
    size_t threads; /* 1 ... 256. Default 1: everything happens in the calling thread */
    uint64_t outputs; /* which of ae_output the context serves. Default: the four of version 0.1, or none beside `values` */
    const char *const *values; /* names of the values that ae_model_run can give; it always computes all. Default none */
    size_t n_values;           /* how many, at most AE_RESULTS_MAX. The names are copied */
} ae_context_options;
#define AE_CONTEXT_OPTIONS_INIT { sizeof(ae_context_options), 0, 0, 0, 0, 0 }

/* The working memory (and threads) to run a model with: one for each thread of the host. A call that gets one allocates
 * nothing. A context serves every model of the same spec and kernel set: the one it was made from, while and after that is
 * trained, and its clones, also when the first one is gone; with a model of another spec a call returns AE_ESTALE. Its
 * memory comes from the allocator of the model that it was made from. Errors: AE_EARGUMENT (also: a value that the net does
 * not have), AE_EOPTION, AE_EUNSUPPORTED, AE_ENOMEM, AE_ETHREAD. Thread-safe on one model. ae_context_free: NULL is fine. */
AE_API ae_status ae_context_create(ae_context **out, const ae_model *model, const ae_context_options *options,
                                   ae_error *error);
AE_API void ae_context_free(ae_context *context);

/* The most memory, in bytes, that making such a context holds at once; what the context keeps is not more than that. Errors:
 * as ae_context_create. Thread-safe. */
AE_API ae_status ae_context_memory(size_t *bytes, const ae_model *model, const ae_context_options *options, ae_error *error);

/* These four read rows->input (n rows of its width) and write n rows of floats. Outputs are in the units of the data where the
 * spec scales it, codes of categories where it has some; scores, errors and metrics are in scaled units. Where the spec takes
 * gaps, NaN is one, in input and target; otherwise it is an error.
 *   encode        input width  -> codes,   n x code_width
 *   decode        code width   -> outputs, n x output_width; codes are taken as they are: here scale 0 means 1
 *   reconstruct   input width  -> outputs, n x output_width; the same bits as encode, then decode
 *   score         input width  -> scores, n: the model's own reconstruction loss of each row (against rows->target, where
 *                                 given), in scaled units, of what is there, and what `loss kl_normal` adds: the higher, the
 *                                 less the row resembles the training data. Never NaN; infinite where the loss is larger than
 *                                 a float. With a joint scorer: what that makes a score of (ae_scorer_fit)
 * With `pick`, n is `picks`. A row's result does not depend on the other rows, on its place, or on the context's rows or
 * threads. Outputs must not overlap the input. `context` may be NULL: one is made for the call, which then allocates. When
 * an error is returned, outputs may be partly written. With different contexts thread-safe on one model. Errors:
 * AE_EARGUMENT, AE_EDATA (also: a code or a target that cannot be, with row and column; a row of gaps only), AE_EWIDTH,
 * AE_ENONFINITE (with row and column), AE_EHOST, AE_ESTALE, AE_EOPTION (the context does not serve this), AE_EUNSUPPORTED
 * (an encoder), AE_ENOMEM. */
AE_API ae_status ae_model_encode(float *codes, const ae_model *model, ae_context *context, const ae_rows *rows,
                                 ae_error *error);
AE_API ae_status ae_model_decode(float *outputs, const ae_model *model, ae_context *context, const ae_rows *rows,
                                 ae_error *error);
AE_API ae_status ae_model_reconstruct(float *outputs, const ae_model *model, ae_context *context, const ae_rows *rows,
                                      ae_error *error);
AE_API ae_status ae_model_score(float *scores, const ae_model *model, ae_context *context, const ae_rows *rows,
                                ae_error *error);

/* Where a result of a run goes: n rows of the value's width. */
typedef struct ae_result {
    const char *value; /* "code", "dense1", "output", "score", "errors": see ae_model_get_value */
    float *data;
} ae_result;
enum { AE_RESULTS_MAX = 64 }; /* of one run */

/* Computes any values of the net by their names, several in one pass: n_results of them, all different. "errors" is each
 * column's share of the row's score, 0 for a gap with `missing mask`; apart from rounding, a row's errors add up to its
 * score, or, with `loss kl_normal`, to the reconstruction's part of it. The context must have been made with these names
 * among its `values`. Otherwise as the four above. Errors: as those;
 * AE_EARGUMENT for a name that the net does not have; AE_EUNSUPPORTED for the errors of a loss that is no sum over features
 * (jaccard). */
AE_API ae_status ae_model_run(const ae_result *results, size_t n_results, const ae_model *model, ae_context *context,
                              const ae_rows *rows, ae_error *error);

/* A number by its name, which is static, or that of a head's belongs to the model: "mse", "digit.accuracy". */
typedef struct ae_metric {
    const char *name;
    double value;
} ae_metric;
enum { AE_LOSSES_MAX = 8, AE_METRICS_MAX = 8 };

/* How well rows are reconstructed, in scaled units. With `missing mask` gaps have no error: a row's is the mean over what is
 * there. mse, mae and mean_mse look at numbers only, not at categories. */
typedef struct ae_metrics {
    size_t size;
    size_t rows;
    double loss;        /* the model's loss: the mean over rows of the reconstruction's, of `loss kl_normal`, and of heads'
                         * where there are labels, weighted where rows have weights */
    double mse;         /* mean squared error over all elements, without the rows' weights; in rows with gaps or categories
                         * over the numbers that are there */
    double mae;         /* mean absolute error, likewise */
    double sse_per_row; /* squared error summed over a row, mean over rows: mse x width */
    double mean_mse;    /* the mse of always answering with the mean of these rows' targets: no constant answer has less. A
                         * model that has learnt something is below it; 1 - mse / mean_mse is the explained variance */
    size_t n_losses, n_metrics;
    ae_metric losses[AE_LOSSES_MAX];   /* each loss of the spec by its name, in its order, but kl_normal behind those of the
                                        * output, and those of heads last, by names such as "digit.cross_entropy": they add up
                                        * to `loss`. A spec with more losses has its first ones here */
    ae_metric metrics[AE_METRICS_MAX]; /* "mse", "mae"; with labels also of each head NAME, over the rows whose labels are
                                        * known: "NAME.accuracy", the share of rows whose class has the largest number, or
                                        * "NAME.mse"; NaN if no row has one */
} ae_metrics;
#define AE_METRICS_INIT { sizeof(ae_metrics), 0, 0, 0, 0, 0, 0, 0, 0, { { 0, 0 } }, { { 0, 0 } } }

/* Compares reconstructions with rows->target, or with the input where there is none, and what heads say with rows->labels,
 * where these are given. A model with heads and no decoder needs them (AE_EARGUMENT); its mse, mae, sse_per_row and mean_mse
 * are NaN. `refused` is not used: a mean is over all rows. The context must serve AE_OUT_SCORE. Errors: as ae_model_score;
 * AE_EDATA for weights and for labels of no class, AE_EWIDTH and AE_ENONFINITE for labels, too. */
AE_API ae_status ae_model_evaluate(ae_metrics *metrics, const ae_model *model, ae_context *context, const ae_rows *rows,
                                   ae_error *error);

typedef enum ae_sample_flag {
    AE_SAMPLE_DRAW_ROWS = 1 /* rows are drawn from what the loss says of the output; otherwise they are its mean */
} ae_sample_flag;

/* What is to be drawn. */
typedef struct ae_sample_options {
    size_t size;
    uint64_t seed;    /* another seed gives other rows. Default 0 */
    size_t first, n;  /* rows number first ... first + n - 1 of those that the seed gives: n of them, at least 1. Row i is the same
                       * whatever first and n are. first + n is at most 2^32 - 1 */
    double deviation; /* codes lie so many times as far from their mean, of a density from that of their component: less than 1
                       * gives more usual rows, and a tiny one the mean. Positive, at most 1000; 0 = the default, 1 */
    ae_array condition; /* where the model takes one: of each of the n rows, or one for all (AE_ARRAY_ONE_ROW) */
    uint64_t flags;     /* of ae_sample_flag. Default 0 */
} ae_sample_options;
#define AE_SAMPLE_OPTIONS_INIT { sizeof(ae_sample_options), 0, 0, 0, 0, AE_ARRAY_NONE_, 0 }

/* Makes new rows: draws codes, and decodes them. Codes are drawn from the model's density, if it has one (ae_density_fit);
 * otherwise, where the spec has `loss kl_normal` or `penalty mmd` on its code, from the standard normal distribution, which
 * these keep codes near to. A layer gaussian without the loss says nothing of that.
 * `codes` gets n x code_width of them; NULL: they are not wanted, and the call allocates room for them. `outputs` gets n x
 * output_width; NULL: only codes are wanted. One of the two is needed. Outputs are the same bits as ae_model_decode gives for
 * the codes: what the decoder expects, so that rows are spread less than those of the data, and a category is always its
 * likeliest level. With AE_SAMPLE_DRAW_ROWS, each is a draw from the distribution that the loss of the output makes of that:
 *   gaussian       a normal one about each number, of the loss's variance, or of what layer gaussian gives it; both are those of
 *                  scaled rows. A category is each of its levels by its probability
 *   bce            1, or else 0, before the row is brought to the data's units: the output is the probability of 1
 *   cross_entropy  1 at one place and 0 elsewhere, the output being the probabilities of the places
 * A weight or feature weights of the loss change nothing of that. A row is a function of its code and condition, the seed and
 * its number. The context must serve AE_OUT_DECODED, or with the flag AE_OUT_DRAWN; NULL: one is made for the call. With
 * different contexts thread-safe on one model.
 * Errors: AE_EARGUMENT, AE_EOPTION, AE_EUNSUPPORTED (nothing says how codes are spread; with the flag: how rows are, as with
 * `loss mse`), and for outputs those of ae_model_decode, once codes are written. */
AE_API ae_status ae_model_sample(float *outputs, float *codes, const ae_model *model, ae_context *context,
                                 const ae_sample_options *options, ae_error *error);

/* How well a likelihood is to be known. */
typedef struct ae_likelihood_options {
    size_t size;
    size_t draws;  /* codes that are drawn for each row: 1 ... 1000000. Default 200. More give a value that is nearer to the
                    * true one, and higher on average */
    uint64_t seed; /* of the draws. Default 0 */
} ae_likelihood_options;
#define AE_LIKELIHOOD_OPTIONS_INIT { sizeof(ae_likelihood_options), 0, 0 }

/* How likely a variational autoencoder finds rows, in nats. For each row it draws K codes z from the distribution q that the
 * encoder makes of the row, and of the weights w = p(row | z) p(z) / q(z) gives
 *   likelihoods  log of the mean of w, n numbers: an estimate of log p(row), on average not above it (importance sampling:
 *                Rezende et al. 2014, "Stochastic Backpropagation", appendix E; Burda et al. 2016, "Importance Weighted
 *                Autoencoders")
 *   elbos        the mean of log w, n numbers: an estimate of the evidence lower bound. ae_model_score looks at the mean of the
 *                code instead of draws, and is mostly less than minus this
 * Either may be NULL, not both. The spec must have one `loss kl_normal`, on=code, and one loss of the output that is the negative
 * logarithm of a probability: bce with reduce=sum, gaussian or cross_entropy, of weight 1 and without feature weights; and no
 * `missing mask`, with which what is there in a row counts for its gaps. Weight and free bits of
 * kl_normal are not looked at, heads neither. What is drawn for a row depends on the seed and on the row's number in all data
 * (ae_rows.first). With `scaler` the likelihood is that of the scaled rows. The context must serve AE_OUT_LIKELIHOOD; NULL: one
 * is made for the call. A callback is asked for each row once for each draw. Errors: as ae_model_score; AE_EUNSUPPORTED for a spec
 * whose losses make no likelihood. */
AE_API ae_status ae_model_likelihood(float *likelihoods, float *elbos, const ae_model *model, ae_context *context,
                                     const ae_rows *rows, const ae_likelihood_options *options, ae_error *error);

/* How a scorer is fitted. */
typedef struct ae_scorer_options {
    size_t size;
    const char *kind; /* "reconstruction" or "joint": see below. Default "reconstruction" */
    size_t threads;   /* 1 ... 256. Default 1. The result does not depend on it */
} ae_scorer_options;
#define AE_SCORER_OPTIONS_INIT { sizeof(ae_scorer_options), 0, 0 }

/* Learns from usual rows, such as those of the training, what usual scores are, so that a score says how unusual a row is:
 * ae_scorer_threshold and ae_scorer_rank. The model keeps it; save, load and clone do, too. Its kind says what a score is:
 *   reconstruction  the model's loss of the row
 *   joint           log(1 + the mean square of the row's residuals, each in units of how far its column usually is off) plus
 *                   log(1 + the mean square of the code's distances from the mean code, in units of how codes spread
 *                   together): a row may be drawn badly, or be drawn well and lie far out. Then this is what ae_model_score
 *                   and the value "score" give, and "errors" are each column's part of the first term: what they lack to the
 *                   score is the code's. Losses and metrics of ae_model_evaluate stay what they are. Gaps do not count, and
 *                   of a category the residual is what its level lacks to probability 1. For codes of at most 1,024 numbers
 * Rows of weight 0 are left out, otherwise weights are not looked at; a callback is asked for the rows once, for "joint" twice.
 * What changes the model's weights (fit, a trainer's step, transfer) or its scaler drops the scorer: fit it anew. Contexts that
 * serve the score and were made before a model got a joint scorer are AE_ESTALE for it. Errors, with the model as before: those
 * of ae_model_score; AE_EOPTION, AE_ETHREAD; AE_EDATA (also: fewer than 2 rows, rows that all have the same score, an infinite
 * one); AE_EUNSUPPORTED (also: a code that is too wide for "joint"). */
AE_API ae_status ae_scorer_fit(ae_model *model, const ae_rows *rows, const ae_scorer_options *options, ae_error *error);

enum { AE_QUANTILES = 257 };

/* What a scorer knows of the scores of the rows that it was fitted to. */
typedef struct ae_scorer_info {
    size_t size;
    const char *kind; /* "" = the model has none. Static, or belongs to the model until its scorer changes */
    size_t rows;
    double mean, deviation; /* deviation: squares are divided by the number of rows */
    double quantiles[AE_QUANTILES]; /* number i: the score that a share 2^(-i/16) of the rows reach: 0 the least of all, 16 the
                                     * median, 32 the upper quartile ...; the last one the highest of all */
} ae_scorer_info;
#define AE_SCORER_INFO_INIT { sizeof(ae_scorer_info), 0, 0, 0, 0, { 0 } }

/* Fills *info, whose `size` the caller has set. Errors: AE_EARGUMENT. Thread-safe. */
AE_API ae_status ae_scorer_get_info(ae_scorer_info *info, const ae_model *model, ae_error *error);

/* The score above which a row is to be called unusual: `sd K`, K deviations above the mean (0 ... 1000), or `rate R`, above
 * which a share R of the reference rows lie (1e-9 ... 1), and so as many false alarms are to be expected. It is as exact as
 * the quantiles are; a rate of less than a row gives about the highest score. Errors: AE_EARGUMENT (also: the model has no
 * scorer), AE_ESPEC, AE_EWORD and AE_EVALUE (the text). Thread-safe. */
AE_API ae_status ae_scorer_threshold(double *threshold, const ae_model *model, const char *text, ae_error *error);

/* A p-value for each of n scores: (m + 1) / (rows + 1), where m of the reference rows have at least this score, interpolated
 * between the quantiles. So it is above 0 and at most 1, and 1 / (rows + 1) beyond the highest score; that of NaN is NaN.
 * Errors: AE_EARGUMENT (also: the model has no scorer). Thread-safe. */
AE_API ae_status ae_scorer_rank(double *p_values, const float *scores, size_t n, const ae_model *model, ae_error *error);

/* How a density is fitted. */
typedef struct ae_density_options {
    size_t size;
    size_t components; /* Gaussians of the mixture: 1 ... 64. Default 1 */
    uint64_t seed;     /* of the start, where there are several */
    size_t threads;    /* 1 ... 256. Default 1. The result does not depend on it */
} ae_density_options;
#define AE_DENSITY_OPTIONS_INIT { sizeof(ae_density_options), 0, 0, 0 }

enum { AE_DENSITY_ROWS = 100000 };

/* Fits a density to the codes of rows, from which ae_model_sample then draws, so that any model with a decoder makes new rows
 * (Ghosh et al. 2020, "From variational to deterministic autoencoders"): a mixture of Gaussians with full covariances, by
 * expectation maximisation (Dempster, Laird & Rubin 1977) from a k-means++ start (Arthur & Vassilvitskii 2007). The model keeps
 * it; save, load and clone do, too. A density of a gaussian code is one of draws from it, not of its mean: to each covariance
 * the mean of the rows' own variances is added.
 * The rows' condition goes to the encoder and is not looked at otherwise: the density is one of all codes, and a draw may be of
 * any of them, whatever ae_sample_options.condition says. Where codes tell rows of other conditions apart, outputs are not what
 * is asked for; fit a density to rows of one condition to draw rows of it.
 *
 * Rows of weight 0 are left out, otherwise weights are not looked at. Of more than AE_DENSITY_ROWS rows so many are taken, at
 * even distances. Their codes are held during the call, rows x code width floats, for a gaussian code twice, and 8 bytes for
 * each row and component. It ends when the rows' mean log-density rises by less than 1e-5 in a round, or after 200 rounds.
 * Each number's variance gets 1e-4 of what it is over all rows, and 1e-6 of the mean one, in addition, so that a number that
 * never changes does no harm. A component that is left with fewer than 2 rows is given up, and there are no more components
 * than codes that differ: ae_density_info.components says how many there are.
 *
 * What drops a scorer drops the density, too. Errors, with the model as before: those of ae_model_encode; AE_EOPTION,
 * AE_ETHREAD; AE_EDATA (also: fewer than 3 rows for each component, rows that all have the same code, an infinite code);
 * AE_EUNSUPPORTED (no decoder, or a code of more than 1,024 numbers). */
AE_API ae_status ae_density_fit(ae_model *model, const ae_rows *rows, const ae_density_options *options, ae_error *error);

/* What a density is. */
typedef struct ae_density_info {
    size_t size;
    size_t components;  /* 0 = the model has none, and all else is 0 */
    size_t code;        /* numbers of a code */
    size_t rows;        /* that it was fitted to */
    double log_density; /* the mean over these rows of the logarithm of the density at a row's code, if it is gaussian at its mean */
} ae_density_info;
#define AE_DENSITY_INFO_INIT { sizeof(ae_density_info), 0, 0, 0, 0 }

/* Fills *info, whose `size` the caller has set. Errors: AE_EARGUMENT. Thread-safe. */
AE_API ae_status ae_density_get_info(ae_density_info *info, const ae_model *model, ae_error *error);

/* ---- 7. Training -------------------------------------------------------------------------------------------------- */

/* How far a fit is. */
typedef struct ae_progress {
    size_t size;
    const ae_model *model; /* the one that is trained */
    size_t step, steps;    /* done so far; to do in all */
    size_t epoch, epochs;  /* the one under way, from 1; in all, rounded up */
    double loss;           /* on_step: of this step's batch; on_epoch: mean over the epoch's rows. With penalties, and with the
                            * weights that losses had in training: the policy warmup may let them rise */
    double valid_loss;     /* on_epoch with validation rows: their loss, without penalties; otherwise NaN */
    double rate;           /* the learning rate of the last step */
    size_t best_epoch;     /* so far: see ae_fit_report. 0 = no epoch has ended yet; then best_loss is NaN */
    double best_loss;
    double seconds;        /* since the training began, before a resume too */
    size_t resumed;        /* the step after which this call went on from a checkpoint; 0 = from the beginning */
    double seconds_left;   /* at the pace so far: to the last step, or to the end of the policy time, whichever comes first */
    uint64_t may_stop;     /* 1: the policies stop or target may end the training before that; otherwise 0 */
    size_t n_losses;       /* on_epoch: what `loss` consists of, as in ae_epoch_record; on_step: none */
    const ae_metric *losses;
    size_t n_metrics;      /* on_epoch with validation rows: as in ae_epoch_record; otherwise none */
    const ae_metric *metrics;
} ae_progress;

/* Called in the thread that called ae_model_fit, in the host's floating-point mode. Returns 0 to go on; anything else ends
 * the training at once, with AE_OK and the weights as they are (with the policy stop, the best ones); no callback follows. It
 * may only read the model: encode with it, or save it. */
typedef int (*ae_progress_fn)(void *user, const ae_progress *progress);

/* An epoch. */
typedef struct ae_epoch_record {
    size_t epoch;            /* from 1 */
    double loss, valid_loss; /* as in on_epoch; an epoch that a callback or `cancel` cut short has no valid_loss: NaN */
    double rate;             /* the learning rate of its last step */
    double seconds;          /* from the beginning of the training to its end */
    size_t n_losses;
    ae_metric losses[AE_LOSSES_MAX]; /* what `loss` consists of: each loss by its name, then each penalty, in the order of the
                                      * spec. Together they are `loss`. A spec with more of them has its first ones here */
    size_t n_metrics;
    ae_metric metrics[AE_METRICS_MAX]; /* of the validation rows, if the model has heads: as in ae_metrics */
} ae_epoch_record;

/* Why a fit ended. */
typedef enum ae_stop {
    AE_STOP_DONE = 0,     /* all steps are done, or an error ended it */
    AE_STOP_CALLBACK = 1, /* on_step or on_epoch said so */
    AE_STOP_CANCEL = 2,   /* ae_fit_options.cancel was set */
    AE_STOP_PATIENCE = 3, /* policy stop: no better loss for so many epochs */
    AE_STOP_TARGET = 4,   /* policy target: the loss is good enough */
    AE_STOP_TIME = 5      /* policy time: the time is over */
} ae_stop;

/* What a fit did. */
typedef struct ae_fit_report {
    size_t size;
    size_t steps, epochs; /* done, those before a resume too; an epoch that was cut short counts */
    double last_loss;     /* of the last step */
    size_t history;       /* records written to ae_fit_options.history */
    uint64_t stopped;     /* an ae_stop */
    size_t best_epoch; /* the one with the least valid_loss; without validation rows, loss, of those after the policy warmup's
                        * rise. With the policy stop, the one whose weights the model has. 0 = no epoch has ended */
    double best_loss;  /* its loss, or NaN */
    size_t refused;    /* steps that the policy guard left out */
    size_t went_back;  /* how often it went back to good weights */
    double seconds;    /* since the training began, before a resume too */
    size_t resumed;       /* the step after which this call went on from a checkpoint; 0 = from the beginning */
    uint64_t resumed_old; /* 1 = the checkpoint was missing or damaged, and it went on from PATH.old */
    ae_error rejected;    /* then: what was wrong with it */
} ae_fit_report;
#define AE_FIT_REPORT_INIT \
    { sizeof(ae_fit_report), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, { 0, 0, 0, { 0 } } }

/* Flags of ae_fit_options, as bits. */
typedef enum ae_fit_flag {
    AE_FIT_KEEP_ORDER = 1 /* rows in the order given, every epoch; without it they are shuffled, anew each epoch */
} ae_fit_flag;

/* One training may run on several machines, or in several processes of one: each is a part of it and calls with the same
 * model, rows, options and seed, and with its own number. A part reads and computes its rows of each batch only; the weights,
 * the losses and all that follows from them are the same on all parts, and the same, bit for bit, as with one. This function
 * of the host's is what links them: it moves bytes. Slice i of `from`, the `bytes` bytes at from + i * step, goes to part i, and
 * what part j sent to this one becomes slice j of `to`, at to + j * bytes. `step` is `bytes`, or 0: then all get the same
 * slice. `to` and `from` do not overlap. All parts make the same calls in the same order: the function has to wait for the
 * others, but not forever, as one of them may have died. It is called in the thread that called the library, in the host's
 * floating-point mode. Returns 0; anything else ends the training with AE_EHOST. autoencoder_mpi.h makes one from an MPI
 * communicator. */
typedef int (*ae_exchange_fn)(void *user, void *to, const void *from, size_t step, size_t bytes);

/* How a model is trained. */
typedef struct ae_fit_options {
    size_t size;
    const char *optimizer; /* a training text: an optimizer, then policies, docs/spec.md: "adam lr=0.01 | schedule cosine |
                            * stop patience=5". Default "adam": lr=0.001 b1=0.9 b2=0.999 eps=1e-7 */
    size_t batch;          /* rows in a step, at most all of them. Default 256. An epoch's last batch may be shorter */
    size_t epochs;         /* default 10, if steps is 0 too. Set at most one of the two */
    size_t steps;
    uint64_t seed;        /* of the order of rows, and of what dropout and noise draw. Default 0. A second fit with the same
                           * seed takes the rows in the same order again: to go on, give it another seed */
    uint64_t flags;       /* of ae_fit_flag. Default 0 */
    size_t threads;       /* 1 ... 256. Default 1. The result does not depend on it */
    const ae_rows *valid; /* rows to measure after each epoch, never trained on. Default none */
    ae_progress_fn on_step;   /* default none */
    ae_progress_fn on_epoch;  /* default none */
    void *user;               /* given to both */
    ae_epoch_record *history; /* the caller's array; the first `history_capacity` epochs are recorded. Default none */
    size_t history_capacity;
    ae_fit_report *report;          /* filled at the end, also when fit fails midway. Default none */
    const volatile int32_t *cancel; /* the caller's: once another thread or a signal handler makes it other than 0, the
                                     * training ends after the step, or the part of a validation pass, under way, as when a
                                     * callback ends it; no callback follows. Default none */
    double valid_fraction; /* instead of `valid`: this share of the rows, chosen by the seed, is measured and never trained on;
                            * at least one row. What `pick` names twice counts as two rows, which may be on both sides. From 0
                            * to below 1. Default 0 */
    size_t steps_per_epoch; /* ae_trainer: steps that count as an epoch, for policies that look at its end. Default none */
    const char *checkpoint; /* ae_model_fit: a file that is written now and then, and at the end, also when the training is
                             * stopped or cancelled. If it exists already, the training goes on from it. The file before it
                             * becomes PATH.old, from which the training goes on if PATH is damaged. Default none */
    size_t checkpoint_steps, checkpoint_epochs; /* how often: after so many steps, epochs */
    double checkpoint_seconds;                  /* or seconds. Default, where all three are 0: every 60 seconds */
    ae_exchange_fn exchange; /* links the parts of a training on several machines. Default none */
    void *exchange_user;     /* given to it */
    size_t part, parts;      /* this part's number, from 0; how many there are, 0 or 1: only this one. Default 0 */
} ae_fit_options;
#define AE_FIT_OPTIONS_INIT { sizeof(ae_fit_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* Trains the model on the rows, from its present weights, with a fresh optimizer. Rows in memory are all checked before the
 * first step, those of a callback as they come. rows->input.scale becomes the model's scale. What the spec's scaler and gaps need
 * is taken from the rows before the first step, unless the model has it already (ae_model_fit_scaler). The same spec, seed, rows
 * and options give the same weights, bit for bit, for any number of threads and on every processor, whether the rows lie in
 * memory or come from a callback. Errors: those of ae_model_score; AE_ESPEC, AE_EWORD and AE_EVALUE (the optimizer's text),
 * AE_EOPTION, AE_ETHREAD. After an error before the first step the model is as before. In mid-training: AE_EDIVERGED (a loss
 * or a gradient that is not finite, or a loss far above the usual; epoch, step and, where one is to blame, the row) and AE_EDATA
 * (a value so large that training diverges with it, with row and column; an epoch whose rows all have weight 0) leave the last
 * good weights, of at most 100 steps before (policy guard); AE_EHOST and AE_ENONFINITE of a callback's rows leave the weights
 * after the last step, as do AE_EIO and AE_ENOMEM where the checkpoint cannot be written, and AE_EDATA where a policy
 * watches a metric that no validation row has a label for. A checkpoint that exists already has
 * the errors of ae_trainer_load; AE_EDATA where it was made with other rows. */
AE_API ae_status ae_model_fit(ae_model *model, const ae_rows *rows, const ae_fit_options *options, ae_error *error);

/* The most memory, in bytes, that ae_model_fit will hold at once: the model and everything that fit allocates, not the rows.
 * Nothing is trained. Errors: as ae_model_fit before the first step. Thread-safe. */
AE_API ae_status ae_fit_memory(size_t *bytes, const ae_model *model, const ae_rows *rows, const ae_fit_options *options,
                               ae_error *error);

/* A training loop of the host's own: create, any number of steps, free. Of the options it uses optimizer, batch (the most
 * rows that a step will get), seed (of what dropout and noise draw), threads, steps (how many there will be: only for schedules
 * that have an end), steps_per_epoch, exchange, part and parts (each part makes the same steps, with the same rows). The model
 * must outlive the trainer; between steps it can be used, for example saved. A step takes all rows as one batch, and sets *loss
 * (may be NULL) to their loss before the update. With batch->first, the number of the batch's first row, it draws what
 * ae_model_fit would draw for these rows. Rows must have the scale of a model that has been trained or has taken one over; the
 * first step of another sets it. After any error the model is as before that step; if three steps in a row are refused, the
 * weights are to blame, and it has the last good ones. With the policy `guard back=yes` such steps are no errors, they are left
 * out and counted. Once a policy has ended the training, which ae_trainer_get_info tells, steps are AE_EARGUMENT. The trainer
 * may be freed at any time (NULL is fine); the model keeps its weights. Errors: as ae_model_fit. */
typedef struct ae_trainer ae_trainer;
AE_API ae_status ae_trainer_create(ae_trainer **out, ae_model *model, const ae_fit_options *options, ae_error *error);
AE_API ae_status ae_trainer_step(double *loss, ae_trainer *trainer, const ae_rows *batch, ae_error *error);
AE_API void ae_trainer_free(ae_trainer *trainer);

/* Writes the whole state of a training to a file: the model, the optimizer's memory, the policies' numbers. As with
 * ae_fit_options.checkpoint, the file before it becomes PATH.old. ae_model_load reads the model of it. Errors: as
 * ae_model_save. */
AE_API ae_status ae_trainer_save(const ae_trainer *trainer, const char *path, ae_error *error);

/* Makes a trainer and its model what they were when the file was written, or PATH.old where PATH is missing or damaged: the
 * steps that follow are those that would have followed, bit for bit. The trainer must have been made with the same options
 * (except threads), its model with the same spec and seed. After an error both are as before. Errors: AE_EARGUMENT,
 * AE_EOPTION (what differs, with both values), AE_EIO, AE_EFORMAT (also: a model's file), AE_EVERSION, AE_ECHECKSUM, AE_ENOMEM. */
AE_API ae_status ae_trainer_load(ae_trainer *trainer, const char *path, ae_error *error);

/* How a trainer's training goes. */
typedef struct ae_trainer_info {
    size_t size;
    size_t steps, rows;  /* done, those that were refused included */
    double loss;         /* of the last step that was not refused */
    double loss_mean;    /* the mean of the steps' losses. After a hundred steps each new one counts a hundredth, so that old
                          * ones fade. A loss far from it, by many deviations, means that the rows have changed */
    double loss_sd;      /* the standard deviation of the steps' losses, in the same way */
    double rate;         /* the learning rate of the last step */
    size_t refused;      /* steps that the policy guard left out */
    size_t went_back;    /* how often it went back to good weights */
    size_t best_epoch;   /* with steps_per_epoch: as in ae_fit_report */
    double best_loss;
    uint64_t stopped;    /* an ae_stop: which policy has ended the training */
} ae_trainer_info;
#define AE_TRAINER_INFO_INIT { sizeof(ae_trainer_info), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* Fills *info, whose `size` the caller has set. Errors: AE_EARGUMENT. */
AE_API ae_status ae_trainer_get_info(ae_trainer_info *info, const ae_trainer *trainer, ae_error *error);

/* The most memory, in bytes, that making such a trainer holds at once; what it keeps is not more than that. Errors: as
 * ae_trainer_create. Thread-safe. */
AE_API ae_status ae_trainer_memory(size_t *bytes, const ae_model *model, const ae_fit_options *options, ae_error *error);

/* ---- 8. Files ----------------------------------------------------------------------------------------------------- */

/* A model file is a valid safetensors file (docs/format.md). Saving replaces `path` in one step: whoever reads it sees the
 * old file or the new one, also after a crash; on an error the old file is untouched and nothing is left behind.
 * Errors: AE_EARGUMENT, AE_EIO, AE_ENOMEM, AE_EDIVERGED (a weight is not finite: nothing would load such a file).
 * Thread-safe on one model, not on one path. */
AE_API ae_status ae_model_save(const ae_model *model, const char *path, ae_error *error);

/* Reads a model file. It is checked in full before anything is built from it; of `options` it uses allocator and sgemm.
 * Errors: AE_EARGUMENT, AE_EIO, AE_EFORMAT, AE_EVERSION, AE_ECHECKSUM, AE_EUNSUPPORTED, AE_ENOMEM. */
AE_API ae_status ae_model_load(ae_model **out, const char *path, const ae_model_options *options, ae_error *error);

/* The same bytes to and from memory. save_memory writes at most `capacity` bytes to `buffer` and sets *needed to the size of
 * the whole; where the capacity is smaller it writes nothing and returns AE_EARGUMENT, unless the buffer is NULL, which
 * asks for the size. */
AE_API ae_status ae_model_save_memory(void *buffer, size_t capacity, size_t *needed, const ae_model *model, ae_error *error);
AE_API ae_status ae_model_load_memory(ae_model **out, const void *data, size_t size, const ae_model_options *options,
                                      ae_error *error);

#ifdef __cplusplus
}
#endif
#endif
