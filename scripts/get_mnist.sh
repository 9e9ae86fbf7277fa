#!/bin/sh
# Fetches the MNIST digits (11 MB) and checks them.
#
#   sh scripts/get_mnist.sh [FOLDER]      into FOLDER/mnist; default: data in this clone
#
# MNIST_MIRROR may name another place that holds the four files.
set -eu
cd "$(dirname "$0")/.."
data=${1:-data}
folder=$data/mnist
mirror=${MNIST_MIRROR:-https://ossci-datasets.s3.amazonaws.com/mnist}

fail() {
    echo "get_mnist: $*" >&2
    exit 1
}

fetch() { # address, file
    if command -v curl >/dev/null 2>&1; then
        curl -fsSL -o "$2" "$1"
    elif command -v wget >/dev/null 2>&1; then
        wget -q -O "$2" "$1"
    else
        fail "needs curl or wget"
    fi
}

md5() { # of standard input
    if command -v md5sum >/dev/null 2>&1; then
        md5sum | cut -d ' ' -f 1
    else
        md5 -q
    fi
}

# Under its own name only once it is whole and right.
get() { # file, md5 of what it unpacks to
    [ ! -f "$folder/$1" ] || [ "$(gunzip -c "$folder/$1" | md5)" != "$2" ] || return 0
    fetch "$mirror/$1" "$folder/$1.part" || fail "could not fetch $mirror/$1"
    [ "$(gunzip -c "$folder/$1.part" | md5)" = "$2" ] || fail "$folder/$1.part is not the file that was expected"
    mv "$folder/$1.part" "$folder/$1"
}

mkdir -p "$folder"
get train-images-idx3-ubyte.gz 6bbc9ace898e44ae57da46a324031adb
get train-labels-idx1-ubyte.gz a25bea736e30d166cdddb491f175f624
get t10k-images-idx3-ubyte.gz 2646ac647ad5339dbf082846283269ea
get t10k-labels-idx1-ubyte.gz 27ae3e4e09519cfbb04c329615203637
echo "the digits are in $folder; to use them:  export AE_DATA=$(cd "$data" && pwd)"
