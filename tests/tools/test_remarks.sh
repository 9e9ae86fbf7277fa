#!/bin/sh
# What the command line says of its own about likely mistakes: test_remarks.sh AE
# A remark is one line on standard error; it stops nothing, and --quiet does not hide it.
. "$(dirname "$0")/cli.sh"

# remarks N ARGUMENT ...: works, with so many lines on standard error
remarks() {
    lines=$1
    shift
    "$ae" "$@" >out 2>err || fail "ae $*: exit status $?: $(cat err)"
    [ "$(wc -l <err)" = "$lines" ] || fail "ae $*: not $lines remarks: $(cat err)"
}

small="--steps 1 --quiet --out m.ae"

# --- targets that the output cannot reach: how many, where, the least possible error, and what to do ---

awk 'BEGIN { for (i = 0; i < 200; i++) for (j = 0; j < 8; j++) printf "%d%s", (i * 37 + j * 91 + i * i * j) % 256, j < 7 ? "," : "\n" }' >grey.csv
least=$(awk -F, '{ for (j = 1; j <= NF; j++) if ($j > 1) { sum += ($j - 1) ^ 2; n++ } } END { printf "%d of %d numbers lie outside 0 to 1, where the model.s output cannot go: the mse stays above %.6g; ", n, NR * NF, sum / NR / NF }' grey.csv)
sigmoid='input 8 | dense 3 | code | dense 8 act=sigmoid'
remarks 1 train --data grey.csv --spec "$sigmoid" $small
says "^grey.csv: $least--scale 255 brings them there, act=linear in the last layer takes any numbers\$" err
remarks 1 train --data grey.csv --spec "$sigmoid | reshape 2x4" --dry-run
remarks 2 eval m.ae --data grey.csv
says "^grey.csv: ${least}was the model trained on numbers that were divided by another --scale?\$" err
remarks 0 train --data grey.csv --spec "$sigmoid" --scale 255 $small
remarks 1 train --data grey.csv --spec "$sigmoid" --scale 100 $small
says 'outside 0 to 1, .*; --scale 255 brings' err
remarks 0 train --data grey.csv --spec 'input 8 | dense 3 | code | dense 8' $small

printf 'age,height,weight\n1,-2,1\n0,2,-0.5\n1,4,0\n0,0.5,1\n' >named.csv
printf '1,2,1\n0,0.5,1\n1,0.25,0.5\n0,1,1\n' >positive.csv
for last in 'sigmoid:outside 0 to 1:4 of 12 numbers (columns height, weight):1.1875:act=linear' \
    'tanh:outside -1 to 1:3 of 12 numbers (column height):0.916667:--scale 4 brings' \
    'relu:below 0:2 of 12 numbers (columns height, weight):0.354167:act=linear' \
    'elu:below -1:1 of 12 numbers (column height):0.0833333:--scale 2 brings'; do
    echo "$last" | { IFS=: read -r act range numbers mse advice; echo "$act" >act; echo "named.csv: $numbers lie $range, .* above $mse; $advice" >line; }
    remarks 1 train --data named.csv --spec "input 3 | dense 2 | code | dense 3 act=$(cat act)" $small
    says "^$(cat line)" err
done
remarks 1 train --data positive.csv --target named.csv --spec 'input 3 | dense 2 | code | dense 3 act=relu' $small
says '^named.csv: 2 of 12 numbers' err
remarks 0 train --data positive.csv --spec 'input 3 | dense 2 | code | dense 3 act=relu' $small

# --- rows that are all alike, columns that never change ---

yes 1,2,3 | head -n 5 >alike.csv
remarks 1 train --data alike.csv --spec 'input 3 | dense 2 | code | dense 3' $small
says '^alike.csv: all 5 rows are alike, so there is nothing to learn but this one row$' err
printf 'a,b,c\n1,7,3\n2,7,4\n5,7,3\n' >constant.csv
remarks 1 train --data constant.csv --spec 'input 3 | dense 2 | code | dense 3' $small
says '^constant.csv: 1 of 3 columns holds the same number in every row (column b): nothing is learnt from it$' err
printf 'a,\302\233b\033,c\n1,7,3\n2,7,4\n5,7,3\n' >hostile.csv
remarks 1 train --data hostile.csv --spec 'input 3 | dense 2 | code | dense 3' $small
says '(column ??b?): nothing is learnt' err
awk 'BEGIN { for (i = 0; i < 900; i++) print i ",7," (i == 899) }' >late.csv
remarks 1 train --data late.csv --spec 'input 3 | dense 2 | code | dense 3' --scale 900 $small
says '^late.csv: 1 of 3 columns holds the same number in every row (column 2): ' err
remarks 0 train --data digits:50 --spec 'input 784 | dense 2 | code | dense 784' $small # whose edges are black

# --- columns: what stands for no value, what lies far, what floats merge, what is not of one size ---

rows='for (i = 1; i <= 300; i++) { x = i * 37 % 101 / 10; y = i * 53 % 97 / 10;'
awk "BEGIN { print \"speed,heat,load\"; $rows print x \",\" (i == 121 || i == 7 ? -9999 : y) \",\" (i == 50 ? -9999 : x + y) } }" >fills.csv
linear='input 3 | dense 2 | code | dense 3'
remarks 1 train --data fills.csv --spec "$linear" $small
says "^fills.csv: 3 values of columns 'heat', 'load' are -9999, far from all others, as is written where there is none (row 7, column 'heat'): --gap-words -9999 takes them as missing, and .missing mask. trains with that\$" err
awk "BEGIN { $rows print x \",\" (i == 121 ? 555 : y) \",\" x + y } }" >far.csv
remarks 1 train --data far.csv --spec "$linear" $small
says '^far.csv: 1 value of column 2 lies far from all others there (the farthest: row 121, column 2: 555)$' err
awk "BEGIN { $rows print x \",\" y * 1000 \",\" x + y } }" >units.csv
remarks 1 train --data units.csv --spec "$linear" $small
says '^units.csv: column 2 spreads .* times as far as column [13] (.* for nine in ten rows, .*), so that .*: .scaler zscore. after .input. brings columns to one size$' err
remarks 0 train --data units.csv --spec 'input 3 | scaler zscore | dense 2 | code | dense 3' $small
remarks 1 train --data units.csv --spec 'input 3 | scaler zscore | dense 2 | code | dense 3 act=sigmoid' $small
says '^units.csv: scaled columns lie on both sides of 0 without an end, and the last layer gives 0 to 1 only: act=linear there' err
remarks 0 train --data units.csv --spec 'input 3 | scaler range | dense 2 | code | dense 3 act=sigmoid' $small

# --- the mean row ---

# A net that has learnt something says how much, and the log has it.
spec='input 784 | dense 64 act=relu | code | dense 784 act=sigmoid'
learns="--epochs 20 --batch 20"
remarks 0 train --data digits:600 --spec "$spec" $learns --log run.jsonl --out m.ae
says '^m.ae: explains [1-9][0-9.]* % of the variance of the training rows: mse 0\.[0-9]*, the mean row.s 0\.0' out
says '^{"event":"end",.*"mse":0\.[0-9]*,"mean_mse":0\.0[0-9]*,"explained":0\.[0-9]*' run.jsonl
remarks 0 train --data digits:600 --valid digits-test:50 --spec "$spec" $learns --out m.ae
says '^m.ae: explains [1-9][0-9.]* % of the variance of the valid rows: ' out
remarks 0 train --data digits:600 --spec "$spec" --steps 1 --optimizer 'adam lr=0' --out young.ae
says '^young.ae: no better yet on the training rows than their mean: mse ' out

# eval has it in a table, and in words where the model is no better. By hand: the mean row of 1, 3 and 5 is 3; (4 + 0 + 4) / 3.
printf '1,1\n3,3\n5,5\n' >hand.csv
remarks 0 train --data hand.csv --spec 'input 2 | dense 2 | code | dense 2' --optimizer 'sgd lr=0' $small
"$ae" eval m.ae --data hand.csv >out 2>err
says "^mean row's mse      2.66667   what always answering with the mean of these rows gets\$" out
"$ae" eval m.ae --data hand.csv --json >out 2>err
says '"mean_mse": 2.6666666[0-9]*,' out
remarks 1 eval young.ae --data digits-test:50
says '^young.ae: is no better on digits-test:50 than always answering their mean: its mse is 0\.[0-9]*, the mean row.s 0\.' err
says '^explained  *-[0-9.]* %   of the variance' out

# --- dead and saturated units ---

# A relu net that a large learning rate has killed.
dead='input 784 | dense 64 act=relu | dense 16 act=relu | code | dense 64 act=relu | dense 784 act=relu'
"$ae" train --data digits:600 --spec "$dead" --optimizer 'adam lr=0.5' --epochs 5 --batch 100 --quiet --out dead.ae >out 2>err ||
    fail "no training: $(cat err)"
says '^dead.ae: dense[12]: [0-9]* of [0-9]* units give the same number for all 600 rows looked at.*; a smaller learning rate' err
says '^dead.ae: is no better on digits:600 than always answering their mean' err
"$ae" eval dead.ae --data digits:600 >out 2>err || fail "no eval: $(cat err)"
says '^dead.ae: dense[12]: [0-9]* of [0-9]* units give the same number' err
says '^dead.ae: is no better on digits:600 than always answering their mean' err

# Numbers so large that every sigmoid is at an end of its range.
"$ae" train --data digits:200 --scale 0.001 --spec 'input 784 | dense 20 act=sigmoid | code | dense 784' --optimizer 'adam lr=0' \
    --steps 1 --quiet --out stuck.ae >out 2>err || fail "no training: $(cat err)"
says '^stuck.ae: dense1: [0-9]* of 20 units stay at the ends of their activation for all 200 rows looked at; ' err

# --- variational codes ---

# Beside a mean over 784 numbers the divergence rules, and the code ends up saying nothing.
variational='input 784 | dense 32 act=tanh | gaussian 4 | code | decoder mirror act=sigmoid'
drowned="$variational | loss bce | loss kl_normal"
remarks 1 train --data digits:200 --spec "$drowned" --dry-run
says '^spec: loss bce is a mean over a row.s 784 numbers, .* `loss bce reduce=sum`, a sum too, or weight=0.00128 for kl_normal' err
remarks 2 train --data digits:200 --spec "$drowned" --optimizer 'adam lr=0.01' --batch 20 --epochs 8 --quiet --out m.ae
says '^m.ae: code: [34] of 4 units have a divergence near 0, ' err
remarks 1 train --data digits:200 --spec "$variational | loss mse | loss kl_normal" --dry-run
says '`loss gaussian`, a sum too' err
for loss in 'bce reduce=sum' 'gaussian variance=0.1' sse; do
    remarks 0 train --data digits:200 --spec "$variational | loss $loss | loss kl_normal" $small
done
remarks 0 train --data digits:200 --spec "$variational | loss bce | loss kl_normal weight=0.001" $small
remarks 0 train --data digits:200 --spec "$variational | loss bce" $small

finish
