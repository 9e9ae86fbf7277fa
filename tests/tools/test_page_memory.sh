#!/bin/sh
# A page is whole or an error, wherever memory ends: test_page_memory.sh AE, with scarce_memory.c linked into AE.
. "$(dirname "$0")/cli.sh"

# whole ARGUMENT ...: with each $step-th allocation failing in turn, the page is the same to the byte, or there is none and one
# line says why
whole() {
    rm -f page.html
    AE_MEMORY_COUNT=count works report "$@" --out page.html
    mv page.html good.html
    allocations=$(cat count)
    [ "$allocations" -gt 10 ] || fail "ae report $*: $allocations allocations"
    n=0
    while [ $((n += step)) -le "$allocations" ]; do
        code=0
        AE_MEMORY_FAILS=$n "$ae" report "$@" --out page.html >out 2>err || code=$?
        if [ $code = 0 ]; then
            cmp -s good.html page.html || fail "ae report $*: allocation $n of $allocations failed, and the page is another"
        else
            [ $code = 1 ] && [ ! -e page.html ] && [ "$(wc -l <err)" = 1 ] ||
                fail "ae report $*: allocation $n of $allocations failed: status $code: $(cat out err)"
        fi
        rm -f page.html
    done
}

# Without a log: the JSON library's reader leaves out bytes where memory ends, and tells nobody.
step=${AE_STEP:-17}
awk 'BEGIN { srand(4); print "length,width,kind"; for (i = 0; i < 24; i++)
    print 100 + 10 * rand() "," 5 * rand() "," substr("abcdef", 1 + i % 6, 1) }' >two.csv
works train --data two.csv --label kind --epochs 2 --quiet --out two.ae \
    --spec 'input 2 | scaler zscore | dense 2 act=tanh | code | dense 2'
whole two.ae --data two.csv
works train --data digits:50 --epochs 1 --quiet --out digits.ae \
    --spec 'input 784 | gaussian 2 | code | dense 784 act=sigmoid | loss bce reduce=sum | loss kl_normal | head digit | dense 10 act=softmax'
whole digits.ae --data digits-test:20 --valid digits-test:30
finish
