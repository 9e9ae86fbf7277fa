/* dropout, dropout2d, and noise of several kinds: they act in training only. */
#include "op/noise.h"
#include "base/random.h"
#include "layer/image.h"
#include "op/clip.h"
#include "op/shift.h"

typedef struct noise_options {
    ae_layer_options layer;
    int kind; /* the main value, by which the layer was found */
    int fixed;
    double sd, p, min, max, low, high;
    size_t by;
    ae_bounds clip;
} noise_options;
_Static_assert(sizeof(noise_options) <= AE_LAYER_OPTIONS_MAX, "options fit");

static ae_status apply(size_t *out, ae_builder *b, const noise_options *o, const ae_noise_attr *noise, size_t in)
{
    ae_noise_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    *attr = *noise;
    attr->name = ae_hash_name(b->name);
    attr->fixed = o->fixed;
    attr->shared = attr->shared ? attr->shared : 1;
    return ae_builder_apply(out, b, "noise", attr, &in, 1);
}

static ae_status clip(size_t *out, ae_builder *b, const ae_bounds *bounds, size_t in)
{
    ae_clip_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_clip_attr){ .low = bounds->low, .high = bounds->high };
    return ae_builder_apply(out, b, "clip", attr, &in, 1);
}

static ae_status emit(size_t *out, ae_builder *b, const noise_options *o, const ae_noise_attr *noise, size_t in)
{
    if (o->min > o->max)
        return ae_fail(b->error, AE_EVALUE, "uniform between %g and %g: the first must not be above the second", o->min,
                       o->max);
    *out = in;
    if (b->training)
        AE_TRY(apply(out, b, o, noise, in));
    return b->training && o->clip.low < o->clip.high ? clip(out, b, &o->clip, *out) : AE_OK;
}

static size_t channel_size(const ae_builder *b, size_t value)
{
    const ae_shape *shape = &b->graph->values[value].shape;
    return ae_shape_size(shape) / shape->dim[0];
}

/* The op's attributes for each kind. */
#define NOISE(name, ...)                                                                                         \
    static ae_status emit_##name(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in) \
    {                                                                                                            \
        const noise_options *o = options;                                                                        \
        const ae_noise_attr noise = { __VA_ARGS__ };                                                             \
        (void)n_in;                                                                                              \
        return emit(out, b, o, &noise, in[0]);                                                                   \
    }

NOISE(dropout, .kind = AE_NOISE_REPLACE, .p = o->p, .scale = 1 / (1 - o->p))
NOISE(dropout2d, .kind = AE_NOISE_REPLACE, .p = o->p, .scale = 1 / (1 - o->p), .shared = channel_size(b, in[0]))
NOISE(noise_gaussian, .kind = AE_NOISE_ADD, .normal = true, .scale = o->sd)
NOISE(noise_mask, .kind = AE_NOISE_REPLACE, .p = o->p, .scale = 1)
NOISE(noise_salt_pepper, .kind = AE_NOISE_REPLACE, .p = o->p, .scale = 1, .low = o->low, .high = o->high)
NOISE(noise_speckle, .kind = AE_NOISE_MULTIPLY, .normal = true, .offset = 1, .scale = o->sd)
NOISE(noise_uniform, .kind = AE_NOISE_ADD, .offset = o->min, .scale = o->max - o->min)

/* Three dimensions are an image, fewer a signal. What would be moved out of sight as a whole is no picture of the row. */
static ae_status check_shift(const ae_builder *b, const noise_options *o, const ae_shape *shape, bool signal)
{
    const ae_extent x = ae_image_extent(shape, signal);
    const size_t most = signal || x.width < x.height ? x.width : x.height;
    return o->by < most ? AE_OK : ae_fail(b->error, AE_ESHAPE, "by=%zu, but a side has %zu numbers only", o->by, most);
}

static ae_status emit_noise_shift(size_t *out, ae_builder *b, const void *options, const size_t *in, size_t n_in)
{
    const noise_options *o = options;
    const ae_shape shape = b->graph->values[in[0]].shape;
    const bool signal = shape.rank < 3;
    (void)n_in;
    *out = in[0];
    AE_TRY(ae_image_expect(b, in[0], signal));
    AE_TRY(check_shift(b, o, &shape, signal));
    if (!b->training)
        return AE_OK;
    ae_shift_attr *attr = ae_builder_attr(b, sizeof *attr);
    if (!attr)
        return AE_ENOMEM;
    *attr = (ae_shift_attr){ .by = o->by, .fixed = o->fixed, .name = ae_hash_name(b->name) };
    return ae_image_apply(out, b, "shift", attr, in[0], signal);
}

#define REAL(key, member, text, low, high)                                   \
    {                                                                        \
        key, AE_FIELD_REAL, offsetof(noise_options, member), text, low, high \
    }
#define RATE(doc) REAL("", p, AE_REQUIRED(doc), 0, 0.999999), AE_FIELDS_MORE(ae_layer_fields)
#define KIND(word)                                                                                    \
    {                                                                                                 \
        "", AE_FIELD_CHOICE, offsetof(noise_options, kind), AE_REQUIRED("which noise"), .words = word \
    }
#define SD REAL("sd", sd, AE_REQUIRED("standard deviation"), 0, 1e6)
#define P  REAL("p", p, AE_REQUIRED("probability that a number is replaced"), 0, 1)
static const char *const gaussian[] = { "gaussian", NULL }, *const mask[] = { "mask", NULL },
                         *const salt_pepper[] = { "salt_pepper", NULL }, *const shift[] = { "shift", NULL },
                         *const speckle[] = { "speckle", NULL }, *const uniform[] = { "uniform", NULL };

static const ae_field noise_fields[] = {
    { "fixed", AE_FIELD_FLAG, offsetof(noise_options, fixed),
      AE_DEFAULT("no", "drawn once for each data row, not anew each step") },
    AE_FIELDS_MORE(ae_layer_fields),
};
static const ae_field added_noise_fields[] = {
    { "clip", AE_FIELD_BOUNDS, offsetof(noise_options, clip), AE_DEFAULT("", "least and greatest result, such as 0,1"), -1e6,
      1e6 },
    AE_FIELDS_MORE(noise_fields),
};

static const ae_field dropout_fields[] = { RATE("probability that a number is dropped") };
static const ae_field dropout2d_fields[] = { RATE("probability that a channel is dropped") };
static const ae_field noise_gaussian_fields[] = { KIND(gaussian), SD, AE_FIELDS_MORE(added_noise_fields) };
static const ae_field noise_mask_fields[] = { KIND(mask), P, AE_FIELDS_MORE(noise_fields) };
static const ae_field noise_salt_pepper_fields[] = {
    KIND(salt_pepper),
    P,
    REAL("low", low, AE_DEFAULT("0", "pepper: what half of them become"), -1e6, 1e6),
    REAL("high", high, AE_DEFAULT("1", "salt: what the others become"), -1e6, 1e6),
    AE_FIELDS_MORE(noise_fields),
};
static const ae_field noise_shift_fields[] = {
    KIND(shift),
    { "by", AE_FIELD_COUNT, offsetof(noise_options, by), AE_REQUIRED("how far at most, in numbers"), 1, 65535 },
    AE_FIELDS_MORE(noise_fields),
};
static const ae_field noise_speckle_fields[] = { KIND(speckle), SD, AE_FIELDS_MORE(added_noise_fields) };
static const ae_field noise_uniform_fields[] = {
    KIND(uniform),
    REAL("min", min, AE_REQUIRED("lower end"), -1e6, 1e6),
    REAL("max", max, AE_REQUIRED("upper end"), -1e6, 1e6),
    AE_FIELDS_MORE(added_noise_fields),
};

/* The net that is mirrored does not have it: no way leads back. */
static const ae_layer *mirror(void *mirrored, const void *options, const ae_shape *in)
{
    (void)mirrored, (void)options, (void)in;
    return NULL;
}

#define LAYER(id, name_, doc_)                 \
    const ae_layer ae_layer_##id = {           \
        .name = name_,                         \
        .doc = AE_DOC(doc_),                   \
        .fields = id##_fields,                 \
        .options_size = sizeof(noise_options), \
        .emit = emit_##id,                     \
        .mirror = mirror,                      \
        .passes = true,                        \
    };
LAYER(dropout, "dropout", "numbers left out in training")
LAYER(dropout2d, "dropout2d", "channels left out in training")
LAYER(noise_gaussian, "noise", "normal numbers added in training")
LAYER(noise_mask, "noise", "some numbers set to 0 in training")
LAYER(noise_salt_pepper, "noise", "some numbers set to an end in training")
LAYER(noise_shift, "noise", "pictures and signals moved in training")
LAYER(noise_speckle, "noise", "numbers multiplied by normal ones in training")
LAYER(noise_uniform, "noise", "evenly spread numbers added in training")
