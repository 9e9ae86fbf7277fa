#include "kit/stack.h"
#include "kit/stack/items.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A spec, read. */
typedef struct net {
    kit_span spec;
    kit_span *dense; /* the encoder's dense layers */
    size_t n;
    kit_span way_back; /* `decoder mirror` */
    size_t back;       /* how many numbers the decoder's last layer puts out */
    double noise;
} net;

/* What an item is to the levels. */
typedef enum part { OTHER, ROWS, WEIGHTS, LOSS, WHOLE, NOISE, DENSE, CODE, WAY_BACK } part;

static part part_of(kit_span line)
{
    static const struct {
        const char *name;
        part part;
    } items[] = { { "input", ROWS },    { "columns", ROWS }, { "scaler", ROWS },   { "missing", ROWS },
                  { "init", WEIGHTS },  { "loss", LOSS },    { "penalty", WHOLE }, { "noise", NOISE },
                  { "dropout", NOISE }, { "dense", DENSE },  { "code", CODE },     { "decoder", WAY_BACK } };
    const kit_span name = kit_item_word(&line);
    for (size_t i = 0; i < sizeof items / sizeof *items; i++)
        if (kit_span_is(name, items[i].name))
            return items[i].part;
    return OTHER;
}

/* ---- Reading ------------------------------------------------------------------------------------------------------ */

static bool refuse_layer(kit_span line, kit_message *why)
{
    return kit_explain(
        why,
        "%.*s: only dense layers are trained one by one, with dropout and noise between them; this encoder has "
        "a layer of another kind",
        (int)line.n, line.at);
}

static bool check_net(const net *t, kit_message *why)
{
    if (t->way_back.n == 0)
        return kit_explain(why,
                           "each layer is trained together with its partner, and the spec has no `decoder mirror`, which "
                           "would give it one");
    return t->n > 1 || kit_explain(why, "the encoder has %s, so there is nothing to stack; it takes two",
                                   t->n ? "one dense layer only" : "no dense layer");
}

static bool read_net(net *t, kit_message *why)
{
    bool coded = false;
    for (kit_span rest = t->spec, line; (line = kit_item_line(&rest)).n;) {
        const part is = part_of(line);
        coded = coded || is == CODE;
        if (is == WAY_BACK)
            t->way_back = line;
        if (is == OTHER && !coded)
            return refuse_layer(line, why);
        if (is == DENSE && !coded)
            t->dense[t->n++] = line;
    }
    return check_net(t, why);
}

static size_t count_lines(kit_span spec)
{
    size_t n = 0;
    while (kit_item_line(&spec).n)
        n++;
    return n;
}

/* Where categories or a scaler are between the net and the rows, the net's own output has a name of its own. */
static size_t width_back(const ae_model *model)
{
    ae_value_info value = AE_VALUE_INFO_INIT;
    size_t width = 0;
    for (size_t i = 0; ae_model_get_value(&value, model, i, NULL) == AE_OK; i++)
        if (strcmp(value.name, "output.scaled") == 0 || (width == 0 && strcmp(value.name, "output") == 0))
            width = value.width;
    return width;
}

/* ---- Writing ------------------------------------------------------------------------------------------------------ */

static void put(FILE *to, const char *before, kit_span s)
{
    fprintf(to, "%s%.*s", before, (int)s.n, s.at);
}

static void put_name(FILE *to, const char *key, kit_span layer, size_t number)
{
    const kit_span own = kit_item_value(layer, "name");
    fprintf(to, " %s=", key);
    if (own.n)
        put(to, "", own);
    else
        fprintf(to, "dense%zu", number);
}

static void put_layer(FILE *to, const net *t, size_t level, bool noisy)
{
    const kit_span layer = t->dense[level];
    if (!noisy && t->noise > 0)
        fprintf(to, "noise mask p=%.9g\n", t->noise);
    put(to, "", layer);
    if (!kit_item_value(layer, "name").n)
        put_name(to, "name", layer, level + 1);
    fputc('\n', to);
}

static bool is_among(kit_span word, const char *const *keys)
{
    const char *sign = memchr(word.at, '=', word.n);
    const kit_span key = { word.at, sign ? (size_t)(sign - word.at) : 0 };
    while (*keys && !kit_span_is(key, *keys))
        keys++;
    return *keys != NULL;
}

static const char *const activation[] = { "act", "slope", "alpha", NULL };

/* A partner begins as its original does, unless it has the other's weights. */
static void put_beginnings(FILE *to, kit_span layer, bool tied)
{
    static const char *const own[] = { "", "name", NULL };
    static const char *const weights[] = { "init", "sd", "min", "max", "maxnorm", NULL };
    kit_item_word(&layer);
    for (kit_span word; (word = kit_item_word(&layer)).n;)
        if (!is_among(word, own) && !is_among(word, activation) && !(tied && is_among(word, weights)))
            put(to, " ", word);
}

static void put_activation(FILE *to, kit_span of)
{
    for (kit_span word; (word = kit_item_word(&of)).n;)
        if (is_among(word, activation))
            put(to, " ", word);
}

/* A mirror's layers are numbered on from the encoder's, and each makes what the layer before its original made. */
static void put_partner(FILE *to, const net *t, size_t level)
{
    const kit_span before = level ? t->dense[level - 1] : t->way_back;
    const bool tied = kit_span_is(kit_item_value(t->way_back, "tied"), "yes");
    if (level)
        put(to, "dense ", kit_item_value(before, ""));
    else
        fprintf(to, "dense %zu", t->back);
    fprintf(to, " name=dense%zu", 2 * t->n - level);
    if (tied)
        put_name(to, "tied", t->dense[level], level + 1);
    put_beginnings(to, t->dense[level], tied);
    put_activation(to, before);
    fputc('\n', to);
}

/* Codes of a sigmoid lie between 0 and 1, where bce learns faster. */
static void put_loss(FILE *to, const net *t, size_t level)
{
    fprintf(to, "loss %s\n", kit_span_is(kit_item_value(t->dense[level - 1], "act"), "sigmoid") ? "bce" : "mse");
}

/* Whether the item stands in the level's spec as it stands in the whole one: what is about the rows and the reconstruction
 * is the first level's. `at` is the level that the walk along the encoder is in. */
static bool is_kept(kit_span line, size_t level, size_t at, bool coded)
{
    const part is = part_of(line);
    return is == WEIGHTS || (is == ROWS && level == 0) || (is == LOSS && level == 0 && !kit_item_value(line, "on").n) ||
           (is == NOISE && level == at && !coded);
}

/* What stands behind the last dense layer is that one's, too. */
static void put_items(FILE *to, const net *t, size_t level)
{
    bool coded = false, noisy = false;
    size_t seen = 0;
    for (kit_span rest = t->spec, line; (line = kit_item_line(&rest)).n;) {
        const size_t at = seen < t->n ? seen : t->n - 1;
        const part is = part_of(line);
        coded = coded || is == CODE;
        if (is_kept(line, level, at, coded)) {
            put(to, "", line);
            fputc('\n', to);
            noisy = noisy || is == NOISE;
        }
        if (is == DENSE && !coded && seen++ == level)
            put_layer(to, t, level, noisy);
    }
}

static char *level_spec(const net *t, size_t level)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    if (!to)
        return NULL;
    if (level)
        put(to, "input ", kit_item_value(t->dense[level - 1], ""));
    fputs(level ? "\n" : "", to);
    put_items(to, t, level);
    fputs("code\n", to);
    put_partner(to, t, level);
    if (level)
        put_loss(to, t, level);
    if (fclose(to) == 0)
        return text;
    free(text);
    return NULL;
}

static bool write_levels(kit_stack *out, const net *t, kit_message *why)
{
    out->specs = calloc(t->n, sizeof *out->specs);
    for (; out->specs && out->n < t->n; out->n++)
        if (!(out->specs[out->n] = level_spec(t, out->n)))
            break;
    return (out->specs && out->n == t->n) || kit_explain(why, "out of memory");
}

bool kit_stack_make(kit_stack *out, const ae_model *model, double noise, kit_message *why)
{
    const char *spec = ae_model_spec(model);
    net t = { .spec = { spec, strlen(spec) }, .back = width_back(model), .noise = noise };
    *out = (kit_stack){ 0 };
    t.dense = calloc(count_lines(t.spec) + 1, sizeof *t.dense);
    bool ok = t.dense ? read_net(&t, why) && write_levels(out, &t, why) : kit_explain(why, "out of memory");
    free(t.dense);
    return ok;
}

void kit_stack_free(kit_stack *s)
{
    for (size_t i = 0; i < s->n; i++)
        free(s->specs[i]);
    free(s->specs);
    *s = (kit_stack){ 0 };
}
