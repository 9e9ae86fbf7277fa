/* The log that a training writes and `ae chart` reads. Nothing happens where none was asked for. */
#ifndef AE_TOOL_LOG_H
#define AE_TOOL_LOG_H

#include "ae.h"
#include "ae_ending.h"
#include "ae_remarks.h"
#include <stdio.h>

typedef struct run_log {
    const arguments *arguments;
    FILE *file; /* NULL = none */
    bool lost;  /* a line of it could not be written */
} run_log;

/* Opens the file; that of a training which goes on from a checkpoint is continued. */
bool log_open(run_log *l, const arguments *a, kit_message *why);

/* Closes it; false if it could not be written in full. */
bool log_close(run_log *l, kit_message *why);

/* The run's first line. */
void log_run(run_log *l, const ae_model *model, const kit_table *rows, double scale, size_t memory);

/* `level`: with --stack the one that is trained; 0 = the whole net. */
void log_step(run_log *l, const ae_progress *p);
void log_epoch(run_log *l, const ae_progress *p, size_t level);
void log_level(run_log *l, size_t level, size_t levels, const char *spec, const ae_fit_report *fit);

/* The last line: what was done, why it ended, and what it has come to. */
void log_end(run_log *l, const ae_fit_report *fit, const ending *e, const review *r, double seconds);

#endif
