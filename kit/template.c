#include "kit/template.h"
#include "kit/random.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct filling {
    const char *template;
    uint64_t seed;
    char *text;
    size_t n, capacity;
    kit_choices *chosen;
    kit_message *why;
} filling;

typedef struct span { /* a piece of the template */
    const char *from, *to;
} span;

enum { SHOWN = 100 };

static int shown(span s)
{
    return s.to - s.from < SHOWN ? (int)(s.to - s.from) : SHOWN;
}

static bool refuse(filling *f, span choice, const char *what)
{
    return kit_explain(f->why, "{%.*s}: %s", shown(choice), choice.from, what);
}

static span trim(span s)
{
    while (s.from < s.to && isspace((unsigned char)*s.from))
        s.from++;
    while (s.to > s.from && isspace((unsigned char)s.to[-1]))
        s.to--;
    return s;
}

static bool put(filling *f, const char *text, size_t n)
{
    if (f->capacity - f->n <= n)
        return kit_explain(f->why, "the text is longer than %zu bytes once its choices are made", f->capacity - 1);
    memcpy(f->text + f->n, text, n);
    f->n += n;
    f->text[f->n] = 0;
    return true;
}

/* ---- Reading a choice --------------------------------------------------------------------------------------------- */

/* The first of `wanted` in the span that stands in no inner braces, or its end. */
static const char *find_outside(span s, char wanted)
{
    size_t depth = 0;
    for (; s.from < s.to; s.from++) {
        if (depth == 0 && *s.from == wanted)
            break;
        depth += *s.from == '{';
        depth -= *s.from == '}' && depth > 0;
    }
    return s.from;
}

static const char *find_range(span s)
{
    while (s.from + 1 < s.to && (s.from[0] != '.' || s.from[1] != '.'))
        s.from++;
    return s.from + 1 < s.to ? s.from : s.to;
}

static bool is_name_letter(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-';
}

static const char *end_of_name(span s)
{
    while (s.from < s.to && is_name_letter(*s.from))
        s.from++;
    return s.from;
}

static const kit_choice *find_named(const kit_choices *chosen, span name)
{
    size_t n = (size_t)(name.to - name.from);
    for (const kit_choice *c = chosen->items; c < chosen->items + chosen->count; c++)
        if (c->named && strlen(c->label) == n && memcmp(c->label, name.from, n) == 0)
            return c;
    return NULL;
}

/* The word before the choice: a key, whose = touches it, or an item's name. */
static span word_before(const filling *f, const char *brace)
{
    span word = { f->template, brace };
    if (word.to > word.from && word.to[-1] == '=')
        word.to--;
    word = trim(word);
    for (word.from = word.to; word.from > f->template && is_name_letter(word.from[-1]);)
        word.from--;
    return word;
}

/* ---- Numbers ------------------------------------------------------------------------------------------------------ */

typedef struct range {
    double low, high, step;
    bool whole, logarithmic;
} range;

static bool read_number(double *out, bool *whole, span s)
{
    char text[40], *end;
    s = trim(s);
    size_t n = (size_t)(s.to - s.from);
    if (n == 0 || n >= sizeof text)
        return false;
    memcpy(text, s.from, n);
    text[n] = 0;
    *out = strtod(text, &end);
    *whole = *whole && strspn(text, "0123456789-") == n;
    return !*end && isfinite(*out) && fabs(*out) < 0x1p53;
}

/* `log` or `step N`, or nothing. */
static bool read_manner(range *r, span s)
{
    bool whole = true;
    s = trim(s);
    size_t n = (size_t)(s.to - s.from);
    if (n == 3 && memcmp(s.from, "log", 3) == 0)
        return r->logarithmic = true;
    if (n > 5 && memcmp(s.from, "step ", 5) == 0)
        return read_number(&r->step, &whole, (span){ s.from + 5, s.to }) && whole && r->whole && r->step >= 1;
    return n == 0;
}

static const char *end_of_word(span s)
{
    while (s.from < s.to && !isspace((unsigned char)*s.from))
        s.from++;
    return s.from;
}

static bool read_range(range *r, filling *f, span choice, const char *dots)
{
    span low = { choice.from, dots }, high = trim((span){ dots + 2, choice.to }), manner = { end_of_word(high), choice.to };
    high.to = manner.from;
    *r = (range){ .step = 1, .whole = true };
    if (!read_number(&r->low, &r->whole, low) || !read_number(&r->high, &r->whole, high))
        return refuse(f, choice, "a range has a number at each end, such as 8..64 or 1e-4..1e-1");
    if (!read_manner(r, manner))
        return refuse(f, choice, "after a range stands nothing, `log` or, for whole numbers, `step N`");
    if (!(r->low < r->high))
        return refuse(f, choice, "the lower end comes first");
    if (r->logarithmic && r->low <= 0)
        return refuse(f, choice, "a logarithmic range lies above 0");
    return true;
}

static double between(double low, double high, bool logarithmic, double share)
{
    return logarithmic ? exp(log(low) + share * (log(high) - log(low))) : low + share * (high - low);
}

/* Each whole number has an interval of its own, so the last one gets as much as any other. */
static double draw_whole(const range *r, double share)
{
    double count = floor((r->high - r->low) / r->step) + 1;
    double x = r->logarithmic ? floor(between(r->low, r->high + 1, true, share)) : r->low + r->step * floor(share * count);
    return fmin(fmax(x, r->low), r->high);
}

/* Three digits are as many as anyone wants to read, and training is told no more than what is shown. Where they leave the
 * range, the end is as good. */
static bool put_number(filling *f, const range *r, double share)
{
    char text[40];
    double x = r->whole ? draw_whole(r, share) : between(r->low, r->high, r->logarithmic, share);
    snprintf(text, sizeof text, r->whole ? "%.0f" : "%.3g", x);
    double rounded = strtod(text, NULL);
    if (rounded < r->low || rounded > r->high)
        snprintf(text, sizeof text, "%.17g", rounded < r->low ? r->low : r->high);
    return put(f, text, strlen(text));
}

/* ---- Choosing ----------------------------------------------------------------------------------------------------- */

static bool fill(filling *f, span s);

static double draw(const filling *f, const char *at)
{
    return (double)(kit_random_bits(f->seed, (uint64_t)(at - f->template)) >> 11) * 0x1p-53;
}

static bool put_one_of(filling *f, span choice)
{
    char separator = find_outside(choice, ';') < choice.to ? ';' : ',';
    size_t count = 1;
    for (span s = choice; (s.from = find_outside(s, separator)) < s.to; s.from++)
        count++;
    if (count == 1)
        return refuse(f, choice,
                      "is no choice; {a,b} is one of two texts, {8..64} a number, and {NAME} a choice made before");
    size_t wanted = (size_t)(draw(f, choice.from) * (double)count);
    for (span s = choice;; s.from++) {
        span one = { s.from, find_outside(s, separator) };
        if (wanted-- == 0)
            return fill(f, trim(one));
        s.from = one.to;
    }
}

static bool put_choice(filling *f, span choice)
{
    range r;
    const char *dots = find_range(choice);
    bool listed = find_outside(choice, ',') < choice.to || find_outside(choice, ';') < choice.to;
    if (listed || dots == choice.to)
        return put_one_of(f, choice);
    return read_range(&r, f, choice, dots) && put_number(f, &r, draw(f, choice.from));
}

static bool note(filling *f, size_t index, span label, bool named, span choice, const char *value)
{
    if (index == KIT_MOST_CHOICES)
        return kit_explain(f->why, "more than %d choices", (int)KIT_MOST_CHOICES);
    kit_choice *c = &f->chosen->items[index];
    c->named = named;
    snprintf(c->label, sizeof c->label, "%.*s", (int)(label.to - label.from), label.from);
    if (snprintf(c->value, sizeof c->value, "%s", value) >= (int)sizeof c->value)
        return refuse(f, choice, "a chosen text has at most 255 bytes");
    f->chosen->count = index + 1;
    return true;
}

/* What was chosen within this choice is part of its text, and its names end with it. */
static bool choose(filling *f, span choice)
{
    span inside = trim(choice), name = { inside.from, end_of_name(inside) };
    const kit_choice *made = name.to == inside.to ? find_named(f->chosen, name) : NULL;
    bool named = name.from < name.to && name.to < inside.to && *name.to == ':';
    size_t index = f->chosen->count, start = f->n;
    if (made)
        return put(f, made->value, strlen(made->value));
    if (named && (name.to - name.from >= (int)sizeof made->label || find_named(f->chosen, name)))
        return refuse(f, choice, "a name is given once, and has at most 31 letters");
    if (named)
        inside = trim((span){ name.to + 1, inside.to });
    return put_choice(f, inside) &&
           note(f, index, named ? name : word_before(f, choice.from - 1), named, choice, f->text + start);
}

static bool fill(filling *f, span s)
{
    while (s.from < s.to) {
        const char *brace = s.from + strcspn(s.from, "{}");
        brace = brace < s.to ? brace : s.to;
        if (!put(f, s.from, (size_t)(brace - s.from)))
            return false;
        if (brace == s.to)
            break;
        span choice = { brace + 1, find_outside((span){ brace + 1, s.to }, '}') };
        if (*brace == '}' || choice.to == s.to)
            return kit_explain(f->why, "%.*s: a brace has no partner", shown((span){ brace, s.to }), brace);
        if (!choose(f, choice))
            return false;
        s.from = choice.to + 1;
    }
    return true;
}

bool kit_template_varies(const char *template)
{
    return strpbrk(template, "{}") != NULL;
}

bool kit_template_fill(char *text, size_t capacity, kit_choices *chosen, const char *template, uint64_t seed,
                       kit_message *why)
{
    filling f = { .template = template, .seed = seed, .text = text, .capacity = capacity, .chosen = chosen, .why = why };
    text[0] = 0;
    return fill(&f, (span){ template, template + strlen(template) });
}
