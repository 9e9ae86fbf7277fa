#!/bin/sh
# The latent example trains, saves, and draws the same again from what it saved: latent.sh HELLO LATENT ROWS
set -eu
: "${MESON_EXE_WRAPPER=}" # set by meson where a program for another processor is to be run
hello=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
latent=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
rows=$3

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir again

$MESON_EXE_WRAPPER "$latent" --epochs 1 --rows "$rows" >said
cat said
grep -q "^epoch  1/1 .*published" said
grep -q "test digits: mean squared error 0\." said
[ ! -e point.png ]
$MESON_EXE_WRAPPER "$latent" --model latent.safetensors --rows "$rows" --point 0.5,-1 --out again >said
grep -q "^epoch" said && { echo "trained again"; exit 1; }
for picture in latent.svg manifold.png; do
    cmp "$picture" "again/$picture"
done
[ -s again/point.png ]
[ ! -e again/latent.safetensors ]

expect_error() { # exit status, a text, arguments
    status=$1 text=$2 code=0
    shift 2
    $MESON_EXE_WRAPPER "$latent" --rows 9 "$@" 2>said || code=$?
    [ "$code" = "$status" ] || { echo "exit status $code, not $status: $*"; exit 1; }
    grep -q -e "$text" said || { cat said; exit 1; }
}

$MESON_EXE_WRAPPER "$hello" >/dev/null
expect_error 1 "hello.safetensors: it takes 8 numbers to 2 to 8; a model from 784 to 2 to 784" --model hello.safetensors
expect_error 1 "nowhere" --model nowhere
expect_error 2 "--point 1: it is two numbers" --point 1
expect_error 2 "--point 1,2,3: it is two numbers" --point 1,2,3
expect_error 2 "--epochs must be 1 at least" --epochs 0
$MESON_EXE_WRAPPER "$latent" --help | grep -q -- "--point .*TEXT"
