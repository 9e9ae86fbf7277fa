#!/bin/sh
# Nearest rows by code: test_neighbours.sh AE
. "$(dirname "$0")/cli.sh"

# Rows on a line, which are their own code, so that neighbours can be found by hand.
cat >among.csv <<'END'
name,x,kind
a,0,low
b,1,low
c,3,low
"d, the last",10,high
e,11,high
END
cat >queries.csv <<'END'
name,x,kind
p,2.4,low
q,10.4,low
END
works train --data among.csv --id name --label kind --spec 'input 1 | code | dense 1' --steps 1 --optimizer 'sgd lr=0' --out line.ae

# --- the table ---

works neighbours line.ae --data queries.csv --among among.csv --k 2 --out found.csv
cat >expected <<'END'
query,rank,row,distance,query_id,id,query_label,label
0,1,2,0.6,p,c,low,low
0,2,1,1.4,p,b,low,low
1,1,3,0.4,q,"d, the last",low,high
1,2,4,0.6,q,e,low,high
END
sed 's/0\.59999[0-9]*/0.6/; s/0\.60000[0-9]*/0.6/; s/0\.39999[0-9]*/0.4/; s/1\.40000[0-9]*/1.4/' found.csv >rounded
cmp -s rounded expected || { fail "not the table expected:"; cat found.csv; }
says '^2 nearest of 5 rows for each of 2$' out
says '^code  *1 numbers  *0\.5000$' out
says '^rows  *1 numbers  *0\.5000$' out

# --- among themselves: a row never finds itself, but its double ---

works neighbours line.ae --data among.csv --k 1 --out found.csv --quiet
[ ! -s out ] || fail "--quiet is not quiet: $(cat out)"
[ "$(cut -d, -f1,3 found.csv | tail -n +2 | tr '\n' ' ')" = "0,1 1,0 2,1 3,4 4,3 " ] || { fail "among themselves:"; cat found.csv; }
printf '%s\n' 5 6 7 >plain.csv
printf '%s\n' x 5 7 5 >doubles.csv
works neighbours line.ae --data doubles.csv --k 1 --out found.csv
[ "$(tail -n +2 found.csv | tr '\n' ' ')" = "0,1,2,0 1,1,0,2 2,1,0,0 " ] || { fail "doubles:"; cat found.csv; }

# --- bits: whether a number is above the half ---

printf 'input 3 | act sigmoid | code | dense 3\n' >bits.spec
printf '%s\n' 'x,y,z' '5,-5,1' '-1,-2,-3' '9,9,-9' >bits.csv
works train --data bits.csv --spec @bits.spec --steps 1 --optimizer 'sgd lr=0' --out bits.ae
works neighbours bits.ae --data bits.csv --k 2 --hamming --out found.csv
[ "$(cut -d, -f1-4 found.csv | tail -n +2 | tr '\n' ' ')" = "0,1,1,2 0,2,2,2 1,1,0,2 1,2,2,2 2,1,0,2 2,2,1,2 " ] ||
    { fail "bits:"; cat found.csv; }
refuses 1 'line.ae: its code has numbers from -inf to inf, and --hamming needs 0 to 1' neighbours line.ae \
    --data doubles.csv --k 1 --hamming --out found.csv

# --- digits, pictures, any value; where there is FLANN, trees find nearly the same ---

train --out m.ae
works neighbours m.ae --data digits-test:20 --among digits:300 --k 3 --pictures sheet.png --out exact.csv
says '^code  *16 numbers  *0\.[0-9]*$' out
says '^rows  *784 numbers  *0\.[0-9]*$' out
[ "$(od -An -tx1 -N8 sheet.png | tr -d ' ')" = 89504e470d0a1a0a ] || fail "no picture"
works neighbours m.ae --data digits-test:20 --among digits:300 --k 3 --value input --threads 3
says '^input  *784 numbers' out
if "$ae" neighbours m.ae --data digits-test:20 --among digits:300 --k 3 --approximate --quiet --out trees.csv 2>err; then
    # 256 of 300 rows are looked at
    cut -d, -f1,3 exact.csv | sort >exact.sorted
    same=$(cut -d, -f1,3 trees.csv | sort | comm -12 - exact.sorted | wc -l)
    [ "$same" -ge 50 ] || fail "trees find $same of 60 neighbours"
else
    says 'FLANN' err
fi

# --- mistakes ---

refuses 1 '^ae: --k 5: there are only 4 rows to find beside each one itself; --among FILE searches others$' \
    neighbours line.ae --data among.csv --k 5
refuses 1 '^ae: --k 6: there are only 5 rows to find$' neighbours line.ae --data queries.csv --among among.csv --k 6
refuses 1 'the rows have no labels to count by; --out FILE or --pictures FILE' neighbours line.ae --data doubles.csv --k 1
refuses 1 'x.npy: the table of neighbours is text; name a .csv file' neighbours line.ae --data among.csv --k 1 --out x.npy
refuses 1 'x.jpg: name a .png file for the pictures' neighbours line.ae --data among.csv --k 1 --pictures x.jpg
refuses 1 'among.csv: --out would overwrite what --among reads' neighbours line.ae --data queries.csv --among among.csv --out among.csv
refuses 1 'value called "kode"; did you mean "code"' neighbours line.ae --data among.csv --k 1 --value kode
refuses 1 'its rows have 1 numbers, where the model' neighbours bits.ae --data bits.csv --among plain.csv --k 1
refuses 1 'rows of 3 numbers are no images' neighbours bits.ae --data bits.csv --k 1 --pictures x.png
refuses 2 'give one of them' neighbours bits.ae --data bits.csv --k 1 --hamming --approximate --out x.csv
refuses 2 "'0' is not a whole number from 1" neighbours line.ae --data among.csv --k 0

finish
