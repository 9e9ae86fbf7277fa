#include "kit/labels.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Those of other values and parts of a net, and those that results have as columns. */
static bool is_taken(const char *name)
{
    static const char *const taken[] = { "input",   "code",    "output",  "score", "errors",
                                         "weights", "encoder", "decoder", "label", "id" };
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcmp(name, taken[i]) == 0)
            return true;
    return false;
}

void kit_head_name(char name[KIT_HEAD_NAME], const char *column)
{
    size_t n = 0;
    for (const unsigned char *c = (const unsigned char *)column; *c && n + 1 < KIT_HEAD_NAME; c++)
        name[n++] = (char)(*c < 0x80 && (isalnum(*c) || *c == '-') ? *c : '_');
    name[n] = 0;
    if ((*name | 0x20) < 'a' || (*name | 0x20) > 'z' || is_taken(name))
        memcpy(name, "class", sizeof "class");
}

char *kit_spec_with_head(const char *spec, const char *name, size_t classes)
{
    static const char form[] = "%s | head %s | dense %zu act=softmax";
    const size_t room = strlen(spec) + strlen(name) + sizeof form + 24;
    char *text = malloc(room);
    if (text)
        snprintf(text, room, form, spec, name, classes);
    return text;
}

char *kit_spec_with_condition(const char *spec, size_t width)
{
    static const char form[] = "%.*s | condition %zu%s%s";
    const size_t first = strcspn(spec, "|\n"), room = strlen(spec) + sizeof form + 24;
    const bool spaced = first > 0 && spec[first - 1] == ' ';
    char *text = malloc(room);
    if (text)
        snprintf(text, room, form, (int)(first - spaced), spec, width, spaced ? " " : "", spec + first);
    return text;
}
