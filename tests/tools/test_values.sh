#!/bin/sh
# Named values, errors by feature, and rows that cannot be used: test_values.sh AE
. "$(dirname "$0")/cli.sh"

# ends_alike FILE FILE BYTES: npy files of different headers
ends_alike() {
    [ "$(tail -c "$3" "$1" | cksum)" = "$(tail -c "$3" "$2" | cksum)" ] || fail "$1 and $2 have other numbers"
}

# rows FILE: without the header
rows() {
    sed 1d "$1"
}

# --- encode --value ---

train --out m.ae --quiet
works encode m.ae --data digits-test:20 --out codes.npy
works encode m.ae --data digits-test:20 --out named.npy --value code
cmp -s codes.npy named.npy || fail "--value code is another code"
works encode m.ae --data digits-test:20 --out dense1.npy --value dense1
ends_alike codes.npy dense1.npy 1280
works encode m.ae --data digits-test:20 --out output.npy --value output --threads 2
works reconstruct m.ae --data digits-test:20 --out rebuilt.npy
says "'shape': (20, 784,)" output.npy
ends_alike output.npy rebuilt.npy 62720
works encode m.ae --data digits-test:20 --out dense1.csv --value dense1
says '^label,dense1_1,dense1_2,' dense1.csv
works encode m.ae --data digits-test:20 --out score.csv --value score
works score m.ae --data digits-test:20 --out scores.csv
cmp -s score.csv scores.csv || fail "encode --value score is no score"
refuses 1 'm.ae: .*"dens1".*did you mean "dense1"' encode m.ae --data digits:9 --out x.npy --value dens1
refuses 1 'm.ae: .*"nonsense"' encode m.ae --data digits:9 --out x.npy --value nonsense
refuses 1 'x.png: values are no images' encode m.ae --data digits:9 --out x.png --value output
refuses 2 "unknown option '--value'" score m.ae --data digits:9 --out x.npy --value code

# --- score --errors ---

printf 'length,"width, mm",kind\n1,2,a\n2,5,b\n3,6,c\n' >t.csv
works train --data t.csv --labels-last --spec 'input 2 | dense 1 | code | dense 2' --steps 20 --out t.ae --quiet
works score t.ae --data t.csv --labels-last --out scores.csv
works score t.ae --data t.csv --labels-last --out errors.csv --errors
[ "$(head -n 1 errors.csv)" = 'label,score,length,"width, mm"' ] || fail "the header: $(head -n 1 errors.csv)"
[ "$(cut -d , -f 1,2 errors.csv | rows -)" = "$(rows scores.csv)" ] || fail "--errors gives other scores"

# Of mse, a feature's share is its squared error divided by how many features there are.
works reconstruct t.ae --data t.csv --labels-last --out rebuilt.csv
rows t.csv >given.csv
rows rebuilt.csv | paste -d , given.csv - | awk -F , '{ printf "%.4f,%.4f\n", ($1 - $5) ^ 2 / 2, ($2 - $6) ^ 2 / 2 }' >expected
rows errors.csv | awk -F , '{ printf "%.4f,%.4f\n", $3, $4 }' | cmp -s - expected || fail "errors: $(cat errors.csv expected)"

# They have the names of what the output is compared with, and numbers where it has none.
printf 'left,right\n1,2\n2,5\n3,6\n' >named.csv
works score t.ae --data t.csv --labels-last --target named.csv --out errors.csv --errors
[ "$(head -n 1 errors.csv)" = 'label,score,left,right' ] || fail "the header: $(head -n 1 errors.csv)"
printf '1,2\n2,5\n3,6\n' >plain.csv
works score t.ae --data plain.csv --out errors.csv --errors
[ "$(head -n 1 errors.csv)" = 'score,error1,error2' ] || fail "the header: $(head -n 1 errors.csv)"
works score m.ae --data digits-test:20 --out errors.npy --errors
says "'shape': (20, 785,)" errors.npy

net="$net | loss jaccard" train --out j.ae --quiet
refuses 1 '^ae: jaccard is no sum over a row.s features' score j.ae --data digits:9 --out x.csv --errors
works export t.ae --encoder encoder.ae
refuses 1 'encoder.ae: is an encoder' score encoder.ae --data plain.csv --out x.csv --errors
refuses 1 'x.png: scores are no images' score m.ae --data digits:9 --out x.png --errors
refuses 2 "unknown option '--errors'" encode m.ae --data digits:9 --out x.npy --errors

# --- rows that cannot be used ---

# keeps "LINE" ARGUMENT ...: works, and the one line on standard error is LINE
keeps() {
    line=$1
    shift
    "$ae" "$@" --keep-going >out 2>err || fail "ae $*: exit status $?: $(cat err)"
    [ "$(cat err)" = "$line" ] || fail "ae $*: $(cat err), where this is due: $line"
}

printf '1,2,a\n2,,b\n3,6,c\n' >holes.csv
for command in score encode reconstruct; do
    refuses 1 'holes.csv: line 2, column 2 is empty' $command t.ae --data holes.csv --labels-last --out x.csv
    works $command t.ae --data plain.csv --out whole.csv --keep-going
    keeps 'holes.csv: 1 of 3 rows cannot be used; NaN is written for row 2' \
        $command t.ae --data holes.csv --labels-last --out $command.csv
    [ "$(sed -n '2p;4p' $command.csv | sed 's/^[ac],//')" = "$(sed -n '2p;4p' whole.csv)" ] ||
        fail "$command: one bad row changes the others: $(cat $command.csv whole.csv)"
done
[ "$(sed -n 3p score.csv)" = b,nan ] || fail "the score of a bad row: $(cat score.csv)"
[ "$(sed -n 3p encode.csv)" = b,nan ] || fail "the code of a bad row: $(cat encode.csv)"
[ "$(sed -n 3p reconstruct.csv)" = b,nan,nan ] || fail "the output of a bad row: $(cat reconstruct.csv)"
keeps 'holes.csv: 1 of 3 rows cannot be used; NaN is written for row 2' \
    score t.ae --data holes.csv --labels-last --out errors.csv --errors
[ "$(sed -n 3p errors.csv)" = b,nan,nan,nan ] || fail "the errors of a bad row: $(cat errors.csv)"

# Whatever is no finite float; only the first few are named.
printf '1,2\nnan,1\n1,-inf\n1,1e39\n1,1e999\nNA,1\n,\n3,6\n' >many.csv
keeps 'many.csv: 6 of 8 rows cannot be used; NaN is written for rows 2, 3, 4, 5, 6, ...' \
    encode t.ae --data many.csv --out codes.npy
refuses 1 'codes.npy: row 2, column 1 is nan' decode t.ae --data codes.npy --out x.csv
keeps 'codes.npy: 6 of 8 rows cannot be used; NaN is written for rows 2, 3, 4, 5, 6, ...' \
    decode t.ae --data codes.npy --out decoded.csv

# A row that lacks its target, or has one that the loss does not take.
printf '0,1\n1,0\n0,0\n' >ones.csv
works train --data ones.csv --spec 'input 2 | dense 1 | code | dense 2 act=sigmoid | loss bce' --steps 1 --out b.ae --quiet
printf '0,1\n1,1.5\nnan,0\n' >targets.csv
keeps 'ones.csv: 2 of 3 rows cannot be used; NaN is written for rows 2, 3' \
    score b.ae --data ones.csv --target targets.csv --out scores.csv
refuses 1 'targets.csv: line 3, column 1' score b.ae --data ones.csv --target targets.csv --out x.csv

# The shape of the file must be right all the same.
printf '1,2\n3\n' >ragged.csv
refuses 1 'ragged.csv: line 2 has 1 column,' score t.ae --data ragged.csv --out x.csv --keep-going
refuses 2 "unknown option '--keep-going'" train --data t.csv --keep-going
refuses 2 "unknown option '--keep-going'" eval t.ae --data t.csv --keep-going

finish
