#include "ae_command.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_plain(const char *word)
{
    for (const char *c = word; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("_./=:,@%+-", *c))
            return false;
    return *word;
}

/* Between ' and ' a shell takes all but a ' as it is. */
static void put_quoted(FILE *to, const char *word)
{
    if (is_plain(word)) {
        fputs(word, to);
        return;
    }
    putc('\'', to);
    for (const char *c = word; *c; c++)
        if (*c == '\'')
            fputs("'\\''", to);
        else
            putc(*c, to);
    putc('\'', to);
}

static const char *value_of(const char *option, const char *given, const replacement *replaced, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(replaced[i].option, option) == 0)
            return replaced[i].value;
    return given;
}

char *command_text(const char *name, unsigned bit, const arguments *a, const replacement *replaced, size_t n)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    if (!to)
        return NULL;
    fprintf(to, "ae %s", name);
    if (a->model) {
        putc(' ', to);
        put_quoted(to, a->model);
    }
    const char *option;
    for (size_t i = 0; (option = option_name(i, bit)); i++) {
        const char *value = *option ? value_of(option, a->given[i], replaced, n) : NULL;
        if (value) {
            fprintf(to, " --%s%s", option, *value ? " " : "");
            if (*value)
                put_quoted(to, value);
        }
    }
    bool ok = !ferror(to);
    if (fclose(to) == 0 && ok)
        return text;
    free(text);
    return NULL;
}
