#!/bin/sh
# Every link of the installed pages leads somewhere, too: links_installed.sh BUILD_ROOT
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
meson install -C "$1" --no-rebuild --destdir "$folder" >"$folder/log" || { cat "$folder/log"; exit 1; }

page=$(find "$folder" -path '*/libautoencoder/README.md')
[ -n "$page" ] || { echo "no pages are installed"; exit 1; }
sh "$(dirname "$0")/links.sh" "$(dirname "$page")"
