/* Random valid specs, invented from the tables that the library reads specs with: a new layer, loss or key is in them at
 * once. What does not fit the shape it meets is taken back. */
#ifndef TEST_RANDOM_SPEC_H
#define TEST_RANDOM_SPEC_H

#include "autoencoder.h"
#include "base/decimal.h"
#include "base/format.h"
#include "base/random.h"
#include "model/program.h"
#include <math.h>
#include <string.h>

enum { RANDOM_SPEC_MAX = 4096, RANDOM_WIDTH_MAX = 128 };

/* A spec in the making. Its numbers are a function of its own number and of how many were asked for before. */
typedef struct invention {
    uint32_t spec, asked;
    ae_writer text;
    size_t width;              /* of what the last layer puts out */
    size_t gives;              /* elements that the net has to end with; 0: any number */
    bool ends;                 /* a dense layer of so many is to follow */
    const char *const *layers; /* the only ones to use, ended by NULL; NULL = all */
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

/* As many elements as there are, A, BxC or BxCxD; or a few, such as a window or a stride has. */
static inline void invent_shape(invention *v, const ae_field *f)
{
    size_t rest = v->width;
    if (f->key[0] || below(v, 2)) {
        ae_write(&v->text, below(v, 2) ? "%u" : "%ux%u", 1 + below(v, 3), 1 + below(v, 3));
        return;
    }
    for (uint32_t more = below(v, 3); more-- > 0;) {
        size_t dim = 1 + below(v, 6);
        dim = rest % dim ? 1 : dim;
        rest /= dim;
        ae_write(&v->text, "%zux", dim);
    }
    ae_write(&v->text, "%zu", rest);
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

/* What each number of a row is. */
static inline void invent_columns(invention *v)
{
    for (size_t i = 0, n; i < v->width; i += n) {
        n = 1 + below(v, (uint32_t)(v->width - i));
        ae_write(&v->text, i ? "," : "");
        if (below(v, 2))
            ae_write(&v->text, "number");
        else
            ae_write(&v->text, "category:%u", 2 + below(v, 4));
        if (n > 1)
            ae_write(&v->text, "*%zu", n);
    }
}

/* Weights are no place for some penalties: such a one is taken back. */
static inline void invent_place(invention *v)
{
    ae_write(&v->text, "%s", below(v, 2) ? "weights" : "code");
}

/* One or two. */
static inline void invent_places(invention *v)
{
    invent_place(v);
    if (below(v, 2)) {
        ae_write(&v->text, ",");
        invent_place(v);
    }
}

static inline void invent_value(invention *v, const ae_field *f)
{
    static const char *const flags[] = { "no", "yes", NULL };
    switch (f->type) {
    case AE_FIELD_COUNT:
        ae_write(&v->text, "%u", 1 + below(v, f->key[0] ? 3 : 12));
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
        invent_shape(v, f);
        break;
    case AE_FIELD_COUNTS:
        invent_counts(v, f);
        break;
    case AE_FIELD_PLACE:
        invent_place(v);
        break;
    case AE_FIELD_PLACES:
        invent_places(v);
        break;
    case AE_FIELD_REALS:
        invent_reals(v, v->width);
        break;
    case AE_FIELD_BOUNDS:
        invent_bounds(v);
        break;
    case AE_FIELD_WORD:
        invent_columns(v);
        break;
    }
}

/* What must be given, and half of what may be, but for a tie to another layer, and for whose loss it is. `name` is the
 * item's, with its main value where that is no field's. */
static inline void invent_item(invention *v, const char *name, const ae_field *fields, bool has_main)
{
    ae_write(&v->text, " | %s", name);
    for (const ae_field *f = fields; f->key; f = ae_field_next(f)) {
        bool tie = f->type == AE_FIELD_NAME && strcmp(f->key, "tied") == 0;
        bool owner = strncmp(name, "loss", 4) == 0 && strcmp(f->key, "on") == 0;
        if ((has_main && !f->key[0]) || tie || owner || (!f->required && below(v, 2)))
            continue;
        ae_write(&v->text, f->key[0] ? " %s=" : " %s", f->key);
        invent_value(v, f);
    }
}

/* Elements of what the net ends with so far: its output, or the code of an encoder. */
static inline size_t last_width(const ae_program *p)
{
    return ae_shape_size(p->spec.has_decoder ? &p->output : &p->code);
}

static inline size_t gives(const ae_preparation *p)
{
    return ae_prepare_does_anything(p) ? ae_shape_size(&p->out) : 0;
}

/* What is missing yet, but for a code. */
static inline void invent_last(invention *v)
{
    if (v->ends && v->gives)
        ae_write(&v->text, " | dense %zu", v->gives);
}

/* Whether the text so far is a spec, once it has a code and its last layer; then notes its width. Other mistakes than in
 * shapes and values are for whoever uses the text to find. */
static inline bool fits(invention *v)
{
    char text[RANDOM_SPEC_MAX + 8];
    ae_arena arena;
    ae_program program;
    const size_t length = v->text.length;
    invent_last(v);
    ae_format(text, sizeof text, "%s%s", v->text.text, strstr(v->text.text, "| code") ? "" : " | code");
    v->text.text[v->text.length = length] = '\0';
    ae_arena_init(&arena, NULL);
    ae_status status = ae_program_make(&program, text, 0, &arena, NULL);
    if (status == AE_OK)
        status = ae_program_check(&program, &arena.allocator, NULL);
    size_t width = status == AE_OK ? last_width(&program) : v->width;
    bool fit = status != AE_ESHAPE && status != AE_EVALUE && width <= RANDOM_WIDTH_MAX;
    v->width = fit ? width : v->width;
    v->gives = fit ? gives(&program.spec.preparation) : v->gives;
    ae_arena_free(&arena);
    return fit;
}

/* Keeps what `invent` adds, if it fits; otherwise leaves all as it was. */
static inline bool invent_fitting(invention *v, void (*invent)(invention *v))
{
    const size_t length = v->text.length, width = v->width;
    invent(v);
    if (fits(v))
        return true;
    v->text.text[v->text.length = length] = '\0';
    v->width = width;
    return false;
}

static inline bool is_wanted(const invention *v, const ae_layer *layer)
{
    bool wanted = !v->layers;
    for (size_t i = 0; !wanted && v->layers[i]; i++)
        wanted = strcmp(layer->name, v->layers[i]) == 0;
    return wanted;
}

static inline void invent_layer(invention *v)
{
    const ae_layer *layer;
    uint32_t kinds = 0;
    while (ae_layer_at(kinds))
        kinds++;
    do
        layer = ae_layer_at(below(v, kinds));
    while (!is_wanted(v, layer));
    invent_item(v, layer->name, layer->fields, false);
}

static inline void invent_layers(invention *v, uint32_t n)
{
    while (n-- > 0)
        for (uint32_t tries = 0; tries < 8 && !invent_fitting(v, invent_layer);)
            tries++;
}

static inline void invent_mirror(invention *v)
{
    static const ae_field fields[] = {
        { "tied", AE_FIELD_FLAG, 0, AE_DEFAULT("no", "") },
        AE_ACTIVATION_FIELDS("act"),
        AE_FIELDS_END,
    };
    invent_item(v, "decoder mirror", fields, false);
}

/* An activation at the end of the encoder or of the decoder, such as some objectives ask for. */
static inline void invent_end(invention *v, const char *act)
{
    if (below(v, 2))
        ae_write(&v->text, " | act %s", act);
}

/* What some losses ask for. */
static inline void invent_distribution(invention *v)
{
    ae_write(&v->text, " | gaussian %u", 1 + below(v, 4));
}

static inline void invent_objective(invention *v)
{
    char name[64];
    uint32_t kinds = 0;
    while (ae_objective_at(kinds))
        kinds++;
    const ae_objective *o = ae_objective_at(below(v, kinds));
    ae_format(name, sizeof name, "%s %s", o->item, o->name);
    if (o->of_gaussian) /* it stands beside a loss of the output */
        ae_write(&v->text, " | loss mse");
    invent_item(v, name, o->fields, true);
}

static inline void invent_objectives(invention *v, uint32_t n)
{
    while (n-- > 0)
        invent_fitting(v, invent_objective);
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

static inline void invent_kinds(invention *v)
{
    invent_item(v, "columns", ae_columns_fields, false);
}

static inline void invent_scaler(invention *v)
{
    invent_item(v, "scaler", ae_scaler_fields, false);
}

static inline void invent_missing(invention *v)
{
    invent_item(v, "missing", ae_missing_fields, false);
}

/* Some of the items, in any order, each about the caller's columns. */
static inline void invent_preparation(invention *v)
{
    static void (*const items[])(invention *) = { invent_kinds, invent_scaler, invent_missing };
    const size_t columns = v->width;
    const uint32_t first = below(v, 3);
    for (uint32_t i = 0; i < 3; i++)
        for (uint32_t tries = below(v, 2) * 6; tries > 0; tries--) {
            v->width = columns;
            if (invent_fitting(v, items[(first + i) % 3]))
                break;
        }
    fits(v);
}

/* A decoder by its layers. */
static inline void invent_decoder(invention *v)
{
    const size_t encoder = v->text.length;
    v->ends = true;
    invent_layers(v, below(v, 5));
    invent_end(v, "softmax");
    invent_last(v);
    v->ends = false;
    if (v->text.length == encoder) /* without a decoder there would be nothing to train */
        ae_write(&v->text, " | flatten");
    fits(v);
}

static inline void random_spec(char text[RANDOM_SPEC_MAX], uint32_t number)
{
    static const ae_field init[] = { AE_INIT_FIELDS(ae_spec, init, ""), AE_FIELDS_END };
    invention v = { .spec = number, .text = { text, RANDOM_SPEC_MAX, 0 } };
    invent_input(&v);
    if (below(&v, 2))
        invent_preparation(&v);
    if (below(&v, 2))
        invent_item(&v, "init", init, false);
    invent_layers(&v, below(&v, 5));
    invent_end(&v, "sigmoid");
    if (below(&v, 3) == 0)
        invent_fitting(&v, invent_distribution);
    ae_write(&v.text, " | code");
    if (below(&v, 2) || !invent_fitting(&v, invent_mirror))
        invent_decoder(&v);
    invent_objectives(&v, below(&v, 4));
}

/* ---- rows for such a net ---- */

static inline float suited(const ae_column_info *c, float x, size_t row, size_t column)
{
    if (!isnan(c->fill) && column > 0 && (row * 7 + column) % 6 == 1)
        return (float)NAN;
    return c->levels ? (float)(size_t)(x * (float)c->levels) : x;
}

/* Numbers in 0 ... 1 become codes where the model has categories, and some become gaps where it takes them, but never in a
 * row's first column. */
static inline void suit_columns(float *x, size_t rows, size_t width, const ae_model *m)
{
    for (size_t i = 0; i < rows * width; i++) {
        ae_column_info c = AE_COLUMN_INFO_INIT;
        if (ae_model_get_column(&c, m, i % width, NULL) == AE_OK)
            x[i] = suited(&c, x[i], i / width, i % width);
    }
}

#endif
