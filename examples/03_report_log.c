#include "03_report_log.h"
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 65536 };

static bool grow(double **numbers, size_t capacity)
{
    double *more = realloc(*numbers, capacity * sizeof *more);
    if (more)
        *numbers = more;
    return more != NULL;
}

static bool add(training_log *log, double step, double loss)
{
    if (log->n == log->capacity) {
        size_t room = log->capacity ? 2 * log->capacity : 1024;
        if (!grow(&log->step, room) || !grow(&log->loss, room))
            return false;
        log->capacity = room;
    }
    log->step[log->n] = step;
    log->loss[log->n++] = loss;
    return true;
}

static bool read_line(training_log *log, const char *path, size_t number, const char *line, kit_message *why)
{
    json_error_t error;
    json_t *object = json_loads(line, 0, &error);
    if (!json_is_object(object)) {
        json_decref(object);
        return kit_explain(why, "%s:%zu: not a JSON object", path, number);
    }
    const json_t *step = json_object_get(object, "step"), *loss = json_object_get(object, "loss");
    bool ok = !json_is_number(step) || !json_is_number(loss) || add(log, json_number_value(step), json_number_value(loss));
    json_decref(object);
    return ok || kit_explain(why, "%s: out of memory", path);
}

bool training_log_read(training_log *log, const char *path, kit_message *why)
{
    static char line[LINE];
    *log = (training_log){ NULL, NULL, 0, 0 };
    FILE *file = fopen(path, "r");
    if (!file)
        return kit_explain(why, "%s: cannot be read: %s", path, strerror(errno));
    bool ok = true;
    for (size_t number = 1; ok && fgets(line, sizeof line, file); number++)
        ok = read_line(log, path, number, line, why);
    fclose(file);
    if (!ok)
        training_log_free(log);
    return ok;
}

void training_log_free(training_log *log)
{
    free(log->step);
    free(log->loss);
    *log = (training_log){ NULL, NULL, 0, 0 };
}
