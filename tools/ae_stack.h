/* ae train --stack: before a net is trained as a whole, each of its layers is trained alone, with its partner of the
 * decoder, on the codes of the layers before. */
#ifndef AE_TOOL_STACK_H
#define AE_TOOL_STACK_H

#include "ae_report.h"
#include "ae_training.h"
#include "kit/stack.h"

typedef struct stack {
    kit_stack levels;
    ae_model **models; /* one a level */
    ae_fit_report fit; /* of the last level that was trained */
    size_t trained;    /* levels, the last one perhaps not to its end */
} stack;

/* Makes the levels of the model, and has the library check how they are to be trained on so many rows: `options`, apart from
 * the number of epochs. stack_close either way. */
bool stack_open(stack *s, const ae_model *model, const ae_rows *rows, const ae_fit_options *options, const arguments *a,
                kit_message *why);
void stack_close(stack *s);

/* For a dry run: the spec of each level, and the memory of the codes that it learns from. */
void stack_describe(const stack *s, const ae_rows *rows);

/* Trains the levels one after the other and gives their weights to the model. Ctrl-C ends it, and what was learnt until then
 * is the model's all the same: fit.stopped says so. */
bool stack_train(stack *s, ae_model *model, const training_rows *rows, const ae_fit_options *options, report *r,
                 kit_message *why);

#endif
