#!/bin/sh
# The library, shared or an archive, exports what the public header declares, no more and no less, all of it ae_:
# symbols.sh HEADER LIBRARY
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# A declaration may take several lines; its name is the first word that a parenthesis follows.
grep '^AE_API ' "$1" | sed 's/^AE_API [^(]*[ *]\([A-Za-z0-9_]*\)(.*/\1/' | sort >"$folder/declared"
case $2 in *.a) table=-g ;; *) table=-D ;; esac
# A version's own name is absolute (A); the table of an archive has its members' names, too.
nm $table --defined-only "$2" | awk 'NF == 3 && $2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort >"$folder/exported"

status=0
say() { # sentence; names on standard input
    names=$(tr '\n' ' ')
    [ -n "$names" ] || return 0
    echo "$1: $names"
    status=1
}

[ -s "$folder/declared" ] || { echo "no declarations found in $1"; exit 1; }
for sentence in "declared, not exported" "exported, not declared" "not ae_"; do
    case $sentence in
        declared*) comm -23 "$folder/declared" "$folder/exported" ;;
        exported*) comm -13 "$folder/declared" "$folder/exported" ;;
        *) grep -v '^ae_' "$folder/exported" || true ;;
    esac >"$folder/wrong"
    say "$sentence" <"$folder/wrong"
done
exit $status
