#!/bin/sh
# Rows in groups by code: test_cluster.sh AE
. "$(dirname "$0")/cli.sh"

# Rows on a line, which are their own code: heaps of 3, 2 and 1 rows.
cat >rows.csv <<'END'
name,x,kind
a,0,low
b,20,high
c,1,low
d,2,mid
e,22,high
f,90,odd
END
works train --data rows.csv --id name --label kind --spec 'input 1 | code | dense 1' --steps 1 --optimizer 'sgd lr=0' --out line.ae

works cluster line.ae --data rows.csv --clusters 3 --out found.csv
cat >expected <<'END'
id,label,cluster,distance
a,low,1,1
b,high,2,1
c,low,1,0
d,mid,1,1
e,high,2,1
f,odd,3,0
END
cmp -s found.csv expected || { fail "not the clusters expected:"; cat found.csv; }
# 5 of 6 rows have the most frequent label; the rest as scikit-learn has it: 0.86405 and 0.59459
says '^6 rows in 3 clusters by code (1 number); mean squared distance from the centers 0\.666667$' out
says '^ *1  *3   low (66\.7 %)$' out
says '^ *3  *1   odd (100\.0 %)$' out
says '^code  *1  0\.8333  0\.8641  0\.5946$' out
says '^rows  *1  0\.8333  0\.8641  0\.5946$' out

works cluster line.ae --data rows.csv --clusters 3 --out found.npy --quiet
[ ! -s out ] || fail "--quiet is not quiet: $(cat out)"
[ "$(tail -n +2 rows.csv | wc -l)" = "$(wc -l <found.labels.txt)" ] || fail "the labels are not beside found.npy"

# Without labels, sizes alone.
printf '%s\n' x 5 7 5 9 >plain.csv
works cluster line.ae --data plain.csv --clusters 2
says '^cluster     rows$' out
! grep -q purity out || fail "measures without labels"

# A row without a label counts in no measure.
printf '%s\n' x,kind 1,a 2, 1,a 9,b 8, 9,b 50, >some.csv
works train --data some.csv --label kind --spec 'input 1 | code | dense 1' --steps 1 --optimizer 'sgd lr=0' --out some.ae
works cluster some.ae --data some.csv --clusters 3
says '^ *1  *3   [ab] (100\.0 %)$' out
says '^ *3  *1$' out
says '^code  *1  1\.0000  1\.0000  1\.0000$' out

# --- digits: pictures, any threads, a seed ---

train --out m.ae
works cluster m.ae --data digits:300 --threads 1 --out one.csv --pictures sheet.png
[ "$(od -An -tx1 -N8 sheet.png | tr -d ' ')" = 89504e470d0a1a0a ] || fail "no picture"
[ "$(od -An -tu1 -j16 -N8 sheet.png | tr -s ' ')" = " 0 0 1 24 0 0 0 56" ] || fail "not two lines of ten digits: $(od -An -tu1 -j16 -N8 sheet.png)"
works cluster m.ae --data digits:300 --threads 3 --out three.csv
cmp -s one.csv three.csv || fail "threads change clusters"
works cluster m.ae --data digits:300 --seed 1 --value dense1 --clusters 4
says '^300 rows in 4 clusters by dense1 (16 numbers)' out
works export m.ae --encoder encoder.ae
works cluster encoder.ae --data digits:300 --pictures means.png
[ "$(od -An -tu1 -j20 -N4 means.png | tr -s ' ')" = " 0 0 0 28" ] || fail "an encoder has no second line"

# --- mistakes ---

refuses 1 '^ae: plain.csv: 9 clusters of 4 rows: there must be 1 cluster at least, and a row for each$' \
    cluster line.ae --data plain.csv --clusters 9
refuses 1 '^ae: plain.csv: 4 clusters: there are not so many different rows$' cluster line.ae --data plain.csv --clusters 4
refuses 1 'x.png: clusters are numbers; name a .csv or .npy file' cluster line.ae --data plain.csv --clusters 2 --out x.png
refuses 1 'x.jpg: the suffix tells the format' cluster line.ae --data plain.csv --clusters 2 --out x.jpg
refuses 1 'x.csv: --pictures would overwrite what --out writes' cluster line.ae --data plain.csv --out x.csv --pictures x.csv
refuses 2 "'0' is not a whole number from 1" cluster line.ae --data plain.csv --clusters 0
refuses 2 'the model file is missing' cluster --data plain.csv

finish
