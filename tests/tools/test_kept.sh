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

# --- --fill: what a float cannot hold is said ---

printf 'serial,x\n16969283,0.1\n16969284,\n16969285,2.338166736175902\n5,7\n' >serial.csv
printf 'serial,x\n1,2\n2,4\n5,3\n' >small.csv
works train --data small.csv --spec "$spec" --epochs 2 --out f.ae --quiet
"$ae" reconstruct f.ae --data serial.csv --fill --quiet --out x.csv 2>err || fail "no filling: $(cat err)"
says "^serial.csv: columns 'serial', 'x': 3 numbers have more digits than a float holds, and will be written rounded$" err
printf 'serial,x\n1,0.1\n,2\n3,2.5e-7\n' >short.csv
works reconstruct f.ae --data short.csv --fill --quiet --out x.csv
[ "$(sed -n '2p;4p' x.csv | tr '\n' ' ')" = '1,0.1 3,2.5e-07 ' ] || fail "not kept: $(cat x.csv)"

# --- LIBSVM: the numbers of a model's labels ---

printf 'a,b,churn\n1,2,yes\n2,4,no\n3,5,\n4,9,yes\n' >two.csv
printf 'a,b,churn\n1,2,yes\n2,4,yes\n' >one.csv
printf 'a,b,churn\n1,2,yes\n2,4,perhaps\n' >new.csv
works train --data two.csv --label churn --spec "$spec" --epochs 2 --out svm.ae --quiet
works train --data one.csv --label churn --spec "$spec" --epochs 2 --out single.ae --quiet
works score svm.ae --data one.csv --out x.svm --quiet
[ "$(cut -d' ' -f1 x.svm | tr '\n' ' ')" = '1 1 ' ] || fail "other numbers: $(cat x.svm)"
refuses 1 "row 2 has the label 'perhaps', which the model has no number for; it knows 'no', 'yes'" \
    score svm.ae --data new.csv --out y.svm --quiet
refuses 1 'row 3 has an empty label' score svm.ae --data two.csv --out y.svm --quiet
refuses 1 'row 3 has an empty label' score single.ae --data two.csv --out y.svm --quiet
"$ae" score single.ae --data new.csv --out x.svm --quiet 2>err || fail "no numbers of its own: $(cat err)"
says "^LIBSVM's labels are numbers: 0 is 'perhaps', 1 is 'yes'$" err

# --- a model keeps the words for gaps ---

printf 'a,b\n1,2\n2,none\n3,5\n4,9\n' >none.csv
works train --data none.csv --gap-words none,-99 --spec "$spec" --epochs 2 --out gap.ae --quiet
works score gap.ae --data none.csv --out x.csv --quiet
works info gap.ae
says '^  gap-words: none,-99$' out
refuses 1 "none.csv: line 3, column 'b'" score gap.ae --data none.csv --gap-words other --out y.csv --quiet

finish
