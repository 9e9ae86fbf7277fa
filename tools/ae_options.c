#include "ae_options.h"
#include <stddef.h>
#include <stdio.h>

#define AT(field) offsetof(arguments, field)

enum {
    RUN = ENCODE | RECONSTRUCT | DECODE | SCORE | PREDICT,
    FITS = TRAIN | CV | TUNE,
    GROUPS = NEIGHBOURS | CLUSTER,
    ROWS = FITS | COMPARE | EVAL | RUN | GROUPS | SAMPLE | REPORT | CHART | INFO,
    READS = ROWS | COLUMNS,
    TARGETS = FITS | EVAL | SCORE,
    ALL = READS | EXPORT
};

const option options[] = {
    { "data", "X", &rows_kind, AT(data), READS, ROWS & ~(SAMPLE | CHART | INFO),
      "the rows: a file (CSV, npy, npz:NAME, IDX, LIBSVM; also packed by gzip or zstd), a folder or list of PNG files, "
      "- (standard input), mnist, mnist-test, digits, digits-test" },
    { "target", "T", &path_kind, AT(target), TARGETS, 0,
      "what outputs are compared with, row by row; without it the rows themselves" },
    { "valid", "V", &path_kind, AT(valid), TRAIN | TUNE | COMPARE | REPORT, 0,
      "rows to measure after every epoch, or by compare, never trained on; report: the page shows these" },
    { "valid-target", "T", &path_kind, AT(valid_target), TRAIN | TUNE, 0,
      "what the outputs of the --valid rows are compared with" },
    { "valid-fraction", "F", &fraction_kind, AT(valid_fraction), TRAIN | TUNE, 0,
      "instead of --valid: hold out this share of the --data rows, chosen by --seed, and measure these; tune: default 0.2" },
    { "columns", "LIST", &text_kind, AT(reading.columns), READS, 0,
      "only these columns are rows: names or numbers from 1, e.g. \"age,income\", 1,4-7; docs/tables.md" },
    { "drop", "LIST", &text_kind, AT(reading.drop), READS, 0, "not these columns" },
    { "label", "COLUMN", &text_kind, AT(reading.label), READS, 0,
      "the label of each row, no part of it; heads learn it (A,B: columns of several); results carry it along; later "
      "commands know its name" },
    { "condition", "COLUMNS", &text_kind, AT(reading.condition), ROWS, 0,
      "what the net gets with each row beside it: words as one-hot classes, numbers as they are; also the --label; "
      "train adds the item to a spec without; later commands know its name; NAME=VALUE is the same for all rows, "
      "a word alone is always a column" },
    { "labels-last", NULL, &flag_kind, AT(labels_last), READS, 0, "short for --label LAST, the last column" },
    { "head", NULL, &flag_kind, AT(head), TRAIN, 0,
      "learn the labels: give the net that is chosen, or that of --from, a head that tells their classes apart" },
    { "id", "COLUMN", &text_kind, AT(reading.id), READS, 0, "what a row is called, no part of it; results carry it along" },
    { "weight", "COLUMN", &text_kind, AT(reading.weight), FITS | EVAL, 0, "how much each row counts, a number from 0" },
    { "where", "COLUMN=TEXT", &text_kind, AT(reading.where), READS, 0,
      "only rows that have this text or number there, also of --valid; e.g. label=0" },
    { "where-label", "L", &text_kind, AT(where_label), READS, 0, "short for --where label=L" },
    { "log1p", "LIST", &text_kind, AT(reading.log1p), FITS | COMPARE | COLUMNS, 0,
      "of these columns take the logarithm of 1 + x; reconstruct gives x back" },
    { "category", "LIST", &text_kind, AT(reading.category), FITS | COMPARE | COLUMNS, 0,
      "the numbers in these columns are words" },
    { "missing", "HOW", &missing_kind, AT(missing), READS, 0,
      "where a value is missing: fail (default), drop the row, or mean or mask, which the model's spec must have" },
    { "gap-words", "LIST", &text_kind, AT(reading.gap_words), READS, 0,
      "texts that mean a missing value, beside nothing ? NA N/A nan null -; later: as trained" },
    { "missing-columns", "HOW", &gap_kind, AT(fitting.missing_columns_are_gaps), ROWS, 0,
      "columns that the model knows and the rows lack: fail (default) or gap" },
    { "new-levels", "HOW", &gap_kind, AT(fitting.new_levels_are_gaps), ROWS, 0,
      "words that the model does not know: fail (default) or gap" },
    { "separator", "SIGN", &separator_kind, AT(reading.separator), READS, 0,
      "text: between columns, also comma, semicolon, tab, blank, pipe; default: guessed" },
    { "decimal", "SIGN", &decimal_kind, AT(reading.decimal), READS, 0, "text: the decimal sign, . or ,; default: guessed" },
    { "header", "auto|yes|no", &header_kind, AT(reading.header), READS, 0,
      "text: is the first line names? default: guessed" },
    { "skip", "N", &lines_kind, AT(reading.skip), READS, 0, "text: pass over the first N lines" },
    { "comment", "SIGN", &comment_kind, AT(reading.comment), READS, 0, "text: lines that begin with it are left out" },
    { "encoding", "NAME", &text_kind, AT(reading.encoding), READS, 0,
      "text: such as latin1; default: UTF-8, or UTF-16 where it looks like it" },
    { "layout", "nhwc|nchw", &layout_kind, AT(reading.nhwc), READS, 0,
      "npy, IDX: rows of pictures have their channels last (nhwc) or first (nchw, the default)" },
    { "rows-from", "FILE", &path_kind, AT(rows_from), ROWS, 0, "only the --data rows listed here, a number from 0 a line" },
    { "scale", "S", &scale_kind, AT(scale), ROWS & ~DECODE, 0,
      "divide the numbers by S; train: 255 for bytes, 65535 for 16 bits, else 1; later: as trained; bytes for a model of 0 "
      "to 1: 255" },
    { "keep-going", NULL, &flag_kind, AT(keep_going), RUN, 0,
      "rows that cannot be used (a word among numbers, NaN or nothing where the model takes no gaps) get NaN; without it "
      "the first is an error" },
    { "spec", "TEXT|@FILE", &text_kind, AT(spec), FITS | COMPARE, CV | TUNE,
      "the model, e.g. \"input 784 | dense 64 act=relu | code | dense 784\"; train: without it and --from, one is chosen "
      "for the "
      "rows: docs/choosing.md" },
    { "for", "AIM", &aim_kind, AT(aim), TRAIN | COMPARE, 0,
      "what the net that is chosen is for: scores (default), features: codes for what classifies, compares or groups rows, "
      "or samples: new rows by ae sample" },
    { "code", "N", &count_kind, AT(code), TRAIN | COMPARE, 0,
      "how many numbers the code of the net has that is chosen; default: as docs/choosing.md says" },
    { "from", "MODEL", &path_kind, AT(from), TRAIN, 0,
      "go on with this model; with --spec: begin that one with its weights" },
    { "layers", "NAMES", &text_kind, AT(layers), TRAIN, 0,
      "with --from and --spec: only these layers' weights, e.g. \"conv2d1 conv2d2\"; default: all that both have" },
    { "optimizer", "TEXT", &text_kind, AT(optimizer), FITS | COMPARE, 0,
      "an optimizer, then policies, e.g. \"adam lr=0.01 | stop patience=5\": docs/spec.md; "
      "default: adam lr=0.001 b1=0.9 b2=0.999 eps=1e-7" },
    { "batch", "N", &count_kind, AT(batch), TRAIN | CV | COMPARE, 0, "rows a step; default 256" },
    { "batch", "TEXT", &text_kind, AT(batches), TUNE, 0, "rows a step, or a choice, such as {32,64,128}; default 256" },
    { "steps", "N", &count_kind, AT(steps), FITS | COMPARE, 0, "how long to train, in steps" },
    { "epochs", "N", &count_kind, AT(epochs), FITS | COMPARE, 0,
      "how long to train, in passes over the rows; default 10; with --from and --head at least 1000 steps" },
    { "seed", "N", &whole_kind, AT(seed), FITS | COMPARE | CLUSTER | SAMPLE | EVAL | REPORT, 0,
      "of the first weights or centers, the order of rows, which rows are held out, trials, and draws; default 0" },
    { "scorer", "KIND", &scorer_kind, AT(scorer), TRAIN, 0,
      "what a score is: reconstruction, the loss, or joint, of residuals and code; docs/scores.md; default: reconstruction, "
      "or "
      "joint for columns without --spec" },
    { "density", "K", &components_kind, AT(density), TRAIN, 0,
      "fit a mixture of K normal distributions to the codes at the end, from which ae sample draws; default: none, or 10 "
      "for columns with --for samples, without --condition" },
    { "stack", "EPOCHS", &count_kind, AT(stack), TRAIN, 0,
      "first train each layer alone, with its partner of the decoder, so many epochs on the codes of the layers before" },
    { "stack-noise", "P", &fraction_kind, AT(stack_noise), TRAIN, 0,
      "with --stack: set this share of the numbers that a layer learns from to 0, where the spec has no noise of its own" },
    { "out", "FILE", &path_kind, AT(out), TRAIN, TRAIN, "the model file to write" },
    { "out", "FILE", &path_kind, AT(out), CV, 0, "the model file to write, of the one --fold" },
    { "out", "FILE", &path_kind, AT(out), TUNE, 0, "the model file to write, of the best trial" },
    { "out", "FILE", &path_kind, AT(out), ENCODE, ENCODE,
      "the file of codes to write, .npy, .csv, .svm (LIBSVM) or, with few bits a number, .aec" },
    { "out", "FILE", &path_kind, AT(out), SCORE, SCORE, "the file of scores to write, .npy, .csv or .svm (LIBSVM)" },
    { "out", "FILE", &path_kind, AT(out), NEIGHBOURS, 0,
      "the table to write, .csv: query, rank, row, distance, and ids and labels where there are any" },
    { "out", "FILE", &path_kind, AT(out), CLUSTER, 0,
      "the clusters to write, .csv, .npy or .svm: of each row, and how far from its center" },
    { "out", "FILE", &path_kind, AT(out), PREDICT, 0,
      "the predictions to write, .csv, .npy or .svm: of each row its class and the probability of each, or its numbers" },
    { "among", "ROWS", &path_kind, AT(among), NEIGHBOURS, 0,
      "the rows to search; default: those of --data; then each finds others" },
    { "k", "N", &count_kind, AT(k), NEIGHBOURS, 0, "how many neighbours each row gets; default 10" },
    { "approximate", NULL, &flag_kind, AT(approximate), NEIGHBOURS, 0,
      "search by trees (FLANN), faster among many rows, but some neighbours are missed" },
    { "hamming", NULL, &flag_kind, AT(hamming), NEIGHBOURS, 0,
      "compare the bits of codes from 0 to 1: above 0.5 is 1; the distance is how many differ" },
    { "clusters", "N", &count_kind, AT(clusters), CLUSTER, 0, "how many; default 10" },
    { "pictures", "FILE", &path_kind, AT(pictures), GROUPS, 0,
      "a picture, .png: the first 16 --data rows, each with its neighbours; or each cluster's mean and, below, its center "
      "decoded" },
    { "out", "FILE", &path_kind, AT(out), RECONSTRUCT | DECODE | SAMPLE, RECONSTRUCT | DECODE,
      "the file of rows to write, .npy, .csv, .svm (LIBSVM) or, for images, .png" },
    { "likelihood", "N", &count_kind, AT(likelihood), EVAL, 0,
      "of a variational autoencoder: log-likelihood and lower bound of the rows, by N draws for each, such as 200" },
    { "codes", "FILE", &path_kind, AT(codes), SAMPLE, 0, "write the codes, too, .npy, .csv or .svm (LIBSVM)" },
    { "n", "N", &count_kind, AT(n), SAMPLE, 0,
      "how many rows to draw; with --condition all of each class; default 64, or 10 of each" },
    { "rows", "drawn|mean", &drawn_kind, AT(rows), SAMPLE, 0,
      "each row a draw from what the loss says of the decoder's numbers, or these themselves; default: drawn for tables "
      "with "
      "names of columns, if the loss says how they are spread, as gaussian does" },
    { "deviation", "T", &scale_kind, AT(deviation), SAMPLE, 0,
      "how far codes that are drawn, or on the grid, are spread: below 1 rows are more alike and more usual; default 1" },
    { "fit", "X", &path_kind, AT(usual), SAMPLE, 0,
      "draw codes like those of these rows: from a mixture of normal distributions that is fitted to them" },
    { "components", "K", &components_kind, AT(components), SAMPLE, 0, "with --fit: of the mixture; default 1" },
    { "save", "MODEL", &path_kind, AT(save), SAMPLE, 0,
      "with --fit: the model file to write, which has the mixture in it; then --out may be missing" },
    { "manifold", "SIDE", &count_kind, AT(manifold), SAMPLE, 0,
      "of a code of two numbers: SIDE x SIDE codes at normal quantiles; with --data, those of its codes' mean and "
      "deviation" },
    { "between", "A,B", &pair_kind, AT(between), SAMPLE, 0,
      "--data rows A and B, counted from 1 in the rows taken, and what lies between their codes" },
    { "linear", NULL, &flag_kind, AT(linear), SAMPLE, 0,
      "with --between: in a straight line; otherwise codes turn about 0, at the same distance" },
    { "row", "R", &count_kind, AT(row), SAMPLE, 0,
      "with --plus: the --data row to change, counted from 1 in the rows taken; default 1" },
    { "minus", "CLASS", &text_kind, AT(minus), SAMPLE, 0, "with --plus: the label whose mean code is taken from the row's" },
    { "plus", "CLASS", &text_kind, AT(plus), SAMPLE, 0,
      "with --minus: the label whose mean code is added; from the row, in a straight line, to what comes out" },
    { "steps", "K", &ratio_kind, AT(line), SAMPLE, 0, "how many codes a line has, with both its ends; default 10" },
    { "encoder", "FILE", &path_kind, AT(encoder), EXPORT, 0, "write the layers up to the code, as a model file" },
    { "filters", "FILE", &path_kind, AT(filters), EXPORT, 0, "draw the weights of a layer, as a .png" },
    { "out", "FILE", &path_kind, AT(out), COMPARE, 0,
      "a picture to write, .png: rows held out, as PCA gives them back, as the net does" },
    { "out", "FILE", &path_kind, AT(out), REPORT, REPORT, "the page to write, .html" },
    { "of", "codes|scores|errors|rows", &charted_kind, AT(of), CHART, 0,
      "not of a log: of --data, a dot for each code, or how scores are spread, or which columns have most of them; or the "
      "rows of DATA themselves, in the terminal" },
    { "out", "FILE", &path_kind, AT(out), CHART, 0, "the chart to write, .svg or .png; without it the terminal has one" },
    { "tensor", "NAME", &text_kind, AT(tensor), EXPORT, 0,
      "with --filters: the weights to draw, such as dense1.weight; default: the first layer's" },
    { "columns", "N", &count_kind, AT(columns), EXPORT, 0,
      "with --filters: pictures side by side; default: a filter's channels; where it has one, as many as make a square" },
    { "value", "NAME", &text_kind, AT(value), ENCODE | GROUPS | CHART, 0,
      "what to write, draw, or compare rows by: any value that `ae info` lists, such as dense1; default: code" },
    { "bits", "8|6|4", &bits_kind, AT(bits), ENCODE, 0,
      "pack the codes: bits of a number, in equal steps of each unit's own range; --out is a .aec file; default 8" },
    { "pack", "zstd|zlib|none", &packing_kind, AT(packing), ENCODE, 0,
      "packed codes: how they are made small after that; default: what makes them smallest" },
    { "format", "csv|npy|libsvm", &format_kind, AT(format), RUN | SAMPLE, 0,
      "of the file to write; default: as its suffix says" },
    { "errors", NULL, &flag_kind, AT(errors), SCORE, 0, "beside each score, every feature's share of it" },
    { "threshold", "TEXT", &text_kind, AT(threshold), SCORE | CHART, 0,
      "write p-values too, and flags of scores above this: \"sd 2\", deviations above the mean of usual scores, or \"rate "
      "0.01\", a share of usual rows; in a chart of scores, the mark" },
    { "explain", NULL, &flag_kind, AT(explain), SCORE, 0,
      "write p-values too, and the three columns with most of the score: name, value, and what the model expects; .csv" },
    { "fit", "KIND", &scorer_kind, AT(fit), SCORE, 0,
      "these rows are usual: take from them what the model knows of usual scores, of the kind reconstruction or joint, into "
      "the model's file; then --out may be missing; docs/scores.md" },
    { "scaled", NULL, &flag_kind, AT(scaled), RECONSTRUCT, 0, "the net's own numbers, not the data's units and words" },
    { "fill", NULL, &flag_kind, AT(fill), RECONSTRUCT, 0,
      "only missing values are the model's; other numbers are kept as floats, words as they are; docs/tables.md" },
    { "limit", "N", &count_kind, AT(limit), RECONSTRUCT | DECODE | CHART, 0,
      "only the first N rows; default: all, but 16 for .png, and 8 in a chart of rows" },
    { "checkpoint", "FILE", &path_kind, AT(checkpoint), TRAIN, 0,
      "keep all of the training there, and go on from it where it is there" },
    { "checkpoint-every", "TIME", &often_kind, AT(checkpoint_every), TRAIN, 0,
      "e.g. \"500 steps\", \"2 epochs\", \"10 minutes\"; default: 60 seconds, and always at the end" },
    { "log", "FILE", &path_kind, AT(log), TRAIN | TUNE, 0,
      "write one JSON object a line: the run, its steps, epochs and end; tune: its runs, and goes on where the file ends" },
    { "log", "RUN", &path_kind, AT(trained), REPORT, 0, "the log that `ae train --log` has written of the training" },
    { "trials", "N", &count_kind, AT(trials), TUNE, 0,
      "how many fillings of the choices in braces to try, e.g. {relu,tanh}, {8..64}, {1e-4..1e-1 log}: docs/searching.md; "
      "default 20" },
    { "by", "loss|mse|mae", &text_kind, AT(by), TUNE, 0, "what is to be small on the rows held out; default loss" },
    { "halving", NULL, &flag_kind, AT(halving), TUNE, 0,
      "train all for a short time, the best of them longer, the best of those longer still" },
    { "ratio", "R", &ratio_kind, AT(ratio), TUNE, 0,
      "with --halving: one of R trials goes on, and is trained R times as long; default 3" },
    { "every", "N", &count_kind, AT(every), TRAIN, 0,
      "report the first, every N-th and the last step, or epoch if --steps is not given; default: a twentieth" },
    { "chart", NULL, &flag_kind, AT(chart), TRAIN, 0, "at the end draw the losses of training and validation" },
    { "folds", "K", &count_kind, AT(folds), CV | COMPARE, 0,
      "how many parts, each with its share of each label; compare: one is held out for each seed; default 5" },
    { "seeds", "N", &count_kind, AT(seeds), COMPARE, 0,
      "how many, from --seed on; each changes first weights, order of rows, and which are held out; default 3" },
    { "fold", "N", &count_kind, AT(fold), CV, 0, "only this one, from 1; what comes out is the same, bit for bit" },
    { "groups", "FILE", &path_kind, AT(groups), CV, 0, "a group a line: all --data rows of a group are in one fold" },
    { "scores", "FILE", &path_kind, AT(scores), CV, 0,
      "write every row's score by the model that was not trained on it, .npy or .csv" },
    { "jobs", "N", &threads_kind, AT(jobs), CV | TUNE, 0,
      "trainings at a time; default: all processors; the result is the same for any number" },
    { "quiet", NULL, &flag_kind, AT(quiet), READS, 0,
      "report nothing but errors, what is likely a mistake, and what was asked for" },
    { "dry-run", NULL, &flag_kind, AT(dry_run), TRAIN | TUNE, 0,
      "check everything, describe the model and its memory, train nothing; tune: the trials and their models" },
    { "threads", "N", &threads_kind, AT(threads), ROWS & ~(CV | TUNE), 0,
      "default: all processors; the result is the same for any number" },
    { "sgemm", "own|cblas", &sgemm_kind, AT(sgemm), ROWS, 0,
      "who multiplies matrices: the library, or the BLAS of this build; default own" },
    { "plans", NULL, &flag_kind, AT(plans), TRAIN | INFO, 0,
      "describe every step of the plans, too; train: with --dry-run" },
    { "json", NULL, &flag_kind, AT(json), INFO | EVAL | CV | COMPARE | COLUMNS | PREDICT, 0,
      "one JSON object instead of text" },
    { "help", NULL, &flag_kind, AT(help), ALL, 0, "print this, as -h does" },
};

const size_t n_options = sizeof options / sizeof *options;
_Static_assert(sizeof options / sizeof *options <= MOST_OPTIONS, "arguments.given has a place for each");

const char *option_name(size_t index, unsigned bit)
{
    if (index == n_options)
        return NULL;
    return options[index].commands & bit ? options[index].name : "";
}

void print_options(const command *c)
{
    for (size_t i = 0; i < n_options; i++) {
        const option *o = &options[i];
        char left[40];
        if (!(o->commands & c->bit))
            continue;
        snprintf(left, sizeof left, "--%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
        printf("  %-20s  %s%s\n", left, o->help, o->required & c->bit ? " (required)" : "");
    }
}
