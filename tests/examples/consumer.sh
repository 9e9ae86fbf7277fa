#!/bin/sh
# Builds and runs examples/consumer against a copy of the library installed to a temporary place, which is not the prefix
# that it was configured for; by meson also with the sources as a part of the project:
# consumer.sh make|meson|cmake BUILD_ROOT SOURCE_ROOT
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

# It needs no library where none is to be found.
run_alone() {
    echo "+ $*"
    LD_LIBRARY_PATH='' "$@"
}

build_with_make() {
    make CC="${CC:-cc}" CFLAGS="-Wall -Wextra -Werror" consumer static
    run ./consumer
    run_alone ./consumer-static
}

build_with_meson() {
    meson setup --werror out
    meson compile -C out
    run out/consumer
    meson setup --werror -Dprefer_static=true out-static
    meson compile -C out-static
    run_alone out-static/consumer
    build_as_subproject
}

# Not installed, but a part of the project: the library alone, shared or an archive as the project asks for.
build_as_subproject() {
    mkdir subprojects
    ln -s "$source" subprojects/autoencoder
    unset PKG_CONFIG_PATH
    meson setup --werror -Ddefault_library=static --force-fallback-for=autoencoder part
    meson compile -C part
    run_alone part/consumer
    shared=part/subprojects/autoencoder/lib/libautoencoder.so
    [ ! -f $shared ] || { echo "no shared library was asked for"; exit 1; }
    if ninja -C part -t targets all | grep -E '^subprojects/autoencoder/(man|kit|tools|examples|bench|tests)/'; then
        echo "that is more than the library"
        exit 1
    fi

    meson configure -Dautoencoder:default_library=shared part
    meson compile -C part
    run_alone part/consumer
    [ -f $shared ] || { echo "a shared library was asked for"; exit 1; }
}

build_with_cmake() {
    cmake -B out -DCMAKE_PREFIX_PATH="$libraries;$folder/root/usr/local" .
    cmake --build out
    run out/consumer
    run_alone out/consumer-static
}

"build_with_$tool"
