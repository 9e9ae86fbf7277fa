#!/bin/sh
# The commands of docs/searching.md print what it says, except for the seconds: searching.sh ROOT AE WORK_FOLDER
set -eu
: "${MESON_EXE_WRAPPER=}" # set by meson where a program for another processor is to be run
page=$1/docs/searching.md program=$(cd "$(dirname "$2")" && pwd)/$(basename "$2") work=$3
rm -rf "$work"
mkdir -p "$work"
cd "$work"

ae() {
    $MESON_EXE_WRAPPER "$program" "$@"
}

# An example is a line that begins with $, its continuations, and the lines below it that are indented as it is.
awk '
    !/^    / { example = 0; next }
    { line = substr($0, 5) }
    line ~ /^\$ / { example = 1; command = 1; n++; line = substr(line, 3); printf "" >("shown" n) }
    !example { next }
    command { print line >("command" n); command = line ~ /\\$/; next }
    { print line >("shown" n) }
' "$page"

without_seconds() {
    sed -E 's/ +[0-9]+\.[0-9]( |$)/ S\1/'
}
n=1
while [ -e command$n ]; do
    . ./command$n >out 2>&1 || { echo "does not work: $(cat command$n out)"; exit 1; }
    without_seconds <out >made
    without_seconds <shown$n | diff - made || { echo "printed by: $(cat command$n)"; exit 1; }
    n=$((n + 1))
done
[ $n -gt 4 ] || { echo "$page has only $((n - 1)) commands"; exit 1; }
