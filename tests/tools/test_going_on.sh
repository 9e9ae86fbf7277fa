#!/bin/sh
# Training on from a model, its weights for another spec, and its encoder alone: test_going_on.sh AE
. "$(dirname "$0")/cli.sh"

train --out m.ae --seed 3 --quiet
printf '1,2\n' >two.csv

# --- the same spec ---

# Without its scale the rows would be 255 times as large: the first loss shows which it was.
works train --from m.ae --data digits:300 --steps 20 --batch 50 --optimizer 'adam lr=0.01' --out more.ae --log run.jsonl
says '^step 1 .*loss 0\.0' out
grep -q taken out && fail "nothing was to be said of weights: $(cat out)"
says '"from":"m.ae"' run.jsonl
says '"scale":255' run.jsonl
works info more.ae
says '^trained: 20 steps' out
evaluates m.ae --data digits-test:50
before=$(sed 's/.*"mse": \([^,]*\).*/\1/' out)
evaluates more.ae --data digits-test:50
after=$(sed 's/.*"mse": \([^,]*\).*/\1/' out)
awk "BEGIN { exit !($after < $before) }" || fail "more training leaves $after, before it was $before"
works train --from m.ae --data digits:300 --steps 20 --batch 50 --optimizer 'adam lr=0.01' --out again.ae --quiet
cmp -s more.ae again.ae || fail "training on is not repeatable"
works train --from m.ae --data digits:300 --dry-run
says '^rows: 300 of 784 numbers, divided by 255' out

# --- another spec ---

works train --from m.ae --data digits:300 --steps 1 --out deep.ae \
    --spec 'input 784 | dense 16 act=relu | dense 4 name=inner | code | dense 16 name=back | dense 784 name=dense2 act=sigmoid'
says '^taken: dense1.weight, dense1.bias, dense2.weight, dense2.bias; begun anew: inner.weight, inner.bias, back.weight, back.bias$' \
    out
works train --from m.ae --layers dense1 --data digits:300 --steps 1 --out half.ae --spec "$net"
says '^taken: dense1.weight, dense1.bias; begun anew: dense2.weight, dense2.bias$' out
works train --from m.ae --data digits:300 --steps 1 --out all.ae --spec "$net"
says '^taken: dense1.weight, dense1.bias, dense2.weight, dense2.bias$' out
works train --from m.ae --data digits:300 --steps 1 --out all.ae --spec "$net" --quiet
[ ! -s out ] || fail "--quiet is not quiet"

# Convolutions go to pictures of another size, the layers after them do not.
conv='conv2d 2 kernel=3 stride=2 pad=same act=relu | flatten | dense 4 | code | decoder mirror'
works train --data digits:20 --spec "input 1x28x28 | $conv" --steps 1 --out conv.ae --quiet
awk 'BEGIN { for (i = 1; i <= 144; i++) printf "%s%s", i % 7, i < 144 ? "," : "\n" }' >small.csv
refuses 1 'conv.ae: dense1.weight is 72x4, and 392x4 in the model to copy from; name the layers to take, without dense1' \
    train --from conv.ae --data small.csv --spec "input 1x12x12 | $conv" --steps 1 --out x.ae
works train --from conv.ae --layers 'conv2d1, deconv2d1' --data small.csv --spec "input 1x12x12 | $conv" --steps 1 --out small.ae
says '^taken: conv2d1.weight, conv2d1.bias, deconv2d1.weight, deconv2d1.bias; begun anew: dense1.weight, ' out

# Bytes for a model that divides by 1 are taken as they are, with a word about it.
works reconstruct m.ae --data digits:50 --out floats.npy
works train --data floats.npy --spec "$net" --steps 1 --out ones.ae --quiet
"$ae" train --from ones.ae --data digits:50 --steps 1 --out x.ae --quiet 2>err || fail "no training: $(cat err)"
[ "$(cat err)" = 'digits:50: bytes, taken as they are, for the model divides by 1; --scale 255 makes them 0 to 1' ] ||
    fail "not a word about bytes: $(cat err)"
works train --from ones.ae --data digits:50 --scale 255 --steps 1 --out x.ae --quiet
rm x.ae

# --- an encoder alone ---

works export m.ae --encoder encoder.ae
says '^encoder.ae: 784 numbers into codes of 16$' out
works encode m.ae --data digits-test:50 --out codes.npy
cp codes.npy codes16.npy
works encode encoder.ae --data digits-test:50 --out codes_alone.npy
cmp -s codes.npy codes_alone.npy || fail "an encoder alone gives other codes"
[ "$(wc -c <encoder.ae)" -lt "$(wc -c <m.ae)" ] || fail "the encoder is as large as the whole"
works info encoder.ae --json
says '"scale": 255.0' out
says '"spec": "input 784\\ndense 16 act=relu\\ncode",$' out
says '"output": 0' out
works export m.ae --encoder both.ae --filters both.png
cmp -s encoder.ae both.ae && [ -s both.png ] || fail "encoder and filters at once are not what they are alone"
works export encoder.ae --encoder twice.ae
cmp -s encoder.ae twice.ae || fail "the encoder of an encoder is another"

# Items before and after the code, of which only some are the encoder's.
full='input 784 | penalty l1 on=weights weight=1e-4 | loss mse | noise gaussian sd=0.1 | batchnorm
dense 9 act=tanh name=first | dense 5 | code | decoder mirror tied=yes | init he_normal | penalty l2 on=code weight=0.1'
works train --data digits:300 --spec "$full" --steps 3 --out full.ae --quiet
works export full.ae --encoder full_encoder.ae
works info full_encoder.ae --json
says '"spec": "input 784\\nnoise gaussian sd=0.1\\nbatchnorm\\ndense 9 act=tanh name=first\\ndense 5\\ncode\\ninit he_normal",$' out
works encode full.ae --data digits-test:50 --out codes.npy
works encode full_encoder.ae --data digits-test:50 --out codes_alone.npy
cmp -s codes.npy codes_alone.npy || fail "an encoder alone gives other codes"

# --- what is refused ---

refuses 1 'only encodes' train --from encoder.ae --data digits:9 --out x.ae
refuses 1 'the spec ends at its code, so its model only encodes' train --data digits:9 --spec 'input 784 | dense 4 | code' --out x.ae
refuses 1 '^ae: decode: the model is an encoder' decode encoder.ae --data codes16.npy --out x.npy
refuses 1 '^ae: layers: the model has no layer "dense9"; did you mean "dense1"?' \
    train --from m.ae --layers 'dense1 dense9' --spec "$net" --data digits:9 --out x.ae
refuses 1 '^ae: layers: "dense1" is named twice' \
    train --from m.ae --layers 'dense1 dense1' --spec "$net" --data digits:9 --out x.ae
refuses 1 'the models have no tensor in common' \
    train --from m.ae --spec 'input 784 | dense 4 name=a | code | dense 784 name=b' --data digits:9 --out x.ae
refuses 1 'nothing.ae.*no such file' train --from nothing.ae --data digits:9 --out x.ae
refuses 1 "m.ae: --out would overwrite what --from reads" train --from m.ae --data digits:9 --out m.ae
refuses 1 "m.ae: --encoder would overwrite what the model reads" export m.ae --encoder m.ae
refuses 1 'its rows have 2 numbers' train --from m.ae --data two.csv --out x.ae
refuses 2 '--layers chooses what --from gives to --spec' train --layers dense1 --spec "$net" --data digits:9 --out x.ae
refuses 2 '--layers chooses what --from gives to --spec' train --from m.ae --layers dense1 --data digits:9 --out x.ae
refuses 2 '--spec TEXT|@FILE is missing' cv --data digits:9
refuses 2 '--from is given twice' train --from m.ae --from m.ae --data digits:9 --out x.ae
refuses 1 'nowhere/x.ae: cannot be written' export m.ae --encoder nowhere/x.ae
works train --data digits:9 --spec 'input 784 | code | dense 784' --steps 1 --out bare.ae --quiet
refuses 1 'bare.ae: no layer before its code has weights' export bare.ae --encoder x.ae

finish
