/* ae: train autoencoders and run them, from the command line. */
#include "ae.h"
#include "ae_parts.h"
#include <stdio.h>
#include <string.h>

static const command commands[] = {
    { "columns", COLUMNS, run_columns, "FILE", "file",
      "what a file's columns are: kinds, ranges, gaps, and what is odd about them" },
    { "train", TRAIN, run_train, NULL, NULL, "make a model and train it on rows" },
    { "cv", CV, run_cv, NULL, NULL, "train on all parts of the rows but one and measure on that, in turn" },
    { "tune", TUNE, run_tune, NULL, NULL,
      "search for a spec and an optimizer: trials of a template with choices, the best first" },
    { "eval", EVAL, run_eval, "MODEL", "model file",
      "compare reconstructions with their rows, and with what the mean row would get" },
    { "compare", COMPARE, run_compare, "[MODEL]", NULL,
      "codes beside raw rows and principal components: errors and classifiers on held-out rows" },
    { "encode", ENCODE, run_encode, "MODEL", "model file", "rows into codes" },
    { "reconstruct", RECONSTRUCT, run_reconstruct, "MODEL", "model file", "rows into what the model makes of them" },
    { "decode", DECODE, run_decode, "MODEL", "model file", "codes into rows" },
    { "score", SCORE, run_score, "MODEL", "model file",
      "an anomaly score for every row, how rare it is, and what is to blame" },
    { "predict", PREDICT, run_predict, "MODEL", "model file",
      "rows into the classes or numbers that the model's heads tell" },
    { "sample", SAMPLE, run_sample, "MODEL", "model file",
      "new rows from the decoder: drawn, on a grid, between rows, or moved from class to class" },
    { "report", REPORT, run_report, "MODEL", "model file",
      "one page of HTML that shows what a model learnt: rows, codes, scores, errors" },
    { "neighbours", NEIGHBOURS, run_neighbours, "MODEL", "model file", "the rows whose codes are nearest" },
    { "cluster", CLUSTER, run_cluster, "MODEL", "model file", "rows in groups by their codes" },
    { "info", INFO, run_info, "MODEL", "model file", "what a model file holds and what it was trained on; with --data, how well its code uses its numbers" },
    { "export", EXPORT, run_export, "MODEL", "model file",
      "a model's encoder as a model file of its own, or a layer's weights as a picture" },
    { "chart", CHART, run_chart, "LOG|MODEL|DATA", "log file, model file or data",
      "a training's curves, also while it runs; codes, scores and errors of rows; rows in the terminal" },
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void print_general_help(FILE *file)
{
    fputs("ae: train autoencoders and run them\n\n", file);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(file, "  ae %-11s  %s\n", commands[i].name, commands[i].summary);
    fputs("  ae --version    version, build, kernels\n\n"
          "`ae help COMMAND` or `ae COMMAND --help` lists a command's options. For example:\n"
          "  ae train --data digits --spec \"input 784 | dense 64 act=sigmoid | code | dense 784 act=sigmoid\" --out m.ae\n"
          "  ae eval m.ae --data digits-test\n"
          "  ae reconstruct m.ae --data digits-test --out pictures.png\n",
          file);
}

static int print_command_help(const command *c)
{
    const char *operand = c->operand ? c->operand : "";
    printf("ae %s %s%s--option value ...: %s\n\n", c->name, operand, *operand ? " " : "", c->summary);
    print_options(c);
    return EXIT_OK;
}

static int print_version(void)
{
    printf("ae %s\n%s", ae_version(), ae_build_info());
    return EXIT_OK;
}

static int complain(int code, const char *who, const kit_message *why)
{
    if (parts_tell())
        fprintf(stderr, "ae%s%s: %s\n", *who ? " " : "", who, why->text);
    return code;
}

static bool is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

static int run_command(const command *c, char **words)
{
    arguments a = { 0 };
    kit_message why = { "" };
    if (!parse_arguments(&a, c, words, &why))
        return complain(EXIT_USAGE, c->name, &why);
    if (a.help)
        return print_command_help(c);
    if (!check_files(&a, &why) || !c->run(&a, &why))
        return complain(EXIT_FAILED, "", &why);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        kit_explain(&why, "the output could not be written");
        return complain(EXIT_FAILED, "", &why);
    }
    return training_cut_short() ? EXIT_SIGNAL + training_cut_short() : EXIT_OK;
}

static int unknown_command(const char *word)
{
    const char *names[COMMANDS];
    kit_message why;
    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    const char *meant = kit_closest(word, names, COMMANDS);
    kit_explain(&why, "unknown command '%s'%s%s%s; `ae --help` lists them", word, meant ? " (did you mean '" : "",
                meant ? meant : "", meant ? "'?)" : "");
    return complain(EXIT_USAGE, "", &why);
}

static const command *find_command(const char *word)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(word, commands[i].name) == 0)
            return &commands[i];
    return NULL;
}

/* NULL: on everything. */
static int help_on(const char *word)
{
    const command *c = word ? find_command(word) : NULL;
    if (c)
        return print_command_help(c);
    if (word && !is_help(word))
        return unknown_command(word);
    print_general_help(stdout);
    return EXIT_OK;
}

/* What is not done together, the first does. */
static bool is_mine(const command *c)
{
    return parts_lead() || (c && c->bit == TRAIN);
}

static int run(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";
    if (!*word) {
        print_general_help(stderr);
        return EXIT_USAGE;
    }
    if (is_help(word))
        return help_on(argv[2]);
    if (strcmp(word, "--version") == 0)
        return print_version();
    const command *c = find_command(word);
    if (!is_mine(c))
        return EXIT_OK;
    return c ? run_command(c, argv + 2) : unknown_command(word);
}

int main(int argc, char **argv)
{
    parts_begin(&argc, &argv);
    return parts_end(run(argc, argv));
}
