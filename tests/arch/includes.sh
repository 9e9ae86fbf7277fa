#!/bin/sh
# Includes point downward only, and around lib/ to the kit: includes.sh RULES SOURCE_ROOT
set -eu
rules=$(cd "$(dirname "$1")" && pwd)

check() { # folder of the rooms, a room or . for all
    (cd "$1" && shift && find "$@" -name '*.[ch]' | sed 's|^\./||' | sort | xargs awk -f "$rules/includes.awk" "$rules/rooms.txt")
}

# First that the check sees what it should: arrows up and to the kit, one path around the check, one room that nobody knows.
bad=$(mktemp -d)
trap 'rm -rf "$bad"' EXIT
mkdir "$bad/base" "$bad/op" "$bad/attic" "$bad/kit" "$bad/tools"
echo '#include "op/op.h"' >"$bad/base/up.c"
echo '#include "kit/table.h"' >"$bad/base/kit.c"
echo '  #  include "../base/status.h"' >"$bad/op/around.c"
echo '#include <stddef.h>' >"$bad/attic/unknown.c"
echo '#include "base/status.h"' >"$bad/op/fine.c"
echo '#include "base/status.h"' >"$bad/kit/inside.c"
echo '#include "op/op.h"' >"$bad/tools/inside.c"
echo '#include "kit/table.h"' >"$bad/tools/fine.c"
if seen=$(check "$bad" .) || [ "$(echo "$seen" | wc -l)" != 6 ]; then
    echo "the check itself is broken; of six wrong files it reported: $seen"
    exit 1
fi

check "$2/lib" .
check "$2" kit tools examples bench
