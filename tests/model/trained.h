/* A small model with every kind of thing in its file: an own name, tied weights, a scale, a training. */
#ifndef TEST_MODEL_TRAINED_H
#define TEST_MODEL_TRAINED_H

#include "support.h"

enum { ROWS = 12, WIDTH = 6 };
static const char spec[] =
    "input 2x3\ndense 5 act=tanh\ndense 3 name=inner\ncode\ndecoder mirror tied=yes act=sigmoid\nloss bce";

/* Trained on bytes; the optimizer's text is not in its canonical form. */
static inline ae_model *trained_model(void)
{
    uint8_t x[ROWS * WIDTH];
    ae_rows rows = AE_ROWS_U8(x, ROWS, WIDTH, 255);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_model *model = make_model(spec, 9);
    ae_error e;
    for (size_t i = 0; i < sizeof x; i++)
        x[i] = (uint8_t)(37 * i);
    options.optimizer = "\n  adamw\t lr=0.01   decay=1e-2 # why not | sgd\n";
    options.batch = 5;
    options.epochs = 3;
    options.seed = UINT64_MAX;
    must(ae_model_fit(model, &rows, &options, &e), &e);
    return model;
}

#endif
