#!/bin/sh
# Every name that an archive defines for others has the prefix: prefix.sh PREFIX ARCHIVE ...
set -eu
prefix=$1
shift
for archive; do
    names=$(nm -g --defined-only "$archive" | awk 'NF == 3 { sub(/^_/, "", $3); print $3 }')
    [ -n "$names" ] || { echo "$archive defines nothing"; exit 1; }
    if wrong=$(echo "$names" | grep -v "^$prefix"); then
        echo "$archive: not $prefix:" $wrong
        exit 1
    fi
done
