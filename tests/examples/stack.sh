#!/bin/sh
# A net that is trained layer by layer: the example's own sequence of calls, and what the command line makes of the same:
# stack.sh STACK AE ROWS
set -eu
: "${MESON_EXE_WRAPPER=}" # set by meson where a program for another processor is to be run
stack=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
ae=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
rows=$3

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Without noise and with it, the command line's net makes the codes of the example's, bit for bit.
same() { # percent, what it is for the command line
    $MESON_EXE_WRAPPER "$stack" --rows "$rows" --seed 5 --noise "$1" --threads 1 >said || { cat said; exit 1; }
    cat said
    [ "$(grep -c 'squared error of a test digit: [0-9.]*$' said)" = 3 ] || { echo "not three results"; exit 1; }
    $MESON_EXE_WRAPPER "$ae" train --data digits:$rows --stack 4 $2 --epochs 8 --batch 20 --seed 5 --quiet --out tool.ae \
        --optimizer 'adam lr=0.003 | schedule cosine' --spec 'input 784 | dense 128 act=sigmoid | dense 64 act=sigmoid |
        dense 32 act=sigmoid | dense 8 | code | decoder mirror act=sigmoid | loss sse'
    for model in stack tool; do
        $MESON_EXE_WRAPPER "$ae" encode $model.ae --data digits-test:50 --quiet --out $model.npy
    done
    cmp stack.npy tool.npy
    mv stack.npy "codes-$1.npy"
}
same 0 ''
same 25 '--stack-noise 0.25'
! cmp -s codes-0.npy codes-25.npy || { echo "noise changes nothing"; exit 1; }

# Layer by layer each has learnt something, but only the whole is a good autoencoder. A few rows are too few for that.
[ "$rows" -lt 3000 ] || awk '{ error[NR] = $NF } END { exit !(error[3] < error[2]) }' said || { echo "tuning has not helped"; exit 1; }
