#!/bin/sh
# Which rows are unusual, and what about them is: ae score --threshold, --explain, --fit; ae train --scorer: test_flags.sh AE
. "$(dirname "$0")/cli.sh"

# Two sensors and a city that go together, of which every fiftieth row has a heat that does not.
awk 'BEGIN { print "speed,city,\"heat, C\",fault"; for (i = 1; i <= 1000; i++) { x = i * 769 % 1000 / 1000; bad = i % 50 == 7
    printf "%.4f,%s,%.1f,%d\n", x, x < 0.5 ? "Oslo" : "Porto", bad ? 90 - 80 * x : 10 + 80 * x, bad } }' >rows.csv
awk -F, 'NR == 1 || $NF == 0' rows.csv >usual.csv

# --- the end of a training ---

works train --data usual.csv --label fault --out m.ae --quiet
works info m.ae
says '^scores: joint scorer of 980 rows: mean [0-9.]*, deviation [0-9.]*, median [0-9.]*, highest [0-9.]*$' out
works info m.ae --json
says '"kind": "joint"' out
works train --data usual.csv --label fault --out r.ae --quiet --scorer reconstruction
works info r.ae
says '^scores: reconstruction scorer of 980 rows:' out
train --out digits.ae --quiet
works info digits.ae
says '^scores: reconstruction scorer of 300 rows:' out
works train --data usual.csv --label fault --from m.ae --steps 3 --out more.ae --quiet
works info more.ae
says '^scores: joint scorer of 980 rows:' out

# --- flags ---

works score m.ae --data rows.csv --out plain.csv --quiet
[ "$(head -n 1 plain.csv)" = label,score ] || fail "the header: $(head -n 1 plain.csv)"
works score m.ae --data rows.csv --out flags.csv --threshold 'rate 0.01'
says '^[0-9]* of 1000 rows are above [0-9.]* (rate 0.01)$' out
[ "$(head -n 1 flags.csv)" = label,score,p,flag ] || fail "the header: $(head -n 1 flags.csv)"
cut -d, -f1,2 flags.csv | cmp -s - plain.csv || fail "a threshold changes the scores"
awk -F, 'NR > 1 { n[$1]++; sum[$1] += $4; wrong += !($3 > 0 && $3 <= 1) || ($4 == 1) != ($3 < 0.0115) && ($3 < 0.01 || $3 > 0.013) }
    END { exit !(sum[1] == n[1] && sum[0] >= 8 && sum[0] <= 11 && !wrong) }' flags.csv || fail "flags: $(sort -t, -k2 flags.csv | tail -n 3)"
works score m.ae --data rows.csv --out flags.npy --threshold 'sd 3' --quiet
says "'shape': (1000, 3,)" flags.npy
[ ! -s out ] || fail "not quiet: $(cat out)"

# --- what is to blame ---

works score m.ae --data rows.csv --out why.csv --explain --quiet
[ "$(head -n 1 why.csv)" = label,score,p,worst1,value1,expected1,worst2,value2,expected2,worst3,value3,expected3 ] ||
    fail "the header: $(head -n 1 why.csv)"
[ "$(sed 1d rows.csv | awk -F, '$4 == 1 { print $3 }')" = "$(awk -F'"' '/^1,/ { split($3, x, ","); print x[2] }' why.csv)" ] ||
    fail "the value of the worst column is another"
[ "$(grep -c '^1,[^,]*,[^,]*,"heat, C",' why.csv)" = 20 ] || fail "the heat is not to blame: $(grep '^1,' why.csv)"
says '^1,.*,city,\(Oslo,Oslo\|Oslo,Porto\|Porto,Porto\|Porto,Oslo\)' why.csv
awk -F'"' '/^1,/ { split($3, x, ","); wrong += x[3] == x[2] } END { exit wrong > 0 }' why.csv || fail "what was expected is what was there"
works score m.ae --data rows.csv --out both.csv --explain --threshold 'sd 3' --quiet
says '^label,score,p,flag,worst1,' both.csv
works score digits.ae --data digits-test:9 --out pixels.csv --explain --quiet
says '^label,score,p,worst1,value1,expected1' pixels.csv
awk -F, 'NR > 1 { wrong += !($4 >= 1 && $4 <= 784 && $5 >= 0 && $5 <= 1 && $6 >= 0 && $6 <= 1) } END { exit wrong > 0 }' pixels.csv ||
    fail "pixels are not grey levels: $(cat pixels.csv)"

# --- rows that cannot be used have none ---

printf 'speed,city,"heat, C"\n0.5,Oslo,50\nx,Oslo,50\n' >hole.csv
"$ae" score m.ae --data hole.csv --out hole_flags.csv --threshold 'sd 3' --explain --keep-going >out 2>err || fail "$(cat err)"
[ "$(sed -n 3p hole_flags.csv)" = nan,nan,nan,,,,,,,,, ] || fail "a bad row: $(cat hole_flags.csv)"

# --- another scorer afterwards ---

works score r.ae --data usual.csv --fit joint
says '^joint scorer of 980 rows: mean' out
cmp -s r.ae m.ae || fail "a joint scorer that is fitted later is another"
works score r.ae --data usual.csv --fit reconstruction --quiet --out losses.csv
[ ! -s out ] || fail "not quiet: $(cat out)"
works score r.ae --data usual.csv --out again.csv --quiet
cmp -s losses.csv again.csv || fail "--out with --fit writes other scores"
works score r.ae --data usual.csv --fit joint --threads 1 --quiet
cmp -s r.ae m.ae || fail "threads change a scorer"

# A file of scores that cannot be written leaves the model as it was.
refuses 1 'scores.xyz: the suffix tells the format' score r.ae --data usual.csv --fit reconstruction --out scores.xyz
refuses 1 'nowhere/scores.csv: cannot be written' score r.ae --data usual.csv --fit reconstruction --out nowhere/scores.csv
cmp -s r.ae m.ae || fail "the scorer was replaced by a command that failed"

# --- mistakes ---

printf '1,2\n2,1\n3,5\n' >few.csv
works train --data few.csv --spec 'input 2 | dense 1 | code | dense 2' --steps 1 --out f.ae --quiet
works export f.ae --encoder encoder.ae
printf '1,2\n1,2\n' >alike.csv
refuses 1 '^ae: alike.csv: all 2 rows have the same score' score f.ae --data alike.csv --fit joint
refuses 1 '^ae: --threshold: .*unknown threshold "rat"; did you mean "rate"? (such as "sd 2", or "rate 0.01": a row in a hundred)$' score f.ae --data few.csv --out x.csv --threshold 'rat 1'
refuses 1 '^ae: --threshold: .*rate' score f.ae --data few.csv --out x.csv --threshold 'rate 2'
refuses 1 'x.npy: names and words are columns of it, which a .csv has a place for' score f.ae --data few.csv --out x.npy --explain
refuses 1 'encoder.ae: is an encoder' score encoder.ae --data few.csv --out x.csv --threshold 'sd 1'
refuses 1 'encoder.ae: is an encoder' score encoder.ae --data few.csv --fit joint
refuses 2 "'jont' is not .reconstruction. or .joint." score f.ae --data few.csv --fit jont
refuses 2 '\-\-out FILE is missing' score f.ae --data few.csv --threshold 'sd 1'
refuses 2 '\-\-errors writes what every column has' score f.ae --data few.csv --out x.csv --errors --explain
refuses 2 'which is missing' score f.ae --data few.csv --fit joint --explain
refuses 1 'scorer joint is for codes of at most 1024 numbers, and this one has 2000' \
    train --data few.csv --spec 'input 2 | dense 2000 | code | dense 2' --steps 1 --out x.ae --scorer joint

# A model without a scorer says what to do.
printf '0,0\n0,0\n' >zeros.csv
"$ae" train --data zeros.csv --spec 'input 2 | dense 1 | code | dense 2' --steps 1 --out z.ae --quiet 2>err || fail "$(cat err)"
works info z.ae
says '^scores: no scorer; `ae score --fit` makes one$' out
works info z.ae --json
says '"scorer": null' out
refuses 1 'z.ae: has no scorer, which says what usual scores are: `ae score z.ae --data USUAL --fit joint` makes one' \
    score z.ae --data few.csv --out x.csv --threshold 'sd 1'

finish
