#!/bin/sh
# A net that is trained layer by layer, then as a whole: test_stack.sh AE. That its numbers are those of the same calls made by
# hand is in tests/examples/stack.sh.
. "$(dirname "$0")/cli.sh"

deep='input 784 | dense 48 act=tanh | dense 24 act=tanh | dense 8 | code | decoder mirror act=sigmoid | loss bce'
stack() {
    works train --data digits:1000 --spec "$deep" --stack 5 --epochs 5 --batch 20 --optimizer 'adam lr=0.01 | schedule cosine' "$@"
}

# --- the levels, told and logged ---

stack --out s.ae --log s.jsonl --seed 3
for level in 1 2 3; do
    says "^level $level/3  epoch 5/5  loss [0-9.]*  rate " out
    says "^level $level/3: 250 steps, 5 epochs, [0-9.]* s; loss [0-9.]*$" out
    [ "$(grep -c "^{\"event\":\"level_epoch\",\"epoch\":[1-5],.*\"level\":$level}$" s.jsonl)" = 5 ] || fail "epochs of level $level: $(cat s.jsonl)"
    says "^{\"event\":\"level\",\"level\":$level,\"levels\":3,\"spec\":\"input [^\"]*name=dense$level[^\"]*\",\"steps\":250,\"epochs\":5," s.jsonl
done
says '^epoch 5/5  loss' out
says '^s.ae: written after 250 steps, 5 epochs, ' out
[ "$(grep -c '"event":"epoch"' s.jsonl)" = 5 ] || fail "epochs of levels count as epochs of the whole: $(cat s.jsonl)"
works chart s.jsonl
stack --out x.ae --seed 3 --quiet
[ ! -s out ] || fail "--quiet is not quiet: $(cat out)"

# --- the same bytes, whatever the number of threads; others with another seed, or with noise ---

cmp -s s.ae x.ae || fail "it is not repeatable"
stack --out x.ae --seed 3 --threads 3 --quiet
cmp -s s.ae x.ae || fail "three threads make other bytes"
stack --out x.ae --seed 4 --quiet
cmp -s s.ae x.ae && fail "another seed makes the same bytes"
stack --out x.ae --seed 3 --stack-noise 0.3 --quiet
cmp -s s.ae x.ae && fail "noise changes nothing"

# --- it is worth it: five epochs after those of the levels leave less than ten without them ---

"$ae" train --data digits:1000 --spec "$deep" --epochs 10 --batch 20 --optimizer 'adam lr=0.01 | schedule cosine' --seed 3 \
    --out p.ae --quiet 2>err || fail "from scratch: $(cat err)" # what it says on err is that it has learnt nothing yet
error_of() {
    evaluates "$1" --data digits-test:200
    sed 's/.*"mse": \([^,]*\).*/\1/' out
}
stacked=$(error_of s.ae) plain=$(error_of p.ae)
awk "BEGIN { exit !($stacked < $plain) }" || fail "layer by layer leaves $stacked, from scratch $plain"

# --- rows of all kinds: weights, columns, gaps, rows held out, given apart, or compared with others ---

awk -v OFS=, 'BEGIN { print "age,city,income,w"
    for (i = 0; i < 120; i++) print i % 9 ? 20 + i % 50 : "", i % 3 ? "Oslo" : "Bergen", 200 * (i % 50) + i, i % 4 }' >people.csv
table='input 3 | columns number,category:2,number | scaler zscore | missing mask | dense 6 act=tanh | dense 2 | code | decoder mirror'
works train --data people.csv --weight w --spec "$table" --stack 2 --epochs 2 --valid-fraction 0.2 --out t.ae
says '^level 2/2  epoch 2/2  loss [0-9.]*  valid loss [0-9.]*  best ' out
works reconstruct t.ae --data people.csv --out back.csv --quiet
[ "$(head -n 1 back.csv)" = 'age,city,income' ] || fail "it does not know its columns: $(head -n 2 back.csv)"
works train --data people.csv --weight w --spec "$table" --stack 2 --epochs 2 --valid people.csv --out t.ae --quiet
works train --data digits:1000 --target digits:1000 --spec "$deep" --stack 5 --epochs 5 --batch 20 --seed 3 --quiet \
    --optimizer 'adam lr=0.01 | schedule cosine' --out x.ae
cmp -s s.ae x.ae || fail "rows that are compared with themselves make other bytes"

# --- a dry run shows the levels; noise of the spec's own stays ---

works train --data digits:1000 --stack 3 --stack-noise 0.25 --dry-run \
    --spec 'input 784 | noise gaussian sd=0.1 | dense 48 act=relu | dense 24 | code | decoder mirror'
says '^level 1: input 784 | noise gaussian sd=0.1 | dense 48 act=relu name=dense1 | code | dense 784 name=dense4$' out
says '^level 2: input 48 | noise mask p=0.25 | dense 24 name=dense2 | code | dense 48 name=dense3 act=relu | loss mse; 192000 bytes' out

# --- Ctrl-C in a level: what was learnt until then is kept ---

"$ae" train --data digits:1000 --spec "$deep" --stack 100000 --every 1 --out cut.ae --log cut.jsonl --seed 3 >out 2>err &
process=$!
tries=0
until grep -q '^level 1/3  epoch 2/' out || [ $tries = 500 ]; do
    sleep 0.02
    tries=$((tries + 1))
done
kill -INT $process
code=0
wait $process || code=$?
[ $code = 130 ] || fail "exit status $code after Ctrl-C: $(cat out err)"
says '^stopped by Ctrl-C in level 1 of 3$' out
says '"event":"end",.*"reason":"stopped by Ctrl-C in level 1 of 3"' cut.jsonl
cut=$(error_of cut.ae)
works info cut.ae
says 'divided by 255\|scale: 255' out
works encode cut.ae --data digits-test:50 --value dense1 --out cut.npy --quiet
awk "BEGIN { exit !($cut > 0) }" || fail "no model of what was done"

# --- mistakes ---

no() { # status, pattern, spec, more options
    status=$1 pattern=$2 spec=$3
    shift 3
    refuses "$status" "$pattern" train --data digits:50 --spec "$spec" --out no.ae --stack 1 "$@"
}
no 1 '--stack: .*no `decoder mirror`' 'input 784 | dense 8 | dense 4 | code | dense 8 | dense 784'
no 1 '--stack: the encoder has one dense layer only, so there is nothing to stack' "input 784 | dense 8 | code | decoder mirror"
no 1 '--stack: conv2d 2 kernel=3: only dense layers are trained one by one' 'input 1x28x28 | conv2d 2 kernel=3 | dense 4 | code | decoder mirror'
no 1 '--stack: level 1: .*dense3' "$deep" --optimizer 'adam | freeze dense3'
no 2 '--stack begins a model anew, --from goes on with one' "$deep" --from s.ae
no 2 '--stack keeps no checkpoints of its levels' "$deep" --checkpoint run.ck
no 2 "--stack-noise: '1' is not a number between 0 and 1" "$deep" --stack-noise 1
refuses 2 '--stack-noise is for --stack, which is missing' train --data digits:50 --spec "$deep" --stack-noise 0.5 --out no.ae
refuses 2 "--stack: '0' is not a whole number from 1" train --data digits:50 --spec "$deep" --stack 0 --out no.ae

finish
