/* What every command does: rows in, errors into our words. */
#include "ae.h"
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A text, rows or a file. For what comes from this machine or build, nobody's input is to blame. */
static bool is_about_input(const ae_error *e)
{
    bool of_text = e->status == AE_EOPTION && e->line > 0; /* a policy that does not fit the other options */
    return (e->status <= AE_ESPEC && e->status > AE_EUNSUPPORTED) || of_text;
}

/* Of data the library tells the row, which is no line of a file that has a header. */
bool is_of_rows(const ae_error *e)
{
    return e->status <= AE_EDATA && e->status > AE_EDIVERGED;
}

/* The library's text may have the place, or the path, in it already. */
bool blame(kit_message *why, const char *what, const ae_error *e)
{
    bool named = !what || !is_about_input(e) || (e->status == AE_EIO && strstr(e->text, what));
    const char *name = named ? "" : what, *colon = named ? "" : ": ";
    if (e->line > 0 && e->column > 0 && !is_of_rows(e) && strncmp(e->text, "line ", 5) != 0)
        return kit_explain(why, "%s%sline %d, column %d: %s", name, colon, (int)e->line, (int)e->column, e->text);
    return kit_explain(why, "%s%s%s", name, colon, e->text);
}

ae_model_options model_options(const arguments *a)
{
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    options.sgemm = a->sgemm;
    return options;
}

/* Groups are given for the file's rows, and the list of rows counts these, so they go first. */
static bool choose(kit_table *table, const arguments *a, kit_message *why)
{
    return (!a->groups || kit_table_read_groups(table, a->groups, why)) &&
           (!a->rows_from || kit_table_keep_listed(table, a->rows_from, why)) &&
           (!a->where_label || kit_table_keep_label(table, a->where_label, why));
}

static bool check_width(const kit_table *table, size_t width, const char *taker, const char *hint, kit_message *why)
{
    if (width && table->width != width)
        return kit_explain(why, "%s: its rows have %zu numbers, where the model's %s has %zu%s", table->source, table->width,
                           taker, width, hint);
    return true;
}

/* Only a CSV has labels in its rows; its numbers are doubles, as an npy's may be. */
static const char *label_hint(const kit_table *table, size_t width)
{
    bool may_be_label = table->width == width + 1 && table->dtype == AE_F64 && !table->labels;
    return may_be_label && !strstr(table->source, ".npy") ? " (is the last one a label? --labels-last)" : "";
}

/* Rows of a mapped file are read until the end of the run, and nothing else can stand in for them. Only what a signal
 * handler may call is called. Several threads may miss rows at once: the first says so and ends the program, the others
 * wait for that. */
static void on_lost_rows(int signal_number)
{
    static const char text[] =
        "ae: a file of rows was cut short while it was read, or its disk failed; no model or result was written\n";
    static atomic_flag told = ATOMIC_FLAG_INIT;
    while (atomic_flag_test_and_set(&told))
        pause();
    ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
    (void)signal_number;
    (void)written;
    _exit(EXIT_FAILED);
}

/* A page of a mapped file that is gone is told by a signal, which by itself would end us without a word. */
static bool read_rows(kit_table *out, const char *name, const arguments *a, bool labels_last, kit_message *why)
{
    struct sigaction action = { .sa_handler = on_lost_rows };
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, NULL);
    const kit_reading how = { .label = labels_last ? KIT_LAST : NULL, .take_nan = a->keep_going };
    return kit_dataset_read(out, name, &how, why);
}

bool load_rows(kit_table *out, const char *name, const arguments *a, size_t width, const char *taker, kit_message *why)
{
    return read_rows(out, name, a, a->labels_last, why) && (name != a->data || choose(out, a, why)) &&
           check_width(out, width, taker, label_hint(out, width), why);
}

bool are_bytes_doubtful(const kit_table *rows, const arguments *a, double scale)
{
    return rows->dtype == AE_U8 && !(a->scale > 0) && scale == 1;
}

void tell_bytes(const kit_table *rows, const arguments *a, double scale)
{
    if (are_bytes_doubtful(rows, a, scale))
        fprintf(stderr, "%s: bytes, taken as they are, for the model divides by 1; --scale 255 makes them 0 to 1\n",
                rows->source);
}

ae_array target_array(const kit_table *target, const kit_table *rows, const arguments *a, double scale)
{
    bool alike = (target->dtype == AE_U8) == (rows->dtype == AE_U8);
    return kit_table_rows(target, a->scale > 0 || alike ? scale : kit_table_scale(target)).input;
}

/* A target is chosen row by row like the data that it belongs to. */
bool load_target(kit_table *out, const char *name, const kit_table *rows, const arguments *a, size_t width, kit_message *why)
{
    if (!read_rows(out, name, a, false, why) || !check_width(out, width, "output", "", why))
        return false;
    if (name == a->target && a->rows_from && !kit_table_keep_listed(out, a->rows_from, why))
        return false;
    if (out->rows != rows->rows)
        return kit_explain(why, "%s: has %zu rows, where %s has %zu", name, out->rows, rows->source, rows->rows);
    return true;
}
