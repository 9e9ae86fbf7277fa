/* Spec texts: what is refused, with which words and where; and what different texts of one spec have in common. */
#include "../help.h"
#include "model/spec.h"
#include <inttypes.h>
#include <stdio.h>

typedef struct mistake {
    const char *text;
    ae_status status;
    size_t line, column;
    const char *says[2]; /* what the message must hold, besides its place */
} mistake;

static const mistake whole_mistakes[] = {
    { "", AE_ESPEC, 1, 1, { "empty", "input 784" } },
    { " \n | # nothing\n", AE_ESPEC, 1, 1, { "empty", "input 784" } },
    { "dense 4", AE_ESPEC, 1, 1, { "begins with its input" } },
    { "loss mse | input 4 | code", AE_ESPEC, 1, 1, { "begins with its input" } },
    { "input 4 | input 5 | code", AE_ESPEC, 1, 11, { "one input item" } },
    { "input 4 | code | penalty weight=1", AE_ESPEC, 1, 18, { "penalty: say which", "`penalty l1 weight=0.001`" } },
    { "input 4 | code | loss weight=1", AE_ESPEC, 1, 18, { "loss: say which", "`loss mse`" } },
    { "input 4 | dense 4", AE_ESPEC, 1, 11, { "no code item", "encoder ends" } },
    { "input 4 | code | code", AE_ESPEC, 1, 18, { "one code item" } },
    { "input 4\ninit zeros\ninit normal sd=2\ncode", AE_ESPEC, 3, 1, { "one init item" } },
};

static const mistake word_mistakes[] = {
    { "input 4 | dens 3 | code", AE_EWORD, 1, 11, { "item \"dens\"", "\"dense\"" } },
    { "input 4 | transformer 3 | code", AE_EWORD, 1, 11, { "item \"transformer\"", "known: input" } },
    { "input 4\ndense 3 acz=relu\ncode", AE_EWORD, 2, 9, { "dense: unknown key \"acz\"", "\"act\"" } },
    { "input 4 | dense 3 ties=yes | code", AE_EWORD, 1, 19, { "dense: unknown key \"ties\"", "\"tied\"" } },
    { "input 4 | dense 3 act=sigmod | code", AE_EWORD, 1, 23, { "\"sigmod\"", "\"sigmoid\"" } },
    { "input 4 | act sigmod | code", AE_EWORD, 1, 15, { "act: ", "\"sigmoid\"" } },
    { "input 4 | dense 3 bias=ye | code", AE_EWORD, 1, 24, { "\"ye\"", "\"yes\"" } },
    { "input 4 | code | dense 4 init=glorot_unifrm", AE_EWORD, 1, 31, { "\"glorot_unifrm\"", "\"glorot_uniform\"" } },
    { "input 4 | init he_norml | code", AE_EWORD, 1, 16, { "init: ", "\"he_normal\"" } },
    { "input 4 | code\nloss msee", AE_EWORD, 2, 6, { "loss \"msee\"", "\"mse\"" } },
    { "input 4 | code\nloss bce reduce=summ", AE_EWORD, 2, 17, { "\"summ\"", "\"sum\"" } },
    { "input 4 | code\nloss mse delta=1", AE_EWORD, 2, 10, { "loss: unknown key \"delta\"" } },
    { "input 4 | code tied=yes", AE_EWORD, 1, 16, { "code: unknown key \"tied\"" } },
    { "input 4 | code 3", AE_EWORD, 1, 16, { "code: takes no main value", "\"3\"" } },
    { "input 4 | flatten 3 | code", AE_EWORD, 1, 19, { "flatten: takes no main value", "\"3\"" } },
    { "input 4 | code | decoder mirrer", AE_EWORD, 1, 26, { "\"mirrer\"", "\"mirror\"" } },
    { "input 4 | code | penalty l3 weight=1", AE_EWORD, 1, 26, { "penalty: unknown penalty \"l3\"", "\"l1\"" } },
    { "input 4 | code | penalty huber weight=1", AE_EWORD, 1, 26, { "unknown penalty \"huber\"", "kl_sparse" } },
    { "input 4 | code | loss l1", AE_EWORD, 1, 23, { "unknown loss \"l1\"" } },
    { "input 4 | dense 3 | code | penalty l1 weight=1 on=dens1",
      AE_EWORD,
      1,
      51,
      { "penalty: unknown layer or tensor \"dens1\"", "did you mean \"dense1\"?" } },
    { "input 4 | dense 3 | code | penalty l1 weight=1 on=dense1.wieght", AE_EWORD, 1, 51, { "\"dense1.weight\"" } },
    { "input 4 | batchnorm | code | dense 4 | penalty l1 weight=1 on=batchnorm1.mean", AE_EWORD, 1, 63, { "unknown" } },
    { "Input 4 | code", AE_ESPEC, 1, 1, { "begins with its input" } },
    { "input 4 | nois mask p=1 | code", AE_EWORD, 1, 11, { "item \"nois\"", "\"noise\"" } },
    { "input 4 | noise gausian sd=1 | code", AE_EWORD, 1, 17, { "noise: unknown kind \"gausian\"", "\"gaussian\"" } },
    { "input 4 | noise brown sd=1 | code",
      AE_EWORD,
      1,
      17,
      { "known: gaussian, mask, salt_pepper, shift, speckle, uniform" } },
    { "input 4 | noise gaussian p=0.1 | code", AE_EWORD, 1, 26, { "noise: unknown key \"p\"", "known: sd, clip, fixed" } },
    { "input 4 | dropout 0.1 fixed=yes | code", AE_EWORD, 1, 23, { "dropout: unknown key \"fixed\"" } },
    { "input 4 | dense 3 activation=relu | code", AE_EWORD, 1, 19, { "unknown key \"activation\"; did you mean \"act\"?" } },
    { "input 1x4x4 | conv2d 3 kernel_size=3 | code", AE_EWORD, 1, 24, { "did you mean \"kernel\"?" } },
    { "input 1x4x4 | conv2d 3 kernel=3 padding=1 | code", AE_EWORD, 1, 33, { "did you mean \"pad\"?" } },
    { "input 1x4x4 | conv2d 3 kernel=3 strides=1 | code", AE_EWORD, 1, 33, { "did you mean \"stride\"?" } },
    { "input 1x4x4 | conv2d filters=3 kernel=3 | code", AE_EWORD, 1, 22, { "stands without a key" } },
    { "input 4 | dense units=3 | code", AE_EWORD, 1, 17, { "unknown key \"units\"; it is the value that stands without" } },
    { "input 4 | Linear 3 | code", AE_EWORD, 1, 11, { "did you mean \"dense\"?" } },
    { "input 4 | Dropout 0.1 | code", AE_EWORD, 1, 11, { "did you mean \"dropout\"?" } },
    { "input 1x4x4 | Conv2DTranspose 3 kernel=3 | code", AE_EWORD, 1, 15, { "did you mean \"deconv2d\"?" } },
    { "input 1x4x4 | max_pool2d 2 | code", AE_EWORD, 1, 15, { "did you mean \"maxpool2d\"?" } },
    { "input 4 | dense 3 act=gelu | code", AE_EWORD, 1, 23, { "unknown act \"gelu\"; known: linear" } },
    { "input 4 | dense 3 init=xavier_uniform | code", AE_EWORD, 1, 24, { "did you mean \"glorot_uniform\"?" } },
    { "input 4 | code | dense 4 | loss MSELoss", AE_EWORD, 1, 33, { "did you mean \"mse\"?" } },
    { "input 4 | Dense 4 | code", AE_EWORD, 1, 11, { "\"Dense\"", "\"dense\"" } },
};

static const mistake value_mistakes[] = {
    { "input 4 | code | penalty l1", AE_EVALUE, 1, 18, { "penalty: weight= is missing" } },
    { "input 4 | code | penalty l1 weight=-1", AE_EVALUE, 1, 36, { "-1 is out of range" } },
    { "input 4 | code | penalty l1 weight=1 on=.a",
      AE_EVALUE,
      1,
      41,
      { "\".a\" is not the name of a layer or of a tensor" } },
    { "input 4 | dense 3 act=tanh | code | penalty kl_sparse weight=1",
      AE_EVALUE,
      1,
      37,
      { "penalty: kl_sparse on=code needs numbers between 0 and 1", "act=sigmoid" } },
    { "input 4 | dense 3 | code | dense 4 | loss sse | loss kl_normal",
      AE_EVALUE,
      1,
      49,
      { "loss kl_normal on=code: no layer `gaussian N` made it" } },
    { "input 4 | dense 3 | gaussian 2 | code | dense 4 | loss sse | loss kl_normal on=dense1",
      AE_EVALUE,
      1,
      80,
      { "loss kl_normal on=dense1: no layer `gaussian N` made it" } },
    { "input 4 | gaussian 2 | code | dense 4 | loss sse | loss kl_normal on=gauss", AE_EWORD, 1, 70, { "gaussian1" } },
    { "input 4 | gaussian 2 | code | dense 4 | loss kl_normal",
      AE_EVALUE,
      1,
      41,
      { "beside kl_normal the reconstruction needs a loss of its own", "reduce=sum" } },
    { "input 4 | gaussian 2 | code | dense 4 | loss sse | loss kl_normal free_bits=-1",
      AE_EVALUE,
      1,
      77,
      { "-1 is out of range" } },
    { "input 4 | dense 3 | code | penalty kl_sparse weight=1 rho=1", AE_EVALUE, 1, 59, { "rho 1 is out of range" } },
    { "input 4 | dense 3 | code | penalty contractive weight=1 on=weights", AE_EVALUE, 1, 28, { "on=weights", "no layer" } },
    { "input 4 | batchnorm | dense 3 | code | penalty contractive weight=1",
      AE_EVALUE,
      1,
      40,
      { "batchnorm1", "once a step only; layernorm in its place" } },
    { "input 4 | dense 3 | code | dense 4 act=sigmoid\nloss cross_entropy",
      AE_EVALUE,
      2,
      1,
      { "loss: cross_entropy needs an output that sums to 1", "act=softmax" } },
    { "input 4 | code | decoder mirror\nloss mse feature_weights=1,2,3",
      AE_ESHAPE,
      2,
      1,
      { "loss: feature_weights= has 3 numbers", "a row of 4 has 4" } },
    { "input 4 | code | loss mse feature_weights=1,2,-3,4", AE_EVALUE, 1, 43, { "1,2,-3,4 is out of range 0 ..." } },
    { "input 4 | dense 3 | topk 4 | code", AE_ESHAPE, 1, 21, { "topk1: 4 of 3 numbers cannot stay" } },
    { "input 4 | dense 3 | topk 2 infer=4 | code", AE_ESHAPE, 1, 21, { "topk1: 4 of 3 numbers cannot stay" } },
    { "input 4 | topk 0 | code", AE_EVALUE, 1, 16, { "0 is out of range 1 ..." } },
    { "input 4 | dense 3 maxnorm=-1 | code", AE_EVALUE, 1, 27, { "maxnorm -1 is out of range" } },
    { "input | code", AE_EVALUE, 1, 1, { "input: the main value is missing" } },
    { "input 0 | code", AE_EVALUE, 1, 7, { "0 is out of range 1 ..." } },
    { "input 1x2x3x4x5 | code", AE_EVALUE, 1, 7, { "\"1x2x3x4x5\"", "4 dimensions" } },
    { "input 4x | code", AE_EVALUE, 1, 7, { "\"4x\"", "784" } },
    { "input 65536x65536 | code", AE_EVALUE, 1, 7, { "65536x65536", "4294967295" } },
    { "input 1000000000x1000000000x1000000000x1000000000 | code", AE_EVALUE, 1, 7, { "4294967295" } },
    { "input 4 | dense | code", AE_EVALUE, 1, 11, { "dense: the main value is missing" } },
    { "input 4 | dense 0 | code", AE_EVALUE, 1, 17, { "0 is out of range 1 ... 1000000000" } },
    { "input 4 | dense 1000000001 | code", AE_EVALUE, 1, 17, { "1000000001 is out of range" } },
    { "input 4 | dense 99999999999999999999999 | code", AE_EVALUE, 1, 17, { "out of range" } },
    { "input 4 | dense -1 | code", AE_EVALUE, 1, 17, { "\"-1\" is not a whole number" } },
    { "input 4 | dense 3.5 | code", AE_EVALUE, 1, 17, { "\"3.5\" is not a whole number" } },
    { "input 4 | dense two | code", AE_EVALUE, 1, 17, { "\"two\" is not a whole number" } },
    { "input 4 | act elu alpha=much | code", AE_EVALUE, 1, 25, { "alpha \"much\" is not a number in 0 ... 100" } },
    { "input 4 | act elu alpha=0x10 | code", AE_EVALUE, 1, 25, { "alpha \"0x10\" is not a number" } },
    { "input 4 | act elu alpha=1,5 | code", AE_EVALUE, 1, 25, { "alpha \"1,5\" is not a number" } },
    { "input 4 | act elu alpha=nan | code", AE_EVALUE, 1, 25, { "alpha \"nan\" is not a number" } },
    { "input 4 | act leaky_relu slope=1.5 | code", AE_EVALUE, 1, 32, { "slope 1.5 is out of range 0 ... 1" } },
    { "input 4 | dense 2 sd=-1 | code", AE_EVALUE, 1, 22, { "sd -1 is out of range" } },
    { "input 4 | code | loss huber delta=0", AE_EVALUE, 1, 35, { "delta 0 is out of range 1e-06" } },
    { "input 4 | code | loss gaussian variance=0", AE_EVALUE, 1, 41, { "variance 0 is out of range 1e-12" } },
    { "input 4 | dense 3 | code | penalty mmd weight=1 on=dense1.weight",
      AE_EVALUE,
      1,
      28,
      { "mmd on=dense1.weight: that is no layer" } },
    { "input 4 | code | loss mse weight=-1", AE_EVALUE, 1, 34, { "weight -1 is out of range" } },
    { "input 4 | dense 2 name=1a | code", AE_EVALUE, 1, 24, { "name \"1a\"", "a letter, then" } },
    { "input 4 | dense 2 name=a.weight | code", AE_EVALUE, 1, 24, { "name \"a.weight\"" } },
    { "input 4 | dense 2 name=a | code | dense 4 name=a", AE_EVALUE, 1, 35, { "\"a\" already" } },
    { "input 4 | dense 2 name=dense2 | code | dense 4", AE_EVALUE, 1, 40, { "\"dense2\" already" } },
    { "input 4 | dense 2 init=uniform min=1 max=-1 | code", AE_EVALUE, 1, 11, { "weight: uniform between 1 and -1" } },
    { "input 4 | init bias_init=uniform bias_max=-1 | code | dense 2", AE_EVALUE, 1, 55, { "bias: uniform between -0.05" } },
    { "input 4 | reshape | code", AE_EVALUE, 1, 11, { "reshape: the main value is missing" } },
    { "input 4 | dropout | code", AE_EVALUE, 1, 11, { "dropout: the main value is missing" } },
    { "input 4 | dropout 1 | code", AE_EVALUE, 1, 19, { "dropout: 1 is out of range 0 ... 0.999999" } },
    { "input 4 | noise sd=1 | code", AE_EVALUE, 1, 11, { "noise: the main value is missing: which noise" } },
    { "input 4 | noise gaussian | code", AE_EVALUE, 1, 11, { "noise: sd= is missing" } },
    { "input 4 | noise mask p=1.5 | code", AE_EVALUE, 1, 24, { "noise: p 1.5 is out of range 0 ... 1" } },
    { "input 4 | noise gaussian sd=1 clip=1,0 | code", AE_EVALUE, 1, 36, { "clip \"1,0\"", "lower number first" } },
    { "input 4 | noise uniform min=1 max=0 | code", AE_EVALUE, 1, 11, { "noise1: uniform between 1 and 0" } },
    { "input 4 | noise mask p=1 | noise speckle sd=1 name=noise1 | code", AE_EVALUE, 1, 28, { "\"noise1\" already" } },
};

static const mistake form_mistakes[] = {
    { "input 4 | dense 2 act=relu act=tanh | code",
      AE_ESPEC,
      1,
      28,
      { "dense: act= is given twice, first in line 1, column 19" } },
    { "input 4 | dense 2 act= | code", AE_ESPEC, 1, 19, { "\"=\" needs a key before it and a value after it" } },
    { "input 4 | dense 2 =relu | code", AE_ESPEC, 1, 19, { "\"=\" needs a key before it" } },
    { "input 4 | dense 2 act = relu | code", AE_ESPEC, 1, 23, { "\"=\" needs a key before it" } },
    { "input 4 | dense 2 3 | code", AE_ESPEC, 1, 19, { "dense: takes 1 main value, and \"3\" is one more" } },
    { "input 4 | width=3 | code", AE_ESPEC, 1, 11, { "begins with a name", "\"width=3\"" } },
    { "input 4 | code | loss", AE_ESPEC, 1, 18, { "loss mse" } },
    { "input 4 | code | loss weight=2", AE_ESPEC, 1, 18, { "loss mse" } },
    { "input 4\n| dense\0012 | code", AE_ESPEC, 2, 8, { "control character (1)" } },
    { "input 4 | dense\0132 | code", AE_ESPEC, 1, 16, { "control character (11)" } },
    { "input 4\r\n\r\n  dense 2 \r\ncode 1", AE_EWORD, 4, 6, { "code: takes no main value" } },
    { "input 4 # | dense\n\t\tdenze 2", AE_EWORD, 2, 3, { "\"denze\"", "\"dense\"" } },
};

static const mistake shape_mistakes[] = {
    { "input 4 | reshape 2x3 | code", AE_ESHAPE, 1, 11, { "reshape1: 4 has 4 elements, 2x3 has 6" } },
    { "input 1x28x28\nflatten\nreshape 64x7x7 name=image\ncode",
      AE_ESHAPE,
      3,
      1,
      { "image: 784 has 784", "64x7x7 has 3136" } },
    { "input 4 | noise shift by=4 | code", AE_ESHAPE, 1, 11, { "noise1: by=4, but a side has 4 numbers only" } },
    { "input 2x3x9 | noise shift by=3 | code", AE_ESHAPE, 1, 15, { "noise1: by=3, but a side has 3 numbers only" } },
    { "input 4 | code | dense 8 | reshape 3x3", AE_ESHAPE, 1, 28, { "8 has 8", "3x3 has 9" } },
};

static const mistake encoder_mistakes[] = {
    { "input 4 | dense 2 | code | loss mse", AE_ESPEC, 1, 28, { "ends at its code", "`decoder mirror`" } },
    { "input 4 | loss mse | dense 2 | code", AE_ESPEC, 1, 11, { "only encodes", "remove the loss" } },
    { "input 4 | code\npenalty l1 weight=1\nloss mae\nloss mse", AE_ESPEC, 3, 1, { "ends at its code" } },
};

static const mistake conv_mistakes[] = {
    { "input 784\nconv2d 4 kernel=3\ncode", AE_ESHAPE, 2, 1, { "conv2d1: takes", "784 comes in; `reshape 1x28x28`" } },
    { "input 3072 | deconv2d 4 kernel=3 | code", AE_ESHAPE, 1, 14, { "deconv2d1: takes images", "`reshape 3x32x32`" } },
    { "input 2x3x4x5 | conv2d 4 kernel=3 | code", AE_ESHAPE, 1, 17, { "2x3x4x5 comes in", "`reshape 1x1x120`" } },
    { "input 30000x30000x1x4 | conv2d 4 kernel=3 | code", AE_ESHAPE, 1, 25, { "`reshape 1x60000x60000`" } },
    { "input 30000x30000x1x3 | conv2d 4 kernel=3 | code", AE_ESHAPE, 1, 25, { "`reshape 3x30000x30000`" } },
    { "input 2x3x4 | conv1d 4 kernel=3 | code", AE_ESHAPE, 1, 15, { "takes signals (channels x length", "`reshape 2x12`" } },
    { "input 1x9x5 | conv2d 4 kernel=3 dilation=4 name=far | code",
      AE_ESHAPE,
      1,
      15,
      { "far: a kernel of 3 with dilation 4 reaches over 9 columns, but there are 5", "pad=same would fit" } },
    { "input 1x9x5 | conv2d 4 kernel=3x8 pad=1 | code", AE_ESHAPE, 1, 15, { "reaches over 8 columns, but there are 7" } },
    { "input 8 | conv1d 4 kernel=9 | code", AE_ESHAPE, 1, 11, { "reaches over 9 steps, but there are 8" } },
    { "input 8 | conv1d 4 kernel=3 dilation=1000 pad=1 | code",
      AE_ESHAPE,
      1,
      11,
      { "reaches over 2001 steps, but there are 10 with their padding; a kernel of 1 would fit" } },
    { "input 1x4x4 | deconv2d 4 kernel=3 pad=3 | code",
      AE_ESHAPE,
      1,
      15,
      { "pads of 3 and 3 leave nothing of 6 rows", "pads of 5 in all" } },
    { "input 3x4x4 | conv2d 4 kernel=3 groups=2 | code",
      AE_ESHAPE,
      1,
      15,
      { "groups=2 does not divide the 3 channels", "groups=1 would" } },
    { "input 4x4x4 | conv2d 5 kernel=3 groups=2 | code",
      AE_ESHAPE,
      1,
      15,
      { "groups=2 does not divide the 5 filters", "groups=1 would" } },
    { "input 6x4x4 | conv2d 8 kernel=3 groups=4 | code", AE_ESHAPE, 1, 15, { "the 6 channels", "groups=2 would" } },
    { "input 1x65535x65535 | conv2d 1 kernel=3 | code",
      AE_ESHAPE,
      1,
      23,
      { "with 1x65535x65535 that comes in, 1 channels of 65538x65538", "fewer filters" } },
    { "input 1x1x65539 | deconv2d 1 kernel=3 stride=65535 | code", AE_ESHAPE, 1, 19, { "columns would come out of 65539" } },
    { "input 4x4x4 | conv2d 4 kernel=3 groups=0 | code", AE_EVALUE, 1, 40, { "groups 0 is out of range" } },
    { "input 1x4x4 | conv2d 4 | code", AE_EVALUE, 1, 15, { "kernel= is missing" } },
    { "input 1x4x4 | conv2d 4 kernel=2x2x2 | code", AE_ESHAPE, 1, 15, { "kernel 2x2x2 has 3 numbers" } },
    { "input 1x4x4 | conv2d 4 kernel=2 pad=1,2 | code", AE_ESHAPE, 1, 15, { "2 numbers for the sides", "four: top,left" } },
    { "input 4 | conv1d 4 kernel=2 pad=1,1,1,1 | code", AE_ESHAPE, 1, 11, { "4 numbers for the sides", "two: left,right" } },
    { "input 1x4x4 | conv2d 4 kernel=2 pad=sane | code", AE_EWORD, 1, 37, { "unknown pad \"sane\"", "\"same\"" } },
    { "input 1x4x4 | conv2d 4 kernel=2 output_pad=1 | code", AE_EWORD, 1, 33, { "unknown key \"output_pad\"" } },
    { "input 1x4x4 | deconv2d 4 kernel=2 stride=2 pad=same output_pad=1 | code", AE_EVALUE, 1, 15, { "pad in numbers" } },
    { "input 1x4x4 | deconv2d 4 kernel=2 stride=2 output_pad=0x2 | code", AE_EVALUE, 1, 15, { "below the stride, 2" } },
    { "input 1x4x4 | conv2d 4 kernel=1000000000 | code", AE_EVALUE, 1, 31, { "kernel 1000000000 is out of range" } },
    { "input 1x4x4 | conv2d 4 kernel=3 stride=0 | code", AE_EVALUE, 1, 40, { "stride 0 is out of range" } },
};

static const mistake tie_mistakes[] = {
    { "input 4 | dense 2 | code | dense 4 tied=yes", AE_EWORD, 1, 41, { "unknown earlier layer \"yes\"", "dense1" } },
    { "input 4 | dense 2 | code | dense 4 tied=dense2", AE_EWORD, 1, 41, { "\"dense2\"; did you mean \"dense1\"" } },
    { "input 4 | dense 2 | code\ndense 5 tied=dense1",
      AE_ESHAPE,
      2,
      1,
      { "dense2: the weights of dense1 fit `dense 4` where 2 numbers come in; here 2 do" } },
    { "input 4 | flatten | dense 2 | code | dense 4 tied=flatten1",
      AE_EVALUE,
      1,
      51,
      { "tied=flatten1 is a flatten", "those of a dense" } },
    { "input 1x4x4 | conv2d 2 kernel=3 | code | conv2d 2 kernel=3 tied=conv2d1 pad=1",
      AE_EVALUE,
      1,
      65,
      { "tied=conv2d1 is a conv2d", "those of a deconv2d" } },
    { "input 1x4x4 | conv2d 2 kernel=3 | code | deconv2d 1 kernel=2 tied=conv2d1",
      AE_ESHAPE,
      1,
      42,
      { "the weights of conv2d1 fit `deconv2d 1 kernel=3x3 groups=1` where 2 channels come in; here 2 do" } },
    { "input 1x9x9 | conv2d 8 kernel=3 | code | deconv2d 2 kernel=3 groups=2 tied=conv2d1", /* the tensors' shapes agree */
      AE_ESHAPE,
      1,
      42,
      { "deconv2d1: the weights of conv2d1 fit `deconv2d 1 kernel=3x3 groups=1` where 8 channels come in; here 8 do" } },
    { "input 4x9 | deconv1d 6 kernel=5 groups=2 | code | conv1d 4 kernel=5 tied=deconv1d1",
      AE_ESHAPE,
      1,
      51,
      { "conv1d1: the weights of deconv1d1 fit `conv1d 4 kernel=5 groups=2` where 6 channels come in; here 6 do" } },
    { "input 4 | dense 2 | code | dense 4 tied=dense1 init=zeros",
      AE_EVALUE,
      1,
      53,
      { "dense: init= is about weights of its own", "tied=dense1" } },
    { "input 4 | dense 2 | code | dense 4 sd=0.05 tied=dense1", AE_EVALUE, 1, 39, { "dense: sd= is about" } },
    { "input 4 | dense 2 | code | dense 4 min=-1 tied=dense1", AE_EVALUE, 1, 40, { "dense: min= is about" } },
    { "input 4 | dense 2 | code | dense 4 max=1 tied=dense1", AE_EVALUE, 1, 40, { "dense: max= is about" } },
    { "input 4 | deconv1d 2 kernel=2 | code | conv1d 1 kernel=2 tied=deconv1d1 maxnorm=1",
      AE_EVALUE,
      1,
      81,
      { "conv1d: maxnorm= is about" } },
    { "input 4 | dense 2 | dense 4 tied=dense1 | code | dense 2 tied=dense2",
      AE_EVALUE,
      1,
      50,
      { "dense2 uses the weights of dense1" } },
    { "input 4 | dense 2 | dense 4 tied=dense1 | code | decoder mirror tied=yes",
      AE_EVALUE,
      1,
      50,
      { "dense2 uses the weights of dense1" } },
};

static const mistake decoder_mistakes[] = {
    { "input 4 | dense 2 | decoder mirror | code", AE_ESPEC, 1, 21, { "after the code" } },
    { "input 4 | dense 2 | code | dense 3 | decoder mirror", AE_ESPEC, 1, 38, { "remove the others" } },
    { "input 4 | dense 2 | code | decoder mirror | decoder mirror", AE_ESPEC, 1, 45, { "remove the others" } },
    { "input 4 | dense 2 | code | decoder mirror | dense 4", AE_ESPEC, 1, 45, { "remove the others" } },
    { "input 4 | code | decoder mirror | act sigmoid", AE_ESPEC, 1, 35, { "remove the others" } },
    { "input 4 | dense 2 | code | decoder", AE_EVALUE, 1, 28, { "decoder: the main value is missing", "mirror" } },
    { "input 4 | dense 2 | code | decoder tied=yes", AE_EVALUE, 1, 28, { "decoder: the main value is missing", "mirror" } },
    { "input 4 | dense 2 | code | decoder mirror tied",
      AE_ESPEC,
      1,
      43,
      { "takes 1 main value, and \"tied\" is one more" } },
    { "input 4 | dense 2 | code | decoder mirror tied=maybe", AE_EWORD, 1, 48, { "\"maybe\"", "yes" } },
    { "input 4 | reshape 3 | code | decoder mirror", AE_ESHAPE, 1, 11, { "reshape1: 4 has 4 elements, 3 has 3" } },
};

/* Without an error to fill, with one, and with one that holds something from before. */
static void refused(const mistake *m)
{
    ae_error e;
    char place[64];
    ae_model *model = NULL;
    memset(&e, 0x5A, sizeof e);
    assert_int_equal(ae_model_create(&model, m->text, NULL, NULL), m->status);
    assert_int_equal(ae_model_create(&model, m->text, NULL, &e), m->status);
    assert_null(model);
    snprintf(place, sizeof place, "line %zu, column %zu: ", m->line, m->column);
    if (e.status != m->status || e.line != m->line || e.column != m->column || strncmp(e.text, place, strlen(place)) != 0)
        fail_msg("\"%s\": %s %" PRIu64 ":%" PRIu64 " %s", m->text, ae_status_name(e.status), e.line, e.column, e.text);
    for (size_t i = 0; i < 2 && m->says[i]; i++)
        if (!strstr(e.text, m->says[i]))
            fail_msg("\"%s\": `%s` is not in: %s", m->text, m->says[i], e.text);
    assert_null(strchr(e.text, '\n'));
}

#define REFUSED(table)                                            \
    static void table##_are_refused(void **state)                 \
    {                                                             \
        (void)state;                                              \
        for (size_t i = 0; i < sizeof table / sizeof *table; i++) \
            refused(&table[i]);                                   \
    }
REFUSED(whole_mistakes)
REFUSED(word_mistakes)
REFUSED(value_mistakes)
REFUSED(form_mistakes)
REFUSED(shape_mistakes)
REFUSED(conv_mistakes)
REFUSED(tie_mistakes)
REFUSED(decoder_mistakes)
REFUSED(encoder_mistakes)

typedef struct ending {
    const char *text;
    bool encoder;
    size_t losses;
} ending;

/* Given specs that end at their code or after it; when they are read; then those that end there are encoders and get no
 * loss, and the others have the one that stands for none. */
static void a_spec_may_end_at_its_code(void **state)
{
    static const ending endings[] = {
        { "input 4 | code", true, 0 },
        { "input 4 | dense 2 | code", true, 0 },
        { "input 4 | dense 2 | code | init zeros | penalty l1 weight=1", true, 0 },
        { "input 4 | code | dense 4", false, 1 },
        { "input 4 | code | flatten", false, 1 },
        { "input 4 | dense 2 | code | decoder mirror", false, 1 },
        { "input 4 | code | decoder mirror", false, 1 },
        { "input 4 | noise mask p=1 | code | decoder mirror | loss mse | loss mae", false, 2 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        ae_arena arena;
        ae_spec spec;
        ae_error e;
        ae_arena_init(&arena, NULL);

        must(ae_spec_read(&spec, endings[i].text, &arena, &e), &e);

        assert_int_equal(spec.has_decoder, !endings[i].encoder);
        assert_int_equal(spec.losses.count, endings[i].losses);
        ae_arena_free(&arena);
    }
}

/* `input 4`, then so many times `item`, then `end`, in memory that test_free frees. */
static char *repeated(const char *item, size_t times, const char *end)
{
    size_t step = strlen(item), size = sizeof "input 4" + times * step + strlen(end);
    char *text = test_malloc(size), *to = text + sizeof "input 4" - 1;
    memcpy(text, "input 4", sizeof "input 4");
    for (size_t i = 0; i < times; i++, to += step)
        memcpy(to, item, step);
    memcpy(to, end, strlen(end) + 1);
    return text;
}

/* 1024 items are read, the 1025th is refused at its place. */
static void a_spec_has_at_most_1024_items(void **state)
{
    char *most = repeated("\nflatten", 1022, "\ncode"), *more = repeated("\nflatten", 1023, "\ncode");
    mistake m = { more, AE_ESPEC, 1025, 1, { "1024 items" } };
    (void)state;
    ae_model_free(make_model(most, 0));
    refused(&m);
    test_free(most);
    test_free(more);
}

/* A mirror's layers count: 512 and their partners are read, one more and its partner are not. */
static void a_spec_has_at_most_1024_layers(void **state)
{
    char *most = repeated("\ndense 1", 512, "\ncode\ndecoder mirror");
    char *more = repeated("\ndense 1", 513, "\ncode\ndecoder mirror");
    char *reshaped = repeated("\nflatten\nreshape 2x2", 256, "\nreshape 2x2\ndense 1\ncode\ndecoder mirror");
    mistake m = { more, AE_ESPEC, 516, 1, { "at most 1024 layers; with its mirror this one has 1026" } };
    mistake restored = { reshaped, AE_ESPEC, 517, 1, { "at most 1024 layers" } };
    (void)state;
    ae_model_free(make_model(most, 0));
    refused(&m);
    refused(&restored);
    test_free(most);
    test_free(more);
    test_free(reshaped);
}

/* 64 KiB are read, comments included; one byte more is refused. */
static void a_spec_has_at_most_64_KiB(void **state)
{
    const char head[] = "input 4\ncode\n#";
    char *text = test_malloc(65536 + 2);
    ae_error e;
    ae_model *model;
    (void)state;
    memset(text, '-', 65537);
    memcpy(text, head, sizeof head - 1);
    text[65537] = 0;
    assert_int_equal(ae_model_create(&model, text, NULL, &e), AE_ESPEC);
    assert_non_null(strstr(e.text, "longer than 65536 bytes"));
    text[65536] = 0;
    must(ae_model_create(&model, text, NULL, &e), &e);
    assert_string_equal(ae_model_spec(model), "input 4\ncode");
    ae_model_free(model);
    test_free(text);
}

typedef struct big_net {
    const char *text;
    ae_status status;
} big_net;

/* Nets that no machine holds end in a clear error, and nothing near their size is asked for when memory has limits. */
static void absurd_sizes_are_refused(void **state)
{
    static const big_net nets[] = {
        { "input 1000000000 | dense 1000000000 | code", AE_ENOMEM },
        { "input 1000000000 | code | dense 1000000000 | dense 1000000000", AE_ENOMEM },
        { "input 4000000000 | flatten | code", AE_EVALUE },
        { "input 4x1000000000 | dense 1000000000 | code", AE_ESHAPE },
        { "input 4 | dense 1000000000 | dense 1000000000 | dense 1000000000 | dense 1000000000 | code", AE_ESHAPE },
        { "input 1000000000 | dense 1000000000 | code | decoder mirror tied=yes", AE_ENOMEM },
        { "input 1x28x28 | conv2d 1000000000 kernel=3 pad=same | code", AE_ESHAPE },
        { "input 1x28x28 | conv2d 1 kernel=2 dilation=65535 pad=same | code", AE_ESHAPE },
        { "input 1x28x28 | conv2d 1 kernel=65535 dilation=65535 pad=same_symmetric | code", AE_ESHAPE },
        { "input 1x28x28 | conv2d 1 kernel=3 pad=65535 | code", AE_ESHAPE },
        { "input 1x28x28 | deconv2d 1 kernel=3 stride=65535 | code", AE_ESHAPE },
        { "input 1x60000x60000 | deconv2d 1000000000 kernel=65535 stride=65535 dilation=65535 pad=same | code", AE_ESHAPE },
        { "input 4000000000 | flatten | conv1d 1 kernel=1 | code", AE_EVALUE },
        { "input 1000x1000x1000 | conv2d 1 kernel=100 pad=same | code", AE_ENOMEM },
        { "input 1000000000x1 | conv1d 1000000000 kernel=1 groups=1000000000 | code", AE_ENOMEM },
    };
    heap h = { .limit = 1 << 20 };
    ae_allocator limited = { heap_alloc, heap_free, &h };
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    ae_error e;
    ae_model *model;
    (void)state;
    options.allocator = &limited;
    for (size_t i = 0; i < sizeof nets / sizeof *nets; i++) {
        ae_status status = ae_model_create(&model, nets[i].text, &options, &e);
        if (status != nets[i].status)
            fail_msg("%s: %s: %s", nets[i].text, ae_status_name(status), e.text);
        assert_int_equal(h.held, 0);
    }
    options.allocator = NULL; /* and the system's own refuses what cannot be addressed */
    assert_int_equal(ae_model_create(&model, nets[0].text, &options, &e), AE_ENOMEM);
    assert_string_equal(e.text, "out of memory");
}

/* One net in different dress: the same canonical text, and so the same file. */
static void layout_does_not_matter(void **state)
{
    static const char *const dresses[] = {
        "input 6\ndense 4 act=tanh init=normal sd=0.3\ncode\ndense 6\nloss sse weight=0.5",
        "input 6|dense 4 act=tanh init=normal sd=0.3|code|dense 6|loss sse weight=0.5",
        "\r\n\r\ninput 6\r\ndense 4 act=tanh init=normal sd=0.3\r\ncode\r\ndense 6\r\nloss sse weight=0.5\r\n",
        "  input\t6 |# comment | dense 3\n\n dense  4   act=tanh init=normal sd=0.3#\n||code | | dense 6\t|\n loss sse "
        "weight=0.5 ",
        "# a net\ninput 6\n# it is small\ndense 4 act=tanh init=normal sd=0.3\ncode\ndense 6 # out\nloss sse weight=0.5\n# "
        "end",
    };
    ae_model *first = make_model(dresses[0], 7);
    (void)state;
    assert_string_equal(ae_model_spec(first), dresses[0]);
    for (size_t i = 1; i < sizeof dresses / sizeof *dresses; i++) {
        ae_model *other = make_model(dresses[i], 7);
        assert_string_equal(ae_model_spec(other), dresses[0]);
        assert_same_model(first, other);
        ae_model_free(other);
    }
    ae_model_free(first);
}

/* A spec's own text makes the same model again: nothing is lost when it is printed. */
static void a_printed_spec_is_the_spec(void **state)
{
    static const char *const specs[] = {
        "input 1x2x3 | flatten name=f | dense 5 act=leaky_relu slope=0.2 | code | decoder mirror tied=yes act=sigmoid | "
        "loss bce",
        "input 4 | init he_normal bias_init=uniform bias_min=-1 bias_max=1e-3 | dense 3 | code | dense 4 | loss huber "
        "delta=0.5",
    };
    (void)state;
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        ae_model *a = make_model(specs[i], 1), *b = make_model(ae_model_spec(a), 1);
        assert_same_model(a, b);
        ae_model_free(a);
        ae_model_free(b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_mistakes_are_refused),    cmocka_unit_test(word_mistakes_are_refused),
        cmocka_unit_test(value_mistakes_are_refused),    cmocka_unit_test(form_mistakes_are_refused),
        cmocka_unit_test(shape_mistakes_are_refused),    cmocka_unit_test(decoder_mistakes_are_refused),
        cmocka_unit_test(conv_mistakes_are_refused),     cmocka_unit_test(tie_mistakes_are_refused),
        cmocka_unit_test(a_spec_has_at_most_1024_items), cmocka_unit_test(a_spec_has_at_most_64_KiB),
        cmocka_unit_test(absurd_sizes_are_refused),      cmocka_unit_test(layout_does_not_matter),
        cmocka_unit_test(a_printed_spec_is_the_spec),    cmocka_unit_test(encoder_mistakes_are_refused),
        cmocka_unit_test(a_spec_may_end_at_its_code),    cmocka_unit_test(a_spec_has_at_most_1024_layers),
    };
    return cmocka_run_group_tests_name("spec", tests, NULL, NULL);
}
