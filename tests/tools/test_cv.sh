#!/bin/sh
# Cross-validation: test_cv.sh AE
. "$(dirname "$0")/cli.sh"

cv() {
    works cv --data digits:200 --spec "$net" --optimizer 'adam lr=0.01' --batch 50 --epochs 3 "$@"
}
# figures FILE: its losses and errors, without the seconds
figures() {
    grep -v '"seconds"' "$1"
}

# --- the table, and one fold of it ---

cv --folds 4 --seed 3
says '^200 rows in 4 folds, each with its share of each label$' out
says '^fold [1-4]  loss 0\.[0-9]*  [0-9.]* s$' out
says '^     fold    rows         loss          mse     mean_mse  seconds$' out
[ "$(grep -c '^        [1-4]      50   *0\.' out)" = 4 ] || fail "no table of four folds of 50 rows: $(cat out)"
says '^     mean  *0\.' out
says '^deviation  *0\.' out
grep '^one fold alone: ' out | sed 's/^one fold alone: ae/"$ae"/' >alone
cv --folds 4 --seed 3 --json --jobs 1
figures out >all.json
awk '/"loss"/ { sub(",", ""); x[++n] = $2 }
    END { mean = (x[1] + x[2] + x[3] + x[4]) / 4
          for (i = 1; i <= 4; i++) square += (x[i] - mean) ^ 2 / 4
          if (n != 6 || (mean - x[5]) ^ 2 > 1e-24 || (sqrt(square) - x[6]) ^ 2 > 1e-24) exit 1 }' out ||
    fail "mean and deviation are not those of the folds: $(cat out)"
cv --folds 4 --seed 3 --json --jobs 3
figures out >jobs.json
cmp -s all.json jobs.json || fail "jobs change what comes out: $(diff all.json jobs.json)"
for n in 1 2 3 4; do
    sed "s/--fold 1\$/--fold $n --json/" alone >command
    . ./command >out || fail "the command does not work: $(cat command)"
    figures out | sed -n '/"fold"/,/}/p' >one.json
    sed -n "/\"fold\": $n/,/}/p" all.json | cmp -s - one.json || fail "fold $n alone is another: $(cat one.json)"
done
cv --folds 4 --seed 4 --json
figures out | cmp -s - all.json && fail "another seed has the same folds"
cv --folds 4 --quiet
[ "$(wc -l <out)" = 7 ] || fail "--quiet prints more than the table: $(cat out)"

# --- a fold by hand: two groups are two folds, and their rows are known ---

awk 'BEGIN { for (i = 0; i < 200; i++) print i % 3 ? "often" : "seldom" }' >groups.txt
awk 'BEGIN { for (i = 0; i < 200; i++) if (i % 3) print i }' >often.txt
awk 'BEGIN { for (i = 0; i < 200; i++) if (!(i % 3)) print i }' >seldom.txt
cv --folds 2 --groups groups.txt --fold 1 --out fold.ae --json
says '"rows": 133,' out # the larger group goes first
grep '"loss"' out >loss
works train --data digits:200 --rows-from seldom.txt --spec "$net" --optimizer 'adam lr=0.01' --batch 50 --epochs 3 \
    --out hand.ae --quiet
cmp -s fold.ae hand.ae || fail "the model of a fold is not that of the other rows"
evaluates hand.ae --data digits:200 --rows-from often.txt
tr , '\n' <out | awk 'NR == FNR && /"loss"/ { sub(",", "", $2); loss = $2 }
    NR != FNR && /"loss"/ { found = 1; if (($2 - loss) ^ 2 > 1e-16 * loss ^ 2) exit 1 }
    END { exit !found }' loss - || fail "the loss is not that of the rows held out: $(cat loss out)"

# Groups are those of the rows that are chosen.
printf '0\n1\n3\n4\n6\n7\n' >six.txt
cv --folds 2 --groups groups.txt --rows-from six.txt
says '^6 rows in 2 folds, no group in two of them$' out
[ "$(grep -c '^        [12]       3  ' out)" = 2 ] || fail "no folds of three rows each: $(cat out)"

# --- scores: each row's by the model that has not seen it ---

cv --folds 2 --groups groups.txt --scores scores.csv --quiet
works score hand.ae --data digits:200 --rows-from often.txt --out part.csv
awk 'NR == 1 || (NR - 2) % 3' scores.csv | cmp -s - part.csv || fail "the scores are not those of the folds' models"
cv --folds 2 --scores scores.npy --quiet
[ "$(wc -c <scores.npy)" = 928 ] || fail "no 200 scores of 4 bytes after 128: $(wc -c <scores.npy)"

# --- labels: each fold has its share ---

awk 'BEGIN { for (i = 0; i < 40; i++) print i / 40 "," i % 7 / 7 "," (i < 10 ? "rare" : "common") }' >labels.csv
narrow='input 2 | dense 1 | code | dense 2'
works cv --data labels.csv --labels-last --spec "$narrow" --folds 5 --epochs 1 --scores labels.scores.csv --quiet
[ "$(grep -c '^        [1-5]       8  ' out)" = 5 ] || fail "no folds of 8 rows: $(cat out)"
says '^rare,' labels.scores.csv
works cv --data labels.csv --labels-last --where-label rare --spec "$narrow" --folds 5 --epochs 1 --quiet
[ "$(grep -c '^        [1-5]       2  ' out)" = 5 ] || fail "no folds of 2 rows: $(cat out)"

# --- targets ---

awk 'BEGIN { for (i = 0; i < 40; i++) print i / 40 }' >target.csv
works cv --data labels.csv --labels-last --target target.csv --spec 'input 2 | code | dense 1' --epochs 1 --quiet

# --- what is refused ---

refuse_cv() {
    status=$1 pattern=$2
    shift 2
    refuses "$status" "$pattern" cv --data labels.csv --labels-last --spec "$narrow" --epochs 1 "$@"
}
refuse_cv 1 '1 folds of 40 rows: there must be 2 folds at least' --folds 1
refuse_cv 1 'labels.csv: 40 rows cannot be 41 --folds' --folds 41
refuse_cv 1 '--fold 6: there are 5 folds' --fold 6
refuse_cv 2 "--fold: '0' is not a whole number from 1" --fold 0
refuse_cv 2 '--out is for the model of one --fold' --out x.ae
refuse_cv 2 '--scores takes all folds, --fold is one' --scores x.csv --fold 1
refuse_cv 1 'x.txt: ' --scores x.txt
refuse_cv 1 'x.png: scores are no picture' --scores x.png
refuse_cv 1 'labels.csv: --scores would overwrite what --data reads' --scores labels.csv
refuse_cv 1 'groups.txt: has 200 lines, a group each, where labels.csv has 40 rows' --groups groups.txt
awk 'BEGIN { for (i = 0; i < 40; i++) print i % 3 }' >three.txt
refuse_cv 1 '5 folds of 3 groups: there must be 2 folds at least, and a group for each' --groups three.txt
sed '7s/.*//' three.txt >hole.txt
refuse_cv 1 'hole.txt: line 7: a group is a text of 1 to 63 bytes' --groups hole.txt
refuse_cv 2 "'m.ae' is one word too many" m.ae
refuses 1 'spec: line 1, column 11: unknown item "dens"' cv --data labels.csv --spec 'input 2 | dens 1' --epochs 1
refuses 1 'only encodes and cannot be trained' cv --data labels.csv --labels-last --spec 'input 2 | dense 1 | code'

refuse_cv 1 'optimizer: line 1, column 1: unknown optimizer "adm"' --optimizer adm

# A fold that fails is told in its line and at the end.
code=0
"$ae" cv --data labels.csv --labels-last --spec "$narrow" --optimizer 'sgd lr=1000000' --epochs 9 >out 2>err || code=$?
[ "$code" = 1 ] || fail "exit status $code after folds that diverge"
says '^fold 1  failed: ' out
says '^ae: fold 1: ' err

# --- Ctrl-C: the folds that are done are told ---

"$ae" cv --data digits:200 --spec "$net" --epochs 1000000 --folds 2 --scores killed.csv >out 2>err &
child=$!
tries=0
until grep -q '^200 rows in 2 folds' out || [ $tries = 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
kill -TERM $child
code=0
wait $child || code=$?
[ "$code" = 143 ] || fail "exit status $code after SIGTERM"
says '^0 of 2 folds; stopped by SIGTERM$' err
[ ! -e killed.csv ] || fail "scores of half a run were written"

finish
