#!/bin/sh
# JSON is printed whole or not at all, wherever memory ends: test_json_memory.sh AE SET_NOTE, with scarce_json.c linked into AE.
set_note=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
. "$(dirname "$0")/cli.sh"
train --out m.ae --quiet
"$set_note" m.ae unit mV

# whole ARGUMENT ...: with each allocation, or each $step-th, failing in turn, all of the output and status 0, or none and one
# line that says why
whole() {
    AE_JSON_COUNT=count works "$@"
    mv out good
    allocations=$(cat count)
    [ "$allocations" -gt 10 ] || fail "ae $*: $allocations allocations"
    n=0
    while [ $((n += step)) -le "$allocations" ]; do
        code=0
        AE_JSON_FAILS=$n "$ae" "$@" >out 2>err || code=$?
        if [ $code = 0 ]; then
            cmp -s good out || fail "ae $*: allocation $n of $allocations failed, and the output is another"
        else
            [ $code = 1 ] && [ ! -s out ] && [ "$(wc -l <err)" = 1 ] ||
                fail "ae $*: allocation $n of $allocations failed: status $code: $(cat out err)"
        fi
    done
}

step=1
whole info m.ae --json
whole eval m.ae --data digits-test:1 --json
seq 1 30 >rows.csv
works train --data rows.csv --spec 'input 1 | dense 1 | code | dense 1' --steps 1 --out small.ae --quiet
step=7
whole info small.ae --data rows.csv --json

# A log has all its lines, or the run says that it has not.
AE_JSON_COUNT=count train --out l.ae --quiet --log good
n=0
while [ $((n += 7)) -le "$(cat count)" ]; do
    code=0
    AE_JSON_FAILS=$n "$ae" train --data digits:300 --spec "$net" --steps 20 --batch 50 --optimizer 'adam lr=0.01' --out l.ae \
        --quiet --log log 2>err || code=$?
    if [ $code = 0 ]; then
        [ "$(wc -l <log)" = "$(wc -l <good)" ] || fail "allocation $n failed, and the log is shorter"
    else
        says 'log: the log could not be written in full' err
    fi
done
finish
