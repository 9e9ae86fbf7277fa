#!/bin/sh
# A training that is killed, again and again and in mid-write, ends with the bytes of one that was left alone:
# test_checkpoint.sh AE [ae.1 [KILLS]]
kills=${3:-20}
. "$(dirname "$0")/cli.sh"

steps=$((kills * 15))
# become ARGUMENT ...: this process is that training, so that a signal finds it
become() {
    exec "$ae" train --data digits:300 --spec "$net" --steps "$steps" --batch 50 --threads 2 --valid-fraction 0.1 \
        --optimizer 'adam lr=0.01 | ema 0.9 | plateau patience=2' "$@"
}
run() {
    (become "$@")
}

# --- kill -9: a checkpoint after every step, so that many a kill is in the midst of writing one ---

run --out whole.ae --quiet || fail "the training that is left alone fails"
done=0
count=0
while [ $count -lt "$kills" ]; do
    become --out broken.ae --checkpoint run.ck --checkpoint-every '1 step' --quiet 2>>err &
    process=$!
    tries=0
    until [ -f run.ck ] || [ $tries = 500 ]; do # on a busy machine the first step takes its time
        sleep 0.02
        tries=$((tries + 1))
    done
    sleep "0.0$((count % 7 + 2))"
    kill -9 $process 2>/dev/null || done=$((done + 1))
    wait $process 2>/dev/null || true
    count=$((count + 1))
done
[ "$done" -lt "$kills" ] || fail "no training was killed"
run --out broken.ae --checkpoint run.ck >out 2>err || fail "the last one fails: $(cat err)"
says '^run.ck: goes on after step [0-9]*$' out
cmp -s whole.ae broken.ae || fail "the training that was killed ends with other bytes"
[ "$(find . -name '*.tmp' | wc -l)" -le "$kills" ] || fail "more than one temporary file is left by a kill"

# --- a damaged checkpoint: the old one is used, and that is said ---

rm -f run.ck run.ck.old
run --out x.ae --checkpoint run.ck --checkpoint-every '40 steps' --quiet
cp run.ck damaged
printf 'x' | dd of=damaged bs=1 seek=9000 conv=notrunc 2>/dev/null
cp damaged run.ck
run --out broken.ae --checkpoint run.ck >out 2>err || fail "a damaged checkpoint ends it: $(cat err)"
says '^run.ck: goes on after step [0-9]*$' out
says '^run.ck: could not be used, run.ck.old was: .*damaged$' out
cmp -s whole.ae broken.ae || fail "from the old checkpoint it ends with other bytes"
run --out broken.ae --checkpoint run.ck >out 2>err || fail "a finished training fails: $(cat err)"
says "^run.ck: goes on after step $steps$" out
says "^broken.ae: written after $steps steps" out
cmp -s whole.ae broken.ae || fail "a finished training ends with other bytes"

cp damaged run.ck
cp damaged run.ck.old
refuses 1 "neither run.ck nor run.ck.old is a checkpoint to go on from: .*damaged" train --data digits:300 --spec "$net" --steps "$steps" --batch 50 --checkpoint run.ck --out y.ae

# --- stopped by a signal, gone on with; the log is that of both ---

rm -f run.ck run.ck.old
for signal in INT TERM; do
    become --out x.ae --checkpoint run.ck --log run.jsonl --every 1 >out 2>err &
    process=$!
    tries=0
    until grep -q '^step [0-9]* ' out || [ $tries = 500 ]; do
        sleep 0.02
        tries=$((tries + 1))
    done
    kill -$signal $process 2>/dev/null || true
    wait $process || true
done
run --out broken.ae --checkpoint run.ck --log run.jsonl --quiet || fail "it does not go on after signals"
cmp -s whole.ae broken.ae || fail "stopped by signals, it ends with other bytes"
[ "$(grep -c '"event":"run"' run.jsonl)" -gt 1 ] || fail "the log has forgotten the first run"
lines=$(wc -l <run.jsonl)
printf '{"event":"step","st' >>run.jsonl
run --out broken.ae --checkpoint run.ck --log run.jsonl --quiet 2>err || fail "it does not go on: $(cat err)"
says '^run.jsonl: its last line is not whole and is dropped$' err
sed -n "$((lines + 1))p" run.jsonl >line
says '^{"event":"run",.*}$' line

# --- another training; options that make no sense ---

refuses 1 'the checkpoint run.ck was made with batch 50 (here 60)' \
    train --data digits:300 --spec "$net" --steps "$steps" --batch 60 --valid-fraction 0.1 --checkpoint run.ck \
    --optimizer 'adam lr=0.01 | ema 0.9 | plateau patience=2' --out y.ae
refuses 2 "--checkpoint-every: 'often' is not a number of steps, epochs, seconds, minutes or hours" \
    train --data digits:300 --spec "$net" --checkpoint run.ck --checkpoint-every often --out y.ae
for text in '10' '0 steps' '-1 steps' '10 stepss' '10 minute s' '10  steps' '1.5 hours' '99999999999999999999 steps'; do
    refuses 2 '--checkpoint-every: ' \
        train --data digits:300 --spec "$net" --checkpoint run.ck --checkpoint-every "$text" --out y.ae
done
refuses 2 '--checkpoint-every is for --checkpoint, which is missing' \
    train --data digits:300 --spec "$net" --checkpoint-every '1 hour' --out y.ae
refuses 1 'y.ae: --checkpoint would overwrite what --out writes' \
    train --data digits:300 --spec "$net" --checkpoint y.ae --out y.ae
refuses 1 'y.old: --checkpoint would overwrite what --out writes' \
    train --data digits:300 --spec "$net" --checkpoint y --out y.old
refuses 1 'none/run.ck' train --data digits:300 --spec "$net" --checkpoint none/run.ck --out y.ae

# A checkpoint is a model, too.
works info run.ck
works encode run.ck --data digits:9 --out codes.npy

finish
