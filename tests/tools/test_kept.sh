#!/bin/sh
# What a result keeps of its rows: gaps and words that are none, units, labels: test_kept.sh AE
. "$(dirname "$0")/cli.sh"

awk 'BEGIN { print "age,income"; for (i = 0; i < 40; i++) print 20 + i "," 20000 + 300 * i }' >people.csv
spec='input 2 | scaler zscore | missing mask | dense 2 | code | decoder mirror'
works train --data people.csv --spec "$spec" --epochs 2 --out p.ae --quiet

# --- a word among numbers is no gap ---

printf 'age,income\n30,23000\n31,\n32,abc\n33,1e999\n' >odd.csv
for command in score encode reconstruct 'reconstruct --fill' 'score --errors'; do
    "$ae" $command p.ae --data odd.csv --keep-going --quiet --out x.csv 2>err || fail "$command: $(cat err)"
    says '^odd.csv: 2 of 4 rows cannot be used; NaN is written for rows 3, 4$' err
    [ "$(sed -n 4,5p x.csv | tr -d 'nan,\n')" = "" ] || fail "$command: results of what is no number: $(cat x.csv)"
    sed -n 2,3p x.csv | grep -q nan && fail "$command: a gap has no result: $(cat x.csv)"
done
awk 'BEGIN { print "age,income"; for (i = 0; i < 40; i++) print 20 + i "," 20000 + 300 * i }' >log.csv
works train --data log.csv --log1p income --spec "$spec" --epochs 2 --out l.ae --quiet
printf 'age,income\n30,-7\n31,20000\n' >below.csv
"$ae" score l.ae --data below.csv --keep-going --quiet --out x.csv 2>err || fail "no log: $(cat err)"
says '^below.csv: 1 of 2 rows cannot be used; NaN is written for row 1$' err

# --- whole numbers of 16 bits come back in their units, bytes from 0 to 1 ---

# npy NAME TYPE: the numbers of standard input, 2 a row, bytes in octal
npy() {
    { printf '\223NUMPY\001\000\166\000'
      printf "%-117s\n" "{'descr': '$2', 'fortran_order': False, 'shape': (4, 2), }"
      printf "$3"; } >"$1"
}
npy u2.npy '<u2' '\000\100\000\200\000\200\000\100\000\140\000\160\000\160\000\140' # 16384,32768 32768,16384 ...
npy u1.npy '|u1' '\100\200\200\100\140\160\160\140'
net='input 2 | dense 2 | code | dense 2'
for type in u2 u1; do
    works train --data $type.npy --spec "$net" --epochs 1000 --batch 4 --optimizer 'adam lr=0.02' --quiet --out $type.ae
    works reconstruct $type.ae --data $type.npy --quiet --out $type.csv
    works encode $type.ae --data $type.npy --quiet --out codes.npy
    works decode $type.ae --data codes.npy --quiet --out decoded.csv
    cmp -s $type.csv decoded.csv || fail "decode gives other units: $(cat $type.csv decoded.csv)"
done
awk -F, 'NR == 2 && ($1 < 8192 || $1 > 32768 || $2 < 16384 || $2 > 65535) { exit 1 }' u2.csv || fail "16 bits: $(cat u2.csv)"
awk -F, 'NR > 1 && ($1 > 1 || $2 > 1) { exit 1 }' u1.csv || fail "bytes: $(cat u1.csv)"
works train --data u1.npy --scale 100 --spec "$net" --epochs 1000 --batch 4 --optimizer 'adam lr=0.02' --quiet --out s.ae
works reconstruct s.ae --data u1.npy --quiet --out s.csv
awk -F, 'NR == 2 && ($1 < 32 || $1 > 128) { exit 1 }' s.csv || fail "--scale 100 is not taken back: $(cat s.csv)"

finish
