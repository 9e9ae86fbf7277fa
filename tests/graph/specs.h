/* Specs that between them use every layer, activation and objective. */
#ifndef TEST_SPECS_H
#define TEST_SPECS_H

static const char *const specs[] = {
    "input 7 | dense 5 act=sigmoid | code | dense 7 act=sigmoid",
    "input 6 | dense 5 act=tanh | dense 3 act=tanh | code | dense 5 act=elu alpha=1.3 | dense 6 | loss sse",
    "input 6 | dense 4 act=softplus | code | dense 6 act=leaky_relu slope=0.2 | loss mae",
    "input 6 | dense 8 act=relu | code | dense 6 | loss huber delta=0.3",
    "input 5 | dense 4 act=softmax | code | dense 5 act=sigmoid | loss bce",
    "input 5 | dense 4 act=sigmoid | code | dense 5 act=softmax | loss bce reduce=sum",
    "input 5 | dense 4 act=sigmoid | code | dense 5 act=sigmoid | loss bce reduce=sum weight=0.5 | loss mse weight=2",
    "input 2x3 | flatten | dense 4 bias=no | act tanh | code | dense 6 act=sigmoid | reshape 2x3",
    "input 8 | dense 6 act=tanh | dense 3 act=sigmoid | code | decoder mirror tied=yes act=sigmoid",
    "input 1x2x4 | dense 6 act=elu | code | decoder mirror",
    "input 6 | dense 5 act=tanh | dense 3 act=sigmoid | code | dense 6 | penalty l1 on=code weight=0.3 "
    "| penalty l2 on=dense1 weight=0.2 reduce=mean",
    "input 6 | dense 5 act=tanh | code | decoder mirror tied=yes | penalty l1 on=weights weight=0.03 "
    "| penalty l2 on=dense1.weight weight=0.2 | penalty l2 on=dense2.bias weight=0.1 reduce=mean",
    "input 3 | dense 4 act=tanh | code | dense 3 act=sigmoid | loss bce feature_weights=1,0.25,3 "
    "| loss mse feature_weights=0,1,2",
    "input 6 | noise gaussian sd=0.3 clip=0,1 | dense 5 act=tanh | dropout 0.4 | dense 3 | code | dropout 0.2 "
    "| dense 6 act=sigmoid | noise uniform min=-0.2 max=0.3",
    "input 6 | dense 6 act=tanh | noise speckle sd=0.5 clip=-0.4,0.5 | dense 4 | noise mask p=0.3 fixed=yes | code "
    "| dense 6 | noise salt_pepper p=0.3 high=2 | act sigmoid",
    "input 2x3 | dense 12 act=elu | reshape 4x3 | dropout2d 0.5 | code | dense 6",
    "input 6 | batchnorm | dense 4 act=tanh | batchnorm affine=no | code | dense 6 bias=no | batchnorm eps=0.1 | loss sse",
    "input 3x2x4 | batchnorm momentum=0.5 | dense 5 | layernorm | act tanh | code | dense 24 | reshape 3x2x4 | batchnorm",
    "input 2x3 | layernorm eps=0.01 | batchnorm | dense 4 act=elu | code | dense 6 act=sigmoid | reshape 2x3 | layernorm",
    "input 6 | dense 50 act=tanh | reshape 2x5x5 | maxpool2d 2 | code | upsample2d 3 | pad 1,0,2,3 mode=replicate | flatten "
    "| dense 6",
    "input 6 | dense 50 act=tanh | reshape 2x5x5 | avgpool2d 3x2 stride=2x1 pad=same | crop 1,0,0,2 | code "
    "| upsample2d to=5x7 mode=bilinear | pad 2 | flatten | dense 6",
    "input 6 | dense 24 act=tanh | reshape 2x12 | maxpool1d 3 stride=2 pad=1 | code | upsample1d 2 mode=linear | crop to=7 "
    "| flatten | dense 6",
    "input 6 | dense 11 act=tanh | avgpool1d 2 | pad 0,2 | code | upsample1d to=9 | crop to=6 keep=center | dense 6",
    "input 2x4x4 | dense 36 act=elu | reshape 1x6x6 | maxpool2d 4 stride=2 | code | decoder mirror",
    "input 5 | dense 4 act=tanh | code | dense 5 act=softmax | loss cross_entropy",
    "input 5 | dense 4 act=tanh | code | dense 5 act=softmax | loss cross_entropy feature_weights=1,2,3,0,1 | loss mae",
    "input 5 | dense 4 act=tanh | code | dense 5 act=sigmoid | loss jaccard | loss jaccard smooth=1 weight=0.5 "
    "feature_weights=1,2,3,0,1",
    "input 6 | dense 5 act=tanh | dense 3 act=sigmoid | code | dense 6 | penalty kl_sparse rho=0.3 weight=2",
    "input 6 | dense 5 act=softmax | code | dense 6 | penalty kl_sparse on=dense1 weight=2 | penalty l1 weight=0.1",
    "input 6 | dense 5 act=tanh | dense 3 | code | dense 6 | penalty mmd weight=2 | penalty mmd on=dense1 weight=0.5",
    "input 6 | dense 5 act=tanh | gaussian 3 | code | dense 5 act=tanh | gaussian 6 act=sigmoid | loss gaussian | loss "
    "kl_normal",
    "input 2x3 | missing mask | dense 3 | code | dense 5 act=elu | gaussian 6 | reshape 2x3 "
    "| loss gaussian feature_weights=1,2,0,4,1,0.5 | loss mse weight=0.3 | penalty l2 on=gaussian1 weight=0.1",
    "input 6 | missing mask | dense 5 act=tanh | dense 3 | code | dense 6 | loss gaussian variance=0.2 "
    "feature_weights=1,2,0,4,1,0.5",
    "input 6 | dense 5 act=tanh | code | dense 6 | penalty contractive weight=0.4",
    "input 2x3 | dense 5 act=sigmoid | dense 2 | code | decoder mirror | penalty contractive on=dense1 weight=0.4",
    "input 6 | dense 5 act=elu | dense 3 act=tanh | code | dense 6 | penalty contractive weight=0.4 sd=0.1",
    "input 2x3 | dropout 0.3 | flatten | dense 4 act=tanh | reshape 2x2 | code | dense 6 | penalty contractive weight=0.4 "
    "sd=0.3 | penalty contractive weight=0.1 sd=1 on=dense2",
    "input 6 | dense 5 | topk 2 | dense 4 act=tanh | topk 4 | code | dense 6",
    "input 2x5x6 | conv2d 3 kernel=3x2 stride=2x1 pad=same act=tanh | conv2d 4 kernel=2 dilation=2x1 pad=1,0,0,1 act=elu "
    "| code | deconv2d 2 kernel=3 stride=2x3 pad=1 output_pad=0x1 act=softplus | conv2d 1 kernel=2 bias=no",
    "input 4x4x3 | conv2d 6 kernel=3 pad=same_symmetric groups=2 act=sigmoid | code | deconv2d 4 kernel=2 stride=2 pad=same "
    "groups=2 act=sigmoid | loss bce",
    "input 1x6x6 | conv2d 3 kernel=3 stride=2 act=tanh | dense 4 | code | decoder mirror tied=yes act=sigmoid",
    "input 2x12 | conv1d 3 kernel=4 stride=3 pad=2,1 act=tanh | conv1d 4 kernel=2 | code | deconv1d 3 kernel=2 tied=conv1d2 "
    "act=softmax | deconv1d 2 kernel=4 stride=3 pad=2,1 output_pad=0 | loss sse",
    "input 9 | dense 4 act=tanh | code | deconv1d 2 kernel=3 stride=2 pad=same act=leaky_relu slope=0.3 "
    "| conv1d 1 kernel=3 dilation=2 | dense 9 tied=dense1",
    "input 7 | dense 5 act=tanh | dense 3 name=inner | code | dense 5 tied=inner act=elu | dense 7 tied=dense1",
    "input 6 | scaler zscore | dense 5 act=tanh | dense 3 | code | decoder mirror | loss huber delta=0.3",
    "input 6 | missing mask | scaler range to=-1,1 | dense 5 act=tanh | code | decoder mirror tied=yes | loss mse "
    "| loss mae weight=0.3 feature_weights=1,2,0,4,1,0.5",
    "input 6 | missing mask indicators=yes | dense 5 act=tanh | code | dense 6 act=elu | loss sse | penalty contractive "
    "weight=0.2",
    "input 6 | missing mask | dense 5 act=tanh | code | dense 6 act=sigmoid | loss bce feature_weights=1,2,0,4,1,0.5 "
    "| loss jaccard weight=0.5",
    "input 5 | missing mask | dense 5 act=tanh | code | dense 5 act=softmax | loss cross_entropy",
    "input 6 | missing mean | scaler robust | dense 5 act=tanh | code | dense 6 | penalty contractive weight=0.2 sd=0.1",
    "input 6 | columns number*2,category:4,number,category:2*2 | dense 5 act=tanh | dense 3 | code | decoder mirror",
    "input 6 | columns category:3,number*4,category:19 | missing mask indicators=yes | scaler zscore | dense 5 act=tanh | "
    "code "
    "| decoder mirror | loss huber delta=0.3 | loss mae weight=0.5 feature_weights=1,2,0,4,1,0.5",
    "input 6 | columns category:3,number*4,category:19 | missing mean | dense 5 act=tanh | code | dense 26 | loss "
    "mae",
    "input 4 | columns category:3*4 | missing mask | dense 5 act=tanh | code | decoder mirror tied=yes",
    "input 2x3x4 | scaler zscore per=channel | missing mask | conv2d 3 kernel=2 act=tanh | dense 4 | code | decoder mirror",
    "init normal sd=0.4 bias_init=uniform bias_min=-0.2 bias_max=0.2",
};
/* The last is only an item to put in front of `dense`. */
enum { SPECS = sizeof specs / sizeof *specs - 1 };

#endif
