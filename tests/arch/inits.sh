#!/bin/sh
# Every struct of the header that begins with its size, and every initialiser, has its test: inits.sh HEADER TEST
set -eu
header=$1 test=$2
structs=$(awk '/^typedef struct [a-z_]+ \{$/ { name = $3; getline; if ($0 ~ /^ *size_t size;/) print name }' "$header")
macros=$(sed -n 's/^#define \(AE_[A-Z0-9_]*_INIT\).*/\1/p' "$header")
[ -n "$structs" ] && [ -n "$macros" ] || { echo "$header: no structs or initialisers were found"; exit 1; }
missing=0
for name in $structs; do
    grep -q "X($name," "$test" || { echo "$name begins with its size and is not in $test"; missing=1; }
done
for name in $macros; do
    grep -q "[ (]$name)" "$test" || { echo "$name is not in $test"; missing=1; }
done
exit $missing
