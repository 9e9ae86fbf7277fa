#!/bin/sh
# Makes the archive that is shipped: one object of the whole library, in which only the names of the public header are
# global. A host may then have functions of the other names.
#
#   archive.sh OUTPUT ARCHIVE NAMES COMPILER ...      NAMES: a file, one name a line
set -eu
output=$1 inside=$2 names=$3
shift 3

tool() { # name, compiler ...: the tool that belongs to the compiler, also where that is a cross compiler
    name=$1
    shift
    command -v "$("$@" -print-prog-name="$name")" || command -v "llvm-$name" || {
        echo "archive.sh: there is no $name" >&2
        exit 1
    }
}

objcopy=$(tool objcopy "$@")
ar=$(tool ar "$@")
object=${output%.a}.o
"$@" -r -nostdlib -o "$object" -Wl,--whole-archive "$inside" -Wl,--no-whole-archive
"$objcopy" --keep-global-symbols="$names" "$object"
rm -f "$output"
"$ar" rcs "$output" "$object"
rm "$object"
