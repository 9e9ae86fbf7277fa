/* The little autoencoders that a deep one is pretrained with, layer by layer: each has one dense layer of the encoder and
 * its partner of the decoder, and learns from the codes of the layers before it (Bengio et al. 2007; with noise: Vincent et
 * al. 2010). Their tensors have the names of the deep one's, so ae_model_transfer brings them there, and with the same seed
 * they begin with its weights. docs/recipes.md shows the whole sequence. */
#ifndef KIT_STACK_H
#define KIT_STACK_H

#include "kit/message.h"

typedef struct kit_stack {
    size_t n; /* how many levels: the dense layers before the code */
    char *
        *specs; /* the outermost first. The first one has the deep net's rows, each other one the codes of that before it */
} kit_stack;

/* The levels of a model whose encoder consists of dense layers, with dropout and noise between them, and whose decoder is
 * `decoder mirror`. What stands before a layer, noise or dropout, goes with it; where nothing does, `noise` is the share of
 * numbers that `noise mask` sets to 0, and 0 means none. The first level has the model's losses, the others bce after a
 * sigmoid and mse after anything else. Penalties and heads are for the whole net. False: there is nothing to stack, and *why
 * says what there would have to be. kit_stack_free either way. */
bool kit_stack_make(kit_stack *out, const ae_model *model, double noise, kit_message *why);
void kit_stack_free(kit_stack *s);

#endif
