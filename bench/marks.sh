#!/bin/sh
# Measures what docs/results.md reports, on real data, and prints it: sh bench/marks.sh [MARK ...]
#
#   chapter    the chapter's program, 20,001 steps, seeds 1, 2, 3: its table of losses and the test error
#   schedule   the same program with policies after its optimizer, seeds 0, 1, 2: the test error
#   anomaly    heartbeats, beside the published figures, seeds 0, 1, 2
#   denoise    the chapter's denoising example on digits, seeds 0, 1, 2; and how the published first weights do on them
#   conv       two nets of 665 parameters, beside the published ranges, seeds 0, 1, 2
#   latent     two numbers a digit, beside the published range, seeds 0, 1, 2; some minutes each
#   regularised  thirteen ways to keep a code honest, some beside published figures
#   stack      deep nets layer by layer, beside the same from scratch; half an hour
#   bytes      the model file for 1, 2, 3 threads, a second run, and every kernel set
#   pca        linear autoencoders beside principal components, seeds 0, 1, 2
#   retrieval  nearest digits by numbers and by bits, and clusters; seeds 0, 1, 2; half an hour
#   features   codes, PCA and pixels before six classifiers; they learn from 10,000 labels; about an hour
#   labels     classes from 1,000 labels, by the command line, with and without 60,000 digits before; seeds 0, 1, 2
#   vae        four variational autoencoders beside published figures, seeds 0, 1, 2; hours, of which the convolutional one takes
#              most (vae_digits, vae_two, vae_binary and vae_conv are each alone)
#   cousins    relatives of the variational autoencoder: how good the digits are that each draws; seeds 0, 1, 2; half an hour
#   heap       what a training run holds beside the data (valgrind's massif), and what --dry-run said
#
# Without names, all of them. It needs the data (AE_DATA, or ../shared/data) and a quiet machine for the seconds it prints.
set -eu
cd "$(dirname "$0")/.."
case ${1-} in -h | --help) sed -n '2,/^[^#]/s/^# \{0,1\}//p' bench/marks.sh; exit 0 ;; esac
sh scripts/build.sh build >&2

here=$PWD ae=$PWD/build/tools/ae
export AE_DATA="${AE_DATA:-$here/../shared/data}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

spec='input 784 | init normal sd=0.05 bias_init=normal bias_sd=0.05
dense 128 act=sigmoid | dense 64 act=sigmoid | code | dense 128 act=sigmoid | dense 784 act=sigmoid | loss mse'

train() { # further options
    "$ae" train --data mnist --spec "$spec" --optimizer 'adam lr=0.01 eps=1e-7' --batch 256 --quiet "$@"
}

# From the log of every step: the losses at the published steps, which count from 0, and the mean of the last 1,000.
table() {
    awk -F'"loss":' '/"event":"step"/ { n++; split($2, a, /[,}]/); loss[n - 1] = a[1] }
        END { for (i = n - 1000; i < n; i++) sum += loss[i]
              for (i = 0; i < n; i += 1000) printf "step %5d  %.6f\n", i, loss[i]
              printf "mean of the last 1000 steps  %.6f\n", sum / 1000 }' "$1"
}

chapter() {
    for seed in 1 2 3; do
        echo "== the chapter's program, seed $seed"
        train --steps 20001 --seed "$seed" --threads 2 --every 1 --log log --out model
        table log
        "$ae" eval model --data mnist-test --json
    done
}

scheduled() { # optimizer, further options
    for seed in 0 1 2; do
        echo "== $1, seed $seed"
        "$ae" train --data mnist --spec "$spec" --optimizer "$@" --batch 256 --steps 20001 --seed "$seed" --quiet --out model
        "$ae" eval model --data mnist-test --json
    done
}

schedule() {
    scheduled 'adam lr=0.01 | schedule cosine | stop patience=10' --valid-fraction 0.02
    scheduled 'adam lr=0.02 | schedule onecycle'
    scheduled 'adam lr=0.03 | schedule onecycle'
}

anomaly() {
    for seed in 0 1 2; do
        echo "== heartbeats, seed $seed"
        "$here/build/examples/04_anomaly" --seed "$seed"
    done
}

denoise() {
    for seed in 0 1 2; do
        echo "== denoising, seed $seed"
        "$here/build/examples/05_denoise" --seed "$seed"
    done
    echo "== denoising, first weights as published, seed 0"
    "$here/build/examples/05_denoise" --init glorot_uniform
}

conv() {
    for seed in 0 1 2; do
        echo "== convolutional, seed $seed"
        "$here/build/examples/06_convolutional" --seed "$seed"
    done
}

latent() {
    for seed in 0 1 2; do
        echo "== two numbers a digit, seed $seed"
        "$here/build/examples/07_latent" --seed "$seed"
    done
}

regularised() {
    echo "== regularised"
    "$here/build/examples/08_regularised"
}

# Each has 30 epochs in all: one of all levels costs as much as one of the whole net.
deep() { # activation, epochs, further options
    act=$1 epochs=$2
    shift 2
    echo "== 784-1000-500-250-30, $act, $epochs epochs $*"
    "$ae" train --data mnist --spec "input 784 | init glorot_uniform | dense 1000 act=$act | dense 500 act=$act |
        dense 250 act=$act | dense 30 | code | decoder mirror act=sigmoid | loss sse" --seed 1 --batch 256 --epochs "$epochs" \
        --optimizer 'adam lr=0.001 | schedule cosine warmup=470' --quiet --out model "$@"
    "$ae" eval model --data mnist-test --json
}

classify() { # what stands between the layers, further options
    between=$1
    shift
    echo "== 784-1000-1000-1000-10 $between $*"
    "$ae" train --data mnist --seed 1 --batch 128 --epochs 10 --optimizer 'adam lr=0.001 | schedule cosine warmup=100' --quiet \
        --spec "input 784 | ${between:+dropout 0.1 |} dense 1000 act=sigmoid | $between dense 1000 act=sigmoid | $between
            dense 1000 act=sigmoid | code | head digit | $between dense 10 act=softmax" --out model "$@"
    "$ae" predict model --data mnist-test
}

# Of the last net only the levels are wanted: as a whole it is trained for one step, whose rate is 0.
stack() {
    deep sigmoid 30
    deep sigmoid 22 --stack 8
    deep elu 30
    "$ae" train --data mnist --spec 'input 784 | dense 1000 act=sigmoid | dense 1000 act=sigmoid | dense 1000 act=sigmoid | code |
        decoder mirror act=sigmoid | loss bce' --stack 12 --stack-noise 0.25 --steps 1 --seed 1 --batch 128 --quiet --out levels \
        --optimizer 'adam lr=0.001 | schedule onecycle start=0 peak=0.1'
    classify ''
    classify '' --from levels
    classify 'dropout 0.25 |' --from levels
}

bytes() {
    echo "== the model file after 500 steps, by threads (1 twice)"
    for threads in 1 2 3 1; do
        train --steps 500 --threads "$threads" --out model
        echo "$threads $(md5sum <model)"
    done
    echo "== after 50 steps, by kernel set"
    for set in $("$ae" --version | sed -n 's/^kernels: //p'); do
        AE_KERNELS=$set train --steps 50 --out model
        echo "$set $(md5sum <model)"
    done
}

tell_classes() { # title, then options of the training
    echo "== $1"
    shift
    "$ae" train --data mnist --rows-from first1000.txt --batch 50 --epochs 60 --quiet --out model "$@"
    "$ae" predict model --data mnist-test | head -n 1
}

labels() {
    net='input 784 | noise mask p=0.5 | dense 1000 act=relu | dense 64 | code | decoder mirror act=sigmoid | loss bce'
    seq 0 999 >first1000.txt
    "$ae" train --data mnist --spec "$net" --optimizer 'adam lr=0.002 | schedule cosine' --epochs 10 --quiet --out digits.ae
    for seed in 0 1 2; do
        tell_classes "tuned, seed $seed" --from digits.ae --head --optimizer 'adam lr=0.001 | schedule cosine' --seed "$seed"
        tell_classes "the head alone, seed $seed" --from digits.ae --head --seed "$seed" \
            --optimizer 'adam lr=0.003 | schedule cosine | only class'
        tell_classes "from scratch, seed $seed" --spec "$net | head class | dense 10 act=softmax" --seed "$seed" \
            --optimizer 'adam lr=0.001 | schedule cosine'
        tell_classes "from scratch, a classifier alone, seed $seed" --seed "$seed" --optimizer 'adam lr=0.001 | schedule cosine' \
            --spec 'input 784 | dense 1000 act=relu | dense 64 | code | head class | dense 10 act=softmax'
    done
}

pca() {
    for seed in 0 1 2; do
        echo "== linear autoencoders and principal components, seed $seed"
        "$here/build/examples/10_pca" --data mnist --test mnist-test --epochs 10 --seed "$seed"
    done
}

learn() { # learning rate, epochs, seed, spec
    "$ae" train --data mnist --spec "$4 | code | decoder mirror act=sigmoid | loss bce" --optimizer "adam lr=$1 | schedule cosine" \
        --batch 128 --epochs "$2" --seed "$3" --quiet --out model
}

find_digits() { # title, further options
    echo "== $1"
    shift
    seq 0 1999 >first2000.txt
    "$ae" neighbours model --data mnist-test --rows-from first2000.txt --among mnist "$@"
}

group_digits() { # title
    echo "== $1"
    "$ae" cluster model --data mnist-test | tail -n 4
}

retrieval() {
    for bits in 8 16 32 64; do
        learn 0.01 10 0 "input 784 | dense 256 act=relu | dense $bits | batchnorm | noise gaussian sd=4 | act sigmoid"
        find_digits "$bits bits" --hamming
    done
    learn 0.001 10 0 'input 784 | dense 256 act=relu | dense 32'
    find_digits 'plain code, 32 numbers'
    for seed in 0 1 2; do
        learn 0.001 10 "$seed" 'input 784 | dense 256 act=relu | dense 64'
        [ "$seed" != 0 ] || find_digits 'plain code, 64 numbers'
        group_digits "plain code, 64 numbers, seed $seed"
        learn 0.001 12 "$seed" 'input 784 | noise mask p=0.5 | dense 1000 act=relu | dense 64'
        [ "$seed" != 0 ] || find_digits 'noisy code, 64 numbers'
        group_digits "noisy code, 64 numbers, seed $seed"
    done
}

features() {
    echo "== features"
    "$here/build/examples/02_features" --full --labels 10000 --test 10000 --threads 1
}

# The losses of the last epoch's steps; then what evaluate says of both parts of the data, minus the ELBO at the mean, and of
# the test rows how likely they are, by so many draws a row; '': the losses make no likelihood.
learn_to_draw() { # title, training rows, test rows, draws, further options
    title=$1 rows=$2 test=$3 draws=$4
    shift 4
    for seed in 0 1 2; do
        echo "== $title, seed $seed"
        "$ae" train --data "$rows" --seed "$seed" --quiet --log log --out model "$@"
        grep '"event":"epoch"' log | tail -n 1
        "$ae" eval model --data "$rows" --json
        "$ae" eval model --data "$test" --json ${draws:+--likelihood "$draws"}
    done
}

vae_digits() {
    learn_to_draw 784-500-15 mnist mnist-test 200 --optimizer adam --batch 128 --epochs 50 \
        --spec 'input 784 | dense 500 act=leaky_relu slope=0.0001 | gaussian 15 | code |
            dense 500 act=leaky_relu slope=0.0001 | dense 784 act=sigmoid | loss bce reduce=sum | loss kl_normal'
}

vae_two() {
    learn_to_draw 784-512-2 mnist mnist-test 200 --optimizer 'rmsprop lr=0.001' --batch 64 --steps 30000 \
        --spec 'input 784 | init he_normal | dense 512 act=tanh | gaussian 2 | code | dense 512 act=tanh |
            dense 784 act=sigmoid | loss bce reduce=sum | loss kl_normal'
}

vae_binary() {
    "$here/build/bench/ae-binarise" mnist 0 black.npy
    "$here/build/bench/ae-binarise" mnist-test 1 black-test.npy
    learn_to_draw 784-400-40 black.npy black-test.npy 200 --optimizer 'adam lr=0.001 | schedule cosine' --batch 128 \
        --epochs 200 \
        --spec 'input 784 | dense 400 act=relu | gaussian 40 | code | dense 400 act=relu | dense 784 act=sigmoid |
            loss bce reduce=sum | loss kl_normal'
}

vae_conv() {
    learn_to_draw 'convolutional, 2 numbers' mnist mnist-test '' --optimizer 'adam lr=0.0005' --batch 256 --epochs 50 \
        --spec 'input 1x28x28 | init pytorch bias_init=pytorch | conv2d 32 kernel=3 pad=1 act=leaky_relu slope=0.01 |
            conv2d 64 kernel=3 stride=2 pad=1 act=leaky_relu slope=0.01 |
            conv2d 64 kernel=3 stride=2 pad=1 act=leaky_relu slope=0.01 | conv2d 64 kernel=3 pad=1 | gaussian 2 | code |
            dense 3136 | reshape 64x7x7 | deconv2d 64 kernel=3 pad=1 act=leaky_relu slope=0.01 |
            deconv2d 64 kernel=3 stride=2 pad=1 act=leaky_relu slope=0.01 |
            deconv2d 32 kernel=3 stride=2 act=leaky_relu slope=0.01 | deconv2d 1 kernel=3 | crop 0,0,1,1 | act sigmoid |
            loss sse | loss kl_normal'
}

vae() {
    vae_digits
    vae_two
    vae_binary
    vae_conv
}

cousins() {
    for seed in 0 1 2; do
        echo "== cousins, seed $seed"
        "$here/build/bench/ae-cousins" --mnist --seed "$seed"
    done
}

heap() {
    echo "== heap of a training run beside the data"
    train --steps 20 --out model --dry-run | sed -n '/^memory/p'
    valgrind --tool=massif --massif-out-file=massif "$ae" train --data mnist --spec "$spec" --steps 20 --quiet --out model 2>valgrind.log
    awk -F= '/^mem_heap_B/ && $2 > peak { peak = $2 }
        END { labels = 60000 * 32; printf "peak %d bytes, less %d of pixels and %d of labels: %d\n", peak, 47040000, labels,
              peak - 47040000 - labels }' massif
}

for mark in "${@:-chapter schedule anomaly denoise conv latent regularised stack bytes pca retrieval features labels vae cousins heap}"; do
    for name in $mark; do
        case $name in
            chapter | schedule | anomaly | denoise | conv | latent | regularised | stack | bytes | pca | retrieval | features | \
                labels | vae | vae_digits | vae_two | vae_binary | vae_conv | cousins | heap)
                "$name" ;;
            *) echo "marks.sh: no mark is called $name" >&2; exit 2 ;;
        esac
    done
done
