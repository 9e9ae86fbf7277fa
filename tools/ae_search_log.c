/* The log of a search: what it was asked for, then a line for each run that has ended. What stands there is not done again.
 */
#include "ae_json.h"
#include "ae_search.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- What all results depend on ----------------------------------------------------------------------------------- */

/* Options that change no result, or, as the lengths, stand beside each. */
static bool is_identity(const char *option)
{
    static const char *const others[] = { "",      "trials", "halving", "ratio", "jobs", "log",     "out", "epochs",
                                          "steps", "by",     "quiet",   "json",  "spec", "dry-run", "help" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(option, others[i]) == 0)
            return false;
    return true;
}

/* The content of a table, in a few words. */
static json_t *table_text(const kit_table *table)
{
    char text[80];
    snprintf(text, sizeof text, "%zu x %zu, digest %016llx", table->rows, table->width,
             (unsigned long long)kit_table_digest(table));
    return json_string(text);
}

static bool set(json_t *object, const char *name, json_t *value)
{
    return json_object_set_new(object, name, value) == 0;
}

static bool set_tables(json_t *object, const training_rows *r)
{
    const struct {
        const char *name;
        const kit_table *table;
    } tables[] = { { "rows of --data", &r->data },
                   { "rows of --target", &r->target },
                   { "rows of --valid", &r->valid },
                   { "rows of --valid-target", &r->valid_target } };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (tables[i].table->data && !set(object, tables[i].name, table_text(tables[i].table)))
            return false;
    return true;
}

/* Everything that a trial's result depends on, by names that can be told; NULL without memory. */
static json_t *identity(const search *s)
{
    const arguments *a = &s->arguments;
    const char *option;
    json_t *object = json_object();
    bool ok = object && set(object, "version", json_text(ae_version())) && set(object, "--spec", json_text(s->spec)) &&
              set_tables(object, &s->rows);
    for (size_t i = 0; ok && (option = option_name(i, TUNE)); i++) {
        char name[40];
        snprintf(name, sizeof name, "--%s", option);
        if (a->given[i] && is_identity(option))
            ok = set(object, name, json_text(a->given[i]));
    }
    if (ok)
        return object;
    json_decref(object);
    return NULL;
}

/* ---- A log that is there ------------------------------------------------------------------------------------------ */

/* "" where there is nothing. */
static const char *text_at(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

static bool refuse_difference(const search *s, const char *name, const json_t *old, const json_t *now, kit_message *why)
{
    const char *was = text_at(old, name), *is = text_at(now, name);
    return kit_explain(why, "%s: is the log of another search: %s was %s%.80s%s, and is %s%.80s%s; name another --log",
                       s->log.path, name, *was ? "'" : "", *was ? was : "not given", *was ? "'" : "", *is ? "'" : "",
                       *is ? is : "not given", *is ? "'" : "");
}

/* Names that only one of the two has differ, too. */
static bool compare(const search *s, json_t *old, json_t *now, kit_message *why)
{
    const char *name;
    json_t *value;
    json_object_foreach(now, name, value) if (strcmp(text_at(old, name), text_at(now, name)) !=
                                              0) return refuse_difference(s, name, old, now, why);
    json_object_foreach(old, name, value) if (strcmp(text_at(old, name), text_at(now, name)) !=
                                              0) return refuse_difference(s, name, old, now, why);
    return true;
}

static bool is_other(const search *s, kit_message *why)
{
    return kit_explain(why, "%s: is a file of something else; name another --log", s->log.path);
}

static bool check_first_line(const search *s, const json_t *line, kit_message *why)
{
    json_t *old = json_object_get(line, "arguments"), *now = identity(s);
    bool ok = !now                                                  ? kit_explain(why, "out of memory")
              : strcmp(text_at(line, "event"), "tune") != 0 || !old ? is_other(s, why)
                                                                    : compare(s, old, now, why);
    json_decref(now);
    return ok;
}

/* Where the plan has a trial of this length; NULL: it has none. */
static result *place_of(const search *s, json_int_t number, json_int_t length)
{
    for (size_t level = 0; level < s->n_rungs; level++)
        if (number >= 1 && (uint64_t)number <= s->n && length >= 0 && (uint64_t)length == s->rungs[level].length)
            return result_of(s, level, (size_t)number - 1);
    return NULL;
}

/* A trial of the log has the texts that are drawn for it now, unless another build draws otherwise. */
static bool take_result(const search *s, const json_t *line, size_t at, kit_message *why)
{
    json_int_t number = json_integer_value(json_object_get(line, "trial"));
    result *r = place_of(s, number, json_integer_value(json_object_get(line, length_name(s))));
    if (strcmp(text_at(line, "event"), "trial") != 0)
        return kit_explain(why, "%s: line %zu is no line of a search's log", s->log.path, at);
    if (!r)
        return true;
    if (strcmp(text_at(line, "choices"), s->trials[number - 1].choices) != 0)
        return kit_explain(why, "%s: line %zu: trial %d was '%.80s', and is '%.80s'; name another --log", s->log.path, at,
                           (int)number, text_at(line, "choices"), s->trials[number - 1].choices);
    const char *error = text_at(line, "error");
    r->error = *error ? strdup(error) : NULL;
    for (int i = 0; i < FIGURES; i++)
        r->figures[i] = json_number_value(json_object_get(line, figure_names[i]));
    r->seconds = json_number_value(json_object_get(line, "seconds"));
    r->known = !*error || r->error;
    return r->known || kit_explain(why, "out of memory");
}

static bool take_line(const search *s, const char *text, size_t at, kit_message *why)
{
    json_t *line = json_loads(text, 0, NULL);
    bool ok = !json_is_object(line) ? kit_explain(why, "%s: line %zu is no line of a search's log", s->log.path, at)
              : at == 1             ? check_first_line(s, line, why)
                                    : take_result(s, line, at, why);
    json_decref(line);
    return ok;
}

/* A line that does not end was being written when its process ended. The file then ends after the line before; but one that
 * begins otherwise than ours is somebody's work. */
static bool drop_rest(const search *s, const char *line, off_t end, kit_message *why)
{
    static const char beginning[] = "{\"event\":\"";
    if (strncmp(line, beginning, strnlen(line, sizeof beginning - 1)) != 0 || !*line)
        return is_other(s, why);
    fprintf(stderr, "%s: its last line is not whole and is dropped\n", s->log.path);
    return ftruncate(fileno(s->log.file), end) == 0 ||
           kit_explain(why, "%s: cannot be written: %s", s->log.path, strerror(errno));
}

static bool read_log(const search *s, size_t *lines, kit_message *why)
{
    char *line = NULL;
    size_t room = 0;
    off_t end = 0;
    bool ok = true;
    for (ssize_t n; ok && (n = getline(&line, &room, s->log.file)) > 0; end += n)
        if (line[n - 1] != '\n') {
            ok = drop_rest(s, line, end, why);
            break;
        } else
            ok = take_line(s, line, ++*lines, why);
    free(line);
    if (ok && ferror(s->log.file))
        ok = kit_explain(why, "%s: cannot be read: %s", s->log.path, strerror(errno));
    return ok && (fseeko(s->log.file, end, SEEK_SET) == 0 ||
                  kit_explain(why, "%s: cannot be written: %s", s->log.path, strerror(errno)));
}

/* ---- Writing ------------------------------------------------------------------------------------------------------ */

/* Whole lines only, and at once: whatever ends the process, at most the last one is cut short. */
static void put_line(search_log *log, json_t *line)
{
    if (!json_print(log->file, line, JSON_COMPACT | JSON_REAL_PRECISION(17)) || fflush(log->file) != 0)
        log->lost = true;
}

/* Where a file system has no locks, one search at a time is the user's care. */
static bool lock(const search *s, int descriptor, kit_message *why)
{
    bool is_taken = lockf(descriptor, F_TLOCK, 0) != 0 && (errno == EACCES || errno == EAGAIN);
    return !is_taken || kit_explain(why, "%s: another search is writing it", s->log.path);
}

bool open_log(search *s, kit_message *why)
{
    size_t lines = 0;
    s->log.path = s->arguments.log;
    if (!s->log.path)
        return true;
    int descriptor = open(s->log.path, O_RDWR | O_CREAT, 0666);
    s->log.file = descriptor >= 0 ? fdopen(descriptor, "r+") : NULL;
    if (!s->log.file)
        return kit_explain(why, "%s: cannot be written: %s", s->log.path, strerror(errno));
    if (!lock(s, descriptor, why) || !read_log(s, &lines, why))
        return false;
    if (lines == 0)
        put_line(&s->log, json_pack("{s:s, s:o}", "event", "tune", "arguments", identity(s)));
    return true;
}

void log_result(search *s, size_t level, size_t number)
{
    const result *r = result_of(s, level, number);
    if (!s->log.file || r->scarce)
        return;
    char *again = trial_command(s, number, s->rungs[level].length);
    json_t *line = json_pack("{s:s, s:I, s:o, s:o, s:f, s:o}", "event", "trial", "trial", (json_int_t)number + 1,
                             length_name(s), json_whole(s->rungs[level].length), "choices",
                             json_text(s->trials[number].choices), "seconds", r->seconds, "command", json_text(again));
    bool ok = line && (!r->error || set(line, "error", json_text(r->error)));
    for (int i = 0; ok && !r->error && i < FIGURES; i++)
        ok = set(line, figure_names[i], json_real(r->figures[i]));
    if (!ok)
        json_decref(line);
    put_line(&s->log, ok ? line : NULL);
    free(again);
}

bool close_log(search *s, kit_message *why)
{
    FILE *file = s->log.file;
    s->log.file = NULL;
    if (!file)
        return true;
    bool ok = fclose(file) == 0 && !s->log.lost;
    return ok || kit_explain(why, "%s: the log could not be written in full", s->log.path);
}
