#!/bin/sh
# Builds and runs examples/consumer against a copy of the library installed to a temporary place, which is not the prefix that
# it was configured for: consumer.sh make|meson|cmake BUILD_ROOT SOURCE_ROOT
set -eu
tool=$1 build=$2 source=$3

if ! command -v "$tool" >/dev/null; then
    echo "no $tool on this machine"
    exit 77
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
meson install -C "$build" --no-rebuild --destdir "$folder/root" >"$folder/log" || { cat "$folder/log"; exit 1; }
cp -R "$source/examples/consumer" "$folder/consumer"
cd "$folder/consumer"

pc=$(find "$folder/root" -name autoencoder.pc)
libraries=$(dirname "$(dirname "$pc")")
PKG_CONFIG_PATH=$(dirname "$pc")
export PKG_CONFIG_PATH

run() {
    echo "+ $*"
    LD_LIBRARY_PATH=$libraries "$@"
}

build_with_make() {
    make CC="${CC:-cc}" CFLAGS="-Wall -Wextra -Werror"
    make CC="${CC:-cc}" CFLAGS="-Wall -Wextra -Werror" static
    run ./consumer
    LD_LIBRARY_PATH='' ./consumer-static
}

build_with_meson() {
    meson setup --werror out
    meson compile -C out
    run out/consumer
}

build_with_cmake() {
    cmake -B out .
    cmake --build out
    run out/consumer
}

"build_with_$tool"
