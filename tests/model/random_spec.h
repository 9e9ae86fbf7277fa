/* Random valid specs, invented from the tables that the library reads specs with: a new layer, loss or key is in them at
 * once. */
#ifndef TEST_RANDOM_SPEC_H
#define TEST_RANDOM_SPEC_H

#include "base/decimal.h"
#include "base/format.h"
#include "base/random.h"
#include "model/spec.h"
#include <string.h>

enum { RANDOM_SPEC_MAX = 4096 };

/* A spec in the making. Its numbers are a function of its own number and of how many were asked for before. */
typedef struct invention {
    uint32_t spec, asked;
    ae_writer text;
    size_t width; /* of what the last layer puts out */
} invention;

static inline uint32_t below(invention *v, uint32_t n)
{
    uint32_t word[4];
    ae_place place = { .seed = 77, .row = v->spec };
    ae_random_quad(word, &place, v->asked++);
    return word[0] % n;
}

static inline bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* One of the range's ends, or something near 1 between them. Below 0 where it is a lower end, so that no range is empty. */
static inline void invent_real(invention *v, const ae_field *f)
{
    double low = ends_with(f->key, "max") ? 0 : f->min, high = ends_with(f->key, "min") ? 0 : f->max;
    double near_low = low < -2 ? -2 : low, near_high = high > 2 ? 2 : high;
    double between = near_low + (near_high - near_low) * (double)below(v, 1000) / 999;
    const double values[] = { low, high, between, between, between, between };
    ae_write(&v->text, "%g", values[below(v, 6)]);
}

static inline void invent_word(invention *v, const char *const *words)
{
    uint32_t n = 0;
    while (words[n])
        n++;
    ae_write(&v->text, "%s", words[below(v, n)]);
}

/* As many elements as there are: A, or BxC with B C = A. */
static inline void invent_shape(invention *v)
{
    size_t divisor = 1 + below(v, 6);
    if (v->width % divisor)
        ae_write(&v->text, "%zu", v->width);
    else
        ae_write(&v->text, "%zux%zu", divisor, v->width / divisor);
}

/* One below 0 and one above, so that the lower comes first. */
static inline void invent_bounds(invention *v)
{
    ae_write(&v->text, "-%u,%u.5", 1 + below(v, 3), below(v, 3));
}

/* One of the words, or one or four small numbers. */
static inline void invent_counts(invention *v, const ae_field *f)
{
    if (f->words && below(v, 2)) {
        invent_word(v, f->words);
        return;
    }
    for (uint32_t n = below(v, 2) ? 4 : 1, i = 0; i < n; i++)
        ae_write(&v->text, i ? ",%u" : "%u", (unsigned)f->min + below(v, 3));
}

/* Weights for each of so many elements. */
static inline void invent_reals(invention *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ae_write(&v->text, i ? ",%u" : "%u", below(v, 4));
}

static inline void invent_value(invention *v, const ae_field *f)
{
    static const char *const flags[] = { "no", "yes", NULL };
    switch (f->type) {
    case AE_FIELD_COUNT:
        ae_write(&v->text, "%zu", v->width = 1 + below(v, 12));
        break;
    case AE_FIELD_REAL:
        invent_real(v, f);
        break;
    case AE_FIELD_CHOICE:
        invent_word(v, f->words);
        break;
    case AE_FIELD_FLAG:
        invent_word(v, flags);
        break;
    case AE_FIELD_NAME:
        ae_write(&v->text, "n%u", v->asked++);
        break;
    case AE_FIELD_SHAPE:
        invent_shape(v);
        break;
    case AE_FIELD_COUNTS:
        invent_counts(v, f);
        break;
    case AE_FIELD_PLACE:
        ae_write(&v->text, "%s", below(v, 2) ? "code" : "weights");
        break;
    case AE_FIELD_REALS:
        invent_reals(v, v->width);
        break;
    case AE_FIELD_BOUNDS:
        invent_bounds(v);
        break;
    }
}

/* What must be given, and half of what may be. `name` is the item's, with its main value where that is no field's. */
static inline void invent_item(invention *v, const char *name, const ae_field *fields, bool has_main)
{
    ae_write(&v->text, " | %s", name);
    for (const ae_field *f = fields; f->key; f++) {
        if ((has_main && !f->key[0]) || (f->fallback && below(v, 2)))
            continue;
        ae_write(&v->text, f->key[0] ? " %s=" : " %s", f->key);
        invent_value(v, f);
    }
}

static inline void invent_layers(invention *v, uint32_t n)
{
    uint32_t kinds = 0;
    while (ae_layer_at(kinds))
        kinds++;
    while (n-- > 0) {
        const ae_layer *layer = ae_layer_at(below(v, kinds));
        invent_item(v, layer->name, layer->fields, false);
    }
}

static inline void invent_mirror(invention *v)
{
    static const ae_field fields[] = {
        { "tied", AE_FIELD_FLAG, 0, "no", 0, 0, NULL, "" },
        AE_ACTIVATION_FIELDS("act"),
        AE_FIELDS_END,
    };
    invent_item(v, "decoder mirror", fields, false);
}

static inline void invent_objectives(invention *v, uint32_t n)
{
    uint32_t kinds = 0;
    while (ae_objective_at(kinds))
        kinds++;
    while (n-- > 0) {
        char name[64];
        const ae_objective *o = ae_objective_at(below(v, kinds));
        ae_format(name, sizeof name, "%s %s", o->item, o->name);
        invent_item(v, name, o->fields, true);
    }
}

static inline void invent_input(invention *v)
{
    ae_write(&v->text, "input ");
    v->width = 1;
    for (uint32_t rank = 1 + below(v, 3), i = 0; i < rank; i++) {
        size_t dim = 1 + below(v, 5);
        v->width *= dim;
        ae_write(&v->text, i ? "x%zu" : "%zu", dim);
    }
}

static inline void random_spec(char text[RANDOM_SPEC_MAX], uint32_t number)
{
    static const ae_field init[] = { AE_INIT_FIELDS(ae_spec, init, ""), AE_FIELDS_END };
    invention v = { .spec = number, .text = { text, RANDOM_SPEC_MAX, 0 } };
    invent_input(&v);
    size_t input = v.width;
    if (below(&v, 2))
        invent_item(&v, "init", init, false);
    invent_layers(&v, below(&v, 5));
    ae_write(&v.text, " | code");
    if (below(&v, 2)) {
        invent_mirror(&v);
        v.width = input;
    } else
        invent_layers(&v, below(&v, 5));
    invent_objectives(&v, below(&v, 4));
}

#endif
