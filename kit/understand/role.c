#include "kit/understand/role.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct question {
    const kit_understood *c;
    const kit_facts *f;
    const kit_table_column *column;
    const double *sample;
    size_t n;
} question;

static bool is_words(const question *q)
{
    return q->column->kind != KIT_NUMBER;
}

/* ---- The same everywhere ------------------------------------------------------------------------------------------ */

static bool is_empty(char *why, const question *q)
{
    snprintf(why, KIT_REASON, "no row has a value");
    return q->c->values == 0;
}

static bool is_constant(char *why, const question *q)
{
    char least[KIT_NUMBER_TEXT];
    kit_number_text(least, q->c->least);
    const char *where = q->c->gaps ? "where it has a value" : "in every row";
    if (is_words(q) && q->column->n_levels == 1)
        snprintf(why, KIT_REASON, "'%.40s' %s", q->column->levels[0], where);
    else
        snprintf(why, KIT_REASON, "%s %s", least, where);
    return !(q->c->least < q->c->most);
}

/* ---- Names and numbers of rows ------------------------------------------------------------------------------------ */

/* A category of which most rows have a word of their own tells nothing of the others. Of few rows that may be by chance. */
static bool is_names(char *why, const question *q)
{
    const size_t enough = 20, n = q->column->n_levels;
    snprintf(why, KIT_REASON, "%zu different words in %zu rows, so that they name rows", n, q->c->values);
    return is_words(q) && (n == q->c->values || (q->c->values >= enough && n > q->c->values / 2));
}

/* 0, 1, 2 ... or 1, 2, 3 ... from row to row. */
static bool is_row_number(char *why, const question *q)
{
    snprintf(why, KIT_REASON, "counts the rows from %g", q->c->least);
    return q->f->counts && q->c->gaps == 0 && (q->c->least == 0 || q->c->least == 1) && q->c->values > 2;
}

/* Of few rows a small range, such as of ages, may have each number once by chance. */
static bool is_range(char *why, const question *q)
{
    const size_t enough = 100;
    snprintf(why, KIT_REASON, "each whole number from %.0f to %.0f once", q->c->least, q->c->most);
    return q->c->values >= enough && kit_facts_are_a_range(q->f);
}

static bool all_differ(const question *q)
{
    for (size_t i = 1; i < q->n; i++)
        if (q->sample[i] == q->sample[i - 1])
            return false;
    return true;
}

static bool is_called_id(const char *name)
{
    static const char *const whole[] = { "id", "index", "rowid", "row_id", "row", "uuid", "nr", "no", "unnamed: 0" };
    char lower[32];
    size_t n = strlen(name);
    if (n >= sizeof lower)
        return false;
    for (size_t i = 0; i <= n; i++)
        lower[i] = (char)tolower((unsigned char)name[i]);
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (strcmp(lower, whole[i]) == 0)
            return true;
    return n > 2 &&
           (strcmp(lower + n - 3, "_id") == 0 || strcmp(lower + n - 3, " id") == 0 ||
            (islower((unsigned char)name[n - 3]) && (strcmp(name + n - 2, "Id") == 0 || strcmp(name + n - 2, "ID") == 0)));
}

static bool is_id_by_name(char *why, const question *q)
{
    snprintf(why, KIT_REASON, "its name says so, and its whole numbers all differ");
    return q->column->name && q->c->whole && q->c->values > 2 && is_called_id(q->column->name) && all_differ(q);
}

/* ---- Dates -------------------------------------------------------------------------------------------------------- */

static bool is_date_in_words(char *why, const question *q)
{
    snprintf(why, KIT_REASON, "dates or times");
    return q->column->kind == KIT_DATE;
}

/* Seconds since 1970 from 1990 to 2100, or thousandths, millionths, or billionths of them, in the order of the rows. */
static bool is_unix_time(char *why, const question *q)
{
    static const char *const units[] = { "seconds", "milliseconds", "microseconds", "nanoseconds" };
    const double from = 631152000, to = 4102444800;
    double unit = 1;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++, unit *= 1000)
        if (q->c->least >= from * unit && q->c->most <= to * unit) {
            snprintf(why, KIT_REASON, "%s since 1970, in the order of the rows", units[i]);
            return q->f->never_falls && q->c->values > 2;
        }
    return false;
}

/* A float has only every second of such numbers, so the day may be one off. */
static bool reads_as_date(double x)
{
    const long date = (long)x, year = date / 10000, month = date / 100 % 100, day = date % 100;
    return year >= 1900 && year <= 2100 && month >= 1 && month <= 12 && day >= 0 && day <= 32;
}

/* 20240131. */
static bool is_written_date(char *why, const question *q)
{
    bool all = q->c->whole && q->c->least >= 19000101 && q->c->most <= 21001231;
    snprintf(why, KIT_REASON, "dates such as %.0f", q->c->most);
    for (size_t i = 0; all && i < q->n; i++)
        all = reads_as_date(q->sample[i]);
    return all;
}

/* ---- All ---------------------------------------------------------------------------------------------------------------
 */

static bool is_category(char *why, const question *q)
{
    snprintf(why, KIT_REASON, "%zu different words", q->column->n_levels);
    return is_words(q);
}

/* The first that holds. */
static const struct rule {
    bool (*holds)(char *why, const question *q);
    kit_role role;
} rules[] = {
    { is_empty, KIT_AS_CONSTANT }, { is_constant, KIT_AS_CONSTANT }, { is_date_in_words, KIT_AS_DATE },
    { is_names, KIT_AS_ID },       { is_category, KIT_AS_CATEGORY }, { is_row_number, KIT_AS_ID },
    { is_unix_time, KIT_AS_DATE }, { is_written_date, KIT_AS_DATE }, { is_range, KIT_AS_ID },
    { is_id_by_name, KIT_AS_ID },
};

void kit_judge_role(kit_understood *c, const kit_facts *f, const kit_table_column *column, const double *sample, size_t n)
{
    const question q = { c, f, column, sample, n };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        char why[KIT_REASON];
        if (rules[i].holds(why, &q)) {
            c->role = rules[i].role;
            memcpy(c->why, why, sizeof why);
            return;
        }
    }
}

const char *kit_role_name(kit_role role)
{
    static const char *const names[] = { "number", "category", "constant", "id", "date" };
    return names[role];
}

bool kit_is_kept(const kit_understood *c)
{
    return c->role == KIT_AS_NUMBER || c->role == KIT_AS_CATEGORY;
}
