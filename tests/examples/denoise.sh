#!/bin/sh
# Denoising in small: with the noise in a layer, with given pairs, with images of any size: denoise.sh DENOISE AE ROWS
set -eu
: "${MESON_EXE_WRAPPER=}" # set by meson where a program for another processor is to be run
denoise=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
ae=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
rows=$3

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

denoise() { # arguments; what it prints goes to `said`
    rm -f denoised.png
    $MESON_EXE_WRAPPER "$denoise" --epochs 2 "$@" >said || { cat said; exit 1; }
    cat said
    grep -q "^test images, denoised" said
    [ "$(head -c 8 denoised.png | od -An -tx1 | tr -d ' ')" = 89504e470d0a1a0a ] || { echo "no picture"; exit 1; }
}

expect_error() { # a text, arguments
    text=$1
    shift
    if $MESON_EXE_WRAPPER "$denoise" --rows 10 "$@" >said 2>&1; then
        echo "accepted: $*"
        exit 1
    fi
    grep -q -- "$text" said || { cat said; exit 1; }
}

# The digits, with the noise in a layer: drawn once for each, or anew.
denoise --rows "$rows"
grep -q "^test images, median of 3 x 3 pixels  *0.0" said
grep -q "^3217 parameters" said && grep -q "^noise gaussian sd=0.2 clip=0,1 fixed=yes" said
grep "^epoch" said >once
denoise --rows "$rows" --anew
grep "^epoch" said >anew
! cmp -s once anew || { echo "--anew changes nothing"; exit 1; }
denoise --rows "$rows" --init glorot_uniform
grep -q "^init glorot_uniform" said

# Noise drawn before: the files that it leaves teach another run the same, digit for digit.
denoise --rows "$rows" --pairs
! grep -q "^noise" said || exit 1
grep "^epoch" said >drawn
denoise --data noisy.npy --target clean.npy
grep "^epoch" said >given
cmp drawn given

# The same pairs by the command line.
net='input 1x28x28 | init pytorch bias_init=pytorch
    conv2d 16 kernel=3 stride=2 pad=same act=relu | conv2d 8 kernel=3 stride=2 pad=same act=relu | code
    deconv2d 8 kernel=3 stride=2 pad=same act=relu | deconv2d 16 kernel=3 stride=2 pad=same act=relu
    conv2d 1 kernel=3 pad=same act=sigmoid | loss mse'
$MESON_EXE_WRAPPER "$ae" train --data noisy.npy --target clean.npy --spec "$net" --optimizer 'adam lr=0.001 eps=1e-7' \
    --batch 32 --epochs 2 --seed 0 --log log --out model
loss=$(sed -n 's/.*"event":"epoch","epoch":2,.*"loss":\([0-9.e-]*\).*/\1/p' log)
[ "epoch  2   loss $(printf %.6f "$loss")" = "$(sed -n 2p given)" ] || { cat log; exit 1; }

# Any images: an IDX file of five, 9 rows by 14 columns.
{ printf '\0\0\10\3\0\0\0\5\0\0\0\11\0\0\0\16'; yes autoencoder | head -c 630; } >images-idx3-ubyte
denoise --data images-idx3-ubyte
grep -q "5 images of 1 x 9 x 14" said && grep -q "^crop to=9x14" said

expect_error "--data is missing" --target clean.npy
expect_error "--test is missing" --data clean.npy --test-target clean.npy
expect_error "clean.npy: $rows rows of 784 numbers, where images-idx3-ubyte has 5 of 126" \
    --data images-idx3-ubyte --target clean.npy
expect_error "images of 1 x 9 x 14, where those to learn from are 1 x 28 x 28" --data clean.npy --test images-idx3-ubyte
expect_error "nowhere" --data nowhere
expect_error "1 at least" --epochs 0
expect_error "cannot be had" --pairs --anew
echo "1,2,3" >rows.csv
expect_error 'line 2, column 6.*"glorot"' --init glorot
expect_error "row 1, column 2 is 2; clean images are" --data rows.csv
echo "0,0.5,1" >rows.csv
expect_error "no square images" --data rows.csv
