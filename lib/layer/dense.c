/* dense: y = act(x W + b). Whatever the shape of what comes in, it is taken as a flat row. */
#include "layer/layer.h"
#include "op/affine.h"

typedef struct dense_options {
    ae_weighted_options weighted;
    size_t width;
    double maxnorm;
} dense_options;
_Static_assert(sizeof(dense_options) <= AE_LAYER_OPTIONS_MAX, "options fit");

static const ae_field fields[] = {
    { "", AE_FIELD_COUNT, offsetof(dense_options, width), AE_REQUIRED("number of outputs"), 1, 1e9 },
    { "maxnorm", AE_FIELD_REAL, offsetof(dense_options, maxnorm),
      AE_DEFAULT("0", "largest norm of what a unit's weights form; 0 = any"), 0, 1e6 },
    AE_FIELDS_MORE(ae_weighted_fields),
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
    AE_TRY(ae_builder_weight(&operand[1], b,
                             &(ae_weight){ shape, &o->weighted.init, fan_in, o->width, .norm_limit = o->maxnorm }));
    if (o->weighted.bias)
        AE_TRY(ae_builder_bias(&operand[2], b, o->width, &o->weighted.init, fan_in, o->width));
    AE_TRY(ae_builder_apply(&z, b, "affine", attr, operand, o->weighted.bias ? 3 : 2));
    return ae_layer_activate(out, b, &o->weighted.layer, z);
}

const ae_layer *ae_layer_dense_back(void *mirrored, const ae_weighted_options *options, const ae_shape *in)
{
    dense_options *m = mirrored;
    m->weighted = *options;
    m->width = ae_shape_size(in);
    return &ae_layer_dense;
}

static const ae_layer *mirror(void *mirrored, const void *options, const ae_shape *in)
{
    const dense_options *o = options;
    ((dense_options *)mirrored)->maxnorm = o->maxnorm;
    return ae_layer_dense_back(mirrored, &o->weighted, in);
}

const ae_layer ae_layer_dense = {
    .name = "dense",
    .doc = AE_DOC("fully connected"),
    .fields = fields,
    .options_size = sizeof(dense_options),
    .emit = emit,
    .mirror = mirror,
};
