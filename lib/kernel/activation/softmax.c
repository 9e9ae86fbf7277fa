#include "kernel/activation.h"

/* The op softmax, as a word: a row's numbers, each e to its power, over their sum. */
const ae_activation AE_LOCAL(ae_activation_softmax) = {
    .name = "softmax",
    .of_rows = true,
    .low = 0,
    .high = 1,
};
