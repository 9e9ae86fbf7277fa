#!/bin/sh
# scripts/get_mnist.sh against a mirror on this disk: get_mnist.sh SOURCE_ROOT
set -eu
command -v curl >/dev/null || { echo "no curl, and wget reads no file:// address"; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
first=train-images-idx3-ubyte.gz

get() { # mirror, folder
    MNIST_MIRROR=file://$1 sh "$2/scripts/get_mnist.sh" "$folder/data" 2>"$folder/said"
}

fail() {
    echo "$*"
    cat "$folder/said"
    exit 1
}

# An empty mirror, then one with other bytes: an error, and nothing under the file's name.
mkdir "$folder/mirror"
! get "$folder/mirror" "$1" || fail "an empty mirror was accepted"
grep -q "could not fetch .*$first" "$folder/said" || fail "the error does not say what could not be fetched"
echo "not digits" | gzip >"$folder/mirror/$first"
! get "$folder/mirror" "$1" || fail "a wrong file was accepted"
grep -q "not the file that was expected" "$folder/said" || fail "the error does not say what is wrong"
[ ! -e "$folder/data/mnist/$first" ] || fail "the wrong file was left in place"

# The real digits, where this machine has them: fetched, and found again without a mirror.
real=${AE_DATA:-$1/../shared/data}/mnist
if [ -f "$real/$first" ]; then
    get "$(cd "$real" && pwd)" "$1" || fail "the digits were refused"
    get "$folder/nowhere" "$1" || fail "digits that are there were fetched again"
fi
