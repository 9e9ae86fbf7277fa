/* ae score --threshold, --explain: which rows are unusual, and what about them is. */
#include "ae_flags.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORST = 3, TEXTS = 3 * WORST, FLAGS = 3, NUMBER = KIT_FLOAT_TEXT };

static const task marking = { .taker = "input", .no_images = "scores", .values = { "score" }, .n_values = 1 };
static const task explaining = {
    .taker = "input", .no_images = "scores", .values = { "score", "errors", "output" }, .n_values = 3
};

/* What is known of the rows; only --explain needs all of it. */
typedef struct flags {
    session s;
    float *scores, *errors, *expected, *given;
    double *p;
    double threshold;
    size_t above;
    const char **names;      /* of the columns */
    char (*numbers)[NUMBER]; /* the texts of numbers that are written, then those of columns without names */
    const char **texts;      /* TEXTS a row */
} flags;

/* ---- Computing ------------------------------------------------------------------------------------------------------ */

static bool make_room(flags *f, const arguments *a, kit_message *why)
{
    const size_t n = f->s.rows.n, width = f->s.info.output_width;
    f->scores = calloc(n, sizeof *f->scores);
    f->p = calloc(n, sizeof *f->p);
    f->errors = a->explain ? calloc(n, width * sizeof *f->errors) : NULL;
    f->expected = a->explain ? calloc(n, width * sizeof *f->expected) : NULL;
    f->names = a->explain ? calloc(width, sizeof *f->names) : NULL;
    f->numbers = a->explain ? calloc(n * 2 * WORST + width, sizeof *f->numbers) : NULL;
    f->texts = a->explain ? calloc(n, TEXTS * sizeof *f->texts) : NULL;
    if (f->scores && f->p && (!a->explain || (f->errors && f->expected && f->names && f->numbers && f->texts)))
        return true;
    return kit_explain(why, "%s: out of memory: %zu rows", a->out, n);
}

static bool run(flags *f, const arguments *a, kit_message *why)
{
    ae_error e;
    const ae_result results[] = { { "score", f->scores }, { "errors", f->errors }, { "output", f->expected } };
    return ae_model_run(results, a->explain ? 3 : 1, f->s.model, f->s.context, &f->s.rows, &e) == AE_OK ||
           blame_rows(why, blamed_table(&f->s, &e), &e);
}

static bool rank(flags *f, const arguments *a, kit_message *why)
{
    ae_error e;
    if (ae_scorer_rank(f->p, f->scores, f->s.rows.n, f->s.model, &e) != AE_OK)
        return kit_explain(
            why,
            "%s: has no scorer, which says what usual scores are: `ae score %s --data USUAL --fit joint` makes "
            "one",
            a->model, a->model);
    if (a->threshold && ae_scorer_threshold(&f->threshold, f->s.model, a->threshold, &e) != AE_OK)
        return kit_explain(why, "--threshold: %s%s", e.text,
                           e.line > 0 ? " (such as \"sd 2\", or \"rate 0.01\": a row in a hundred)" : "");
    for (size_t i = 0; i < f->s.rows.n; i++)
        f->above += (double)f->scores[i] > f->threshold;
    return true;
}

/* ---- What is unusual ------------------------------------------------------------------------------------------------ */

static const kit_table *compared(const flags *f)
{
    return f->s.target.data ? &f->s.target : &f->s.table;
}

/* Both in the data's units, without logarithms; bytes as grey levels from 0 to 1. */
static bool find_values(flags *f, const arguments *a, kit_message *why)
{
    const double scale = a->scale > 0 ? a->scale : f->s.info.scale;
    f->given = kit_table_floats(compared(f), scale / unit_of(&f->s, &explaining, a));
    if (!f->given)
        return kit_explain(why, "%s: out of memory", compared(f)->source);
    kit_schema_undo_logs(&f->s.answers, f->given, f->s.rows.n);
    put_in_units(&f->s, &explaining, a, f->expected);
    return true;
}

static void name_columns(flags *f)
{
    char(*number)[NUMBER] = f->numbers + f->s.rows.n * 2 * WORST;
    for (size_t i = 0; i < f->s.info.output_width; i++) {
        f->names[i] = kit_table_name(compared(f), i);
        if (!f->names[i]) {
            snprintf(number[i], NUMBER, "%zu", i + 1);
            f->names[i] = number[i];
        }
    }
}

/* The column with the most of the row's score that has not been named; false: no other has any of it. */
static bool next_worst(size_t *column, const float *errors, size_t width, const size_t *named, size_t n)
{
    bool found = false;
    for (size_t i = 0; i < width; i++) {
        bool is_named = !(errors[i] > 0);
        for (size_t k = 0; k < n; k++)
            is_named |= named[k] == i;
        if (is_named || (found && !(errors[i] > errors[*column])))
            continue;
        *column = i;
        found = true;
    }
    return found;
}

/* A number, or the word of a category's code. */
static const char *text_of(const flags *f, size_t column, float x, char number[NUMBER])
{
    const char *word = kit_schema_word(&f->s.answers, column, (double)x);
    if (word)
        return word;
    if (isnan(x))
        return "";
    kit_float_text(number, x);
    return number;
}

static void explain(flags *f, size_t row)
{
    const size_t width = f->s.info.output_width;
    const char **to = f->texts + row * TEXTS;
    size_t worst[WORST];
    for (size_t i = 0; i < TEXTS; i++)
        to[i] = "";
    for (size_t k = 0; k < WORST && next_worst(&worst[k], f->errors + row * width, width, worst, k); k++) {
        const size_t at = row * width + worst[k];
        char(*number)[NUMBER] = f->numbers + (row * WORST + k) * 2;
        to[3 * k] = f->names[worst[k]];
        to[3 * k + 1] = text_of(f, worst[k], f->given[at], number[0]);
        to[3 * k + 2] = text_of(f, worst[k], f->expected[at], number[1]);
    }
}

static bool explain_all(flags *f, const arguments *a, kit_message *why)
{
    if (!find_values(f, a, why))
        return false;
    name_columns(f);
    for (size_t i = 0; i < f->s.rows.n; i++)
        explain(f, i);
    return true;
}

/* ---- What is told ---------------------------------------------------------------------------------------------------- */

static const char *const number_names[FLAGS] = { "score", "p", "flag" };
static const char *const text_names[TEXTS] = { "worst1",    "value1", "expected1", "worst2",   "value2",
                                               "expected2", "worst3", "value3",    "expected3" };

/* A row that cannot be used has no flag. */
static float flag_of(const flags *f, size_t row)
{
    return isnan(f->scores[row]) ? NAN : (double)f->scores[row] > f->threshold;
}

static bool write_flags(flags *f, const arguments *a, kit_message *why)
{
    session *s = &f->s;
    s->width = a->threshold ? FLAGS : FLAGS - 1;
    s->result = calloc(s->rows.n, s->width * sizeof *s->result);
    if (!s->result)
        return kit_explain(why, "%s: out of memory", a->out);
    for (size_t i = 0; i < s->rows.n; i++) {
        const float row[FLAGS] = { f->scores[i], (float)f->p[i], flag_of(f, i) };
        memcpy(s->result + i * s->width, row, s->width * sizeof *row);
    }
    const column_names names = { number_names, s->width, NULL, text_names, f->texts, a->explain ? TEXTS : 0 };
    return write_named(s, &marking, &names, a, why);
}

static void tell(const flags *f, const arguments *a)
{
    if (!a->quiet && a->threshold)
        printf("%zu of %zu rows are above %.6g (%s)\n", f->above, f->s.rows.n, f->threshold, a->threshold);
}

static void flags_free(flags *f)
{
    close_session(&f->s);
    free(f->scores);
    free(f->errors);
    free(f->expected);
    free(f->given);
    free(f->p);
    free(f->names);
    free(f->numbers);
    free(f->texts);
}

bool flag_rows(const arguments *a, kit_message *why)
{
    flags f = { .threshold = 0 };
    const task *t = a->explain ? &explaining : &marking;
    bool ok = open_session(&f.s, &t, a, why) && make_room(&f, a, why) && run(&f, a, why) && rank(&f, a, why) &&
              (!a->explain || explain_all(&f, a, why)) && write_flags(&f, a, why);
    if (ok) {
        tell(&f, a);
        tell_refused(&f.s);
    }
    flags_free(&f);
    return ok;
}
