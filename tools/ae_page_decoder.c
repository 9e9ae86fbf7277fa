/* A decoder that the page itself can run: dense layers, their weights and activations. What is found in the spec is held
 * against the library's own results before it is written, so that the page never shows what the model would not. */
#include "ae_page_decoder.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Activations ---------------------------------------------------------------------------------------------------- */

static double linear(double x, double parameter)
{
    (void)parameter;
    return x;
}

static double relu(double x, double parameter)
{
    (void)parameter;
    return x > 0 ? x : 0;
}

static double leaky_relu(double x, double slope)
{
    return x > 0 ? x : slope * x;
}

static double elu(double x, double alpha)
{
    return x > 0 ? x : alpha * expm1(x);
}

static double sigmoid(double x, double parameter)
{
    (void)parameter;
    return 1 / (1 + exp(-x));
}

static double hyperbolic(double x, double parameter)
{
    (void)parameter;
    return tanh(x);
}

static double softplus(double x, double parameter)
{
    (void)parameter;
    return x > 30 ? x : log1p(exp(x));
}

/* All that look at each number alone; with the key of their parameter in a spec, and what it is where the spec is silent. */
static const struct page_activation activations[] = {
    { "linear", linear, NULL, 0 },     { "relu", relu, NULL, 0 },       { "leaky_relu", leaky_relu, " slope=", 0.01 },
    { "elu", elu, " alpha=", 1 },      { "sigmoid", sigmoid, NULL, 0 }, { "tanh", hyperbolic, NULL, 0 },
    { "softplus", softplus, NULL, 0 },
};

/* What stands behind `act=` in an item, or in an item `act` of its own; NULL: nothing. */
static const char *activation_word(const char *item)
{
    const char *act = strstr(item, " act=");
    return strncmp(item, "act ", 4) == 0 ? item + 4 : act ? act + 5 : NULL;
}

/* Linear where an item names none. `of` is NULL for one that is not known here. */
static page_act act_of(const char *item)
{
    const char *word = activation_word(item);
    const size_t n = word ? strcspn(word, " \n") : 0;
    if (!word)
        return (page_act){ &activations[0], 0 };
    for (size_t i = 0; i < sizeof activations / sizeof *activations; i++) {
        const struct page_activation *a = &activations[i];
        if (strlen(a->name) == n && strncmp(word, a->name, n) == 0) {
            const char *parameter = a->key ? strstr(item, a->key) : NULL;
            return (page_act){ a, parameter ? strtod(parameter + strlen(a->key), NULL) : a->usual };
        }
    }
    return (page_act){ NULL, 0 };
}

/* ---- The spec: one item a line ------------------------------------------------------------------------------------- */

enum { LONGEST = 256 };

static const char *next_item(char item[LONGEST], const char *spec)
{
    const size_t n = strcspn(spec, "\n");
    snprintf(item, LONGEST, "%.*s", (int)n, spec);
    return spec[n] ? spec + n + 1 : spec + n;
}

static bool begins(const char *item, const char *word)
{
    const size_t n = strlen(word);
    return strncmp(item, word, n) == 0 && (item[n] == ' ' || !item[n]);
}

/* Items that change nothing once the net is trained, and those that are no layers. */
static bool is_passed_over(const char *item)
{
    static const char *const words[] = { "dropout", "noise",   "init",    "input",  "columns",
                                         "scaler",  "missing", "reshape", "flatten" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (begins(item, words[i]))
            return true;
    return false;
}

/* What stands before the code. */
typedef struct encoder {
    page_act act[PAGE_LAYERS];
    size_t n;
    bool is_dense;
} encoder;

/* One more layer, which ends with this activation. False: it is not known here, or layers are too many. */
static bool add_layer(page_decoder *d, page_act act)
{
    if (d->n == PAGE_LAYERS || !act.activation)
        return false;
    d->layer[d->n++].act = act;
    return true;
}

/* An item `act` behind a layer: what that layer ends with. */
static bool add_act(page_decoder *d, const char *item)
{
    const page_act act = act_of(item);
    if (d->n == 0 || !act.activation || d->layer[d->n - 1].act.activation != &activations[0])
        return false;
    d->layer[d->n - 1].act = act;
    return true;
}

/* The way back through the encoder's layers: each ends with the activation that this width had on the way in. */
static bool add_mirror(page_decoder *d, const encoder *e, const char *item)
{
    if (e->n == 0 || !e->is_dense)
        return false;
    for (size_t i = e->n - 1; i-- > 0;)
        if (!add_layer(d, e->act[i]))
            return false;
    return add_layer(d, act_of(item));
}

/* Layers of another kind are no hindrance, unless a mirror has to go back through them. */
static void see_encoder(encoder *e, const char *item)
{
    const bool dense = begins(item, "dense") || begins(item, "gaussian");
    if (dense && e->n < PAGE_LAYERS)
        e->act[e->n++] = act_of(item);
    else
        e->is_dense &= is_passed_over(item);
}

/* A layer behind the code. False: it is neither dense nor gaussian, which gives its mean. */
static bool see_decoder(page_decoder *d, const encoder *e, const char *item)
{
    if (begins(item, "decoder"))
        return add_mirror(d, e, item);
    if (begins(item, "act"))
        return add_act(d, item);
    return begins(item, "dense") || begins(item, "gaussian") ? add_layer(d, act_of(item)) : is_passed_over(item);
}

static bool ends_layers(const char *item)
{
    return begins(item, "loss") || begins(item, "penalty") || begins(item, "head");
}

static bool read_spec(page_decoder *d, const char *spec)
{
    encoder e = { .is_dense = true };
    char item[LONGEST];
    bool behind = false;
    while (*spec) {
        spec = next_item(item, spec);
        if (ends_layers(item))
            break;
        if (behind && !see_decoder(d, &e, item))
            return false;
        if (!behind && !begins(item, "code"))
            see_encoder(&e, item);
        behind |= begins(item, "code");
    }
    return d->n > 0;
}

/* ---- Weights ---------------------------------------------------------------------------------------------------------- */

static const float *tensor(ae_tensor_info *t, const page *p, const char *layer, const char *what)
{
    const size_t n = strlen(layer);
    for (size_t i = 0; i < p->info.tensors; i++) {
        *t = (ae_tensor_info)AE_TENSOR_INFO_INIT;
        if (ae_model_get_tensor(t, p->shown->s.model, i, NULL) == AE_OK && strncmp(t->name, layer, n) == 0 &&
            t->name[n] == '.' && strcmp(t->name + n + 1, what) == 0)
            return t->data;
    }
    return NULL;
}

/* Layers by their names: dense ones before the code, from the input on, and those behind it. */
static void find_names(const char *before[PAGE_LAYERS], size_t *n_before, const char *after[PAGE_LAYERS], size_t *n_after,
                       const page *p)
{
    bool behind = false;
    *n_before = *n_after = 0;
    for (size_t i = 1; i < p->info.values; i++) {
        ae_value_info v = AE_VALUE_INFO_INIT;
        ae_tensor_info t;
        if (ae_model_get_value(&v, p->shown->s.model, i, NULL) != AE_OK || strchr(v.name, '.') || v.head)
            continue;
        behind |= strcmp(v.name, "code") == 0;
        if (!behind && *n_before < PAGE_LAYERS && tensor(&t, p, v.name, "weight"))
            before[(*n_before)++] = v.name;
        if (behind && *n_after < PAGE_LAYERS && tensor(&t, p, v.name, "bias"))
            after[(*n_after)++] = v.name;
    }
}

/* A layer whose weights are those of another one, the other way round, has none of its own. */
static bool take_weights(page_layer *l, const page *p, const char *name, const char *partner)
{
    ae_tensor_info t, b;
    const float *own = tensor(&t, p, name, "weight"), *shared = own || !partner ? NULL : tensor(&t, p, partner, "weight");
    l->bias = tensor(&b, p, name, "bias");
    l->weights = own ? own : shared;
    l->is_turned = !own;
    if (!l->weights || !l->bias || t.rank != 2)
        return false;
    l->in = t.shape[own ? 0 : 1];
    l->out = t.shape[own ? 1 : 0];
    return b.shape[0] == l->out;
}

static bool take_layers(page_decoder *d, const page *p)
{
    const char *before[PAGE_LAYERS], *after[PAGE_LAYERS];
    size_t n_before, n_after, width = p->info.code_width;
    find_names(before, &n_before, after, &n_after, p);
    if (n_after != d->n)
        return false;
    for (size_t i = 0; i < d->n; width = d->layer[i++].out) {
        const char *partner = i < n_before ? before[n_before - 1 - i] : NULL;
        if (!take_weights(&d->layer[i], p, after[i], partner) || d->layer[i].in != width)
            return false;
        d->numbers += d->layer[i].in * d->layer[i].out + d->layer[i].out;
    }
    return width == p->info.output_width;
}

/* ---- Running it ------------------------------------------------------------------------------------------------------- */

float page_layer_weight(const page_layer *l, size_t in, size_t out)
{
    return l->is_turned ? l->weights[out * l->in + in] : l->weights[in * l->out + out];
}

static void run_layer(double *to, const page_layer *l, const double *from)
{
    for (size_t k = 0; k < l->out; k++) {
        double sum = (double)l->bias[k];
        for (size_t i = 0; i < l->in; i++)
            sum += from[i] * (double)page_layer_weight(l, i, k);
        to[k] = l->act.activation->of(sum, l->act.parameter);
    }
}

static size_t widest(const page_decoder *d)
{
    size_t most = d->layer[0].in;
    for (size_t i = 0; i < d->n; i++)
        most = d->layer[i].out > most ? d->layer[i].out : most;
    return most;
}

/* In the model's own numbers. */
static void run(double *a, double *b, const page_decoder *d, const page *p, const float *code)
{
    for (size_t i = 0; i < p->info.code_width; i++)
        a[i] = (double)code[i];
    for (size_t i = 0; i < d->n; i++) {
        run_layer(b, &d->layer[i], a);
        memcpy(a, b, d->layer[i].out * sizeof *a);
    }
    for (size_t k = 0; k < p->info.output_width; k++)
        a[k] = a[k] * d->spread[k] + d->center[k];
}

/* Of categories no single number comes back, and of logarithms none that a multiple would make right. */
static bool is_plain(const page *p, const ae_column_info *c, size_t column)
{
    const kit_schema *s = &p->shown->s.answers;
    return c->levels == 0 && !(s->columns && s->columns[column].log1p);
}

/* Columns that the net scales come back in the data's units. False: some are no plain numbers. */
static bool take_scales(page_decoder *d, const page *p)
{
    for (size_t k = 0; k < p->info.output_width; k++) {
        ae_column_info c = AE_COLUMN_INFO_INIT;
        if (ae_model_get_column(&c, p->shown->s.model, k, NULL) != AE_OK || !is_plain(p, &c, k))
            return false;
        d->center[k] = c.center;
        d->spread[k] = c.spread;
    }
    return true;
}

/* What the library makes of a few codes, to hold the page's decoder against. */
typedef struct trial {
    size_t n;
    float *right; /* n x the width of outputs */
    double *a, *b;
} trial;

/* trial_free either way. */
static bool trial_make(trial *t, const page_decoder *d, const page *p, kit_message *why)
{
    enum { TRIED = 8 };
    ae_error e;
    const size_t room = widest(d);
    t->n = p->n_kept < TRIED ? p->n_kept : TRIED;
    t->right = malloc(t->n * p->info.output_width * sizeof *t->right);
    t->a = malloc(room * sizeof *t->a);
    t->b = malloc(room * sizeof *t->b);
    if (!t->right || !t->a || !t->b)
        return kit_explain(why, "out of memory for a decoder");
    const ae_rows rows = AE_ROWS_F32(p->codes, t->n, p->info.code_width);
    return ae_model_decode(t->right, p->shown->s.model, p->shown->s.context, &rows, &e) == AE_OK || blame(why, NULL, &e);
}

static void trial_free(trial *t)
{
    free(t->right);
    free(t->a);
    free(t->b);
}

static bool agrees(const trial *t, const page_decoder *d, const page *p)
{
    const size_t width = p->info.output_width;
    bool same = true;
    for (size_t i = 0; same && i < t->n; i++) {
        run(t->a, t->b, d, p, p->codes + i * p->info.code_width);
        for (size_t k = 0; k < width; k++)
            same &= fabs(t->a[k] - (double)t->right[i * width + k]) <= 1e-5 * (1 + fabs(t->a[k]));
    }
    return same;
}

/* ---- All of it -------------------------------------------------------------------------------------------------------- */

/* What the spec and the weights say of it. */
static const char *why_not(page_decoder *d, const page *p)
{
    enum { MOST_NUMBERS = 150000 /* of more, the page would be too large */ };
    if (!p->decodes)
        return "no rows come back from a code";
    if (p->info.condition_width > 0)
        return "it takes a condition beside the code";
    if (!read_spec(d, ae_model_spec(p->shown->s.model)) || !take_layers(d, p))
        return "it is not made of dense layers alone, or one ends with softmax";
    return d->numbers > MOST_NUMBERS ? "it has more than 150,000 numbers" : NULL;
}

static const char *why_not_scaled(page_decoder *d, const page *p, const trial *t)
{
    if (!take_scales(d, p))
        return "some columns are categories or logarithms";
    return agrees(t, d, p) ? NULL : "what a script would compute is not what the model gives";
}

bool page_decoder_find(page_decoder *d, const page *p, kit_message *why)
{
    trial t = { 0 };
    *d = (page_decoder){ 0 };
    d->missing = why_not(d, p);
    if (d->missing)
        return true;
    d->center = calloc(p->info.output_width, sizeof *d->center);
    d->spread = calloc(p->info.output_width, sizeof *d->spread);
    const bool ok = (d->center && d->spread) ? trial_make(&t, d, p, why) : kit_explain(why, "out of memory for a decoder");
    if (ok)
        d->missing = why_not_scaled(d, p, &t);
    trial_free(&t);
    return ok;
}

void page_decoder_free(page_decoder *d)
{
    free(d->center);
    free(d->spread);
}
