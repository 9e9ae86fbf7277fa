#!/bin/sh
# Rows in a plain npy file are mapped, and give what the same rows give in any other file: test_mapped.sh AE MANUAL
. "$(dirname "$0")/cli.sh"
manual=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")

# npy DESCR SHAPE LENGTH: the beginning of a file, its header padded to LENGTH bytes in all, at most 265
npy() {
    printf "\223NUMPY\001\000\\$(printf %03o $(($3 - 10)))\000%-$(($3 - 11))s\n" \
        "{'descr': '$1', 'fortran_order': False, 'shape': ($2), }"
}

# is_mapped FILE SPEC and is_read FILE SPEC: what training would do with the rows
is_mapped() {
    works train --data "$1" --spec "$2" --steps 1 --dry-run --out none.ae
    says '^memory: [0-9]* bytes for the model and its training; the rows stay in their file$' out
}
is_read() {
    works train --data "$1" --spec "$2" --steps 1 --dry-run --out none.ae
    says '^memory: [0-9]* bytes for the model and its training, and the rows$' out
}

# same SPEC FILE ...: each trains the model that the first one does, and gives its codes, scores and errors
same() {
    spec=$1 first=$2
    shift
    for file in "$@"; do
        works train --data "$file" --target "$file" --valid "$file" --valid-target "$file" --spec "$spec" --epochs 3 \
            --batch 7 --seed 5 --threads 2 --quiet --out "$file.ae"
        works encode "$file.ae" --data "$file" --out "$file.codes.csv"
        works reconstruct "$file.ae" --data "$file" --out "$file.rows.csv"
        works score "$file.ae" --data "$file" --target "$file" --out "$file.scores.csv"
        evaluates "$file.ae" --data "$file"
        mv out "$file.errors.csv"
        for result in ae codes.csv rows.csv scores.csv errors.csv; do
            cmp -s "$first.$result" "$file.$result" || fail "$file gives another $result than $first"
        done
    done
}

# --- floats: mapped, unpacked, from an odd place, and as text ---

floats='input 784 | dense 8 act=tanh | code | dense 784 act=sigmoid'
works train --data digits:50 --spec "$floats" --steps 2 --quiet --out any.ae
works reconstruct any.ae --data digits:50 --out f4.npy
works reconstruct any.ae --data digits:50 --out named.csv
sed '1d; s/^[^,]*,//' named.csv >f4.csv # no names and no labels, as in the npy file
gzip -c f4.npy >f4.npy.gz
{ npy '<f4' '50, 784' 131 && tail -c 156800 f4.npy; } >odd.npy
is_mapped f4.npy "$floats"
is_read f4.npy.gz "$floats"
is_read odd.npy "$floats"
is_read f4.csv "$floats"
same "$floats" f4.npy f4.npy.gz odd.npy f4.csv

# --- bytes: any place will do for them ---

bytes='input 4x8 | flatten | dense 5 | code | dense 32'
head -c 2048 "$manual" >body
{ npy '|u1' '64, 4, 8' 128 && cat body; } >u1.npy
{ npy '|u1' '64, 4, 8' 131 && cat body; } >odd1.npy
{ printf '\000\000\010\003\000\000\000\100\000\000\000\004\000\000\000\010' && cat body; } >u1.idx
gzip -c u1.npy >u1.npy.gz
is_mapped u1.npy "$bytes"
is_mapped odd1.npy "$bytes"
is_mapped u1.idx "$bytes"
same "$bytes" u1.npy odd1.npy u1.npy.gz u1.idx

# --- chosen rows ---

printf '3\n1\n40\n' >list.txt
works score u1.npy.ae --data u1.npy --rows-from list.txt --out listed.csv
{ sed -n 1p u1.npy.scores.csv && sed -n 5p u1.npy.scores.csv && sed -n 3p u1.npy.scores.csv &&
    sed -n 42p u1.npy.scores.csv; } >expected.csv
cmp -s listed.csv expected.csv || fail "rows 3, 1 and 40 have other scores: $(cat listed.csv)"

# --- files that are not what their header says ---

{ npy '|u1' '65, 32' 128 && cat body; } >short.npy
{ npy '|u1' '63, 32' 128 && cat body; } >long.npy
head -c 60 u1.npy >cut.npy
{ npy '|u1' '9999999999, 9999999999' 128 && cat body; } >huge.npy
wrong() {
    refuses 1 "$2" train --data "$1" --spec "$bytes" --out none.ae
    refuses 1 "$2" encode u1.npy.ae --data "$1" --out none.npy
}
wrong short.npy 'short.npy: is truncated or damaged: its header claims 2080 elements of 1 bytes, its size allows 2048 bytes$'
wrong long.npy 'long.npy: goes on after byte 2144, where its header says that it ends$'
wrong cut.npy 'cut.npy: is truncated: it ends after 60 bytes, where 128 are due$'
wrong huge.npy 'huge.npy: is damaged: its header claims more elements than any memory holds$'
refuses 1 'u1.npy: --out would overwrite what --data reads' encode u1.npy.ae --data u1.npy --out u1.npy

# --- a file that is cut short while it is mapped ---

cp f4.npy shrinking.npy
"$ae" train --data shrinking.npy --spec "$floats" --steps 1000000000 --every 1 --log run.jsonl --quiet --out none.ae 2>err &
for _ in $(seq 600); do
    grep -q '"event":"step"' run.jsonl 2>sought && break
    sleep 0.05
done
: >shrinking.npy
code=0
wait $! || code=$?
[ $code = 1 ] || fail "exit status $code after the file of rows was cut short"
[ "$(cat err)" = 'ae: a file of rows was cut short while it was read, or its disk failed; no model or result was written' ] ||
    fail "not one line about the rows: $(cat err)"
[ ! -e none.ae ] || fail "a model of rows that were lost"

finish
