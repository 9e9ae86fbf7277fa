#!/bin/sh
# Codes beside principal components and raw rows: test_compare.sh AE
. "$(dirname "$0")/cli.sh"

# Two numbers, told in four columns; three clusters, of which one is a word's; the last column is the label.
awk 'BEGIN { print "a,b,sum,less,kind"
    for (i = 0; i < 90; i++) { k = i % 3; a = i * 37 % 29 / 29 + 5 * k; b = i * 53 % 31 / 31 - 9 * (k == 1)
        printf "%.4f,%.4f,%.4f,%.4f,%s\n", a, b, a + b, a - b, k == 0 ? "low" : k == 1 ? "mid" : "high" } }' >plane.csv
head -n 61 plane.csv >train.csv
{ head -n 1 plane.csv && tail -n 30 plane.csv; } >held.csv

# value FIGURE: the code's mean, in the JSON of the file `out`, where the code stands last
value() {
    tr -d ' \n' <out | sed "s/.*{\"name\":\"code\",//; s/.*\"$1\":{\"mean\":\([^,]*\),.*/\1/"
}
# near X Y: numbers that differ by a millionth at most
near() {
    awk "BEGIN { d = $1 - $2; exit !(d * d <= 1e-12) }" || fail "$1 is not $2"
}

has_pca=yes
works compare --data plane.csv --label kind --code 2 --seeds 2
cp out table
grep -q 'this build is without LAPACK' table && has_pca=no

# --- two axes hold all that four columns of a plane say, and clusters are told apart ---

says '^net: input 4 | scaler zscore | dense 4 act=tanh | dense 2 | code | decoder mirror | ' table
says '^2 seeds: 72 rows to learn from, 18 held out$' table
says '^raw         4  .* 100\.00 +- 0\.00 %' table
says '^code        2  .*' table
says '^knn: the code and raw rows cannot be told apart: they differ by 0\.00 points' table
if [ $has_pca = yes ]; then
    says '^PCA         2  .* 100\.00 +- 0\.00 %  100\.00 +- 0\.00 %' table
    says '^mse: the code is worse than PCA by' table
    says '^explained: with 2 numbers the code gives back .* of the variance, PCA 100\.0 %$' table
fi
works compare --data plane.csv --label kind --code 2 --seeds 2 --threads 2
sed 's/  [0-9.]* s$//' table >a
sed 's/  [0-9.]* s$//' out | cmp -s a - || fail "threads change the result: $(diff a out)"

# --- the code's error is that of ae eval, on rows that --valid names ---

net='input 4 | scaler zscore | dense 2 | code | dense 4'
how='--optimizer sgd --batch 10 --epochs 5'
works compare --data train.csv --valid held.csv --label kind --spec "$net" $how --seeds 1 --seed 7 --json
cp out one.json
works train --data train.csv --label kind --spec "$net" $how --seed 7 --quiet --out m.ae
evaluates m.ae --data held.csv
loss=$(sed 's/.*"mse": \([^,]*\),.*/\1/' out) explained=$(sed 's/.*"explained": \([^}]*\)}.*/\1/' out)
cp one.json out
near "$(value mse)" "$loss"
near "$(value explained)" "$explained"
says '"held_out": 30' out

# A model is compared as it is. One on given rows gives the same with every seed.
works compare m.ae --data train.csv --valid held.csv --seeds 5 --json
near "$(value mse)" "$loss"
says '"seeds": 1,' out
[ $has_pca = no ] || says '"code_is": "worse in one run"' out
works compare m.ae --data plane.csv
says '^m.ae may have been trained on rows that are measured here, which flatters it; --valid names others$' out

# --- gaps: the error is over what is there, categories count ---

awk -F, -v OFS=, 'NR > 1 && NR % 4 == 0 { $1 = "" } NR > 1 && NR % 7 == 0 { $3 = "?" } { print }' train.csv >gaps.csv
awk -F, -v OFS=, 'NR > 1 && NR % 5 == 0 { $2 = "" } { print }' held.csv >held_gaps.csv
for mask in mask 'mask indicators=yes'; do
    spec="input 4 | missing $mask | dense 2 | code | dense 4"
    works compare --data gaps.csv --valid held_gaps.csv --label kind --spec "$spec" $how --seeds 1 --json
    found=$(value mse)
    works train --data gaps.csv --label kind --spec "$spec" $how --quiet --out g.ae
    works reconstruct g.ae --data held_gaps.csv --out again.csv --quiet
    loss=$(paste -d, held_gaps.csv again.csv | awk -F, 'NR > 1 { for (i = 1; i <= 4; i++) if ($i != "") { n++; sum += ($i - $(i + 6)) ^ 2 } }
        END { printf "%.9g", sum / n }')
    near "$found" "$loss"
done
awk -F, -v OFS=, '{ print $5, $1, $2, $3, $4 }' plane.csv >words.csv
works compare --data words.csv --seeds 1 --code 3
says '^raw         7  ' out # four numbers, and a word of three
says '^accuracies are left out: words.csv: has no labels; --label COLUMN names them$' out

# --- labels that cannot be classes are said to be none, and the errors are told all the same ---

awk -F, -v OFS=, 'NR > 1 { $5 = "all" } { print }' plane.csv >alike.csv
works compare --data alike.csv --label kind --code 2 --seeds 1
says "^accuracies are left out: alike.csv: all rows have the label 'all', so that there are no classes to tell apart\$" out
says '^code        2  ' out
awk -F, -v OFS=, 'NR > 1 && NR % 2 { $1 = $2 = $3 = $4 = NR % 9; $5 = "" } { print }' plane.csv >some.csv
works compare --data some.csv --label kind --code 2 --seeds 1 # rows without a label take no part
says '^raw         4  .* 100\.00 %' out

# --- a picture ---

works compare --data digits:60 --seeds 1 --epochs 1 --out seen.png --quiet
[ "$(head -c 8 seen.png | od -An -tx1 | tr -d ' ')" = 89504e470d0a1a0a ] || fail "seen.png is no PNG"
grep -q '^seed 0' out && fail "--quiet tells of each seed: $(cat out)"

# --- what is refused ---

refuse() {
    status=$1 pattern=$2
    shift 2
    refuses "$status" "$pattern" compare --data plane.csv --label kind "$@"
}
refuse 1 'a code of 5 numbers for rows of 4: PCA has no more axes than rows have numbers; choose a smaller code' --code 5
head -n 4 plane.csv >three.csv
refuses 1 'three.csv: 3 rows cannot be 5 --folds; there must be 2 folds at least' compare --data three.csv --code 1
refuses 1 'three.csv: a code of 2 numbers, and 1 rows to learn from: PCA has no more axes than there are rows' \
    compare --data three.csv --label kind --code 2 --folds 2
refuses 1 'knn: 5 neighbours vote, and there are only' compare --data three.csv --label kind --code 1 --folds 3 --quiet
refuse 1 '90 rows cannot be 1 --folds' --folds 1
cut -d, -f1-4 held.csv >bare.csv
refuse 1 'bare.csv' --valid bare.csv --code 2
refuse 2 '--code is for the net that is chosen' --spec "$net" --code 2
refuse 2 '--valid and --folds both say which rows are held out' --valid held.csv --folds 3
refuses 2 'the model is compared as it is; --spec, --for, --code' compare m.ae --data held.csv --epochs 3
refuse 2 "--seeds: '0' is not a whole number from 1" --seeds 0
refuse 1 'plane.csv: --out draws rows that are images' --code 2 --out x.png
refuse 1 'x.txt: --out is a picture; name a .png file' --code 2 --out x.txt
refuse 1 'only encodes and cannot be trained' --spec 'input 4 | dense 2 | code'
refuse 1 'optimizer: line 1, column 1: unknown optimizer "adm"' --code 2 --optimizer adm
refuses 1 'plane.csv: this is no model file' compare plane.csv --data held.csv
works export m.ae --encoder half.ae
refuses 1 'half.ae: is an encoder; only a model that gives its rows back can be compared' compare half.ae --data held.csv
refuses 2 '--data X is missing' compare m.ae

# --- Ctrl-C: the seeds that are done are told ---

"$ae" compare --data plane.csv --label kind --code 2 --epochs 1000000 --seeds 2 >out 2>err &
child=$!
tries=0
until grep -q '^net: ' out || [ $tries = 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
kill -TERM $child
code=0
wait $child || code=$?
[ "$code" = 143 ] || fail "exit status $code after SIGTERM"
says '^0 of 2 seeds; stopped by SIGTERM$' err

finish
