#!/bin/sh
# Every function and every struct of the header has a page of section 3: man3.sh ROOT PAGES
set -eu
header=$1/include/autoencoder.h pages=$(cd "$2" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() {
    echo "$*"
    exit 1
}

check_page() { # folder of pages, name
    [ -f "$1/$2.3" ] || fail "$2 has no page"
    file=$(sed -n 's/^\.so man3\///p' "$1/$2.3")
    file=$1/${file:-$2.3}
    names=$(sed -n '/^\.SH NAME$/{n;p;}' "$file" | sed 's/ \\- .*//')
    case ", $names," in *", $2,"*) ;; *) fail "$file does not name $2" ;; esac
}

# The header's.
functions=$(sed -n 's/^AE_API [^(]*[ *]\(ae_[a-z0-9_]*\)(.*/\1/p' "$header")
types=$(sed -n -e 's/^typedef [a-z]* \(ae_[a-z0-9_]*\) {$/\1/p' -e 's/^typedef .*(\*\(ae_[a-z0-9_]*\))(.*/\1/p' "$header")
[ "$(echo "$functions" | wc -l)" -gt 20 ] && [ "$(echo "$types" | wc -l)" -gt 10 ] || fail "cannot read $header"
for name in $functions $types; do
    check_page "$pages" "$name"
done

# Nothing that the formatter would complain of.
if command -v groff >/dev/null; then
    for page in "$pages"/*.3; do
        (cd "$pages/.." && groff -man -Tutf8 -ww -z "$page") >"$folder/said" 2>&1
        [ ! -s "$folder/said" ] || fail "$page: $(cat "$folder/said")"
    done
fi

# A header in small: one comment over two functions is about both; fields have meanings; macros go with their type.
cat >"$folder/small.h" <<'HEADER'
/* ---- 1. All ---- */

/* Opens a door: it may creak.
 *   oak     slowly
 * Errors: AE_ELOCK. */
AE_API ae_status ae_door_open(ae_door *door,
                              int far);
AE_API void ae_door_shut(ae_door *door);

/* What a door is made of. */
typedef struct ae_wood {
    int rings; /* one a
                * year */

    int age;
} ae_wood;

#define AE_WOOD_INIT { 0, 0 }
HEADER
mkdir "$folder/man3"
awk -v folder="$folder/man3" -v version=9 -f "$1/man/pages.awk" "$folder/small.h"
for name in ae_door_open ae_door_shut ae_wood; do
    check_page "$folder/man3" "$name"
done
has() { # page, line
    grep -qxF -- "$2" "$folder/man3/$1.3" || fail "$(cat "$folder/man3/$1.3"): it lacks: $2"
}
has ae_door_open 'ae_door_open, ae_door_shut \- Opens a door'
has ae_door_open 'ae_status ae_door_open(ae_door *door, int far);'
has ae_door_open 'void ae_door_shut(ae_door *door);'
has ae_door_open '  oak     slowly'
has ae_door_open 'AE_ELOCK.'
has ae_wood '.B int rings'
has ae_wood 'one a year'
has ae_wood '    int age;'
has ae_wood '#define AE_WOOD_INIT { 0, 0 }'
