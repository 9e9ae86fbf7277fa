/* A layer: a field table and an emit. It owns no numbers: it says which ops and parameters its words mean. */
#ifndef AE_LAYER_LAYER_H
#define AE_LAYER_LAYER_H

#include "graph/builder.h"
#include "layer/ae_layer_list.h"

/* Every layer's options begin with these. */
typedef struct ae_layer_options {
    const char *name; /* NULL = kind and ordinal, "dense1" */
    int act;          /* index in ae_activation_words; layers without `act=` leave it 0, linear */
    double slope;     /* leaky_relu's */
    double alpha;     /* elu's */
    const char *tied; /* the layer whose weights it uses, transposed; NULL = its own. Layers without `tied=` leave it NULL */
} ae_layer_options;

enum { AE_LAYER_OPTIONS_MAX = 384 }; /* bytes; checked at compile time by each layer */

typedef struct ae_layer {
    const char *name, *doc; /* several may have one name: see ae_layer_kind */
    const ae_field *fields;
    size_t options_size;
    ae_status (*emit)(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in);
    /* `decoder mirror`: the layer that leads from this one's output back to its input `in`, or NULL if none is needed. Fills
     * that layer's options (zeroed, AE_LAYER_OPTIONS_MAX bytes) except name and activation. */
    const struct ae_layer *(*mirror)(void *mirrored, const void *options, const ae_shape *in);
    bool passes; /* has no activation of its own: a mirror looks past it for the one before */
} ae_layer;

#define AE_LAYER_DECLARE_(name) extern const ae_layer ae_layer_##name;
AE_LAYER_LIST(AE_LAYER_DECLARE_)
#define AE_LAYER_ONE_(name) +1
enum { AE_LAYER_COUNT = AE_LAYER_LIST(AE_LAYER_ONE_) };

/* The layer of an item: by its name and, where several have that name, its main value. NULL if there is none. */
const ae_layer *ae_layer_find(const ae_item *item);
const ae_layer *ae_layer_at(size_t index); /* NULL after the last */

/* What tells layers of one name apart: the one word that the main value can be. NULL where it is no such word. */
const char *ae_layer_kind(const ae_layer *layer);

/* --- shared by the layers --- */

/* Applies the activation of the options; linear adds nothing. */
ae_status ae_layer_activate(size_t *out, ae_builder *b, const ae_layer_options *options, size_t in);

#define AE_LAYER_NAME_FIELD                                                                                              \
    {                                                                                                                    \
        "name", AE_FIELD_NAME, offsetof(ae_layer_options, name), "", 0, 0, NULL, "own name, for the weights in the file" \
    }

/* For layers whose `mirror` can use their weights: one is tied to a layer that it mirrors. */
#define AE_LAYER_TIED_FIELD                                                                                                \
    {                                                                                                                      \
        "tied", AE_FIELD_NAME, offsetof(ae_layer_options, tied), "", 0, 0, NULL, "layer whose weights it uses, transposed" \
    }

#define AE_ACTIVATION_FIELDS(key)                                                                                          \
    { key, AE_FIELD_CHOICE, offsetof(ae_layer_options, act), "linear", 0, 0, ae_activation_words, "activation" },          \
        { "slope", AE_FIELD_REAL, offsetof(ae_layer_options, slope), "0.01", 0, 1, NULL, "leaky_relu: slope below zero" }, \
    {                                                                                                                      \
        "alpha", AE_FIELD_REAL, offsetof(ae_layer_options, alpha), "1", 0, 100, NULL, "elu: limit far below zero, negated" \
    }

#define AE_INIT_FIELD_(type, member, key, default_, low, high, doc)                \
    {                                                                              \
        key, AE_FIELD_REAL, offsetof(type, member), default_, low, high, NULL, doc \
    }
#define AE_INIT_FIELDS(type, m, weight_key)                                                                       \
    { weight_key, AE_FIELD_CHOICE, offsetof(type, m.weight), "net", 0, 0, ae_init_words, "how weights begin" },   \
        { "bias_init", AE_FIELD_CHOICE, offsetof(type, m.bias), "net", 0, 0, ae_init_words, "how biases begin" }, \
        AE_INIT_FIELD_(type, m.sd, "sd", "0.05", 0, 1e6, "normal: standard deviation"),                           \
        AE_INIT_FIELD_(type, m.min, "min", "-0.05", -1e6, 1e6, "uniform: lower end"),                             \
        AE_INIT_FIELD_(type, m.max, "max", "0.05", -1e6, 1e6, "uniform: upper end"),                              \
        AE_INIT_FIELD_(type, m.bias_sd, "bias_sd", "0.05", 0, 1e6, "normal biases: standard deviation"),          \
        AE_INIT_FIELD_(type, m.bias_min, "bias_min", "-0.05", -1e6, 1e6, "uniform biases: lower end"),            \
        AE_INIT_FIELD_(type, m.bias_max, "bias_max", "0.05", -1e6, 1e6, "uniform biases: upper end")

#endif
