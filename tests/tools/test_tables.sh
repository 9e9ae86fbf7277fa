#!/bin/sh
# Tables as people have them: columns by name, a model that knows its own, words, gaps, units: test_tables.sh AE
. "$(dirname "$0")/cli.sh"

# silently COMMAND ...: what was guessed of a text is no matter here
silently() {
    works "$@" --quiet
}

# is FILE TEXT: the file holds these lines
is() {
    printf "$2" | cmp -s - "$1" || fail "$1 is: $(head -c 300 "$1"), not: $2"
}

# 60 people: the smoker's income depends on the age, the city on nothing.
awk 'BEGIN {
    split("Oslo Turin Porto", city)
    print "age,city,income,smoker,name"
    for (i = 0; i < 60; i++)
        printf "%d,%s,%d,%s,p%d\n", 20 + i, city[1 + i % 3], 20000 + 300 * i, i % 2 ? "no" : "yes", i
}' >people.csv
spec='input 4 | columns number,category:3,number,category:2 | scaler zscore | missing mask
    | dense 6 act=tanh | dense 3 | code | decoder mirror'
silently train --data people.csv --id name --spec "$spec" --epochs 40 --batch 16 --optimizer 'adam lr=0.02' --out p.ae

# --- what the model knows ---

works info p.ae
says '^  age: number, center 49.5, spread ' out
says '^  city: one of Oslo, Porto, Turin$' out
says '^  smoker: one of no, yes$' out
says '^  id: name$' out
works info p.ae --json
says '"columns": "age,whole\\ncity,category,Oslo,Porto,Turin\\nincome,whole\\nsmoker,category,no,yes\\n"' out

# Results have the data's header, words and units, and the id beside them.
silently reconstruct p.ae --data people.csv --out r.csv
[ "$(head -n 1 r.csv)" = name,age,city,income,smoker ] || fail "the header: $(head -n 1 r.csv)"
awk -F, 'NR > 1 && ($1 != "p" NR - 2 || $2 < 15 || $2 > 85 || $3 !~ /^(Oslo|Porto|Turin)$/ || $4 < 15000 || $4 > 45000 ||
    $5 !~ /^(yes|no)$/) { exit 1 }' r.csv || fail "no people: $(head -n 4 r.csv)"
silently score p.ae --data people.csv --out s.csv
[ "$(head -n 1 s.csv)" = id,score ] || fail "the header: $(head -n 1 s.csv)"
silently score p.ae --data people.csv --out e.csv --errors
[ "$(head -n 1 e.csv)" = id,score,age,city,income,smoker ] || fail "the header: $(head -n 1 e.csv)"
silently reconstruct p.ae --data people.csv --out scaled.csv --scaled
[ "$(head -n 1 scaled.csv)" = 'name,age,city=Oslo,city=Porto,city=Turin,income,smoker=no,smoker=yes' ] ||
    fail "the header: $(head -n 1 scaled.csv)"

# Codes keep the id, and come back as the same rows.
silently encode p.ae --data people.csv --out c.csv
silently decode p.ae --data c.csv --out d.csv
sed 1d r.csv >r.rows
sed 1d d.csv | cmp -s - r.rows || fail "decode gives other rows than reconstruct"

# --- later tables ---

# Another order, a column that the model does not know, fewer levels, and a pipe.
awk -F, 'NR > 1 && $2 != "Porto" { print $4 "," $1 * 2 "," $3 "," $5 "," $2 "," $1 } NR == 1 {
    print "smoker,shoe,income,name,city,age" }' people.csv >other.csv
"$ae" score p.ae --data other.csv --out o.csv >out 2>err || fail "no scores: $(cat err)"
says '^other.csv: left out, for the model does not know them: shoe$' err
awk -F, 'NR == FNR { want[$1] = $2; next } want[$1] != $2 { exit 1 }' s.csv o.csv || fail "other scores of the same people"
"$ae" score p.ae --data - --quiet --out piped.csv <other.csv >out 2>err || fail "no scores of a pipe: $(cat err)"
cmp -s o.csv piped.csv || fail "a pipe gives other scores"

printf 'smoker,income,city\nyes,20000,Rome\nno,30000,Oslo\n' >less.csv
refuses 1 "less.csv: lacks column 'age', which the model knows; --missing-columns gap" score p.ae --data less.csv --quiet --out x.csv
refuses 1 "less.csv: column 'city': the model does not know 'Rome', but 'Oslo', 'Porto', 'Turin'; --new-levels gap" \
    score p.ae --data less.csv --quiet --missing-columns gap --out x.csv
silently reconstruct p.ae --data less.csv --missing-columns gap --new-levels gap --fill --out filled.csv
awk -F, 'NR == 2 && ($1 < 15 || $2 !~ /^[OPT]/ || $3 != 20000 || $4 != "yes") { exit 1 }
    NR == 3 && ($2 != "Oslo" || $3 != 30000 || $4 != "no") { exit 1 }' filled.csv || fail "not filled: $(cat filled.csv)"
printf 'age,city,income,smoker\nold,Oslo,20000,yes\n' >word.csv
refuses 1 "word.csv: line 2, column 'age': 'old'" score p.ae --data word.csv --quiet --out x.csv
printf 'a,b\n1,2\n' >strange.csv
refuses 1 "strange.csv: .*'age', 'city', 'income', 'smoker'" score p.ae --data strange.csv --quiet --out x.csv

# A training that goes on, and others that end in a model.
silently train --from p.ae --data other.csv --epochs 1 --out more.ae
works info more.ae
says '^  city: one of Oslo, Porto, Turin$' out
silently tune --data people.csv --drop name --spec "$(echo "$spec" | sed 's/dense 3/dense {2,3}/')" --trials 2 --epochs 1 \
    --out tuned.ae
works info tuned.ae
says '^  city: one of Oslo, Porto, Turin$' out

# A spec that does not take words.
refuses 1 "people.csv: column 'city' holds words, such as 'Oslo', .*columns number,category:3,number,category:2" \
    train --data people.csv --drop name --quiet --spec 'input 4 | dense 2 | code | decoder mirror' --out x.ae
refuses 1 "people.csv: column 'city' has 3 different words, where the spec has category:2" train --data people.csv --drop name \
    --quiet --spec "$(echo "$spec" | sed 's/category:3/category:2/')" --out x.ae

# What the library finds wrong in a row has the column's name, too.
printf 'a,b\n1,0\n2,1\n' >codes.csv
printf 'a,b\n1,0\n2,7\n' >more_codes.csv
silently train --data codes.csv --spec 'input 2 | columns number,category:3 | dense 1 | code | decoder mirror' --epochs 1 \
    --out codes.ae
refuses 1 "more_codes.csv: column 'b': input: row 2, column 2 is 7" score codes.ae --data more_codes.csv --quiet --out x.csv

# --- labels ---

awk 'BEGIN { print "class,a,b,c"; for (i = 0; i < 50; i++) print i % 3 "," i / 7 "," i * i / 99 % 7 "," i * 17 % 50 / 9 }' >first.csv
net='input 3 | dense 2 | code | decoder mirror'
refuses 1 'first.csv: its rows have 4 numbers, .* (is column .class. a label? --label "class")$' \
    train --data first.csv --quiet --spec "$net" --out x.ae
refuses 1 "first.csv: --label: there is no column 'clas' (did you mean 'class'?); there are 'class', 'a', 'b', 'c'" \
    train --data first.csv --label clas --quiet --spec "$net" --out x.ae
silently train --data first.csv --label class --spec "$net" --epochs 2 --out l.ae
silently train --data first.csv --label 1 --spec "$net" --epochs 2 --out by_number.ae
cmp -s l.ae by_number.ae || fail "a label by number is another model"
silently score l.ae --data first.csv --out s.csv
awk -F, 'NR > 1 && $1 != (NR - 2) % 3 { exit 1 }' s.csv || fail "the labels: $(head -n 4 s.csv)"
cut -d , -f 2- first.csv >unlabelled.csv
silently score l.ae --data unlabelled.csv --out u.csv
cut -d , -f 2 s.csv | cmp -s - u.csv || fail "without labels there are other scores"
silently encode l.ae --data first.csv --out codes.csv
says '^class,code1,code2$\|^label,code1,code2$' codes.csv

# --- rows that are chosen, also those of validation ---

awk 'BEGIN { for (i = 0; i < 80; i++) print i / 9 "," i * i / 999 "," (i % 4 ? "good" : "bad") }' >train.csv
awk 'BEGIN { for (i = 0; i < 40; i++) print i / 5 "," i * i / 77 "," (i % 2 ? "good" : "bad") }' >valid.csv
grep good valid.csv >good.csv
net='input 2 | dense 1 | code | decoder mirror'
for how in '--label 3 --where 3=good' '--label 3 --where label=good' '--labels-last --where-label good'; do
    for valid in valid good; do
        works train --data train.csv $how --valid $valid.csv --spec "$net" --epochs 2 --out w.ae
        grep 'epoch 2/2' out | sed 's/rate.*//' >$valid.line
    done
    cmp -s valid.line good.line || fail "$how does not choose validation rows: $(cat valid.line good.line)"
done
refuses 1 "train.csv: .*'ugly'" train --data train.csv --where 3=ugly --drop 3 --quiet --spec "$net" --out x.ae
refuses 2 '--where and --missing drop leave rows out' train --data train.csv --where 3=good --target valid.csv --spec "$net" --out x.ae

# --- weights ---

awk 'BEGIN { print "a,b,w"; for (i = 0; i < 40; i++) print i / 9 "," i * i / 99 ",1" }' >ones.csv
sed '2,20s/1$/0/' ones.csv >some.csv
silently train --data ones.csv --weight w --spec "$net" --epochs 2 --out weighted.ae
silently train --data ones.csv --drop w --spec "$net" --epochs 2 --out plain.ae
silently train --data some.csv --weight w --spec "$net" --epochs 2 --out some.ae
cmp -s weighted.ae plain.ae || fail "weights of 1 change the model"
cmp -s weighted.ae some.ae && fail "weights of 0 do not change the model"
sed '3s/1$/-1/' ones.csv >minus.csv
refuses 1 "minus.csv: line 3, column 'w'" train --data minus.csv --weight w --quiet --spec "$net" --out x.ae

# --- logarithms ---

awk 'BEGIN { print "x,price"; for (i = 0; i < 40; i++) printf "%g,%.0f\n", i / 9, exp(i / 5) }' >price.csv
logs='input 2 | scaler zscore | missing mean | dense 1 | code | decoder mirror'
silently train --data price.csv --log1p price --spec "$logs" --epochs 300 --optimizer 'adam lr=0.05' --out g.ae
works info g.ae
center=$(awk -F, 'NR > 1 { sum += log(1 + $2) } END { printf "%.2f", sum / 40 }' price.csv)
says "^  price: log(1 + number), center $center" out
silently reconstruct g.ae --data price.csv --out r.csv
paste -d , price.csv r.csv | awk -F, 'NR > 1 && ($4 < 0.7 * $2 - 1 || $4 > 1.4 * $2 + 1) { exit 1 }' ||
    fail "no prices: $(head -n 3 r.csv)"
printf 'x,price\n1,\n,148\n' >holes.csv
silently reconstruct g.ae --data holes.csv --fill --out filled.csv
awk -F, 'NR == 2 && ($1 != "1" || $2 < 1 || $2 > 2441) { exit 1 } NR == 3 && ($1 < 1 || $1 > 5 || $2 != "148") { exit 1 }' filled.csv ||
    fail "not filled: $(cat filled.csv)"
printf 'x,price\n1,-2\n' >below.csv
refuses 1 "below.csv: .*column 'price'.*-2" score g.ae --data below.csv --quiet --out x.csv

# --- gaps ---

for gap in '' '?' NA nan null -; do
    printf 'a,b\n1,2\n2,%s\n3,4\n4,5\n' "$gap" >gap.csv
    refuses 1 "gap.csv: line 3, column 'b'" train --data gap.csv --quiet --spec "$net" --out x.ae
done
"$ae" train --data gap.csv --missing drop --spec "$net" --epochs 1 --out gap.ae >out 2>err || fail "no drop: $(cat err)"
says '^gap.csv: .*line.* 3' err
refuses 1 '--missing mask: .*`missing mask`' train --data gap.csv --missing mask --quiet --spec "$net" --out x.ae
silently train --data gap.csv --missing mask --spec "$(echo "$net" | sed 's/|/| missing mask |/')" --epochs 1 --out gap.ae
silently score gap.ae --data gap.csv --out s.csv
[ "$(grep -c nan s.csv)" = 0 ] || fail "a gap has no score: $(cat s.csv)"

# --- units ---

awk 'BEGIN { for (i = 0; i < 40; i++) print 100 + i "," 200 + 3 * i }' >units.csv
silently train --data units.csv --scale 300 --spec "$net" --epochs 300 --optimizer 'adam lr=0.01' --out units.ae
silently reconstruct units.ae --data units.csv --out r.csv
silently reconstruct units.ae --data units.csv --scaled --out scaled.csv
sed 1d r.csv >r.rows
sed 1d scaled.csv | paste -d , units.csv r.rows - | awk -F, '
    $3 < 50 || ($3 - 300 * $5) ^ 2 > 1e-4 || ($4 - 300 * $6) ^ 2 > 1e-4 { exit 1 }' || fail "other units: $(head -n 2 r.csv scaled.csv)"

# --- names of what the target has ---

printf 'left,right\n1,2\n2,5\n3,6\n' >to.csv
printf 'a,b\n1,2\n2,5\n3,6\n' >from.csv
silently train --data from.csv --target to.csv --spec "$net" --epochs 1 --out t.ae
silently reconstruct t.ae --data from.csv --out r.csv
[ "$(head -n 1 r.csv)" = left,right ] || fail "the header: $(head -n 1 r.csv)"

# --- texts that are read otherwise than they were meant ---

refuses 1 "people.csv: --separator makes 1 column of its lines, where ',' would make 5 of each" \
    columns people.csv --separator ';'
printf 'time,temp\ns,degC\n1.5,2\n2.5,3\n' >units.csv
refuses 1 'line 2 is a second header: .*; --header yes keeps the names of line 1 and leaves it out' columns units.csv
"$ae" columns units.csv --header yes >out 2>err || fail "units under the names: $(cat err)"
says 'units.csv: line 2, words over numbers, left out' err
says '^2 *temp *number' out
printf 'x,y\n1,-inf\ninf,2\n3,4\n5,6\n' >inf.csv
refuses 1 "'-inf' is no number: it is not finite; --gap-words -inf takes it as missing" columns inf.csv
"$ae" columns inf.csv --gap-words -inf,inf >out 2>err || fail "gaps: $(cat err)"

finish
