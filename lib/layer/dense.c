/* dense: y = act(x W + b). Whatever the shape of what comes in, it is taken as a flat row. */
#include "layer/layer.h"
#include "op/affine.h"

typedef struct dense_options {
    ae_layer_options layer;
    size_t width;
    int bias;
    double maxnorm;
    ae_init_options init;
} dense_options;
_Static_assert(sizeof(dense_options) <= AE_LAYER_OPTIONS_MAX, "options fit");

static const ae_field fields[] = {
    { "", AE_FIELD_COUNT, offsetof(dense_options, width), NULL, 1, 1e9, NULL, "number of outputs" },
    AE_ACTIVATION_FIELDS("act"),
    { "bias", AE_FIELD_FLAG, offsetof(dense_options, bias), "yes", 0, 0, NULL, "whether a bias is added" },
    { "maxnorm", AE_FIELD_REAL, offsetof(dense_options, maxnorm), "0", 0, 1e6, NULL,
      "largest norm of what a unit's weights form; 0 = any" },
    AE_INIT_FIELDS(dense_options, init, "init"),
    AE_LAYER_TIED_FIELD,
    AE_LAYER_NAME_FIELD,
    AE_FIELDS_END,
};

static ae_status check_tie(const ae_builder *b, const ae_shape *shape)
{
    const ae_param *of = ae_builder_tied_weight(b);
    if (!of || ae_shape_same(&of->shape, shape))
        return AE_OK;
    return ae_fail(b->error, AE_ESHAPE, "the weights of %s fit `dense %zu` where %zu numbers come in; here %zu do",
                   b->weights_of, of->shape.dim[0], of->shape.dim[1], shape->dim[1]);
}

static ae_status emit(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    const dense_options *o = options;
    size_t fan_in = ae_shape_size(&b->graph->values[in[0]].shape), operand[3] = { in[0] }, z;
    bool tied = b->weights_of != NULL;
    ae_shape shape = { 2, { tied ? o->width : fan_in, tied ? fan_in : o->width } };
    ae_affine_attr *attr = ae_builder_attr(b, sizeof *attr);
    (void)n_in;
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_affine_attr){ .transpose = tied };
    AE_TRY(check_tie(b, &shape));
    AE_TRY(ae_builder_weight(&operand[1], b, &(ae_weight){ shape, &o->init, fan_in, o->width, .norm_limit = o->maxnorm }));
    if (o->bias)
        AE_TRY(ae_builder_bias(&operand[2], b, o->width, &o->init, fan_in, o->width));
    AE_TRY(ae_builder_apply(&z, b, "affine", attr, operand, o->bias ? 3 : 2));
    return ae_layer_activate(out, b, &o->layer, z);
}

static const ae_layer *mirror(void *mirrored, const void *options, const ae_shape *in)
{
    dense_options *m = mirrored;
    *m = *(const dense_options *)options;
    m->width = ae_shape_size(in);
    return &ae_layer_dense;
}

const ae_layer ae_layer_dense = {
    .name = "dense",
    .doc = "fully connected",
    .fields = fields,
    .options_size = sizeof(dense_options),
    .emit = emit,
    .mirror = mirror,
};
