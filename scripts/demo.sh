#!/bin/sh
# Trains an autoencoder on handwritten digits, 784 pixels to 64 numbers and back, and shows what it learned.
#
#   sh scripts/demo.sh [--full]      4,000 steps; --full: 20,001, a few minutes
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
echo "The pictures, the model and the log of its training are in $PWD/$out"
