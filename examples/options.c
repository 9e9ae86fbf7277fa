#include "options.h"
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool usage(const option *options, size_t count, const char *program)
{
    fprintf(stderr, "usage: %s", program);
    for (size_t i = 0; i < count; i++)
        fprintf(stderr, " [%s%s]", options[i].name, options[i].number ? " N" : options[i].text ? " TEXT" : "");
    fputc('\n', stderr);
    return false;
}

static const option *find(const option *options, size_t count, const char *name)
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

static bool take(const option *o, const char *value)
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

bool options_read(const option *options, size_t count, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const option *o = find(options, count, argv[i]);
        if (!o || !take(o, argv[i + 1]))
            return usage(options, count, argv[0]);
        i += !o->flag;
    }
    return true;
}
