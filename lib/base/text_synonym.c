/* What other libraries call what a text calls otherwise. Nothing here is read as input: it makes errors helpful. */
#include "base/text.h"
#include <string.h>

/* Case, '_' and '-' do not count. "" is the main value. NULL: we have no such thing, and what is spelt nearly the same is
 * something else. */
static const struct synonym {
    const char *other, *ours;
} table[] = {
    /* keys */
    { "activation", "act" },
    { "beta_1", "b1" },
    { "beta_2", "b2" },
    { "bias_initializer", "bias_init" },
    { "dilation_rate", "dilation" },
    { "epsilon", "eps" },
    { "filters", "" },
    { "gamma", "factor" },
    { "kernel_initializer", "init" },
    { "kernel_size", "kernel" },
    { "learning_rate", "lr" },
    { "max_norm", "norm" },
    { "maxval", "max" },
    { "minval", "min" },
    { "monitor", "on" },
    { "negative_slope", "slope" },
    { "nonlinearity", "act" },
    { "out_channels", "" },
    { "out_features", "" },
    { "output_padding", "output_pad" },
    { "padding", "pad" },
    { "pct_start", "peak" },
    { "pool_size", "" },
    { "rate", "" },
    { "scale_factor", "" },
    { "size", "" },
    { "std", "sd" },
    { "stddev", "sd" },
    { "step_size", "every" },
    { "strides", "stride" },
    { "target_shape", "" },
    { "units", "" },
    { "use_bias", "bias" },
    { "warmup_steps", "warmup" },
    { "weight_decay", "decay" },
    { "weight_init", "init" },
    /* items */
    { "AveragePooling1D", "avgpool1d" },
    { "AveragePooling2D", "avgpool2d" },
    { "BatchNorm1d", "batchnorm" },
    { "BatchNorm2d", "batchnorm" },
    { "BatchNormalization", "batchnorm" },
    { "bottleneck", "code" },
    { "Conv1DTranspose", "deconv1d" },
    { "Conv2DTranspose", "deconv2d" },
    { "ConvTranspose1d", "deconv1d" },
    { "ConvTranspose2d", "deconv2d" },
    { "Cropping1D", "crop" },
    { "Cropping2D", "crop" },
    { "GaussianDropout", "noise" },
    { "GaussianNoise", "noise" },
    { "InputLayer", "input" },
    { "latent", "code" },
    { "LayerNormalization", "layernorm" },
    { "Linear", "dense" },
    { "MaxPooling1D", "maxpool1d" },
    { "MaxPooling2D", "maxpool2d" },
    { "SpatialDropout2D", "dropout2d" },
    { "unflatten", "reshape" },
    { "UpSampling1D", "upsample1d" },
    { "UpSampling2D", "upsample2d" },
    { "view", "reshape" },
    { "ZeroPadding1D", "pad" },
    { "ZeroPadding2D", "pad" },
    /* policies */
    { "clip_grad_norm_", "clip" },
    { "CosineAnnealingLR", "schedule" },
    { "CosineDecay", "schedule" },
    { "EarlyStopping", "stop" },
    { "ExponentialLR", "schedule" },
    { "LearningRateScheduler", "schedule" },
    { "OneCycleLR", "schedule" },
    { "ReduceLROnPlateau", "plateau" },
    { "StepLR", "schedule" },
    { "TerminateOnNaN", "guard" },
    /* activations, losses, initialisers */
    { "BCELoss", "bce" },
    { "BCEWithLogitsLoss", "bce" },
    { "binary_crossentropy", "bce" },
    { "categorical_crossentropy", "cross_entropy" },
    { "CrossEntropyLoss", "cross_entropy" },
    { "GaussianNLLLoss", "gaussian" },
    { "gelu", NULL },
    { "HuberLoss", "huber" },
    { "identity", "linear" },
    { "kaiming_normal", "he_normal" },
    { "kaiming_uniform", "he_uniform" },
    { "L1Loss", "mae" },
    { "logistic", "sigmoid" },
    { "mean_absolute_error", "mae" },
    { "mean_squared_error", "mse" },
    { "mish", NULL },
    { "MSELoss", "mse" },
    { "random_normal", "normal" },
    { "random_uniform", "uniform" },
    { "selu", NULL },
    { "SmoothL1Loss", "huber" },
    { "xavier_normal", "glorot_normal" },
    { "xavier_uniform", "glorot_uniform" },
};
enum { SYNONYMS = sizeof table / sizeof *table };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The next character that counts, or 0 at the end. */
static char next(const char **at, const char *end)
{
    while (*at < end && (**at == '_' || **at == '-'))
        ++*at;
    return *at < end ? lower(*(*at)++) : 0;
}

static bool is_alike(const ae_word *word, const char *text)
{
    const char *a = word->text, *b = text, *a_end = a + word->length, *b_end = b + strlen(b);
    for (;;) {
        char c = next(&a, a_end);
        if (c != next(&b, b_end))
            return false;
        if (c == 0)
            return true;
    }
}

static bool is_known(const char *text, const ae_known *known)
{
    const char *each;
    for (size_t i = 0; (each = known->at(known->list, i)); i++)
        if (strcmp(each, text) == 0)
            return true;
    return false;
}

bool ae_synonym(const char **ours, const ae_word *word, const ae_known *known)
{
    for (const struct synonym *s = table; s < table + SYNONYMS; s++)
        if (is_alike(word, s->other) && (!s->ours || is_known(s->ours, known))) {
            *ours = s->ours;
            return true;
        }
    return false;
}
