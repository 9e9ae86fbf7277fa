#!/bin/sh
# Sets up and builds.
#
#   sh scripts/build.sh [BUILD_FOLDER [MESON_OPTION ...]]     default: build; options count when the folder is made
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
[ $# -eq 0 ] || shift

sh scripts/setup.sh
[ -f "$build/build.ninja" ] || meson setup --werror "$build" "$@"
meson compile -C "$build"
