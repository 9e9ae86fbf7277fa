#!/bin/sh
# Includes point downward only: includes.sh RULES SOURCE_FOLDER
set -eu
rules=$(cd "$(dirname "$1")" && pwd)

check() { # folder
    (cd "$1" && find . -name '*.[ch]' | sed 's|^\./||' | sort | xargs awk -f "$rules/includes.awk" "$rules/rooms.txt")
}

# First that the check sees what it should: one arrow up, one path around it, one room that nobody knows.
bad=$(mktemp -d)
trap 'rm -rf "$bad"' EXIT
mkdir "$bad/base" "$bad/op" "$bad/attic"
echo '#include "op/op.h"' >"$bad/base/up.c"
echo '  #  include "../base/status.h"' >"$bad/op/around.c"
echo '#include <stddef.h>' >"$bad/attic/unknown.c"
echo '#include "base/status.h"' >"$bad/op/fine.c"
if seen=$(check "$bad") || [ "$(echo "$seen" | wc -l)" != 3 ]; then
    echo "the check itself is broken; of three wrong files it reported: $seen"
    exit 1
fi

check "$2"
