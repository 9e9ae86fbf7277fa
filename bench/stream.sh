#!/bin/sh
# What a training holds whose rows stay in their file: sh bench/stream.sh [--rows N] [--read] [FOLDER]
#
#   --rows N   rows of 784 floats in the npy file, in tens of thousands (default 64: 640,000 rows, 2.0 GB)
#   --read     trains on the same rows in memory, too, and compares the models; it needs memory for all of them
#   FOLDER     where the file lies while this runs (default $TMPDIR, or /tmp); twice the room with --read
#
# Trains for one epoch and prints, in MB of 10^6 bytes, the most that the process held at any time:
#
#   anonymous   its own memory: what it allocated, stacks, and its programs' variables (RssAnon)
#   mapped      pages of files, which are the page cache's and are taken back when memory is short (RssFile)
#   resident    both together (VmHWM)
#
# It reads /proc, so it is for Linux. Build first: sh scripts/build.sh
set -eu
cd "$(dirname "$0")/.."
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' bench/stream.sh; }

blocks=64 read=no folder=
while [ $# -gt 0 ]; do
    case $1 in
        --rows) blocks=${2-}; shift ;;
        --read) read=yes ;;
        -h | --help) usage; exit 0 ;;
        -*) usage >&2; exit 2 ;;
        *) [ -z "$folder" ] || { usage >&2; exit 2; }; folder=$1 ;;
    esac
    [ $# -eq 0 ] || shift
done
case $blocks in '' | *[!0-9]* | 0) usage >&2; exit 2 ;; esac

ae=$PWD/build/tools/ae
net='input 784 | dense 128 act=sigmoid | code | dense 784 act=sigmoid | loss mse'
elements=31360000 # bytes of a block's 10,000 rows
needed=$((blocks * elements / 1000))
[ $read = no ] || needed=$((needed * 2))

work=$(mktemp -d "${folder:-${TMPDIR:-/tmp}}/stream.XXXXXX")
training=
clean() {
    [ -z "$training" ] || kill "$training" 2>/dev/null || true
    rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' INT TERM
cd "$work"
room=$(df -Pk . | awk 'NR == 2 { print $4 }')
[ "$room" -gt "$needed" ] || { echo "stream.sh: $PWD has $room KB free; $needed are needed" >&2; exit 1; }

# ---- the file: the same block of rows, again and again ----

"$ae" train --data digits:10000 --spec "$net" --steps 20 --quiet --out first.ae
"$ae" reconstruct first.ae --data digits:10000 --out block.npy

# npy LENGTH: a file of all rows whose elements begin at byte LENGTH
npy() {
    printf "\223NUMPY\001\000\\$(printf %03o $(($1 - 10)))\000%-$(($1 - 11))s\n" \
        "{'descr': '<f4', 'fortran_order': False, 'shape': (${blocks}0000, 784), }"
    for _ in $(seq "$blocks"); do tail -c $elements block.npy; done
}

# ---- the training, watched ----

# most FIELD ...: the greatest figure of each field in `seen`, KB into MB
most() {
    awk -v field="$1:" '$1 == field && $2 > most { most = $2 } END { printf "%.1f", most * 1024 / 1e6 }' seen
}

train() { # name
    "$ae" train --data "$1.npy" --spec "$net" --epochs 1 --quiet --out "$1.ae" &
    training=$!
    : >seen
    while grep -E '^(Rss|VmHWM)' "/proc/$training/status" >>seen 2>/dev/null; do sleep 0.05; done
    wait "$training"
    training=
    echo "$1: anonymous $(most RssAnon) MB, mapped $(most RssFile) MB, resident $(most VmHWM) MB"
}

npy 128 >mapped.npy
echo "file: $(wc -c <mapped.npy) bytes, ${blocks}0000 rows of 784 floats; $("$ae" --version | head -n 1)"
train mapped
[ $read = yes ] || exit 0

# Elements that are not aligned cannot be used where they lie.
npy 131 >read.npy
train read
cmp mapped.ae read.ae && echo "the same model, byte for byte"
