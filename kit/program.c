#include "kit/program.h"
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void print_usage(FILE *file, const kit_option *options, size_t count, const char *program)
{
    fprintf(file, "usage: %s [--option value] ...\n", program);
    for (size_t i = 0; i < count; i++) {
        const kit_option *o = &options[i];
        fprintf(file, "  %-13s %-4s  %s", o->name, o->number ? "N" : o->text ? "TEXT" : "", o->help);
        if (o->number)
            fprintf(file, "; default %zu", *o->number);
        if (o->text && *o->text)
            fprintf(file, "; default %s", *o->text);
        fputc('\n', file);
    }
}

static const kit_option *find(const kit_option *options, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(options[i].name, name) == 0)
            return &options[i];
    return NULL;
}

static bool read_number(size_t *number, const char *text)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (errno || end == text || *end || text[0] == '-' || value > SIZE_MAX)
        return false;
    *number = (size_t)value;
    return true;
}

static bool refuse(const char *program, const kit_option *o, const char *word)
{
    const char *why = !o ? "unknown option" : o->number ? "a number is due after" : "a value is due after";
    fprintf(stderr, "%s: %s %s; --help lists the options\n", program, why, word);
    return false;
}

static bool take(const kit_option *o, const char *value)
{
    if (o->flag)
        return *o->flag = true;
    if (!value)
        return false;
    if (o->number)
        return read_number(o->number, value);
    *o->text = value;
    return true;
}

static bool are_large_enough(const char *program, const kit_option *options, size_t count)
{
    for (const kit_option *o = options; o < options + count; o++)
        if (o->number && *o->number < o->least) {
            fprintf(stderr, "%s: %s must be %zu at least\n", program, o->name, o->least);
            return false;
        }
    return true;
}

/* The defaults are printed from where they lie, so before any of them is replaced. */
bool kit_options_read(const kit_option *options, size_t count, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0) {
            print_usage(stdout, options, count, argv[0]);
            exit(0);
        }
    for (int i = 1; i < argc; i++) {
        const kit_option *o = find(options, count, argv[i]);
        if (!o || !take(o, argv[i + 1]))
            return refuse(argv[0], o, argv[i]);
        i += !o->flag;
    }
    return are_large_enough(argv[0], options, count);
}

int kit_exit_status(const char *program, bool ok, const kit_message *why)
{
    if (!ok)
        fprintf(stderr, "%s: %s\n", program, why->text);
    return !ok;
}

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double kit_now(void)
{
    return seconds(CLOCK_MONOTONIC);
}

double kit_processor_seconds(void)
{
    return seconds(CLOCK_PROCESS_CPUTIME_ID);
}
