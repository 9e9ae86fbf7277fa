#!/bin/sh
# Sets up, builds and runs the test suite.
#
#   sh scripts/test.sh [BUILD_FOLDER [MESON_OPTION ...]]     as for build.sh
set -eu
cd "$(dirname "$0")/.."
case ${1-} in -*) sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; exit 2 ;; esac

sh scripts/build.sh "$@"
meson test -C "${1:-build}" --no-rebuild --print-errorlogs
