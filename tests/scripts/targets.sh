#!/bin/sh
# What the README installs is the library and the command line; what the demo builds is that and a report, no more:
# targets.sh SOURCE_ROOT
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
meson setup "$folder/build" "$1" >"$folder/log" || { cat "$folder/log"; exit 1; }

made() { # targets: what would be built for them
    meson compile -C "$folder/build" --ninja-args=-n "$@" >"$folder/made"
    grep -q 'lib/libautoencoder' "$folder/made" || { cat "$folder/made"; exit 1; }
}

without() { # folders
    for unwanted; do
        if grep "[ /]$unwanted/" "$folder/made"; then
            echo "that is in $unwanted/: it was not asked for"
            exit 1
        fi
    done
}

made
grep -q 'target tools/ae$' "$folder/made"
without tests examples bench

made ae 03_report
grep -q 'target examples/03_report$' "$folder/made"
without tests bench man
