#!/bin/sh
# Heads: trained on labels, added to a model, measured, and asked for classes: test_predict.sh AE
. "$(dirname "$0")/cli.sh"

# Three kinds that lie apart, every fifth without a label; a size that is a sum, and a grade of which 10 comes after 9.
awk 'BEGIN {
    print "a,b,kind,size,grade"
    for (i = 0; i < 150; i++) {
        k = i % 3; a = k * 2 + i % 7 / 7; b = 4 - k + i % 5 / 5
        print a "," b "," (i % 5 ? (k == 0 ? "pear" : k == 1 ? "sour apple" : "plum") : "") "," a + b "," 8 + k
    }
}' >fruit.csv
fast='adam lr=0.03'
both='input 2 | scaler zscore | dense 8 act=tanh | dense 2 | code | decoder mirror | head kind | dense 3 act=softmax'

# --- trained, measured, predicted ---

works train --data fruit.csv --label kind --drop size,grade --spec "$both" --optimizer "$fast" --epochs 40 --batch 16 \
    --valid-fraction 0.2 --log run.jsonl --chart --out m.ae
says '^head kind: 3 classes: pear, plum, sour apple; 30 of 150 labels are missing$' out
says '^epoch 40/40 .*  valid loss .*  kind.accuracy 1  rate' out
says '^kind.accuracy: ' out
says '^m.ae: on the valid rows: kind.accuracy 1$' out
says '"event":"epoch",.*"metrics":{"mse":.*"kind.accuracy":1.0}' run.jsonl
works chart run.jsonl
says '^kind.accuracy: ' out
works info m.ae
says '^heads: kind, 3 classes$' out
says '^  head kind: kind,category,pear,plum,sour apple' out
works info m.ae --json
says '"name": "kind"' out

"$ae" eval m.ae --data fruit.csv --quiet >out 2>err
says '^  of it .*  kind.cross_entropy$' out
says '^kind.accuracy  *1$' out
"$ae" eval m.ae --data fruit.csv --quiet --json >out 2>err
says '"heads": \[{"name": "kind.accuracy", "value": 1.0}\]' out

works predict m.ae --data fruit.csv --quiet --out p.csv
says '^label,kind,kind=pear,kind=plum,kind=sour apple$' p.csv
# rows 2 and 6 have no label and, as all, the class of their place
awk -F, 'NR > 1 { k = (NR - 2) % 3; if ($2 != (k == 0 ? "pear" : k == 1 ? "sour apple" : "plum")) exit 1
    s = $3 + $4 + $5; if (s < 0.999 || s > 1.001) exit 1 }' p.csv || fail "not the classes: $(head -n 5 p.csv)"
works predict m.ae --data fruit.csv --quiet --json
says '^{"rows": 150, "heads": \[{"head": "kind", "classes": \["pear", "plum", "sour apple"\], "told": \[50, 50, 50\], "known": 120, "unknown": 0, "accuracy": 1.0, ' out
says '"confusion": \[\[40, 0, 0\], \[0, 40, 0\], \[0, 0, 40\]\]' out

# One plum is called a pear: what the measures are of, by hand.
sed '4s/plum/pear/; 10s/plum/quince/' fruit.csv >odd.csv
"$ae" predict m.ae --data odd.csv >out 2>err
says "^odd.csv: 1 label is no class of the head 'kind' (row 9: 'quince') and does not count$" err
says '^kind: 118 of 119 labels right, accuracy 99.16 %$' out
says '^pear  *50  *41  *100.00 %  *97.56 %$' out
says '^plum  *50  *38  *97.44 %  *100.00 %$' out
says '^ *pear  *40  *1  *0$' out

# Without labels, what was told is counted.
cut -d , -f 1,2 fruit.csv >bare.csv
works predict m.ae --data bare.csv --out p.npy
says '^kind: 150 rows, no labels$' out
says '^p.npy: the classes of kind are numbers there: 0 is pear, 1 is plum, 2 is sour apple$' out
works predict m.ae --data bare.csv --out p.csv.npy
says '^p.csv.npy: the classes of kind are numbers there: 0 is pear' out
works predict m.ae --data bare.csv --threads 3 --out one.csv --quiet
works predict m.ae --data bare.csv --threads 1 --out three.csv --quiet
cmp -s one.csv three.csv || fail "threads change predictions"
[ "$(head -n 1 one.csv)" = 'kind,kind=pear,kind=plum,kind=sour apple' ] || fail "the names: $(head -n 1 one.csv)"

# A row that cannot be used has no class.
printf 'a,b\n0,4\n,4\n' >gap.csv
"$ae" predict m.ae --data gap.csv --keep-going --quiet --out gap-p.csv 2>err || fail "a gap ends it: $(cat err)"
says '^pear,' gap-p.csv
says '^,nan,nan,nan$' gap-p.csv

# --- two heads without a decoder, one of numbers; 10 comes after 9 ---

works train --data fruit.csv --label grade,size --drop kind --optimizer "$fast" --epochs 60 --batch 16 --valid fruit.csv \
    --spec 'input 2 | scaler zscore | dense 8 act=tanh | dense 2 | code | head grade | dense 3 act=softmax | head size | dense 1' \
    --out two.ae
says '^head grade: 3 classes: 8, 9, 10$' out
says '^head size: 1 number$' out
works info two.ae
says '^heads: grade, 3 classes; size, 1 number; there is no decoder: encode, predict and eval are for such a model$' out
says '^scores: none, for there is no decoder$' out
says '^  label: grade,size$' out
works predict two.ae --data fruit.csv --quiet --out two.csv
says '^label,grade,grade=8,grade=9,grade=10,size$' two.csv
works predict two.ae --data fruit.csv --quiet --json
says '{"head": "size", "numbers": 1, "known": 150, "mse": [0-9.]*, "r2": 0.9[0-9]*}' out
works eval two.ae --data fruit.csv --quiet
says '^loss .*the heads. own$' out
says '^grade.accuracy ' out
! says_nothing=$(grep -E '^(mse|explained)' out) || fail "a reconstruction of nothing: $says_nothing"
refuses 1 'two.ae: has heads but no decoder, so it has no reconstructions; .ae predict.' \
    reconstruct two.ae --data bare.csv --out x.csv
refuses 1 'two.ae: has heads but no decoder, so it has no scores' score two.ae --data bare.csv --out x.csv
refuses 1 'two.ae: has no decoder, so only its heads can be measured, by labels: --label COLUMN' eval two.ae --data bare.csv
refuses 1 'fruit.csv: there is 1 column of labels, where the heads (grade, size) take 2' \
    predict two.ae --data fruit.csv --quiet --label size

# A head that is sure of every row is not ill.
works train --data fruit.csv --label kind --drop size,grade --optimizer 'adam lr=0.5' --epochs 300 --batch 16 --out sure.ae \
    --spec 'input 2 | dense 8 | code | head kind | dense 3 act=softmax'
grep -q 'ends of their activation' out && fail "a sure head is said to be ill: $(cat out)"
works predict sure.ae --data fruit.csv --quiet --json
says '"accuracy": 1.0' out

# --- a head for the chosen net, and for a model that has none ---

works train --data fruit.csv --label kind --drop size,grade --head --seed 2 --out chosen.ae
says "^chosen; the same by hand: ae train .*decoder mirror | .*| head kind | dense 3 act=softmax'" out
sed -n 's/^chosen; the same by hand: ae //p' out >command
sed 's/chosen\.ae/again.ae/' command >again
eval "works $(cat again)"
cmp -s chosen.ae again.ae || fail "the same by hand is not the same"

works train --data bare.csv --spec 'input 2 | scaler zscore | dense 8 act=tanh | dense 2 | code | decoder mirror' \
    --epochs 20 --optimizer "$fast" --out plain.ae
refuses 1 'plain.ae: has no head, so there is nothing to predict; .ae train --from plain.ae --head --label COLUMN. gives it one' \
    predict plain.ae --data bare.csv
works train --from plain.ae --data fruit.csv --label kind --drop size,grade --steps 2 --out still.ae
says '^the labels are left out of the rows; --head learns them$' out
works train --from plain.ae --data fruit.csv --label kind --drop size,grade --head --optimizer "$fast | only kind" \
    --epochs 30 --batch 16 --out tuned.ae
says '^taken: input.center, .*dense1.weight, .*; begun anew: kind-dense1.weight, kind-dense1.bias$' out
works predict tuned.ae --data fruit.csv --quiet --json
says '"known": 120, ' out
works encode plain.ae --data bare.csv --out before.csv --quiet
works encode tuned.ae --data bare.csv --out after.csv --quiet
cmp -s before.csv after.csv || fail "only kind has changed codes"

# Few labels are few steps an epoch: the new head gets enough of them, unless it is said how many.
works train --from plain.ae --data fruit.csv --label kind --drop size,grade --head --out usual.ae
says '^chosen: --epochs 1000, so that the new head has 1000 steps$' out
says '^usual.ae: on the training rows: kind.accuracy \(1\|0.9[0-9]*\)$' out
works train --from plain.ae --data fruit.csv --label kind --drop size,grade --head --epochs 3 --out short.ae --dry-run
! grep -e '^chosen' out || fail "epochs that were given are replaced"

# A head that has learnt nothing is no silent result, of classes or of numbers, in training and in eval.
awk 'BEGIN { print "a,b,kind"; for (i = 0; i < 60; i++) print 1 + i % 7 / 1000 "," 2 "," (i % 3 ? "pear" : "plum") }' >alike.csv
"$ae" train --from plain.ae --data alike.csv --label kind --head --steps 200 --optimizer 'sgd lr=1e-9' \
    --out lost.ae >out 2>err || fail "a head that learns nothing is an error: $(cat err)"
says "^lost.ae: the head 'kind' is no better on alike.csv than always telling the most frequent class: its accuracy is 0.[0-9]*, that class's share 0.6667$" err
"$ae" eval lost.ae --data alike.csv --json >out 2>err
says "^lost.ae: the head 'kind' is no better on alike.csv than " err
awk -F, -v OFS=, 'NR > 1 { $4 = $4 * 100 } 1' fruit.csv >large.csv
"$ae" train --data large.csv --label size --drop kind,grade --steps 100 --out large.ae \
    --spec 'input 2 | dense 2 | code | head size | dense 1' >out 2>err
says "^large.ae: the head 'size' is no better on large.csv than always answering its labels' mean: its mse is .*; labels are not scaled" err

# It goes on with its classes, also where some of them are missing.
grep -v -e plum fruit.csv >few.csv
works train --from tuned.ae --data few.csv --drop size,grade --epochs 2 --out more.ae
says '^head kind: 3 classes: pear, plum, sour apple; ' out
refuses 1 "odd.csv: row 9: the label 'quince' is none of the classes of the head 'kind', which are pear, plum, sour apple" \
    train --from tuned.ae --data odd.csv --drop size,grade --epochs 1 --out x.ae

# Digits have labels of their own; a column called label gives no head that name.
works train --data digits:200 --spec "$net" --steps 5 --out digits.ae --quiet
works train --from digits.ae --data digits:200 --head --steps 5 --out class.ae
says '^head class: 10 classes: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9$' out
works predict class.ae --data digits-test:50
says '^class: [0-9]* of 50 labels right, accuracy ' out

# --- cv measures heads ---

works cv --data fruit.csv --label grade --drop kind,size --folds 2 --epochs 20 --optimizer "$fast" \
    --spec 'input 2 | scaler zscore | dense 8 act=tanh | code | head grade | dense 3 act=softmax'
says '^ *fold .* grade.accuracy ' out

# ... and tune trains them; a net is compared by its codes, without labels.
works tune --data fruit.csv --label kind --drop grade,size --trials 2 --epochs 3 --out best.ae --seed 1 \
    --spec 'input 2 | scaler zscore | dense {4..8} act=tanh | dense 2 | code | decoder mirror | head kind | dense 3 act=softmax'
works predict best.ae --data fruit.csv --quiet --json
says '"classes": \["pear", "plum", "sour apple"\]' out
"$ae" compare m.ae --data bare.csv >out 2>err || fail "a net with heads is not compared: $(cat err)"

# --- mistakes ---

refuse_train() {
    pattern=$1
    shift
    refuses 1 "$pattern" train --data fruit.csv --epochs 1 --out x.ae "$@"
}
one='input 2 | dense 2 | code | head kind | dense'
refuse_train 'fruit.csv: the model has a head (kind), which needs labels: --label COLUMN says where they are' \
    --columns a,b --spec "$one 3 act=softmax"
refuse_train "the labels in column 'kind' are 3 classes (pear, plum, sour apple), where the head 'kind' has 4; it fits if it ends in .dense 3 act=softmax." \
    --columns a,b --label kind --spec "$one 4 act=softmax"
refuse_train 'fruit.csv: there are 2 columns of labels, where the heads (kind) take 1' \
    --columns a,b --label kind,grade --spec "$one 3 act=softmax"
refuse_train "fruit.csv: all labels in column 'kind' are 'plum'; a head tells classes apart" \
    --columns a,b --label kind --where kind=plum --head
refuse_train "fruit.csv: row 2: the label 'sour apple' is no number, which the head 'kind' learns" \
    --columns a,b --label kind --spec "$one 1"
refuse_train "the labels in column 'size' are [0-9]* different numbers, too many for classes" --columns a,b --label size --head
refuse_train 'a head that is added learns one column of labels, and there is none: --label COLUMN names it' --columns a,b --head
refuse_train "odd.csv: row 9: the label 'quince' is none of the classes" \
    --columns a,b --label kind --spec "$one 3 act=softmax" --valid odd.csv
refuse_train 'bare.csv: --label: there is no column .kind.' --columns a,b --label kind --spec "$one 3 act=softmax" --valid bare.csv
refuses 2 'a --spec has its own' train --data fruit.csv --label kind --head --spec "$both" --out x.ae
refuses 1 'x.png: predictions are no images' predict m.ae --data bare.csv --out x.png

finish
