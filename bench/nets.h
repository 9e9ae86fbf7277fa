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

/* The one whose code is two numbers. */
static const bench_net bench_conv = {
    "input 1x28x28 | conv2d 32 kernel=3 pad=1 act=leaky_relu slope=0.01 "
    "| conv2d 64 kernel=3 stride=2 pad=1 act=leaky_relu slope=0.01 "
    "| conv2d 64 kernel=3 stride=2 pad=1 act=leaky_relu slope=0.01 | conv2d 64 kernel=3 pad=1 | flatten | dense 2 | code "
    "| dense 3136 | reshape 64x7x7 | deconv2d 64 kernel=3 pad=1 act=leaky_relu slope=0.01 "
    "| deconv2d 64 kernel=3 stride=2 pad=1 act=leaky_relu slope=0.01 "
    "| deconv2d 32 kernel=3 stride=2 act=leaky_relu slope=0.01 | deconv2d 1 kernel=3 | crop 0,0,1,1 | act sigmoid",
    "adam lr=0.0005",
    784,
    2,
};

/* One that draws its code. */
static const bench_net bench_vae = {
    "input 784 | dense 500 act=leaky_relu slope=0.0001 | gaussian 15 | code | dense 500 act=leaky_relu slope=0.0001 "
    "| dense 784 act=sigmoid | loss bce reduce=sum | loss kl_normal",
    "adam lr=0.001",
    784,
    15,
};

#endif
