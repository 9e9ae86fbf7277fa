#!/bin/sh
# Words and options where others were meant: test_mistakes.sh AE
. "$(dirname "$0")/cli.sh"

awk 'BEGIN { print "age,income,churn"; for (i = 0; i < 40; i++) print 20 + i "," 20000 + 300 * i "," i % 2 }' >people.csv
spec='input 3 | scaler zscore | missing mask | dense 2 | code | decoder mirror'
works train --data people.csv --spec "$spec" --epochs 2 --out p.ae --quiet

# --- options ---

refuses 2 '--label needs a value: some text' train --data people.csv --label --out x.ae
refuses 2 '--out needs a value' score p.ae --out --data people.csv
refuses 2 "'people.csv' is one word too many; did you mean --data people.csv?" train people.csv --out x.ae
refuses 2 "'people.csv' is one word too many; did you mean --data people.csv?" score p.ae people.csv --out x.csv
refuses 2 "'people.csv' is one word too many; did you mean --data people.csv?" eval p.ae people.csv
refuses 2 "'nowhere.csv' is one word too many; .ae eval --help. shows the form" eval p.ae nowhere.csv
refuses 2 "'people.csv' is one word too many; .ae eval --help. shows the form" eval p.ae --data people.csv people.csv
refuses 2 "--out: '-' is not the name of a file; only --data reads standard input" score p.ae --data people.csv --out -

works columns people.csv
mv out operand
works columns --data people.csv
cmp -s operand out || fail "columns --data tells something else: $(cat out)"
refuses 2 'the file and --data both say what the rows are' columns people.csv --data people.csv

# --- columns of the model ---

refuses 1 "people.csv: 'churn' is a column of the model's rows and cannot be its label" \
    encode p.ae --data people.csv --label churn --out x.csv
refuses 1 "people.csv: 'age' is a column of the model's rows and cannot be its id" \
    score p.ae --data people.csv --id age --out x.csv
works encode p.ae --data people.csv --label churn --missing-columns gap --out c.csv --quiet

# --- targets outside 0 ... 1 ---

bce='dense 2 | code | dense 3 act=sigmoid | loss bce'
refuses 1 "people.csv: column 'age': .*is 20; .*targets in 0 ... 1; .scaler range clip=yes. after .input., or --scale" \
    train --data people.csv --quiet --spec "input 3 | $bce" --out x.ae
works train --data people.csv --quiet --spec "input 3 | scaler range clip=yes | $bce" --epochs 1 --out b.ae

finish
