#!/bin/sh
# A condition: columns beside the rows, one-hot or as they are, in training and in all that comes after: test_condition.sh AE
. "$(dirname "$0")/cli.sh"

# Three kinds that look alike but for a step; a temperature; a day of the week.
awk 'BEGIN {
    print "a,b,kind,temp,day"
    for (i = 0; i < 150; i++) {
        k = i % 3; t = 15 + i % 11 * 0.5
        print i % 7 / 7 + k "," i % 5 / 5 - k "," (k == 0 ? "pear" : k == 1 ? "sour apple" : "plum") "," t "," i % 7
    }
}' >fruit.csv
net='input 2 | scaler zscore | dense 6 act=tanh | dense 1 | code | decoder mirror'
small='input 2 | condition 3 | dense 1 | code | dense 2'
# trains ARGUMENT ...: a few steps say little, so remarks may come
trains() {
    "$ae" train --data fruit.csv --epochs 1 "$@" >out 2>err || fail "ae train $*: exit status $?: $(cat err)"
}

# --- words are one-hot; the spec gets the item, and the model the names of the classes ---

works train --data fruit.csv --condition kind --drop temp,day --spec "$net" --optimizer 'adam lr=0.03' --batch 15 --epochs 60 \
    --valid-fraction 0.2 --out m.ae
says '^added to the spec: condition 3$' out
says '^condition kind: 3 classes: pear, plum, sour apple$' out
works info m.ae
says '^condition 3$' out
says '^  condition: kind$' out
says '^  condition columns: kind,category,pear,plum,sour apple' out

# --- later commands find the column by its name ---

awk -F, -v OFS=, '{ print $3, $2, $1 }' fruit.csv >other.csv # another order
works eval m.ae --data fruit.csv --quiet
works reconstruct m.ae --data other.csv --quiet --out y.csv
[ "$(head -n 1 y.csv)" = a,b ] || fail "the names: $(head -n 1 y.csv)"
works score m.ae --data other.csv --quiet --out s.csv
works export m.ae --encoder e.ae
works encode e.ae --data other.csv --label kind --quiet --out codes.csv
cut -d , -f 3 fruit.csv | cut -d ' ' -f 1 >kinds
sed 's/sour apple/sour/' codes.csv | cut -d , -f 1 | tail -n 150 >labels
tail -n 150 kinds | cmp -s - labels || fail "the labels of codes"
cut -d , -f 1,2 fruit.csv >bare.csv
refuses 1 "bare.csv: lacks the model's condition, 'kind': --condition COLUMN" eval m.ae --data bare.csv --quiet
sed '5s/pear/quince/' fruit.csv >odd.csv
refuses 1 "odd.csv: row 4, column 'kind': 'quince' is none of the classes .* 'kind', which are pear, plum, sour apple" \
    eval m.ae --data odd.csv --quiet
sed '5s/pear//' fruit.csv >gap.csv
refuses 1 "gap.csv: row 4, column 'kind' is empty, and a condition has no gaps" eval m.ae --data gap.csv --quiet
"$ae" score m.ae --data odd.csv --keep-going --out s.csv >out 2>err || fail "score: $(cat err)"
says '^odd.csv: 1 of 150 rows cannot be used; NaN is written for row 4$' err

# --- one for all rows: a code becomes a row of the class that is asked for ---

printf 'code1\n0\n' >zero.csv
for kind in pear 'sour apple' plum; do
    works decode m.ae --data zero.csv --condition "kind=$kind" --out "$kind.csv"
    tail -n 1 "$kind.csv" | cut -d , -f 1
done >a
awk '{ x[NR] = $1 } END { exit !(x[1] < x[2] && x[2] < x[3]) }' a || fail "the classes' rows: $(cat a)"
refuses 1 "nothing is said of 'kind': NAME=VALUE is due, such as kind=pear" decode m.ae --data zero.csv --condition plum= --out q.csv
refuses 1 "'' is none of the classes of the condition 'kind'" decode m.ae --data zero.csv --condition kind= --out q.csv
refuses 1 "'fig' is none of the classes" decode m.ae --data zero.csv --condition kind=fig --out q.csv
refuses 1 "zero.csv: lacks the model's condition" decode m.ae --data zero.csv --out q.csv

# --- numbers stay as they are; few whole numbers are classes, unless the spec has no room for them ---

trains --condition kind,temp --drop day --spec "$net" --out n.ae
says '^condition temp: a number$' out
says '^added to the spec: condition 4$' out
works encode n.ae --data fruit.csv --quiet --out one.csv
works encode n.ae --data fruit.csv --condition temp,kind --quiet --out other-order.csv
cmp -s one.csv other-order.csv || fail "names do not say which column is which"
sed '1s/kind/sort/' fruit.csv >renamed.csv
works encode n.ae --data renamed.csv --condition temp,sort --quiet --out other-order.csv
cmp -s one.csv other-order.csv || fail "a name that the model has does not say which column it is, beside one that it lacks"
works encode n.ae --data bare.csv --condition 'kind=plum,temp=17.5' --out two.csv
[ "$(cut -d , -f 2- two.csv | sort -u | tr '\n' ' ')" = 'kind,temp plum,17.5 ' ] || fail "codes of one condition: $(head -3 two.csv)"
[ "$(cut -d , -f 2- one.csv | sed -n 1,3p | tr '\n' ';')" = 'kind,temp;pear,15;sour apple,15.5;' ] ||
    fail "codes without their condition: $(head -3 one.csv)"

# --- codes have their condition with them, so that they can be decoded from their file alone, and can be given another ---

works decode n.ae --data one.csv --out rows.csv
works reconstruct n.ae --data fruit.csv --quiet --out y.csv
cmp -s rows.csv y.csv || fail "decode has another condition than reconstruct"
works decode n.ae --data one.csv --condition kind=plum,temp=17.5 --out plums.csv
cut -d , -f 1 one.csv >alone.csv
works decode n.ae --data alone.csv --condition kind=plum,temp=17.5 --out y.csv
cmp -s plums.csv y.csv || fail "the codes' own columns stand above --condition"
works encode m.ae --data fruit.csv --label temp --quiet --out codes.csv # a label that is not the condition
works decode m.ae --data codes.csv --out rows.csv
works reconstruct m.ae --data fruit.csv --quiet --out y.csv
cut -d , -f 2- rows.csv | cmp -s - y.csv || fail "codes with another label have lost their condition"
works encode n.ae --data fruit.csv --quiet --out codes.npy
"$ae" encode m.ae --data odd.csv --keep-going --quiet --out codes.csv >out 2>err || fail "encode: $(cat err)"
[ "$(sed -n 5p codes.csv)" = nan, ] || fail "a row of no class: $(sed -n 5p codes.csv)"
refuses 1 "'kind=plum,temp=17.5,day=3' says more than NAME=VALUE once for each of kind,temp" \
    encode n.ae --data bare.csv --condition kind=plum,temp=17.5,day=3 --out q.csv
refuses 1 "'kind=plum,kind=pear,temp=17.5' says more" \
    encode n.ae --data bare.csv --condition kind=plum,kind=pear,temp=17.5 --out q.csv
for text in day=3,kind=plum nonsense,kind=plum; do
    refuses 1 "^ae: --condition: '$text' says more than NAME=VALUE once for each of kind$" \
        encode m.ae --data bare.csv --condition "$text" --out q.csv
done
refuses 1 "nothing is said of 'temp': NAME=VALUE is due" encode n.ae --data bare.csv --condition kind=plum --out q.csv
refuses 1 "'hot' is no number, which the condition 'temp' is" encode n.ae --data bare.csv --condition temp=hot,kind=plum \
    --out q.csv
refuses 1 "the condition is 1 column here, where the model takes 2: kind,temp" encode n.ae --data fruit.csv --condition kind \
    --quiet --out q.csv
trains --condition day --drop kind,temp --spec "$net" --dry-run
says '^condition day: 7 classes: 0, 1, 2, 3, 4, 5, 6$' out
trains --condition day --drop kind,temp --spec 'input 2 | condition 1 | dense 1 | code | dense 2' --dry-run
says '^condition day: a number$' out

# --- the label can be the condition, and so can labels that are no column ---

trains --label kind --condition kind --drop temp,day --spec "$small | head kind | dense 3 act=softmax" --out h.ae
says '^condition kind: 3 classes' out
says '^head kind: 3 classes' out
"$ae" predict h.ae --data fruit.csv --quiet --out p.csv >out 2>err || fail "predict: $(cat err)"
works encode h.ae --data fruit.csv --quiet --out codes.csv
works decode h.ae --data codes.csv --out rows.csv
works reconstruct h.ae --data fruit.csv --quiet --out y.csv
sed 1s/label/kind/ rows.csv | cmp -s - y.csv || fail "decode has another condition than reconstruct"
refuses 1 "fruit.csv: codes have the labels, of column 'day', in a column .label., where .ae decode. looks for the model.s" \
    encode h.ae --data fruit.csv --label day --condition kind --quiet --out codes.csv
sed '1s/kind/label/;1s/day/sort/' fruit.csv >called.csv
works train --data called.csv --condition label --columns a,b --spec "$small" --epochs 1 --quiet --out l.ae
refuses 1 "column 'sort', in a column .label., where .ae decode. looks for the model.s condition, 'label': leave --label out$" \
    encode l.ae --data called.csv --label sort --quiet --out codes.csv
works encode l.ae --data called.csv --label label --quiet --out codes.csv
works decode l.ae --data codes.csv --out rows.csv
works reconstruct l.ae --data called.csv --quiet --out y.csv
cut -d , -f 2- rows.csv | cmp -s - y.csv || fail "a condition that is called label is lost"
awk -F, -v OFS=, 'NR > 1 { $3 = NR % 3 } { print $1, $2, $3 }' called.csv >numbered.csv
works train --data numbered.csv --condition label --columns a,b --spec "$small" --epochs 1 --quiet --out l.ae
works encode l.ae --data numbered.csv --quiet --out codes.svm
works decode l.ae --data codes.svm --quiet --out rows.csv
works reconstruct l.ae --data numbered.csv --quiet --out y.csv
cut -d , -f 2- rows.csv | cmp -s - y.csv || fail "all codes of a .svm are decoded as class 0"
"$ae" train --data digits:200 --condition label --spec "input 784 | dense 8 | code | decoder mirror" --steps 1 --quiet \
    --out d.ae >out 2>err || fail "digits: $(cat err)"
works encode d.ae --data digits-test:5 --out codes.csv
works decode d.ae --data codes.csv --quiet --out y.csv
works encode d.ae --data digits-test:5 --condition label=3 --out codes.csv
[ "$(cut -d , -f 1 codes.csv | sort -u | tr '\n' ' ')" = '3 label ' ] || fail "the condition is not with its codes: $(cat codes.csv)"
works decode d.ae --data codes.csv --quiet --out rows.csv
works decode d.ae --data codes.csv --condition label=3 --quiet --out y.csv
cmp -s rows.csv y.csv || fail "codes that were made as threes are decoded as others"

# --- packed codes are compared by what they decode to; clusters' centers have the condition of all rows, or none ---

works encode d.ae --data digits-test:30 --bits 8 --out codes.aec
says '^reconstruction mse .* from 8 bits' out
works decode d.ae --data codes.aec --quiet --out y.csv
works cluster d.ae --data digits-test:30 --clusters 3 --quiet --pictures means.png
works cluster d.ae --data digits-test:30 --clusters 3 --quiet --pictures centers.png --condition label=3
[ "$(wc -c <centers.png)" -gt "$(wc -c <means.png)" ] || fail "there are no centers below the means"

# --- a net that is chosen gets it, too; cv and tune train with it; a training goes on with it ---

trains --condition kind --drop temp,day --out c.ae
says 'the same by hand: ae train .* --condition kind --spec .input 2 | condition 3 | scaler' out
"$ae" train --data fruit.csv --from c.ae --epochs 1 --quiet --out c2.ae >out 2>err || fail "--from: $(cat err)"
works cv --data fruit.csv --condition kind --drop temp,day --spec "$small" --epochs 1 --folds 2 --jobs 1
works tune --data fruit.csv --condition kind --drop temp,day --spec 'input 2 | condition 3 | dense {1,2} | code | dense 2' \
    --epochs 1 --trials 2 --jobs 1 --quiet --out t.ae
works info t.ae
says '^  condition columns: kind,category,pear,plum,sour apple' out
"$ae" compare c.ae --data fruit.csv --quiet >out 2>err ||
    fail "compare: $(cat err)"

# --- what is refused ---

refuses 1 "the spec has \`condition 3\`, whose numbers are columns beside the rows: --condition COLUMN names them" \
    train --data fruit.csv --columns a,b --spec "$small" --out x.ae
refuses 1 "column 'kind' is 3 classes (pear, plum, sour apple), where the spec has \`condition 4\`; \`condition 3\` fits" \
    train --data fruit.csv --condition kind --columns a,b --spec 'input 2 | condition 4 | dense 1 | code | dense 2' --out x.ae
refuses 1 "there is no column 'kinds' (did you mean 'kind'?)" train --data fruit.csv --condition kinds --spec "$small" --out x.ae
refuses 1 "column 'kind' is named twice" train --data fruit.csv --condition kind,kind --spec "$small" --out x.ae
refuses 1 'a training takes columns of its rows, not NAME=VALUE' \
    train --data fruit.csv --condition kind=plum --columns a,b --spec "$small" --out x.ae
trains --columns a,b --spec 'input 2 | dense 1 | code | dense 2' --out plain.ae
refuses 1 'plain.ae: takes no condition' eval plain.ae --data fruit.csv --condition kind --quiet
refuses 1 'the model of --from takes none' train --data fruit.csv --from plain.ae --condition kind --quiet --out x.ae
sed 's/plum/pear/;s/sour apple/pear/' fruit.csv >same.csv
refuses 1 "column 'kind' has 1 different word, which makes no condition" \
    train --data same.csv --condition kind --columns a,b --spec "$net" --out x.ae

finish
