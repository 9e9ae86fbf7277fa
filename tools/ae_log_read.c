#include "ae_log_read.h"
#include <errno.h>
#include <math.h>
#include <string.h>

double log_number(const json_t *event, const char *name)
{
    const json_t *value = json_object_get(event, name);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static bool read_events(FILE *log, const char *path, void (*take)(void *user, json_t *event), void *user, kit_message *why)
{
    json_t *event;
    json_error_t e;
    size_t line = 1;
    for (; (event = json_loadf(log, JSON_DISABLE_EOF_CHECK, &e)); line++) {
        take(user, event);
        json_decref(event);
    }
    if (ferror(log))
        return kit_explain(why, "%s: cannot be read: %s", path, strerror(errno));
    return feof(log) || kit_explain(why, "%s: line %zu is no JSON: %s", path, line, e.text);
}

bool log_read(const char *path, void (*take)(void *user, json_t *event), void *user, kit_message *why)
{
    FILE *log = fopen(path, "r");
    if (!log)
        return kit_explain(why, "%s: cannot be read: %s", path, strerror(errno));
    const bool ok = read_events(log, path, take, user, why);
    fclose(log);
    return ok;
}
