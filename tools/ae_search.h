/* ae tune: what its files share. A search has trials, fillings of the templates that it was given, and rungs: at each, some
 * trials are trained for a length, and the best go on to the next, which is longer. A random search has one rung. */
#ifndef AE_TOOL_SEARCH_H
#define AE_TOOL_SEARCH_H

#include "ae_measure.h"

#define DEFAULT_FRACTION "0.2" /* of the rows, held out where nothing else is said */

typedef struct trial {
    char *spec, *optimizer, *batch; /* with all choices made; NULL = not given */
    char *choices;                  /* for people: `dense 32, lr 0.01` */
} trial;

/* What is measured of a trial on the rows held out. */
enum { BY_LOSS, BY_MSE, BY_MAE, MEAN_MSE, FIGURES };
extern const char *const figure_names[FIGURES];

/* A trial at a rung. */
typedef struct result {
    bool known; /* it was trained, now or before */
    double figures[FIGURES], seconds;
    char *error; /* why nothing came of it; NULL = something did */
    bool scarce; /* for want of memory or threads: not for the log, so that a later start tries again */
} result;

typedef struct rung {
    uint64_t length; /* epochs or steps */
    size_t trials;   /* that are trained for it, if as many have not failed */
} rung;

enum { MOST_RUNGS = 64 }; /* a length of 64 bits cannot be halved more often */

typedef struct search_log {
    const char *path; /* NULL = none */
    FILE *file;
    bool lost; /* a line could not be written */
} search_log;

typedef struct search {
    arguments arguments;
    int by;                 /* which figure is to be small */
    char *spec, *optimizer; /* the templates on one line, without comments; optimizer may be NULL */
    bool default_fraction;  /* nobody said what is held out */
    training_rows rows;
    trial *trials;
    size_t n;
    rung rungs[MOST_RUNGS];
    size_t n_rungs;
    result *results; /* n_rungs x n */
    size_t level;    /* the rung under way, with these trials */
    size_t *entrants, n_entrants;
    size_t saved;        /* the trial whose model --out holds; n: of none */
    kit_message failure; /* the first time that it could not be written */
    search_log log;
    const volatile int32_t *cancel;
    watch watch;
} search;

/* ---- Trials: ae_trials.c ------------------------------------------------------------------------------------------ */

/* Draws as many different trials as are asked for, or all that there are. */
bool make_trials(search *s, kit_message *why);
void free_trials(search *s);

/* Trials have numbers from 0, and are told from 1. The arguments with which `ae train` trains the trial for this length.
 * False: its batch is no number. */
bool trial_arguments(arguments *out, const search *s, size_t number, uint64_t length, kit_message *why);

/* That command, in memory of the caller's; NULL without any. */
char *trial_command(const search *s, size_t number, uint64_t length);

/* "epochs" or "steps". */
const char *length_name(const search *s);

/* ---- Results ------------------------------------------------------------------------------------------------------ */

result *result_of(const search *s, size_t level, size_t number);

/* Of all trials at all rungs. */
size_t count_known(const search *s);

/* The highest rung at which something is known of the trial; n_rungs: at none. */
size_t last_rung(const search *s, size_t number);

/* Whether trial a is better than b at this rung, where both have figures; of equals the first is. */
bool beats(const search *s, size_t level, size_t a, size_t b);

/* Whether trial a has come further, or as far with a better result; a failure is worse than any result, and among equals the
 * first is better. */
bool is_better(const search *s, size_t a, size_t b);

/* The best of all trials; n, if nothing has come of any. */
size_t best_trial(const search *s);

/* ---- The log: ae_search_log.c --------------------------------------------------------------------------------------- */

/* Opens --log, if there is one, and takes over the results that are in it. It must be a log of the same search; of trials,
 * lengths and halving it may have had others. */
bool open_log(search *s, kit_message *why);
void log_result(search *s, size_t level, size_t number);
bool close_log(search *s, kit_message *why);

/* ---- What is told: ae_search_report.c --------------------------------------------------------------------------------- */

void print_plan(const search *s);
void print_result(const search *s, size_t level, size_t number);
void print_table(const search *s);

/* --dry-run: every trial with what its model would be. */
void print_trials(const search *s);

#endif
