#!/bin/sh
# Every variant has a line and a picture, and one alone can be asked for: regularised.sh REGULARISED
set -eu
: "${MESON_EXE_WRAPPER=}" # set by meson where a program for another processor is to be run
regularised=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir one

$MESON_EXE_WRAPPER "$regularised" --epochs 1 --rows 300 >said
cat said
for variant in plain l1 plain-adadelta l1-adadelta topk dropout dropout-input masking tied sigmoid kl \
    sigmoid-tied contractive; do
    grep -q "^$variant  *[1-9][0-9]*  *[0-9]\.[0-9]* " said || { echo "no line for $variant"; exit 1; }
    [ -s "filters-$variant.png" ] || { echo "no filters for $variant"; exit 1; }
done
grep -q "^tied  *25904 " said

$MESON_EXE_WRAPPER "$regularised" --epochs 1 --rows 300 --variant l1 --out one >alone
[ "$(ls one)" = filters-l1.png ]
grep "^l1 " said >expected
grep "^l1 " alone | cmp - expected
cmp filters-l1.png one/filters-l1.png

code=0
$MESON_EXE_WRAPPER "$regularised" --variant l2 2>said || code=$?
[ "$code" = 2 ]
grep -q "^08_regularised: --variant l2 is none of plain, l1, .*, contractive$" said || { cat said; exit 1; }
$MESON_EXE_WRAPPER "$regularised" --help | grep -q -- "--variant .*TEXT"
