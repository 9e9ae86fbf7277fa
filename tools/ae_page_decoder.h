/* A decoder of dense layers that a page can run. */
#ifndef AE_TOOL_PAGE_DECODER_H
#define AE_TOOL_PAGE_DECODER_H

#include "ae_page.h"

enum { PAGE_LAYERS = 16 };

struct page_activation {
    const char *name;
    double (*of)(double x, double parameter);
    const char *key; /* of its parameter in a spec: " slope="; NULL: it has none */
    double usual;    /* the parameter where a spec does not say it */
};

/* What a layer ends with. */
typedef struct page_act {
    const struct page_activation *activation;
    double parameter;
} page_act;

typedef struct page_layer {
    const float *weights, *bias; /* of the model */
    bool is_turned;              /* weights lie out x in, not in x out */
    size_t in, out;
    page_act act;
} page_layer;

typedef struct page_decoder {
    page_layer layer[PAGE_LAYERS];
    size_t n, numbers;       /* numbers: of all weights and biases */
    double *center, *spread; /* of each output: what comes out is number * spread + center */
    const char *missing;     /* why a page cannot run the decoder; NULL: it can */
} page_decoder;

/* A decoder that a page cannot run is no error. page_decoder_free either way. */
bool page_decoder_find(page_decoder *d, const page *p, kit_message *why);
void page_decoder_free(page_decoder *d);

float page_layer_weight(const page_layer *l, size_t in, size_t out);

#endif
