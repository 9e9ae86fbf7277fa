#!/bin/sh
# Searches: test_tune.sh AE
. "$(dirname "$0")/cli.sh"

template='input 784 | dense {8..32 log} act={relu,tanh} | {dropout {0.05..0.3},} | code | dense 784 act=sigmoid'
# tune ARGUMENT ...: a search of six trials, two epochs each
tune() {
    works tune --data digits:200 --spec "$template" --optimizer 'adam lr={1e-3..1e-1 log}' --batch '{20,50}' --epochs 2 \
        --trials 6 --seed 3 "$@"
}
# runs LOG: what came out of each run, in the order of the trials, without the seconds
runs() {
    sed 's/"seconds":[^,]*,//' "$1" | sort
}
# again LOG TRIAL: runs the command that the log has for it
again() {
    sed -n "s/.*\"trial\":$2,.*\"command\":\"ae \(train [^\"]*\)\".*/\"\$ae\" \1 --quiet/p" "$1" >command
    . ./command >out 2>err || fail "the command of trial $2 does not work: $(cat command err)"
}
# losses: those of the table in `out`, from above
losses() {
    awk '/^trial  *(epochs|steps)/ { table = 1; next } table && !NF { exit } table { print $3 }' out
}

# --- a search: the best first, each to be had again, for any number of jobs ---

tune --log one.jsonl --out best.ae --jobs 1
says '^160 rows to train on, 40 held out; 6 trials of 2 epochs$' out
[ "$(losses | wc -l)" = 6 ] || fail "no table of six: $(cat out)"
losses | sort -g >sorted
losses | cmp -s - sorted || fail "the best is not the first: $(cat out)"
[ "$(grep -c '^  ae train ' out)" = 6 ] || fail "no command for each trial: $(cat out)"
says '^always answering with the mean row has an mse of 0\.0' out
sed -n 's/^the best one again: ae \(.*\)/"$ae" \1 --quiet/p' out >command
. ./command || fail "the command of the best trial does not work: $(cat command)"
cmp -s best.ae "$(sed 's/.*--out \([^ ]*\).*/\1/' command)" || fail "the best trial's model is another when it is trained again"
tune --log three.jsonl --out three.ae --jobs 3
runs one.jsonl >one
runs three.jsonl | cmp -s - one || fail "jobs change what comes out"
cmp -s best.ae three.ae || fail "jobs change the best model"
tune --quiet
[ "$(wc -l <out)" = 7 ] || fail "--quiet prints more than the table: $(cat out)"

# Measured rows of a file are what `ae eval` measures, for each trial.
works tune --data digits:200 --valid digits-test:50 --spec "$template" --optimizer 'adam lr={1e-3..1e-1 log} | ema 0.9' \
    --steps 12 --trials 3 --log valid.jsonl
for n in 1 2 3; do
    again valid.jsonl $n
    evaluates trial$n.ae --data digits-test:50
    loss=$(tr ',' '\n' <out | sed -n 's/.*"loss": //p' | head -n 1)
    sed -n "s/.*\"trial\":$n,.*\"loss\":\([^,]*\),.*/\1/p" valid.jsonl | awk "{ exit sprintf(\"%.9g\", \$1) != sprintf(\"%.9g\", $loss) }" ||
        fail "trial $n has another loss: $loss, $(grep "\"trial\":$n," valid.jsonl)"
done

# --- going on ---

# Whatever was written when the search was ended, down to a part of a line, it comes to the same.
for lines in 1 3 6; do
    { head -n $lines one.jsonl && sed -n "$((lines + 1))p" one.jsonl | head -c 40; } >cut.jsonl
    "$ae" tune --data digits:200 --spec "$template" --optimizer 'adam lr={1e-3..1e-1 log}' --batch '{20,50}' --epochs 2 \
        --trials 6 --seed 3 --log cut.jsonl --out cut.ae >out 2>err || fail "a cut log does not go on: $(cat err)"
    [ "$(cat err)" = 'cut.jsonl: its last line is not whole and is dropped' ] || fail "not a word of the cut line: $(cat err)"
    [ $lines = 1 ] || says "^cut.jsonl: $((lines - 1)) runs done already\$" out
    [ "$(grep -c '^  ae train ' out)" = $((7 - lines)) ] || fail "not $((7 - lines)) trials were left to do: $(cat out)"
    runs cut.jsonl | cmp -s - one || fail "a search that goes on comes to something else: $(runs cut.jsonl | diff one -)"
    cmp -s best.ae cut.ae || fail "a search that goes on has another best model"
done
cp one.jsonl done.jsonl
tune --log done.jsonl --out done.ae
says '^done.jsonl: 6 runs done already$' out
says '^trial [1-6] is trained again for done.ae$' out
cmp -s best.ae done.ae || fail "the best model is another when only the log is left"
cmp -s one.jsonl done.jsonl || fail "a log that is complete was changed"
cp one.jsonl more.jsonl
works tune --data digits:200 --spec "$template" --optimizer 'adam lr={1e-3..1e-1 log}' --batch '{20,50}' --epochs 2 --trials 8 \
    --seed 3 --log more.jsonl
says '^more.jsonl: 6 runs done already$' out
[ "$(grep -c '^  ae train ' out)" = 2 ] || fail "more trials are not only the new ones: $(cat out)"

# --- halving ---

works tune --data digits:200 --spec "$template" --optimizer 'adam lr={1e-3..1e-1 log}' --epochs 9 --trials 9 --halving \
    --log half.jsonl --out half.ae --jobs 3
says '9 trials of 1 epoch, the best 3 of 3 epochs, the best 1 of 9 epochs$' out
[ "$(grep -c '"epochs":1,' half.jsonl) $(grep -c '"epochs":3,' half.jsonl) $(grep -c '"epochs":9,' half.jsonl)" = '9 3 1' ] ||
    fail "halving has other rungs: $(cat half.jsonl)"
best_of() { # EPOCHS COUNT: the trials with the smallest losses after so many epochs
    sed -n "s/.*\"trial\":\([0-9]*\),\"epochs\":$1,.*\"loss\":\([^,]*\),.*/\2 \1/p" half.jsonl | sort -g | head -n "$2" |
        sed 's/.* //' | sort
}
[ "$(best_of 1 3)" = "$(best_of 3 9)" ] || fail "not the best three go on: $(cat half.jsonl)"
[ "$(best_of 3 1)" = "$(best_of 9 9)" ] || fail "not the best one goes on: $(cat half.jsonl)"
again half.jsonl "$(best_of 9 9),\"epochs\":9"
cmp -s half.ae trial"$(best_of 9 9)".ae || fail "the winner's model is another when it is trained again"
head -n 11 half.jsonl >resumed.jsonl
works tune --data digits:200 --spec "$template" --optimizer 'adam lr={1e-3..1e-1 log}' --epochs 9 --trials 9 --halving \
    --log resumed.jsonl --out resumed.ae --jobs 1
cmp -s half.ae resumed.ae || fail "halving that goes on has another winner"
runs half.jsonl >half
runs resumed.jsonl | cmp -s - half || fail "halving that goes on comes to something else"
works tune --data digits:99 --spec "$net" --optimizer 'adam lr={1e-3..1e-1 log}' --steps 20 --trials 8 --halving --ratio 2
says '8 trials of 2 steps, the best 4 of 5 steps, the best 2 of 10 steps, the best 1 of 20 steps$' out

# --- choices ---

works tune --data digits:50 --spec "$net" --optimizer '{sgd,adam} lr={0.01,0.001}' --epochs 1 --trials 50
says '^the choices have 4 fillings only$' out
[ "$(losses | wc -l)" = 4 ] || fail "not each filling once: $(cat out)"
printf 'input 784   # a digit\ndense {n: 8..9} # {not} a choice\ncode\ndense {n} | dense 784\n' >spec.txt
works tune --data digits:50 --spec @spec.txt --epochs 1 --trials 4 --log file.jsonl
says '"--spec":"input 784    | dense {n: 8..9}  | code | dense {n} | dense 784"' file.jsonl
says "  ae train .*--spec 'input 784    | dense 8  | code | dense 8 | dense 784'" out
works tune --data digits:50 --spec "$template" --dry-run --trials 3 --batch '{8,16}'
says '^    1  *[0-9]*  *[0-9]*  dense [0-9]*, act [a-z]*, .*, batch [0-9]*$' out
[ ! -e trial1 ] || fail "a dry run trains"

# --- trials that fail are told, and do not end the search ---

works tune --data digits:100 --spec 'input 784 | dense 8 | code | dense {784,783}' --optimizer 'sgd lr={0.01,1000000}' --epochs 3 \
    --trials 4 --log failed.jsonl --out failed.ae
[ "$(grep -c '^trial [1-4]  failed: ' out)" = 3 ] || fail "not three of four trials failed: $(cat out)"
says 'failed: .*783' out
says 'failed: epoch .*learning rate' out
works info failed.ae
works tune --data digits:100 --spec 'input 784 | dense 8 | code | dense {784,783}' --optimizer 'sgd lr={0.01,1000000}' --epochs 3 \
    --trials 4 --log failed.jsonl
says '^failed.jsonl: 4 runs done already$' out
works tune --data digits:50 --spec "$net" --batch '{x,10}' --epochs 1
says "failed: --batch: 'x' is not a whole number from 1" out

# What comes from a log or a file does not command the terminal.
escape=$(printf '\033')
sed 's/"error":"/&\\u001b[31m/' failed.jsonl >hostile.jsonl
works tune --data digits:100 --spec 'input 784 | dense 8 | code | dense {784,783}' --optimizer 'sgd lr={0.01,1000000}' --epochs 3 \
    --trials 4 --log hostile.jsonl
says 'failed: .u001b.31m' out
works tune --data digits:50 --spec "input 784 | dense {8,${escape}9} | code | decoder mirror" --epochs 1
says 'dense .u001b9$' out
grep -q "$escape" out && fail "a control character is printed: $(cat -v out)"

# Memory that is missing today is not the trial's fault: it is not written down, and tried again. (No sanitizer starts with so
# little.)
if (ulimit -v 4000000 && "$ae" --version) >out 2>&1; then
    big='input 784 | dense {8,1000000000} | code | dense 784'
    (ulimit -v 4000000 && exec "$ae" tune --data digits:50 --spec "$big" --epochs 1 --trials 2 --log big.jsonl) >out 2>err ||
        fail "a trial without memory ends the search: $(cat err)"
    says '^trial [12]  failed: out of memory' out
    [ "$(wc -l <big.jsonl)" = 2 ] || fail "the log has the trial that had no memory: $(cat big.jsonl)"
fi

# --- what is refused ---

refuse_tune() {
    status=$1 pattern=$2
    shift 2
    refuses "$status" "$pattern" tune --data digits:50 --epochs 1 "$@"
}
refuse_tune 1 'there is nothing to choose' --spec "$net"
refuse_tune 1 '--spec: {8..4}: the lower end comes first' --spec 'input 784 | dense {8..4} | code | decoder mirror'
refuse_tune 1 '--optimizer: {n}: is no choice' --spec "$template" --optimizer 'sgd lr={n}'
refuse_tune 1 'trial 1: spec: line 1, column 13: unknown item "dens"' --spec 'input 784 | dens {8,9} | code | dense 784'
refuse_tune 1 'trial 1: ' --spec 'input 783 | dense {8,9} | code | dense 783'
refuse_tune 1 'the losses of the trials differ' --spec "$net | loss {mse,mae}"
works tune --data digits:50 --epochs 1 --spec "$net | loss {mse,mae}" --by mae
says '^trial  epochs         loss          mae ' out
losses_by() {
    awk '/^trial  *epochs/ { table = 1; next } table && !NF { exit } table { print $4 }' out
}
losses_by | sort -g >sorted
losses_by | cmp -s - sorted || fail "--by is not what the table is sorted by: $(cat out)"
refuse_tune 1 '--by rmse: trials are compared by loss, mse or mae' --spec "$template" --by rmse
refuse_tune 2 '--ratio is for --halving' --spec "$template" --ratio 2
refuse_tune 2 "--ratio: '1' is not a whole number from 2" --spec "$template" --halving --ratio 1
refuse_tune 1 'trials 20000: there can be 10000' --spec "$template" --trials 20000
refuse_tune 1 'x.ae: --log would overwrite what --out writes' --spec "$template" --log x.ae --out x.ae
other() {
    cp one.jsonl other.jsonl
    refuses 1 "$1" tune --batch '{20,50}' --epochs 2 --trials 6 --log other.jsonl "$2" "$3" "$4" "$5" "$6" "$7" "$8" "$9"
    cmp -s one.jsonl other.jsonl || fail "a log that is refused was changed"
}
lr='adam lr={1e-3..1e-1 log}'
other "other.jsonl: is the log of another search: --seed was '3', and is '4'; name another --log" \
    --seed 4 --data digits:200 --spec "$template" --optimizer "$lr"
other "other.jsonl: is the log of another search: --spec was '.*', and is '.*'" \
    --seed 3 --data digits:200 --spec "$template | loss bce" --optimizer "$lr"
other "other.jsonl: is the log of another search: --optimizer was '.*', and is '.*'" \
    --seed 3 --data digits:200 --spec "$template" --optimizer "sgd lr={0.1,0.2}"
other "other.jsonl: is the log of another search: rows of --data was '200 x 784, .*', and is '199 x 784, .*'" \
    --seed 3 --data digits:199 --spec "$template" --optimizer "$lr"
echo '{"event":"run"}' >train.jsonl
refuse_tune 1 'train.jsonl: is a file of something else' --spec "$template" --log train.jsonl
echo 'hello' >train.jsonl
refuse_tune 1 'train.jsonl: line 1 is no line of a search' --spec "$template" --log train.jsonl

printf 'precious' >notes.txt
refuse_tune 1 'notes.txt: is a file of something else; name another --log' --spec "$template" --log notes.txt
[ "$(cat notes.txt)" = precious ] || fail "a file of something else was changed"
refuse_tune 1 "best.ae: " --spec "$template" --log best.ae
works info best.ae

# --- signals: what is done is kept, and what is under way is not ---

# within_30_s COMMAND ...: repeats it until it succeeds
within_30_s() {
    tries=0
    until "$@" || [ $tries = 300 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done 2>/dev/null
}
# One trial ends with its first epoch, the other never.
endless() {
    exec "$ae" tune --data digits:200 --spec "$net" --optimizer 'adam | {target loss=1000000,clip norm=1}' \
        --epochs 1000000000 --trials 2 --jobs 2 --log signal.jsonl --out signal.ae "$@"
}
endless >out 2>err &
child=$!
within_30_s grep -q '"trial"' signal.jsonl
within_30_s [ -f signal.ae ]
kill -KILL $child
wait $child 2>/dev/null || true
works info signal.ae # written when its trial ended
cp signal.ae killed.ae
endless >out 2>err &
child=$!
within_30_s grep -q '^signal.jsonl: 1 run done already' out
kill -TERM $child
code=0
wait $child || code=$?
[ "$code" = 143 ] || fail "exit status $code after SIGTERM: $(cat err)"
[ "$(cat err)" = '1 of 2 runs; stopped by SIGTERM' ] || fail "not a word of the signal: $(cat err)"
[ "$(losses | wc -l)" = 1 ] || fail "no table of what is done: $(cat out)"
[ "$(wc -l <signal.jsonl)" = 2 ] || fail "what was under way stands in the log: $(cat signal.jsonl)"
cmp -s signal.ae killed.ae || fail "the best model so far did not stay"

# Two searches do not share a log.
endless >shared 2>&1 &
child=$!
within_30_s grep -q '^signal.jsonl: 1 run done already' shared
refuse_tune 1 'signal.jsonl: another search is writing it' --spec "$template" --log signal.jsonl
kill -TERM $child
wait $child 2>/dev/null || true

finish
