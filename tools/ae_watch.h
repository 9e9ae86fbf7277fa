/* What is told while many trainings are under way, several at a time: a bar on a terminal, and a line for each that ends. */
#ifndef AE_TOOL_WATCH_H
#define AE_TOOL_WATCH_H

#include "ae.h"
#include <pthread.h>

typedef struct watch {
    pthread_mutex_t lock; /* of all below, and of standard output */
    const char *things;   /* "folds" */
    char best[80];        /* what the bar says of the best so far; may be empty */
    size_t runs, ended;
    double work, done; /* of all runs, in a unit of the caller's */
    double started, drawn;
    bool quiet, bar;
} watch;

/* `runs` trainings, all together `work`. */
void watch_open(watch *w, const char *things, size_t runs, double work, const arguments *a);
void watch_close(watch *w);

/* One of the trainings. */
typedef struct run {
    watch *watch;
    double work, told; /* all of it, and how much the watch knows of */
} run;

/* For ae_fit_options: its user is the run. */
int run_on_step(void *user, const ae_progress *p);

/* The run is over. Between these two the caller has the terminal, and the lock, to itself: it may print, and set `best`. */
void run_end(run *r);
void watch_go_on(watch *w);

#endif
