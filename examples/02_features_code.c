#include "02_features.h"
#include "autoencoder.h"
#include <string.h>

/* Learn without labels. A plain net, the same where half of the pixels are hidden while it learns, and the convolutional one
 * of 06_convolutional.c, which has 665 numbers to learn. */
static const struct net {
    const char *name, *spec, *optimizer;
} nets[] = {
    { "code-32", "input 784 | dense 1000 act=relu | dense 32 | code | decoder mirror act=sigmoid | loss bce",
      "adam lr=0.001" },
    { "code-64", "input 784 | dense 1000 act=relu | dense 64 | code | decoder mirror act=sigmoid | loss bce",
      "adam lr=0.001" },
    { "noisy-32",
      "input 784 | noise mask p=0.5 | dense 1000 act=relu | dense 32 | code | decoder mirror act=sigmoid | loss bce",
      "adam lr=0.001" },
    { "noisy-64",
      "input 784 | noise mask p=0.5 | dense 1000 act=relu | dense 64 | code | decoder mirror act=sigmoid | loss bce",
      "adam lr=0.001" },
    { "conv-392",
      "input 1x28x28 | scaler given center=0.5 spread=0.5 | init pytorch bias_init=pytorch\n"
      "conv2d 4 kernel=3 pad=1 act=leaky_relu slope=0.01 | maxpool2d 2\n"
      "conv2d 8 kernel=3 pad=1 act=leaky_relu slope=0.01 | maxpool2d 2 | code\n"
      "deconv2d 4 kernel=3 stride=2 act=leaky_relu slope=0.01 | deconv2d 1 kernel=3 stride=2 | crop 2,2,1,1 | act tanh\n"
      "loss mse",
      "adam lr=0.005" },
};

static const struct net *find(const char *name)
{
    const struct net *net = nets;
    while (strcmp(net->name, name) != 0)
        net++;
    return net;
}

static ae_status train(ae_model *model, const char *optimizer, const ae_rows *rows, const settings *s, ae_error *error)
{
    ae_fit_options fit = AE_FIT_OPTIONS_INIT;
    fit.optimizer = optimizer;
    fit.batch = 128;
    fit.epochs = s->epochs;
    fit.threads = (unsigned)s->threads;
    return ae_model_fit(model, rows, &fit, error);
}

static ae_status learn_and_encode(features *f, ae_model *model, const char *optimizer, const features *pixels,
                                  const settings *s, ae_error *error)
{
    const ae_rows all_rows = AE_ROWS_F32(pixels->train, pixels->train_rows, pixels->width);
    const ae_rows train_rows = AE_ROWS_F32(pixels->train, f->train_rows, pixels->width);
    const ae_rows test_rows = AE_ROWS_F32(pixels->test, f->test_rows, pixels->width);
    ae_status status = train(model, optimizer, &all_rows, s, error);
    if (status == AE_OK)
        status = ae_model_encode(f->train, model, NULL, &train_rows, error);
    if (status == AE_OK)
        status = ae_model_encode(f->test, model, NULL, &test_rows, error);
    return status;
}

bool make_codes(features *f, const features *pixels, const char *name, const settings *s, kit_message *why)
{
    const struct net *net = find(name);
    ae_model *model = NULL;
    ae_error error;
    ae_status status = ae_model_create(&model, net->spec, NULL, &error);
    if (status == AE_OK)
        status = learn_and_encode(f, model, net->optimizer, pixels, s, &error);
    ae_model_free(model);
    return status == AE_OK || kit_explain_error(why, &error);
}
