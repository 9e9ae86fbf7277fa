/* The command line: what its files share. It stands on the public header and the kit. */
#ifndef AE_TOOL_H
#define AE_TOOL_H

#include "kit/chart.h"
#include "kit/dataset.h"
#include "kit/draw.h"
#include "kit/schema.h"
#include <stdio.h>

/* EXIT_SIGNAL and a signal's number: that signal cut the training short, as shells tell it. */
enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_SIGNAL = 128 };

/* One bit a command. */
enum { TRAIN = 1, EVAL = 2, ENCODE = 4, RECONSTRUCT = 8, DECODE = 16, SCORE = 32, INFO = 64, EXPORT = 128 };
enum {
    CV = 512,
    TUNE = 1024,
    CHART = 2048,
    COLUMNS = 4096,
    CLUSTER = 8192,
    NEIGHBOURS = 16384,
    COMPARE = 32768,
    PREDICT = 65536,
    SAMPLE = 131072,
    REPORT = 262144
};

enum { MOST_OPTIONS = 128 };

/* How often something is done: whole numbers of one of the three; all 0: nothing was said. */
typedef struct interval {
    double steps, epochs, seconds;
} interval;

/* Two rows, numbers from 1. */
typedef struct row_pair {
    bool given;
    uint64_t first, last;
} row_pair;

/* What was asked for. Texts are NULL and numbers 0 where nothing was said; `threads` and `jobs` are then all processors. */
typedef struct arguments {
    const char *model; /* of `chart`, the log, or the rows; of `columns`, the rows */
    const char *data, *target, *valid, *valid_target;
    const char *rows_from, *where_label;
    const char *spec, *from, *layers, *optimizer, *out, *log, *checkpoint, *tensor, *value, *encoder, *filters;
    const char *groups, *scores, *batches, *by;
    const char *among, *pictures;
    const char *codes, *usual, *save, *minus, *plus; /* of `sample`; usual: the rows of its --fit */
    const char *rows;                                /* of `sample`: drawn or mean */
    const char *trained;                             /* of `report`, the log of the training */
    const char *of;                                  /* of `chart`: codes, scores, errors or rows */
    uint64_t k, clusters, stack;
    uint64_t n, manifold, row, components, line; /* of `sample`; line: the codes in one */
    uint64_t likelihood;                         /* draws for each row */
    row_pair between;
    uint64_t batch, steps, epochs, seed, threads, every, limit, columns, folds, fold, jobs, trials, ratio, bits;
    interval checkpoint_every;
    double scale, valid_fraction, stack_noise, deviation;
    kit_format format;   /* of the file to write */
    kit_packing packing; /* of codes */
    kit_reading reading; /* of --data; what is said of texts also holds for other tables */
    kit_fitting fitting; /* of tables to the columns that a model knows */
    const char *aim;     /* as kit_aim_called takes it */
    const char *missing; /* one of `fail`, `drop`, `mean` and `mask` */
    ae_sgemm_fn sgemm;
    const char *threshold, *fit, *scorer;
    bool labels_last, scaled, fill, errors, explain, keep_going, quiet, chart, dry_run, json, plans, halving, hamming,
        approximate, head, linear, help;
    uint64_t code;    /* of the net that is chosen */
    uint64_t density; /* components of the one that a training ends with; 0: none */
    uint64_t seeds;
    const char *given[MOST_OPTIONS]; /* each option's value as it was written, "" of a flag, in the order of the table */
} arguments;

typedef struct command {
    const char *name;
    unsigned bit;
    bool (*run)(const arguments *a, kit_message *why);
    const char *operand; /* what its first word is, as the help shows it; NULL: it has none */
    const char *needs;   /* what is missing without that word; NULL: nothing */
    const char *summary;
} command;

/* Reads the words after the command. False: it cannot be understood, and *why says what would be right. */
bool parse_arguments(arguments *out, const command *c, char **words, kit_message *why);

/* Holds the files to be written against those to be read, and against each other. */
bool check_files(const arguments *a, kit_message *why);

/* Whether a model can be written there: it replaces a file, so a device or pipe would not do. */
bool check_model_out(const char *path, kit_message *why);

/* The model that a training begins with: of --spec, of --from, or of both; then a line says which tensors were taken over.
 * *out is to be freed also after a failure, if it is set. */
bool begin_model(ae_model **out, const arguments *a, kit_message *why);

/* The name of option number `index` of the table; "" where the command does not take it, NULL after the last. */
const char *option_name(size_t index, unsigned bit);

/* The text of a spec's file, in memory of the caller's, or NULL. */
char *read_spec_file(const char *path, kit_message *why);

/* Prints the options that the command takes, a line or two each. */
void print_options(const command *c);

/* The commands. */
bool run_train(const arguments *a, kit_message *why);
bool run_eval(const arguments *a, kit_message *why);
bool run_encode(const arguments *a, kit_message *why);
bool run_reconstruct(const arguments *a, kit_message *why);
bool run_decode(const arguments *a, kit_message *why);
bool run_score(const arguments *a, kit_message *why);
bool run_predict(const arguments *a, kit_message *why);
bool run_sample(const arguments *a, kit_message *why);
bool run_report(const arguments *a, kit_message *why);
bool run_info(const arguments *a, kit_message *why);
bool run_export(const arguments *a, kit_message *why);
bool run_neighbours(const arguments *a, kit_message *why);
bool run_cluster(const arguments *a, kit_message *why);
bool run_compare(const arguments *a, kit_message *why);
bool run_cv(const arguments *a, kit_message *why);
bool run_chart(const arguments *a, kit_message *why);
bool run_columns(const arguments *a, kit_message *why);
bool run_tune(const arguments *a, kit_message *why);

/* From now on Ctrl-C and SIGTERM set the number that is returned, for ae_fit_options.cancel: a training ends after the step
 * under way. A second one ends the program at once. */
const volatile int32_t *catch_stops(void);

/* Notes that a signal did cut a training short, and returns its name. */
const char *note_cut_short(void);

/* The signal that cut the training short, whose work was kept all the same; 0 = none. */
int training_cut_short(void);

/* Is it an error of rows, with row and column? */
bool is_of_rows(const ae_error *e);

/* The library's error as our one line; `what` is the file or text that is to blame, or NULL. Returns false. */
bool blame(kit_message *why, const char *what, const ae_error *e);

/* The value with this name; false: the net has none, and *out is AE_VALUE_INFO_INIT. */
bool find_value(ae_value_info *out, const ae_model *model, const char *name);

/* All notes of one model go into another. */
bool copy_notes(ae_model *to, const ae_model *from, kit_message *why);

/* The library's error of a table's rows, with the name of the column, which the library does not know. Returns false. */
bool blame_rows(kit_message *why, const kit_table *table, const ae_error *e);

/* Writes a text with its control characters as \n, \t or \u001b, as JSON has them; `lines`: the ends of lines stay. False if
 * it cannot be written. */
bool put_escaped(FILE *to, const char *text, bool lines);

/* Prints a spec as the library gives it, its items in one line. */
void print_spec(const char *spec);

/* Does the name end so, with something before it? And as that of a picture does? */
bool has_suffix(const char *path, const char *suffix);
bool is_png(const char *path);

/* Is a picture to be written? */
bool draws(const arguments *a);

/* What rows are read for. */
typedef struct taker {
    const char *name;         /* of what takes them: the model's "input" or "code" */
    size_t width;             /* 0: any */
    const kit_schema *schema; /* the columns that it knows; NULL: none */
    const char *spec;         /* which says whether it takes gaps; NULL: it does */
    const ae_model *model;    /* whose input it is; NULL: there is none, or it is not the input */
} taker;

/* Reads the rows that the arguments choose, makes their columns those of the taker, and says what was guessed. */
bool load_rows(kit_table *out, const char *name, const arguments *a, const taker *t, kit_message *why);
bool load_target(kit_table *out, const char *name, const kit_table *rows, const arguments *a, const taker *t,
                 kit_message *why);

/* What the notes of a model tell of its columns; without any, how many they are. The label and the id are the model's texts.
 * kit_schema_free either way. */
bool model_schema(kit_schema *out, const ae_model *model, const char *file, kit_message *why);

/* The columns of what a model answers with: those of its rows, or of the targets that it was trained on. */
bool model_answers(kit_schema *out, const ae_model *model, const kit_schema *columns, const char *file, kit_message *why);

/* The words of its labels: the levels of one column, or no columns. kit_schema_free either way. */
bool model_labels(kit_schema *out, const ae_model *model, const char *file, kit_message *why);

/* Notes the names of a target's columns, where they are not those of the rows. */
bool note_target(ae_model *model, const kit_schema *columns, const kit_table *target, kit_message *why);

/* Makes them notes of the model, with the names of the label and the id that the table has, and the words of the labels. */
bool note_schema(ae_model *model, const kit_schema *s, const kit_table *table, kit_message *why);

/* Only the names of the labels' columns and the words of the first. */
bool note_label(ae_model *model, const kit_table *table, kit_message *why);

/* The target of rows that are divided by `scale`. It is divided by the same, unless only one of the two holds bytes: grey
 * levels beside numbers from 0 to 1 have their own scale, where none is given. */
ae_array target_array(const kit_table *target, const kit_table *rows, const arguments *a, double scale);

/* Remarks that bytes meet a model with the scale 1. Only the user knows whether it was trained on numbers from 0 to 1, and
 * means bytes divided by 255, or on numbers like these; any --scale is an answer. */
void tell_bytes(const kit_table *rows, const arguments *a, double scale);
bool are_bytes_doubtful(const kit_table *rows, const arguments *a, double scale); /* then there is a remark */

/* Writes one part of the library's description of a model to stdout: its layers, its plans, or a line for each
 * plan with its steps and memory. */
typedef enum part { LAYERS, PLANS, PLAN_LINES } part;
bool print_description(const ae_model *model, part wanted, kit_message *why);

/* What fits into a line of a terminal; a descriptor of anything else counts as one of 80 columns. */
size_t room_on_terminal(int descriptor);

/* What COLORTERM and TERM say of it; none where it is no terminal, or where NO_COLOR is set to anything (no-color.org). */
kit_colors colors_on_terminal(int descriptor);

/* Do the user's terminals show UTF-8? The environment's locale says so. */
bool takes_utf8(void);

/* The default with the arguments' matrix product in it. */
ae_model_options model_options(const arguments *a);

#endif
