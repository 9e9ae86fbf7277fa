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

/* And those of a layer with weights and an activation with these. */
typedef struct ae_weighted_options {
    ae_layer_options layer;
    int bias; /* whether there is one */
    ae_init_options init;
} ae_weighted_options;

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

/* The mirror of a layer that takes a flat row: a dense one with these options, which leads back to `in`. `mirrored` as in
 * ae_layer. */
const ae_layer *ae_layer_dense_back(void *mirrored, const ae_weighted_options *options, const ae_shape *in);

/* The last rows of tables: of every layer's, and of one with ae_weighted_options. */
extern const ae_field ae_layer_fields[], ae_weighted_fields[];

#define AE_ACTIVATION_FIELDS(key)                                                                                                \
    { key, AE_FIELD_CHOICE, offsetof(ae_layer_options, act), AE_DEFAULT("linear", "activation"),                                 \
      .words = ae_activation_words },                                                                                            \
        { "slope", AE_FIELD_REAL, offsetof(ae_layer_options, slope), AE_DEFAULT("0.01", "leaky_relu: slope below zero"), 0, 1 }, \
    {                                                                                                                            \
        "alpha", AE_FIELD_REAL, offsetof(ae_layer_options, alpha), AE_DEFAULT("1", "elu: limit far below zero, negated"),        \
            0, 100                                                                                                               \
    }

#define AE_INIT_FIELD_(type, member, key, default_, low, high, doc)                      \
    {                                                                                    \
        key, AE_FIELD_REAL, offsetof(type, member), AE_DEFAULT(default_, doc), low, high \
    }
#define AE_INIT_FIELDS(type, m, weight_key)                                                              \
    { weight_key, AE_FIELD_CHOICE, offsetof(type, m.weight), AE_DEFAULT("net", "how weights begin"),     \
      .words = ae_init_words },                                                                          \
        { "bias_init", AE_FIELD_CHOICE, offsetof(type, m.bias), AE_DEFAULT("net", "how biases begin"),   \
          .words = ae_init_words },                                                                      \
        AE_INIT_FIELD_(type, m.sd, "sd", "0.05", 0, 1e6, "normal: standard deviation"),                  \
        AE_INIT_FIELD_(type, m.min, "min", "-0.05", -1e6, 1e6, "uniform: lower end"),                    \
        AE_INIT_FIELD_(type, m.max, "max", "0.05", -1e6, 1e6, "uniform: upper end"),                     \
        AE_INIT_FIELD_(type, m.bias_sd, "bias_sd", "0.05", 0, 1e6, "normal biases: standard deviation"), \
        AE_INIT_FIELD_(type, m.bias_min, "bias_min", "-0.05", -1e6, 1e6, "uniform biases: lower end"),   \
        AE_INIT_FIELD_(type, m.bias_max, "bias_max", "0.05", -1e6, 1e6, "uniform biases: upper end")

#endif
