#!/bin/sh
# Installs what building and testing needs and this machine lacks; silent when nothing is missing.
#
#   sh scripts/setup.sh [--install | --demo] [--ci] [--aarch64]
#
#   --install   only what the library and the command line take
#   --demo      only that, and what the demo takes
#   --ci        also what only the CI needs
#   --aarch64   also what scripts/aarch64.sh needs
#
# Without what is `needed` nothing can be built, so that its absence is an error; without what is `extra` some kinds of files,
# examples and tests are left out, so that it is a remark.
set -eu

usage() {
    echo "usage: sh scripts/setup.sh [--install | --demo] [--ci] [--aarch64]" >&2
    exit 2
}

purposes="install demo tests"
for option; do
    case $option in
        --install) purposes="install" ;;
        --demo) purposes="install demo" ;;
        --ci | --aarch64) purposes="$purposes ${option#--}" ;;
        *) usage ;;
    esac
done

debian=1 fedora=2 # columns of packages

# how to look    for what        weight  purpose  Debian            Fedora
things() {
    cat <<'END'
command          cc              needed  install  gcc               gcc
header           stdio.h         needed  install  libc6-dev         glibc-devel
command          meson           needed  install  meson             meson
command          ninja           needed  install  ninja-build       ninja-build
command          pkg-config      needed  install  pkg-config        pkgconf-pkg-config
library          zlib            needed  install  zlib1g-dev        zlib-devel
library          libpng          needed  install  libpng-dev        libpng-devel
library          jansson         needed  install  libjansson-dev    jansson-devel
library          libzip          extra   install  libzip-dev        libzip-devel
library          libzstd         extra   install  libzstd-dev       libzstd-devel
library          librsvg-2.0     extra   install  librsvg2-dev      librsvg2-devel
header           cblas.h         extra   demo     libopenblas-dev   openblas-devel
header           lapacke.h       extra   demo     liblapacke-dev    lapack-devel
command          mpicc           extra   tests    libopenmpi-dev    openmpi-devel
command          mpirun          extra   tests    openmpi-bin       openmpi
library          cmocka          needed  tests    libcmocka-dev     libcmocka-devel
command          c++             extra   tests    g++               gcc-c++
command          make            extra   tests    make              make
library          libjpeg         extra   tests    libjpeg-dev       libjpeg-turbo-devel
header           libsvm/svm.h    extra   tests    libsvm-dev        libsvm-devel
header           linear.h        extra   tests    liblinear-dev     liblinear-devel
header           flann/flann.h   extra   tests    libflann-dev      flann-devel
header           xgboost/c_api.h extra   tests    libxgboost-dev
command          clang           needed  ci       clang             clang
command          clang++         extra   ci       clang             clang
command          cmake           extra   ci       cmake             cmake
command          aarch64-linux-gnu-gcc  needed  aarch64  gcc-aarch64-linux-gnu  gcc-aarch64-linux-gnu
arm_header       stdio.h                needed  aarch64  libc6-dev-arm64-cross  gcc-aarch64-linux-gnu
command          qemu-aarch64           needed  aarch64  qemu-user              qemu-user
END
}

has_command() {
    command -v "$1" >/dev/null 2>&1
}

has_library() {
    pkg-config --exists "$1" 2>/dev/null
}

# cblas.h and its like lie where the compiler or a .pc file says.
has_header() {
    flags=$(pkg-config --cflags-only-I openblas 2>/dev/null || true)
    # shellcheck disable=SC2086
    echo "#include <$1>" | cc $flags -E -x c - >/dev/null 2>&1
}

has_arm_header() {
    echo "#include <$1>" | aarch64-linux-gnu-gcc -E -x c - >/dev/null 2>&1
}

missing() { # weight, column of the table that holds the package
    things | while read -r how what weight purpose packages; do
        case " $purposes " in *" $purpose "*) ;; *) continue ;; esac
        [ "$weight" != "$1" ] || "has_$how" "$what" </dev/null || echo "$packages"
    done | awk -v column="$2" '!seen[$column]++ { printf "%s ", $column }'
}

may_install() {
    has_command apt-get && { [ "$(id -u)" = 0 ] || has_command sudo; }
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

install() {
    echo "setup: installing $*"
    as_root apt-get update -qq &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

explain() { # weight, a sentence
    echo "setup: $2" >&2
    echo "  Debian, Ubuntu:  apt-get install $(missing "$1" $debian)" >&2
    echo "  Fedora:          dnf install $(missing "$1" $fedora)" >&2
    echo "  elsewhere:       the packages that bring these, whatever they are called there" >&2
}

all="$(missing needed $debian)$(missing extra $debian)"
[ -n "$all" ] || exit 0
if may_install; then
    # shellcheck disable=SC2086
    install $all || echo "setup: apt-get did not succeed" >&2
fi
if [ -n "$(missing needed $debian)" ]; then
    explain needed "these are needed and missing"
    exit 1
fi
[ -z "$(missing extra $debian)" ] || explain extra "without these, some files cannot be read, and some examples and tests are left out"
