#include "ae_told.h"
#include "kit/learn.h"
#include <math.h>
#include <stdlib.h>

/* ---- Classes ---------------------------------------------------------------------------------------------------------- */

static uint32_t largest(const float *p, size_t n)
{
    size_t best = 0;
    for (size_t k = 1; k < n; k++)
        best = p[k] > p[best] ? k : best;
    return (uint32_t)(isnan(p[0]) ? n : best);
}

/* Rows that have both a label and an answer are counted. */
static void count_classes(told *t)
{
    const size_t classes = t->head->classes;
    for (size_t i = 0; i < t->rows; i++) {
        const uint32_t said = t->class_of[i] = largest(t->values + i * classes, classes);
        const float label = t->labels ? t->labels[i * t->step] : NAN;
        if (said == classes)
            continue;
        t->all[said]++;
        if (isnan(label))
            continue;
        const uint32_t is = (uint32_t)label;
        kit_confusion_add(t->count, classes, &said, &is, 1);
        t->known++;
        t->right += said == is;
    }
}

static size_t row_sum(const told *t, size_t class)
{
    size_t sum = 0;
    for (size_t k = 0; k < t->head->classes; k++)
        sum += t->count[class * t->head->classes + k];
    return sum;
}

static size_t column_sum(const told *t, size_t class)
{
    size_t sum = 0;
    for (size_t k = 0; k < t->head->classes; k++)
        sum += t->count[k * t->head->classes + class];
    return sum;
}

static double share(size_t some, size_t of)
{
    return of ? (double)some / (double)of : (double)NAN;
}

/* Of those that are of the class, the share that was told so; and of those that were told so, the share that is. */
static double recall(const told *t, size_t class)
{
    return share(t->count[class * (t->head->classes + 1)], row_sum(t, class));
}

static double precision(const told *t, size_t class)
{
    return share(t->count[class * (t->head->classes + 1)], column_sum(t, class));
}

/* ---- Numbers ---------------------------------------------------------------------------------------------------------- */

static double label_of(const told *t, size_t row, size_t k)
{
    const bool used = t->labels && !isnan(t->values[row * t->head->width + k]);
    return used ? (double)t->labels[row * t->step + k] : (double)NAN;
}

static double mean_label(const told *t, size_t k)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < t->rows; i++)
        if (!isnan(label_of(t, i, k))) {
            sum += label_of(t, i, k);
            n++;
        }
    return sum / (double)n;
}

/* Of one column: the squares of its errors, and of its labels' distances from their mean. */
static void add_column(double *errors, double *spread, told *t, size_t k)
{
    const double mean = mean_label(t, k);
    for (size_t i = 0; i < t->rows; i++) {
        const double label = label_of(t, i, k), error = (double)t->values[i * t->head->width + k] - label;
        if (isnan(label))
            continue;
        t->known++;
        *errors += error * error;
        *spread += (label - mean) * (label - mean);
    }
}

static void measure_numbers(told *t)
{
    double errors = 0, spread = 0;
    for (size_t k = 0; k < t->head->width; k++)
        add_column(&errors, &spread, t, k);
    t->mse = t->known ? errors / (double)t->known : (double)NAN;
    t->r2 = spread > 0 ? 1 - errors / spread : (double)NAN;
}

/* ---- Both ------------------------------------------------------------------------------------------------------------- */

bool told_make(told *out, const head *h, const float *values, const float *labels, size_t step, size_t rows,
               kit_message *why)
{
    *out = (told){ .head = h, .values = values, .labels = labels, .step = step, .rows = rows };
    if (h->classes == 0) {
        measure_numbers(out);
        return true;
    }
    out->class_of = calloc(rows, sizeof *out->class_of);
    out->count = calloc(h->classes, h->classes * sizeof *out->count);
    out->all = calloc(h->classes, sizeof *out->all);
    if (!out->class_of || !out->count || !out->all)
        return kit_explain(why, "out of memory");
    count_classes(out);
    return true;
}

void told_free(told *t)
{
    free(t->class_of);
    free(t->count);
    free(t->all);
    *t = (told){ 0 };
}

/* ---- Text ------------------------------------------------------------------------------------------------------------- */

enum { WIDEST = 16, MOST_LINES = 50, MOST_SQUARE = 20 };

static void print_share(double x)
{
    if (isnan(x))
        printf("  %9s", "-");
    else
        printf("  %7.2f %%", 100 * x);
}

static void print_class(const told *t, const kit_label_names *names, size_t class)
{
    printf("%-*.*s  %7zu", WIDEST, WIDEST, names->names[class], t->all[class]);
    if (t->known > 0) {
        printf("  %7zu", row_sum(t, class));
        print_share(precision(t, class));
        print_share(recall(t, class));
    }
    putchar('\n');
}

static void print_classes(const told *t)
{
    const kit_label_names names = head_names(t->head);
    if (t->known > 0)
        printf("%s: %zu of %zu labels right, accuracy %.2f %%\n", t->head->name, t->right, t->known,
               100 * share(t->right, t->known));
    else
        printf("%s: %zu rows, no labels\n", t->head->name, t->rows);
    printf("%-*s  %7s%s\n", WIDEST, "class", "told", t->known ? "   labels  precision     recall" : "");
    for (size_t i = 0; i < names.n && i < MOST_LINES; i++)
        print_class(t, &names, i);
    if (names.n > MOST_LINES)
        printf("%zu more; --json has all\n", names.n - MOST_LINES);
    if (t->known == 0 || names.n > MOST_SQUARE)
        return;
    puts("\nhow many of each label (a line) were told to be what:");
    kit_confusion_print(stdout, t->count, names.n, names.names);
}

void told_print(const told *t)
{
    if (t->head->classes)
        print_classes(t);
    else if (t->known > 0)
        printf("%s: %zu labels: mse %.6g, R2 %.4f\n", t->head->name, t->known, t->mse, t->r2);
    else
        printf("%s: %zu rows, no labels\n", t->head->name, t->rows);
}

/* ---- JSON ------------------------------------------------------------------------------------------------------------- */

static json_t *names_json(const kit_label_names *names)
{
    json_t *list = json_array();
    for (size_t i = 0; i < names->n; i++)
        list = json_append(list, json_text(names->names[i]));
    return list;
}

static json_t *counts_json(const size_t *count, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        list = json_append(list, json_whole(count[i]));
    return list;
}

static json_t *shares_json(const told *t, double (*of)(const told *, size_t))
{
    json_t *list = json_array();
    for (size_t i = 0; i < t->head->classes; i++)
        list = json_append(list, json_finite(of(t, i)));
    return list;
}

static json_t *confusion_json(const told *t)
{
    const size_t n = t->head->classes;
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        list = json_append(list, counts_json(t->count + i * n, n));
    return list;
}

static json_t *classes_json(const told *t)
{
    const kit_label_names names = head_names(t->head);
    const size_t n = t->head->classes;
    if (t->known == 0)
        return json_pack("{s:s, s:o, s:o, s:o}", "head", t->head->name, "classes", names_json(&names), "told",
                         counts_json(t->all, n), "known", json_whole(0));
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "head", t->head->name, "classes", names_json(&names),
                     "told", counts_json(t->all, n), "known", json_whole(t->known), "unknown",
                     json_whole(t->head->count.others), "accuracy", json_finite(share(t->right, t->known)), "precision",
                     shares_json(t, precision), "recall", shares_json(t, recall), "confusion", confusion_json(t));
}

json_t *told_json(const told *t)
{
    if (t->head->classes)
        return classes_json(t);
    return json_pack("{s:s, s:o, s:o, s:o, s:o}", "head", t->head->name, "numbers", json_whole(t->head->width), "known",
                     json_whole(t->known), "mse", json_finite(t->mse), "r2", json_finite(t->r2));
}
