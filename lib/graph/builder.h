/* What a layer or an objective gets to record itself with. */
#ifndef AE_GRAPH_BUILDER_H
#define AE_GRAPH_BUILDER_H

#include "graph/graph.h"

/* Initialisers as a spec names them; index 0 of the words means "as the whole net's `init` item says". */
typedef struct ae_init_options {
    int weight, bias;
    double sd, min, max, bias_sd, bias_min, bias_max;
} ae_init_options;

extern const char *const ae_init_words[];
enum { AE_INIT_NET, AE_INIT_GLOROT_UNIFORM, AE_INIT_ZEROS }; /* the first of the words */

typedef struct ae_builder {
    ae_graph *graph;
    const char *name;           /* of the item that is emitted */
    const char *weights_of;     /* a tied layer: the item whose weights it uses, transposed; otherwise NULL */
    const ae_init_options *net; /* the net's initialisers */
    bool training;              /* this plan is for training: what only training does is emitted */
    ae_error *error;
} ae_builder;

/* The weight "NAME.weight" and the bias "NAME.bias" of the item, initialised as its options say. */
ae_status ae_builder_weight(size_t *out, ae_builder *b, const ae_shape *shape, const ae_init_options *init, size_t fan_in,
                            size_t fan_out);
ae_status ae_builder_bias(size_t *out, ae_builder *b, size_t n, const ae_init_options *init, size_t fan_in, size_t fan_out);

/* Of a tied layer: the weight that it uses. Of others NULL. */
const ae_param *ae_builder_tied_weight(const ae_builder *b);

/* "NAME.PART", which begins as `value` everywhere: a weight that does not decay, or state (see ae_param). */
ae_status ae_builder_constant(size_t *out, ae_builder *b, const char *part, const ae_shape *shape, double value);
ae_status ae_builder_state(size_t *out, ae_builder *b, const char *part, const ae_shape *shape, double value,
                           double momentum);

/* After each step of training no column of the weight, the numbers that lead to one unit, is longer than this; 0 = any. */
void ae_builder_limit_norm(ae_builder *b, size_t weight, double limit);

/* The weight is a convolution's, of so many groups. */
void ae_builder_group(ae_builder *b, size_t weight, size_t groups);

ae_status ae_builder_apply(size_t *out, ae_builder *b, const char *op, const void *attr, const size_t *in, size_t n_in);

/* Memory for an op's attributes; NULL, with the error filled in, if there is none. */
void *ae_builder_attr(ae_builder *b, size_t size);

#endif
