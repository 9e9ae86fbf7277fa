/* What a layer or an objective gets to record itself with. */
#ifndef AE_GRAPH_BUILDER_H
#define AE_GRAPH_BUILDER_H

#include "graph/graph.h"
#include "tensor/layout.h"

/* Initialisers as a spec names them; index 0 of the words means "as the whole net's `init` item says". */
typedef struct ae_init_options {
    int weight, bias;
    double sd, min, max, bias_sd, bias_min, bias_max;
} ae_init_options;

extern const char *const ae_init_words[];
enum { AE_INIT_NET, AE_INIT_GLOROT_UNIFORM, AE_INIT_ZEROS }; /* the first of the words */

enum { AE_PARAM_NAME = 96 }; /* bytes of a name such as "dense1.weight" */

/* What a normal distribution consists of, and the parts of a layer's name under which they are published. */
typedef enum ae_moment { AE_MEAN, AE_LOG_VARIANCE, AE_MOMENTS } ae_moment;
extern const char *const ae_moments[AE_MOMENTS];

typedef struct ae_builder {
    ae_graph *graph;
    const char *name;           /* of the item that is emitted */
    const char *weights_of;     /* a tied layer: the item whose weights it uses, transposed; otherwise NULL */
    const ae_init_options *net; /* the net's initialisers */
    bool training;              /* this graph is for training: what only training does is emitted */
    bool draws;                 /* what stands for a distribution gives a draw from it, not its mean */
    const bool *frozen;         /* per parameter: training leaves it as it is; NULL = none is frozen */
    bool by_feature;            /* losses put out each feature's share instead of their sum over the row ... */
    const size_t *shares;       /* ... added to these, or NULL */
    const size_t *present;      /* losses: how much each column of a row counts, or NULL ... */
    size_t target;              /* ... because some of these may be gaps */
    const ae_layout *layout;    /* losses: some columns are categories; NULL: all are numbers */
    bool classes;               /* losses: the target is a class, the one column of the layout */
    const size_t *log_variance; /* losses: the log-variance that the net gives beside its output, or NULL */
    ae_error *error;
} ae_builder;

/* A weight as a layer asks for it. */
typedef struct ae_weight {
    ae_shape shape;
    const ae_init_options *init;
    size_t fan_in, fan_out;
    size_t groups;     /* of a convolution; 0 = another layer's weight */
    double norm_limit; /* after each step of training no column, the numbers that lead to one unit, is longer; 0 = any */
} ae_weight;

/* The weight "NAME.weight" and the bias "NAME.bias" of the item, initialised as its options say. */
ae_status ae_builder_weight(size_t *out, ae_builder *b, const ae_weight *weight);
ae_status ae_builder_bias(size_t *out, ae_builder *b, size_t n, const ae_init_options *init, size_t fan_in, size_t fan_out);

/* Of a tied layer: the weight that it uses. Of others NULL. */
const ae_param *ae_builder_tied_weight(const ae_builder *b);

/* "NAME.PART", which begins as `value` everywhere: a weight that does not decay, or state (see ae_param). */
ae_status ae_builder_constant(size_t *out, ae_builder *b, const char *part, const ae_shape *shape, double value);
ae_status ae_builder_state(size_t *out, ae_builder *b, const char *part, const ae_shape *shape, double value,
                           double momentum);

/* The same for state that is filled in before training: "OWNER.PART", which begins as `values`: one number, which is
 * copied, or one for each element, which must live as long as the parameters. */
ae_status ae_builder_fitted(size_t *out, ae_builder *b, const char *owner, const char *part, const ae_shape *shape,
                            const ae_reals *values);

ae_status ae_builder_apply(size_t *out, ae_builder *b, const char *op, const void *attr, const size_t *in, size_t n_in);

/* Gives a value that the layer makes on its way the name "NAME.PART". Its result gets the name NAME without that. */
ae_status ae_builder_publish(ae_builder *b, const char *part, size_t value);

/* Memory for an op's attributes; NULL, with the error filled in, if there is none. */
void *ae_builder_attr(ae_builder *b, size_t size);

#endif
