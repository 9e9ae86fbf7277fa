#!/bin/sh
# Trains two autoencoders on handwritten digits, one from 784 pixels to 64 numbers and back, and a small convolutional one that
# draws new digits from two numbers, and ends with a page for each that shows what it learned.
#
#   sh scripts/demo.sh [--full]      4,000 steps, and half of that; --full: 20,001, a few minutes
#
# The digits are the real ones where they are found (in $AE_DATA, by default ../shared/data, or in data/: see get_mnist.sh),
# otherwise built-in ones.
set -eu
cd "$(dirname "$0")/.."

steps=4000
case $#:${1-} in
    0:) ;;
    1:--full) steps=20001 ;;
    *)
        echo "usage: sh scripts/demo.sh [--full]" >&2
        exit 2
        ;;
esac
out=demo-output build=build-demo

find_digits() {
    for folder in "${AE_DATA:-../shared/data}" data; do
        for file in "$folder"/mnist/train-images-idx3-ubyte*; do
            [ ! -f "$file" ] || { echo "mnist-train mnist-test"; return; }
        done
    done
    echo "digits digits-test"
}

sh scripts/setup.sh --demo
[ -f $build/build.ninja ] || meson setup $build
meson compile -C $build ae 03_report
mkdir -p "$out"
digits=$(find_digits)
train=${digits% *} test=${digits#* }

echo
echo "Training on $train, $steps steps:"
$build/tools/ae train --data "$train" --out "$out/model.safetensors" --log "$out/training.jsonl" \
    --spec 'input 784 | init normal sd=0.05 bias_init=normal bias_sd=0.05
            dense 128 act=sigmoid | dense 64 act=sigmoid | code
            dense 128 act=sigmoid | dense 784 act=sigmoid | loss mse' \
    --optimizer 'adam lr=0.01 eps=1e-7' --batch 256 --steps "$steps" --threads "$(getconf _NPROCESSORS_ONLN)"

echo
echo "Digits that it has not seen, drawn again from 64 numbers each:"
$build/examples/03_report --model "$out/model.safetensors" --train "$train" --test "$test" --log "$out/training.jsonl" \
    --out "$out"

echo
echo "Training a variational one of 2 numbers on $train, $((steps / 2)) steps:"
$build/tools/ae train --data "$train" --out "$out/vae.safetensors" --log "$out/vae.jsonl" \
    --spec 'input 1x28x28 | conv2d 8 kernel=3 stride=2 pad=1 act=relu | conv2d 16 kernel=3 stride=2 pad=1 act=relu | flatten
            gaussian 2 | code | dense 128 act=relu | dense 784 act=sigmoid | reshape 1x28x28
            loss bce reduce=sum | loss kl_normal on=code' \
    --optimizer 'adam lr=0.003' --batch 256 --steps "$((steps / 2))" --threads "$(getconf _NPROCESSORS_ONLN)"

page() { # MODEL LOG PAGE
    $build/tools/ae report "$out/$1" --data "$test" --log "$out/$2" --out "$out/$3" --quiet
}
page model.safetensors training.jsonl dense.html
page vae.safetensors vae.jsonl vae.html
echo
echo "Digits beside what comes back of them, codes as points, and new digits: two pages, to be opened in a browser."
echo "  $PWD/$out/dense.html"
echo "  $PWD/$out/vae.html    where the pointer is among the codes, the decoder draws"
echo "The pictures, the models and the logs of their trainings are in $PWD/$out"
