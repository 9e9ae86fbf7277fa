#!/bin/sh
# What the library cannot run on is refused when it is configured, in one sentence: platforms.sh SOURCE_ROOT COMPILER ...
set -eu
source=$1
shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

machine() { # system, processor, endian, compiler ...
    {
        printf "[host_machine]\nsystem = '%s'\ncpu_family = '%s'\ncpu = '%s'\nendian = '%s'\n" "$1" "$2" "$2" "$3"
        shift 3
        printf "[properties]\nneeds_exe_wrapper = true\n[binaries]\nc = ["
        printf "'%s', " "$@"
        echo "]"
    } >"$folder/machine.ini"
}

refused() { # sentence
    if meson setup --cross-file "$folder/machine.ini" "$folder/build" "$source" >"$folder/said" 2>&1; then
        echo "it was not refused: $1"
        exit 1
    fi
    grep -q "ERROR: .*libautoencoder needs $1" "$folder/said" || { cat "$folder/said"; exit 1; }
    rm -rf "$folder/build"
}

machine linux s390x big "$@"
refused "a little-endian POSIX system"

machine windows x86_64 little "$@"
refused "a little-endian POSIX system"

# The x87 unit, as on 32-bit x86 without SSE2: sums are longer than float.
if "$@" -mfpmath=387 -xc -c -o /dev/null /dev/null 2>/dev/null; then
    machine linux x86 little "$@" -mfpmath=387
    refused "float arithmetic that rounds to float"
fi
