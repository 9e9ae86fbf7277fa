#!/bin/sh
# A share of the rows is held out and measured: test_valid_fraction.sh AE
. "$(dirname "$0")/cli.sh"

epochs() {
    works train --data digits:300 --spec "$net" --epochs 3 --batch 50 --optimizer 'adam lr=0.01' "$@"
}
epochs --valid-fraction 0.2 --seed 4 --out part.ae
says '^epoch 3/3  loss 0\.[0-9]*  valid loss 0\.[0-9]* ' out
says 'written after 15 steps' out # of 240 rows, 50 at a time
epochs --valid-fraction 0.2 --seed 4 --out again.ae --threads 2 --quiet
cmp -s part.ae again.ae || fail "the same seed holds other rows out"
epochs --valid-fraction 0.2 --seed 5 --out other.ae --quiet
cmp -s part.ae other.ae && fail "another seed holds the same rows out"
epochs --valid-fraction 0.2 --dry-run
says '^rows: 300 of 784 numbers, divided by 255; 60 of them held out$' out

narrow='input 2 | dense 1 | code | dense 2'
awk 'BEGIN { for (i = 0; i < 10; i++) print i / 10 "," i / 20 }' >ten.csv
works train --data ten.csv --valid-fraction 0.3 --spec "$narrow" --epochs 1 --batch 1 --out x.ae
says 'written after 7 steps' out

refuses 2 "^ae train: --valid-fraction: '1' is not a number between 0 and 1" \
    train --data ten.csv --valid-fraction 1 --spec "$net" --out y.ae
refuses 2 '--valid and --valid-fraction both say which rows are measured' \
    train --data ten.csv --valid ten.csv --valid-fraction 0.5 --spec "$net" --out y.ae
# However small or large the share, each side has a row; of a single row there is no share.
works train --data ten.csv --valid-fraction 0.01 --spec "$narrow" --epochs 1 --batch 1 --out x.ae
says 'written after 9 steps' out
works train --data ten.csv --valid-fraction 0.99 --spec "$narrow" --epochs 1 --batch 1 --out x.ae
says 'written after 1 step' out
head -n 1 ten.csv >one.csv
refuses 1 '--valid-fraction: a single row cannot be divided into' \
    train --data one.csv --valid-fraction 0.5 --spec "$narrow" --out y.ae

finish
