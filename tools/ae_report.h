/* What a training run tells: a bar on a terminal, plain lines elsewhere, and the log. */
#ifndef AE_TOOL_REPORT_H
#define AE_TOOL_REPORT_H

#include "ae.h"
#include "ae_curves.h"
#include "ae_log.h"

typedef struct report {
    const arguments *arguments;
    run_log log;
    bool bar;             /* a terminal watches */
    double started;       /* seconds */
    double drawn;         /* when the bar was last drawn */
    double ended;         /* 0 = not yet */
    bool resumed;         /* a line has said from where it goes on */
    size_t level, levels; /* with --stack: the one that is trained; 0 = the whole net */
    review review;        /* what the run has come to, if it was measured */
    curves curves;        /* for the chart, if one was asked for */
    ae_progress last;     /* the last epoch's; only its numbers are of use */
    char losses[128];     /* the last epoch's: what its loss consists of; empty of a single one */
    char heads[128];      /* the last epoch's: what heads get right of the rows held out; may be empty */
    bool owes_last;       /* it has no line yet */
} report;

/* Opens the log, if one was asked for. */
bool report_open(report *r, const arguments *a, kit_message *why);

void report_step(report *r, const ae_progress *p);
void report_epoch(report *r, const ae_progress *p);

/* With --stack: level number `level`, from 1, of so many begins; 0: the whole net does. Its epochs are told by report_epoch,
 * and its end by what was trained and how. */
void report_level(report *r, size_t level, size_t levels);
void report_level_step(report *r, const ae_progress *p);
void report_level_end(report *r, const char *spec, const ae_fit_report *fit);

/* Takes the bar off the terminal, so that a line or an error has its line to itself; the next step draws it again. */
void report_clear(report *r);

/* A training that went on from a checkpoint: what the first step did not tell of it. */
void report_resumed(report *r, const ae_fit_report *fit);

/* The last epoch's line, if it has none, and the chart, if one was asked for; also of a run that failed. */
void report_chart(report *r);

/* The run is over: its seconds stand still. */
void report_stop(report *r);

/* The run's last lines, on stdout and in the log: what was done, and why it ended. As describe_ending. */
void report_end(report *r, const ae_fit_report *fit, const ae_model_info *trained, const char *stopper);

/* Seconds since the run began, until it is over. */
double report_seconds(const report *r);

#endif
