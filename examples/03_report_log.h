/* The log of `ae train --log`: one JSON object a line; those with a step and its loss are the curve. */
#ifndef EXAMPLES_REPORT_LOG_H
#define EXAMPLES_REPORT_LOG_H

#include "kit/message.h"

typedef struct training_log {
    double *step, *loss;
    size_t n, capacity;
} training_log;

bool training_log_read(training_log *log, const char *path, kit_message *why);
void training_log_free(training_log *log);

#endif
