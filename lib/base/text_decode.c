#include "base/decimal.h"
#include "base/format.h"
#include "base/text.h"
#include <string.h>

enum { MAX_NAME = 63 };

typedef struct decoder { /* one value on its way into the options */
    const ae_item *item;
    const ae_field *field;
    ae_word value;
    void *member;
    ae_arena *arena;
    ae_error *e;
} decoder;

/* ---- errors ---- */

/* `dropout: rate "2x" is not a number in 0 ... 1`; a main value stands without a key. */
static ae_status fail_value(const decoder *d, const char *complaint)
{
    const ae_word *name = &d->item->name;
    return ae_fail_word(d->e, AE_EVALUE, &d->value, "%.*s: %s%s\"%.*s\" %s", ae_word_shown(name), name->text, d->field->key,
                        *d->field->key ? " " : "", ae_word_shown(&d->value), d->value.text, complaint);
}

static ae_status fail_kind(const decoder *d, const char *kind)
{
    char text[sizeof d->e->text];
    ae_format(text, sizeof text, "is not %s in %g ... %g", kind, d->field->min, d->field->max);
    return fail_value(d, text);
}

static ae_status fail_range(const decoder *d)
{
    const ae_word *name = &d->item->name;
    return ae_fail_word(d->e, AE_EVALUE, &d->value, "%.*s: %s%s%.*s is out of range %g ... %g", ae_word_shown(name),
                        name->text, d->field->key, *d->field->key ? " " : "", ae_word_shown(&d->value), d->value.text,
                        d->field->min, d->field->max);
}

/* ---- one function a type ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool in_range(const ae_field *field, double x)
{
    return x >= field->min && x <= field->max;
}

/* Digits that make too big a number are a number out of range. */
static ae_status decode_size(size_t *out, const decoder *d, const char *text, size_t n, const char *kind)
{
    unsigned long long value;
    for (size_t i = 0; i < n; i++)
        if (!is_digit(text[i]))
            return fail_kind(d, kind);
    if (n == 0)
        return fail_kind(d, kind);
    if (!ae_integer_read(&value, text, n) || value > SIZE_MAX || !in_range(d->field, (double)value))
        return fail_range(d);
    *out = (size_t)value;
    return AE_OK;
}

static ae_status decode_count(const decoder *d)
{
    return decode_size(d->member, d, d->value.text, d->value.length, "a whole number");
}

static ae_status read_real(double *out, const decoder *d, const char *text, size_t n, const char *kind)
{
    double value;
    if (!ae_decimal_read(&value, text, n))
        return fail_kind(d, kind);
    if (!in_range(d->field, value))
        return fail_range(d);
    *out = value;
    return AE_OK;
}

static ae_status decode_real(const decoder *d)
{
    return read_real(d->member, d, d->value.text, d->value.length, "a number");
}

static size_t count_of(char c, const ae_word *word)
{
    size_t n = 0;
    for (size_t i = 0; i < word->length; i++)
        n += word->text[i] == c;
    return n;
}

static ae_status decode_reals(const decoder *d)
{
    const char *at = d->value.text, *end = at + d->value.length;
    ae_reals reals = { .count = count_of(',', &d->value) + 1 };
    reals.number = ae_arena_take(d->arena, reals.count, sizeof *reals.number);
    if (!reals.number)
        return ae_fail_memory(d->e);
    for (size_t i = 0; i < reals.count; i++) {
        const char *comma = memchr(at, ',', (size_t)(end - at)), *to = comma ? comma : end;
        AE_TRY(read_real(&reals.number[i], d, at, (size_t)(to - at), "a list such as 1,0.5,2 of numbers"));
        at = to + (comma != NULL);
    }
    *(ae_reals *)d->member = reals;
    return AE_OK;
}

static ae_status decode_word(int *out, const decoder *d, const char *const *words)
{
    for (int i = 0; words[i]; i++)
        if (ae_word_is(&d->value, words[i])) {
            *out = i;
            return AE_OK;
        }
    const ae_known known = ae_known_list(words);
    return ae_fail_unknown(d->e, &d->value, &d->item->name, *d->field->key ? d->field->key : "word", &known);
}

static ae_status decode_choice(const decoder *d)
{
    return decode_word(d->member, d, d->field->words);
}

static ae_status decode_flag(const decoder *d)
{
    static const char *const words[] = { "no", "yes", NULL };
    return decode_word(d->member, d, words);
}

static bool is_name(const char *text, size_t n)
{
    bool valid = n > 0 && n <= MAX_NAME && is_letter(text[0]);
    for (size_t i = 1; valid && i < n; i++)
        valid = is_letter(text[i]) || is_digit(text[i]) || text[i] == '_' || text[i] == '-';
    return valid;
}

static ae_status copy_value(const decoder *d)
{
    char *copy = ae_arena_text(d->arena, d->value.text, d->value.length);
    if (!copy)
        return ae_fail_memory(d->e);
    *(const char **)d->member = copy;
    return AE_OK;
}

/* Up to AE_MAX_DIMS whole numbers with a separator between them. */
static ae_status decode_list(size_t *n, size_t *number, const decoder *d, char separator, const char *kind,
                             const char *excess)
{
    const char *at = d->value.text, *end = at + d->value.length;
    *n = 0;
    for (bool more = true; more;) {
        const char *next = memchr(at, separator, (size_t)(end - at));
        if (*n == AE_MAX_DIMS)
            return fail_value(d, excess);
        AE_TRY(decode_size(&number[(*n)++], d, at, (size_t)((next ? next : end) - at), kind));
        more = next != NULL;
        at = more ? next + 1 : end;
    }
    return AE_OK;
}

static ae_status decode_name(const decoder *d)
{
    if (!is_name(d->value.text, d->value.length))
        return fail_value(d, "is not a name: a letter, then letters, digits, '_' and '-', at most 63 in all");
    return copy_value(d);
}

static ae_status decode_place(const decoder *d)
{
    const size_t names = count_of('.', &d->value) + 1;
    ae_word rest = d->value;
    bool valid = names <= 3;
    for (size_t i = 0; valid && i < names; i++) {
        const ae_word name = ae_word_cut(&rest, '.');
        valid = is_name(name.text, name.length);
    }
    if (!valid)
        return fail_value(d, "is not the name of a layer or of a tensor such as dense1.weight");
    return copy_value(d);
}

static ae_status take_places(ae_places *out, const decoder *d)
{
    ae_places places = { .count = count_of(',', &d->value) + 1 };
    places.place = ae_arena_take(d->arena, places.count, sizeof *places.place);
    places.words = ae_arena_take(d->arena, places.count, sizeof *places.words);
    *out = places;
    return places.place && places.words ? AE_OK : ae_fail_memory(d->e);
}

ae_word ae_word_cut(ae_word *rest, char separator)
{
    const char *end = memchr(rest->text, separator, rest->length);
    ae_word first = *rest;
    first.length = end ? (size_t)(end - rest->text) : rest->length;
    size_t used = first.length + (end != NULL);
    *rest = (ae_word){ rest->text + used, rest->length - used, rest->line, rest->column + used };
    return first;
}

/* Each is a value of its own, so that a mistake is blamed on the one that has it. */
static ae_status decode_places(const decoder *d)
{
    decoder one = *d;
    ae_word rest = d->value;
    ae_places places;
    AE_TRY(take_places(&places, d));
    for (size_t i = 0; i < places.count; i++) {
        one.value = places.words[i] = ae_word_cut(&rest, ',');
        one.member = &places.place[i];
        AE_TRY(decode_place(&one));
    }
    *(ae_places *)d->member = places;
    return AE_OK;
}

static ae_status decode_shape(const decoder *d)
{
    ae_dims dims = { 0 };
    AE_TRY(decode_list(&dims.rank, dims.dim, d, 'x', "a shape such as 784 or 1x28x28 with sizes",
                       "has more than 4 dimensions"));
    *(ae_dims *)d->member = dims;
    return AE_OK;
}

/* What begins with a letter is meant to be a word. */
static ae_status decode_counts(const decoder *d)
{
    ae_counts counts = { 0 };
    if (d->field->words && is_letter(d->value.text[0]))
        return decode_word(&((ae_counts *)d->member)->word, d, d->field->words);
    AE_TRY(decode_list(&counts.count, counts.number, d, ',', "a list such as 1 or 0,0,1,1 of whole numbers",
                       "has more than 4 numbers"));
    *(ae_counts *)d->member = counts;
    return AE_OK;
}

static ae_status decode_bounds(const decoder *d)
{
    static const char kind[] = "two numbers such as 0,1";
    const char *text = d->value.text, *comma = memchr(text, ',', d->value.length);
    size_t first = comma ? (size_t)(comma - text) : 0;
    ae_bounds b;
    if (!comma)
        return fail_kind(d, kind);
    AE_TRY(read_real(&b.low, d, text, first, kind));
    AE_TRY(read_real(&b.high, d, comma + 1, d->value.length - first - 1, kind));
    if (b.low >= b.high)
        return fail_value(d, "must have the lower number first");
    *(ae_bounds *)d->member = b;
    return AE_OK;
}

static ae_status decode_word_itself(const decoder *d)
{
    *(ae_word *)d->member = d->value;
    return AE_OK;
}

static ae_status decode_value(const decoder *d)
{
    static ae_status (*const decode[])(const decoder *) = {
        [AE_FIELD_COUNT] = decode_count,   [AE_FIELD_REAL] = decode_real,     [AE_FIELD_CHOICE] = decode_choice,
        [AE_FIELD_FLAG] = decode_flag,     [AE_FIELD_NAME] = decode_name,     [AE_FIELD_SHAPE] = decode_shape,
        [AE_FIELD_COUNTS] = decode_counts, [AE_FIELD_PLACE] = decode_place,   [AE_FIELD_PLACES] = decode_places,
        [AE_FIELD_REALS] = decode_reals,   [AE_FIELD_BOUNDS] = decode_bounds, [AE_FIELD_WORD] = decode_word_itself,
    };
    return decode[d->field->type](d);
}

/* ---- an item against its table ---- */

const ae_field *ae_field_next(const ae_field *field)
{
    const ae_field *next = field + 1;
    return !next->key && next->more ? next->more : next;
}

/* A key stands once in an item and in a table; only of main values, whose key is "", some are passed over. */
static const ae_field *find_field(const ae_field *fields, const ae_word *key, size_t passed)
{
    for (const ae_field *f = fields; f->key; f = ae_field_next(f))
        if (ae_word_is(key, f->key) && passed-- == 0)
            return f;
    return NULL;
}

static const ae_word *find_value(const ae_item *item, const char *key, size_t passed)
{
    for (size_t i = 0; i < item->count; i++)
        if (ae_word_is(&item->pairs[i].key, key) && passed-- == 0)
            return &item->pairs[i].value;
    return NULL;
}

const ae_word *ae_item_value(const ae_item *item, const char *key)
{
    return find_value(item, key, 0);
}

const ae_word *ae_item_main(const ae_item *item, size_t number)
{
    return find_value(item, "", number);
}

/* The main value's key is "" and so counts for none. */
static const char *key_at(const void *fields, size_t index)
{
    const ae_field *f = fields;
    while (index-- > 0)
        f = ae_field_next(f);
    return f->key;
}

static ae_status fail_main(const decoder *d, const ae_word *value, size_t known)
{
    const ae_word *name = &d->item->name;
    if (known == 0)
        return ae_fail_word(d->e, AE_EWORD, value, "%.*s: takes no main value, but \"%.*s\" is given", ae_word_shown(name),
                            name->text, ae_word_shown(value), value->text);
    return ae_fail_word(d->e, AE_ESPEC, value,
                        "%.*s: takes %zu main value%s, and \"%.*s\" is one more; all else is key=value", ae_word_shown(name),
                        name->text, known, known > 1 ? "s" : "", ae_word_shown(value), value->text);
}

/* `mains`: main values so far. */
static ae_status decode_pair(decoder d, const ae_pair *pair, size_t *mains, const ae_field *fields, void *options)
{
    const ae_known keys = { key_at, fields };
    const bool is_main = pair->key.length == 0;
    d.field = find_field(fields, &pair->key, is_main ? *mains : 0);
    if (!d.field)
        return is_main ? fail_main(&d, &pair->value, *mains) : ae_fail_unknown(d.e, &pair->key, &d.item->name, "key", &keys);
    *mains += is_main;
    d.value = pair->value;
    d.member = (char *)options + d.field->offset;
    return decode_value(&d);
}

static ae_status fail_absent(const decoder *d, const ae_field *field)
{
    const ae_word *name = &d->item->name;
    const char *main = ae_item_main(d->item, 0) ? "another main value" : "the main value";
    return ae_fail_word(d->e, AE_EVALUE, name, "%.*s: %s%s is missing: %s", ae_word_shown(name), name->text,
                        *field->key ? field->key : main, *field->key ? "=" : "", field->text);
}

static ae_status decode_absent(decoder d, const ae_field *field, void *options)
{
    const ae_word *name = &d.item->name;
    if (field->required)
        return fail_absent(&d, field);
    if (!*field->text)
        return AE_OK;
    d.field = field;
    d.value = (ae_word){ field->text, strlen(field->text), name->line, name->column };
    d.member = (char *)options + field->offset;
    return decode_value(&d);
}

ae_status ae_item_decode(void *options, const ae_item *item, const ae_field *fields, ae_arena *arena, ae_error *e)
{
    decoder d = { .item = item, .arena = arena, .e = e };
    size_t given = 0, known = 0; /* main values, and their fields */
    for (size_t i = 0; i < item->count; i++)
        AE_TRY(decode_pair(d, &item->pairs[i], &given, fields, options));
    for (const ae_field *f = fields; f->key; f = ae_field_next(f))
        if (!find_value(item, f->key, *f->key ? 0 : known++))
            AE_TRY(decode_absent(d, f, options));
    return AE_OK;
}
