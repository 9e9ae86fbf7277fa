#!/bin/sh
# ae train without a spec: what is left out, what is chosen, and that later commands know it: test_choosing.sh AE
. "$(dirname "$0")/cli.sh"

# Three sensors that move together, of which every fiftieth row has one that does not; a row's number, one that never changes.
# The sensors' units differ ten thousandfold.
awk 'BEGIN { print "nr,speed,heat,unit,load,fault"; for (i = 1; i <= 2000; i++) { x = i * 769 % 1000 / 1000; bad = i % 50 == 7
    printf "%d,%.4f,%.1f,7,%.6f,%d\n", i, x + i * 31 % 17 / 500, 1e4 * (bad ? 0.5 - x + 0.5 * (x < 0.5) : x * x), 0.02 * x + i * 13 % 11 / 1e5, bad } }' >named.csv
tail -n +2 named.csv >bare.csv
net='dense 4 act=tanh | dense 2 | code | decoder mirror | loss huber delta=0.5'

# --- what is chosen is printed, as a command that does the same ---

works train --data named.csv --label fault --out m.ae
says "^left out: column 'nr', id: counts the rows from 1\$" out
says "^left out: column 'unit', constant: 7 in every row\$" out
says "^chosen; the same by hand: ae train --data named.csv --drop nr,unit --label fault --spec 'input 3 | scaler zscore | $net' --optimizer 'adam lr=0.005' --batch 128 --steps 400 --scorer joint --out m.ae\$" out
sed -n 's/^chosen; the same by hand: \(.*\) --out m.ae$/\1/p' out >command
sed "s|^ae|'$ae'|; s|\$| --quiet --out n.ae|" command >again.sh
sh again.sh 2>err || fail "the printed command does not run: $(cat err)"
cmp -s m.ae n.ae || fail "the printed command trains another model"

# A dry run shows it, and trains nothing; --quiet is quiet.
works train --data named.csv --label fault --dry-run
says '^chosen; the same by hand: ae train --data named.csv --drop nr,unit --label fault --spec' out
says '^scaler zscore$' out
works train --data named.csv --label fault --quiet --out q.ae
[ ! -s out ] || fail "not quiet: $(cat out)"
cmp -s m.ae q.ae || fail "a quiet training is another"

# What is said is not chosen.
works train --data named.csv --label fault --dry-run --batch 50 --epochs 3 --optimizer 'sgd lr=0.1' --drop speed
says "chosen; .* --drop speed,nr,unit .*'input 2 | .* --optimizer 'sgd lr=0.1' --batch 50 --epochs 3 --scorer joint\$" out

works train --data named.csv --label fault --dry-run --code 1
says "chosen; .*'input 3 | scaler zscore | dense 4 act=tanh | dense 1 | code | .*' --optimizer" out
! grep -q -e --code out || fail "the printed command has a spec and --code: $(cat out)"
refuses 2 '--code is for the net that is chosen' train --data named.csv --spec 'input 5 | dense 2 | code | dense 5' --code 3 --out x.ae

# --- what it is for: scores, as without the word, or features ---

works train --data named.csv --label fault --for scores --quiet --out s.ae
cmp -s m.ae s.ae || fail "--for scores is not what is chosen without it"
works train --data named.csv --label fault --for features --steps 50 --out f.ae
says "^chosen; .* --spec 'input 3 | scaler zscore | dropout 0.1 | dense 12 act=relu | code | decoder mirror' .* --out f.ae\$" out
! grep -q -e --for out || fail "the command by hand still chooses: $(cat out)"
sed -n 's/^chosen; the same by hand: \(.*\) --out f.ae$/\1/p' out >command
sed "s|^ae|'$ae'|; s|\$| --quiet --out g.ae|" command >again.sh
sh again.sh 2>err || fail "the printed command does not run: $(cat err)"
cmp -s f.ae g.ae || fail "the printed command trains other features"
works train --data named.csv --label fault --for samples --out v.ae
says "^chosen; .*'input 3 | scaler zscore | dense 64 act=leaky_relu | gaussian 3 | code | dense 64 act=leaky_relu | gaussian 3 | loss gaussian | loss kl_normal' --optimizer 'adam lr=0.002 | schedule cosine' --batch 128 --steps 1500 --density 10 --out v.ae\$" out
says '^density of [0-9]* normal distributions, fitted to the codes of ' out
sed -n 's/^chosen; the same by hand: \(.*\) --out v.ae$/\1/p' out >command
sed "s|^ae|'$ae'|; s|\$| --quiet --out w.ae|" command >again.sh
sh again.sh 2>err || fail "the printed command does not run: $(cat err)"
cmp -s v.ae w.ae || fail "the printed command trains another model to draw from"
works train --data named.csv --condition fault --for samples --dry-run
says '^chosen; ' out
! grep -q -e --density out || fail "a density that mixes the codes of all conditions: $(cat out)"
refuses 2 "--for: 'anomalies' is not \`scores\`, \`features\` or \`samples\`" train --data named.csv --for anomalies --out x.ae
refuses 2 "--for is about the net that is chosen, and --spec or --from gives one; leave it out" \
    train --data named.csv --for features --spec 'input 6 | dense 2 | code | dense 6' --out x.ae

# New rows go together as the real ones do, with about their deviations: heat is 10,000 times the square of speed.
works sample v.ae --n 1000 --seed 1 --out drawn.csv --quiet
cut -d, -f2,3,5 named.csv >real.csv
for file in real drawn; do
    awk -F, 'NR > 1 { n++; for (i = 1; i <= 3; i++) { sum[i] += $i; square[i] += $i * $i }; far += ($2 / 1e4 - $1 * $1) ^ 2 }
        END { for (i = 1; i <= 3; i++) printf "%g ", sqrt(square[i] / n - (sum[i] / n) ^ 2); print sqrt(far / n) }' "$file.csv" >"$file.txt"
done
paste -d' ' real.txt drawn.txt | awk '{ for (i = 1; i <= 3; i++) bad += $(i + 4) < 0.7 * $i || $(i + 4) > 1.3 * $i } END { exit bad || $8 > 0.15 }' ||
    fail "drawn rows are not like real ones: $(cat real.txt drawn.txt)"

# --- later commands: by name, in any order; without names by place ---

works score m.ae --data named.csv --out scores.csv --quiet
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) { s = $i == "score" ? i : s; l = $i == "fault" || $i == "label" ? i : l }; next }
    { n[$l]++; sum[$l] += $s } END { exit !(n[1] == 40 && sum[1] / n[1] > 3 * sum[0] / n[0]) }' scores.csv ||
    fail "the faults do not stand out: $(head -n 3 scores.csv)"
works train --data bare.csv --label 6 --quiet --out bare.ae
works score bare.ae --data bare.csv --out bare_scores.csv --quiet
tail -n +2 scores.csv | sed 's/.*,//' >a
tail -n +2 bare_scores.csv | sed 's/.*,//' >b
cmp -s a b || fail "rows without names have other scores: $(paste a b | head -n 3)"
cut -d, -f2-3,5 bare.csv >narrow.csv # the columns that are known, alone
works score bare.ae --data narrow.csv --out narrow_scores.csv --quiet
tail -n +2 narrow_scores.csv | sed 's/.*,//' >b
cmp -s a b || fail "the known columns alone have other scores: $(paste a b | head -n 3)"

# A last column of few values, the only one of its kind, may be a label.
"$ae" train --data named.csv --dry-run >out 2>err || fail "no dry run: $(cat err)"
says "^named.csv: is the last column, 'fault', with its 2 different values, a label? --label \"fault\" keeps it out of the rows\$" err
awk '{ print $0 "," (NR == 1 ? "side" : NR % 2 ? "left" : "right") }' named.csv >sides.csv
"$ae" train --data sides.csv --condition side --dry-run >out 2>err || fail "no dry run beside a condition: $(cat err)"
says "the last column, 'fault', .* a label? --label \"fault\" keeps" err # the last of the file is the condition
"$ae" train --data bare.csv --dry-run >out 2>err || fail "no dry run without names: $(cat err)"
says "a label? --label 6 keeps it out of the rows\$" err

# --- words, gaps, pictures, nothing ---

awk 'BEGIN { print "day,city,name,age"; for (i = 1; i <= 60; i++)
    printf "2024-01-%02d,%s,n%d,%d\n", i % 28 + 1, substr("OsloRomeBonn", 1 + i % 3 * 4, 4), i, 20 + i * 7 % 31 }' >people.csv
works train --data people.csv --out p.ae
says "^left out: column 'day', date: dates or times\$" out
says "^left out: column 'name', id: 60 different words in 60 rows, so that they name rows\$" out
says "--drop day,name --spec 'input 2 | columns category:3,number | scaler zscore | dense 4 act=tanh | dense 1 | " out
works score p.ae --data people.csv --out scores.csv --quiet

awk -F, 'NR > 1 && NR % 10 == 0 { $2 = "" } { OFS = ","; print }' named.csv >gaps.csv
works train --data gaps.csv --label fault --dry-run
says "'input 3 | scaler zscore | missing mask | $net'" out
works train --data gaps.csv --label fault --missing mean --dry-run
says "'input 3 | scaler zscore | missing mean | $net'" out
"$ae" train --data gaps.csv --label fault --missing drop --dry-run >out 2>err || fail "gaps are not dropped: $(cat err)"
says "'input 3 | scaler zscore | $net'" out
refuses 1 'gaps.csv: line 10, ' train --data gaps.csv --label fault --missing fail --dry-run

works train --data digits:40 --dry-run
says "'input 1x28x28 | dense 256 act=relu | dense 32 | code | decoder mirror act=sigmoid | loss bce'" out
works train --data digits:40 --for samples --dry-run
says "'input 1x28x28 | dense 256 act=leaky_relu | gaussian 16 | code | decoder mirror act=sigmoid | loss bce reduce=sum | loss kl_normal'" out
refuses 2 '--target needs --spec' train --data named.csv --target named.csv --dry-run
cut -d, -f1,4 named.csv >empty.csv
refuses 1 "^ae: empty.csv: no column is left to learn from, .*(column 'nr', id: counts the rows from 1); " train --data empty.csv --dry-run

finish
