#include "kit/learn.h"

double kit_share_right(const uint32_t *told, const uint32_t *class_of, size_t n)
{
    size_t right = 0;
    for (size_t i = 0; i < n; i++)
        right += told[i] == class_of[i];
    return (double)right / (double)n;
}

void kit_confusion_add(size_t *count, size_t classes, const uint32_t *told, const uint32_t *class_of, size_t n)
{
    for (size_t i = 0; i < n; i++)
        count[class_of[i] * classes + told[i]]++;
}

enum { NARROWEST = 5, WIDEST = 16 };

static int digits_of(size_t x)
{
    return snprintf(NULL, 0, "%zu", x);
}

static int wider(int a, int b)
{
    return a > b ? a : b;
}

/* Wide enough for every count and name; longer names are cut. */
static int width_of_columns(const size_t *count, size_t classes, const char *const *names)
{
    int width = wider(NARROWEST, digits_of(classes - 1));
    for (size_t i = 0; i < classes * classes; i++)
        width = wider(width, digits_of(count[i]));
    for (size_t i = 0; names && i < classes; i++)
        width = wider(width, snprintf(NULL, 0, "%.*s", WIDEST, names[i]));
    return width;
}

static void print_name(FILE *to, int width, size_t class, const char *const *names)
{
    if (names)
        fprintf(to, "%*.*s", width, WIDEST, names[class]);
    else
        fprintf(to, "%*zu", width, class);
}

void kit_confusion_print(FILE *to, const size_t *count, size_t classes, const char *const *names)
{
    const int width = width_of_columns(count, classes, names);
    fprintf(to, "%*s", width, "told:");
    for (size_t told = 0; told < classes; told++) {
        fputs("  ", to);
        print_name(to, width, told, names);
    }
    fputc('\n', to);
    for (size_t class = 0; class < classes; class ++) {
        print_name(to, width, class, names);
        for (size_t told = 0; told < classes; told++)
            fprintf(to, "  %*zu", width, count[class * classes + told]);
        fputc('\n', to);
    }
}
