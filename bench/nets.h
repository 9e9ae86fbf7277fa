/* The nets that are measured. */
#ifndef AE_BENCH_NETS_H
#define AE_BENCH_NETS_H

typedef struct bench_net {
    const char *spec, *optimizer;
    int width, code;
} bench_net;

/* The chapter's. */
static const bench_net bench_dense = {
    "input 784 | dense 128 act=sigmoid | dense 64 act=sigmoid | code | dense 128 act=sigmoid | dense 784 act=sigmoid",
    "adam lr=0.01",
    784,
    64,
};

#endif
