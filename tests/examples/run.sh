#!/bin/sh
# Runs an example in an empty folder and looks for what it should leave there:
# run.sh "FILE ..." "A LINE IT PRINTS" PROGRAM [ARGUMENT ...]
set -eu
: "${MESON_EXE_WRAPPER=}" # set by meson where a program for another processor is to be run
files=$1 line=$2
shift 2
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
shift

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
$MESON_EXE_WRAPPER "$program" "$@" >said || { cat said; exit 1; }
cat said
grep -q "$line" said || { echo "it did not print: $line"; exit 1; }
for file in $files; do
    [ -s "$file" ] || { echo "it did not write $file"; exit 1; }
    case $file in
        *.png) [ "$(head -c 8 "$file" | od -An -tx1 | tr -d ' ')" = 89504e470d0a1a0a ] || { echo "$file is no PNG"; exit 1; } ;;
    esac
done
