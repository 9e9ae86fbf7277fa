#!/bin/sh
# The pages' C compiles: code.sh ROOT BUILD_FOLDER WORK_FOLDER COMPILER ...
set -eu
root=$1 build=$2 work=$3
shift 3
rm -rf "$work"
mkdir -p "$work"

for page in README data scores values errors going-on threading memory adding-a-policy; do
    file=$root/docs/$page.md
    [ "$page" != README ] || file=$root/README.md
    awk -v name="$work/$page" '
        /^```c$/ { out = sprintf("%s%d.c", name, ++n); next }
        /^```/ { out = "" }
        out { print > out }
    ' "$file"
    ls "$work/$page"*.c >/dev/null || { echo "$file has no C"; exit 1; }
done
for file in "$work"/*.c; do
    "$@" -std=c11 -Wall -Wextra -Werror -Wno-unused-function -fsyntax-only -I"$root/include" -I"$root/lib" -I"$build/lib" \
        "$file" || exit 1
done
