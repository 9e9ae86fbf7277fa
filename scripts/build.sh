#!/bin/sh
# Sets up and builds.
#
#   sh scripts/build.sh [BUILD_FOLDER [MESON_OPTION ...]]     default: build; options count when the folder is made
set -eu
cd "$(dirname "$0")/.."
case ${1-} in -*) sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; exit 2 ;; esac
build=${1:-build}
[ $# -eq 0 ] || shift

sh scripts/setup.sh
[ -f "$build/build.ninja" ] || meson setup --werror -Dtests=enabled "$build" "$@"
[ -d "$build/tests" ] || meson configure -Dtests=enabled "$build" # a folder that was made to install from
meson compile -C "$build"
