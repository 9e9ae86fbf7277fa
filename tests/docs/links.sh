#!/bin/sh
# Every link between the pages leads somewhere, headings included: links.sh ROOT
set -eu
cd "$1"
failed=0

complain() {
    echo "$*"
    failed=1
}

links() { # page: its links, one a line, but for those to the world outside and those in code
    awk '/^```/ { code = !code } !code && !/^    /' "$1" | sed 's/`[^`]*`//g' | grep -o '](\([^)]*\))' | sed 's/^](//; s/)$//' |
        grep -v '^https\{0,1\}:' || true
}

anchors() { # page: its headings, as links name them
    sed -n 's/^#\{1,6\} //p' "$1" | tr 'A-Z ' 'a-z-' | sed 's/[^a-z0-9_-]//g'
}

check() { # page, link
    file=${2%%#*}
    target=$1
    [ -z "$file" ] || target=$(dirname "$1")/$file
    [ -e "$target" ] || complain "$1: nothing at $2"
    case $2 in
        *#*) anchors "$target" | grep -qxF "${2#*#}" || complain "$1: no heading for $2" ;;
    esac
}

for page in *.md docs/*.md docs/decisions/*.md; do
    for link in $(links "$page"); do
        check "$page" "$link"
    done
done

# The index leads to every page.
for page in docs/*.md docs/decisions/*.md; do
    [ "$page" = docs/README.md ] || links docs/README.md | grep -qxF "${page#docs/}" || complain "docs/README.md leaves out $page"
done
exit $failed
