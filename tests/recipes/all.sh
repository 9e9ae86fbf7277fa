#!/bin/sh
# Every program of the page is built and run, and every code on it is a program: all.sh recipes.md PROGRAM ...
set -eu
page=$1
shift
told=$(sed -n 's/^<!-- program: \(.*\) -->$/\1/p' "$page" | sort)
built=$(printf '%s\n' "$@" | sort)
[ "$told" = "$built" ] || { printf 'the page has\n%s\nbuilt are\n%s\n' "$told" "$built"; exit 1; }
[ "$(grep -c '^```c' "$page")" = $# ] || { echo "there is code without a program's name"; exit 1; }
