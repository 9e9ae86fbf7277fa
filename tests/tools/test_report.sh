#!/bin/sh
# What a training tells of its epochs and of its end, in lines and in the log: test_report.sh AE
. "$(dirname "$0")/cli.sh"

# told PATTERN OPTIMIZER ARGUMENT ...: the last line says why the training ended
told() {
    pattern=$1 optimizer=$2
    shift 2
    works train --data digits:300 --spec "$net" --batch 50 --seed 3 --optimizer "$optimizer" --out m.ae --log run.jsonl "$@"
    [ "$(tail -n 1 out | grep -c -e "$pattern")" = 1 ] || { fail "the last line is not '$pattern':"; cat out; }
    tail -n 1 run.jsonl >end
}

# --- why it ended ---

told '^done: all 20 steps; the best epoch was 4 (loss 0\.[0-9]*)$' 'adam lr=0.01' --steps 20
says '"stopped":false,"reason":"done: all 20 steps","best_epoch":4,"best_loss":0\.[0-9]*,"weights":"the best epoch was 4' end
told '^done: all 1 step; ' 'adam' --steps 1
told '^stopped: its time is over; ' 'adam | time seconds=0.000001' --steps 1000000000
says '"steps":1,.*"stopped":true,"reason":"stopped: its time is over"' end
told '^stopped: the loss has reached its target; the best epoch was 1 ' 'adam lr=0.01 | target loss=1' --epochs 9
says '^epoch 1/9 ' out

# A loss that cannot fall by 1: no epoch is better than the first. The epoch that ended it has its line, whatever is due.
told '^stopped: no better loss for 4 epochs; the weights are those of epoch 1 (valid loss 0\.[0-9]*)$' \
    'adam lr=0.01 | stop patience=4 min_delta=1' --epochs 1000 --valid digits-test:50
says '"epochs":5,.*"reason":"stopped: no better loss for 4 epochs","best_epoch":1,.*"weights":"the weights are those of epoch 1 ' end
says '^epoch 5/1000 ' out
works info m.ae
says '^trained: 6 steps' out
told '^stopped: no better loss for 1 epoch; ' 'adam lr=0.01 | stop patience=1 min_delta=1' --epochs 1000

# --- what an epoch tells ---

told '^done' 'adam lr=0.01 | schedule cosine' --epochs 3 --valid digits-test:50
says '^epoch 3/3  loss 0\.[0-9]*  valid loss 0\.[0-9]*  best 0\.[0-9]* (3)  rate [0-9.e-]*  0:00 left$' out
says '^{"event":"step","step":1,"epoch":1,"loss":0\.[0-9]*,"rate":0.01}$' run.jsonl
says '^{"event":"epoch","epoch":3,"loss":0\.[0-9]*,"valid_loss":0\.[0-9]*,"losses":{"mse":0\.[0-9]*},"rate":[0-9.e-]*,"seconds":[0-9.e-]*,"best_epoch":3,"best_loss":0\.[0-9]*}$' run.jsonl
net="$net | loss mse | loss mae | loss mse weight=0.5 | penalty l1 weight=0.001"
told '^done' 'adam' --epochs 1
says '"losses":{"mse":0\.[0-9]*,"mae":0\.[0-9]*,"mse 2":0\.[0-9]*,"l1":0\.[0-9]*}' run.jsonl
says '^epoch 1/1  loss [0-9.]* (mse 0\.[0-9]*, mae 0\.[0-9]*, mse 0\.[0-9]*, l1 0\.[0-9]*)  rate ' out

# --- the chart of a log is that of its training, with one for each part of the loss, and does not wait for its end ---

works train --data digits:300 --spec "$net" --epochs 40 --valid digits-test:50 --out m.ae --log run.jsonl --chart
sed -n '/^loss/,/^m.ae/{/^m.ae/!p;}' out >drawn
[ "$(sed -n 's/\( (log scale)\)\{0,1\}: . training.*//p' drawn | tr '\n' ' ')" = 'loss mse mae mse 2 l1 ' ] || { fail "not a chart a part:"; cat drawn; }
works chart run.jsonl
cmp -s out drawn || { fail "ae chart draws something else than --chart:"; cat drawn out; }
works train --data digits:300 --spec "$net" --steps 50 --batch 300 --every 7 --out m.ae --log steps.jsonl
sed '/"event":"epoch"/d' steps.jsonl >no_epochs.jsonl
works chart no_epochs.jsonl
says '^ *1  *step  *50$' out
works chart no_epochs.jsonl --out steps.svg
says '<title>loss by step</title>' steps.svg
says 'training: [89] points, x 1 to 50, y from' steps.svg
works chart run.jsonl --out run.svg
for part in training validation mse mae 'mse 2' l1; do
    says ">$part</text>" run.svg
done
says '<desc>x: epoch. y, on a log scale: loss. training: 40 points, x 1 to 40, y from' run.svg
says '>best epoch: [0-9]*</text>' run.svg
[ "$(grep -c '<title>' run.svg)" = 1 ] || fail "more than the losses is drawn of a run with one rate and no head"
works train --data digits:300 --spec "input 784 | dense 16 | code | dense 784 | head kind | dense 10 act=softmax" \
    --epochs 4 --valid digits-test:50 --optimizer 'adam | schedule cosine' --out head.ae --log head.jsonl
works chart head.jsonl --out head.svg
[ "$(grep '<title>' head.svg | tr '\n' ' ')" = \
    '<title>loss by epoch</title> <title>kind.accuracy by epoch</title> <title>learning rate by epoch</title> ' ] ||
    fail "not the losses, the accuracy and the rate: $(grep '<title>' head.svg)"
refuses 1 '^ae: run.pdf: a chart is a .svg or .png$' chart run.jsonl --out run.pdf
refuses 1 '^ae: run.jsonl: --out would overwrite what the model reads' chart run.jsonl --out run.jsonl
head -c $(($(wc -c <run.jsonl) / 2)) run.jsonl >under_way.jsonl
works chart under_way.jsonl
says '^ *1  *epoch (best: [12][0-9])  *[12][0-9]$' out
{ cat run.jsonl && echo '[1, "event", {}]' && echo '{"event":"epoch","epoch":-1,"loss":"x"}' && echo '{"event":7}'; } >strange.jsonl
works chart strange.jsonl
cmp -s out drawn || { fail "lines of another kind are drawn:"; cat out; }
head -n 1 run.jsonl >begun.jsonl
printf '{"event":"epoch","epoch":1,"loss":2}\n{"event":"epoch","epoch":2,"loss":1}\n' >short.jsonl
works chart short.jsonl
says ' epoch ' out
refuses 1 '^ae: begun.jsonl: has no step or epoch; `ae train --log FILE` writes them$' chart begun.jsonl
printf 'a,b\n1,2\n' >table.csv
refuses 1 '^ae: table.csv: line 1 is no JSON: ' chart table.csv
refuses 1 '^ae: none.jsonl: cannot be read: No such file' chart none.jsonl
refuses 1 '^ae: [.]: cannot be read: Is a directory$' chart .
refuses 2 'log file, model file or data is missing' chart
refuses 2 'data is for --of codes, scores or errors, which is missing' chart run.jsonl --data digits:9

# --- mistakes in the text say where ---

refuses 1 '^ae: optimizer: line 1, column 16: .*"stp".*"stop"' train --data digits:9 --spec "$net" --out x.ae \
    --optimizer 'adam lr=0.01 | stp patience=5'
refuses 1 '^ae: optimizer: line 3, column 1: a second stop' train --data digits:9 --spec "$net" --out x.ae --optimizer 'adam
stop
stop'

finish
