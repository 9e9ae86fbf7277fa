#!/bin/sh
# Sets up, builds and runs the test suite.
#
#   sh scripts/test.sh [BUILD_FOLDER [MESON_OPTION ...]]     as for build.sh
set -eu
cd "$(dirname "$0")/.."

sh scripts/build.sh "$@"
meson test -C "${1:-build}" --no-rebuild --print-errorlogs
