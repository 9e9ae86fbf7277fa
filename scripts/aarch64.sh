#!/bin/sh
# Builds for 64-bit ARM and runs the tests under qemu, those left out that need more than libc and cmocka. On Debian.
#
#   sh scripts/aarch64.sh [BUILD_FOLDER [MESON_OPTION ...]]     default: build-aarch64; as for build.sh
set -eu
cd "$(dirname "$0")/.."
root=$PWD/build-aarch64-root
build=${1:-build-aarch64}
[ $# -eq 0 ] || shift

fail() {
    echo "aarch64: $*" >&2
    exit 1
}

# Debian has no cmocka for cross compilers. ARM's own is unpacked here, with package lists of its own: to make ARM an
# architecture of this machine would change what every later apt-get does.
arm_apt() {
    apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User=root \
        -o Acquire::Languages=none -o Dir::State::lists="$root/lists" -o Dir::State::status=/dev/null \
        -o Dir::Cache="$root/cache" "$@"
}

unpack() { # package ...
    mkdir -p "$root/lists/partial" "$root/cache/archives/partial"
    arm_apt update || fail "the package lists for arm64 could not be fetched"
    (cd "$root" && arm_apt download "$@") || fail "no package source here has these for arm64: $*"
    for package in "$root"/*.deb; do dpkg -x "$package" "$root"; done
    rm -r "$root/lists" "$root/cache" "$root"/*.deb
}

sh scripts/setup.sh --aarch64
[ -e "$root/usr/lib/aarch64-linux-gnu/libcmocka.so" ] || unpack libcmocka0 libcmocka-dev
printf "[constants]\nroot = '%s'\n" "$root" >"$root/root.ini"
sh scripts/test.sh "$build" --cross-file "$root/root.ini" --cross-file scripts/aarch64.ini --auto-features=disabled "$@"
