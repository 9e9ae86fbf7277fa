#!/bin/sh
# The version is one: version.sh HEADER VERSION_OF_THE_PROJECT
set -eu
macros=$(awk '/^#define AE_VERSION_(MAJOR|MINOR|PATCH) / { printf "%s%s", dot, $3; dot = "." }' "$1")
[ "$macros" = "$2" ] || { echo "the header says $macros, the project $2"; exit 1; }
