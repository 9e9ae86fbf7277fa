#!/bin/sh
# What is understood of a file's columns: test_columns.sh AE
. "$(dirname "$0")/cli.sh"

# A row's number, a number, one that is constant, one with a fill value, and a few whole numbers.
awk 'BEGIN { print "nr,speed,unit,heat,grade"; for (i = 1; i <= 200; i++)
    printf "%d,%d.5,7,%s,%d\n", i, i * 37 % 101, i == 44 ? "-9999" : i * 13 % 17 "", i % 4 + 1 }' >machine.csv
works columns machine.csv
says '^machine.csv: 200 rows of 5 columns$' out
says '^   column  kind      values        median  different  gaps  remarks$' out
says '^1  nr      id        1 to 200 .*left out: counts the rows from 1$' out
says '^2  speed   number    0.5 to 100.5 .*> 10 *0$' out
says '^3  unit    constant  7 to 7 .*left out: 7 in every row$' out
says '^4  heat    number    -9999 to 16 .*1 value is -9999, far from all others, .*(row 44)$' out
says '^5  grade   number    1 to 4 .* 4 different whole numbers; --category takes them as codes$' out

# JSON has the same and more.
works columns machine.csv --json
says '"rows": 200,' out
says '"name": "nr",' out
says '"kind": "id",' out
says '"kept": false,' out
says '"why": "counts the rows from 1",' out
says '"least": 0.5,' out

# The reading's options choose columns and rows; gaps are counted; standard input is a file, too.
works columns machine.csv --columns speed,grade --where grade=2
says '^machine.csv: 50 rows of 2 columns$' out
says '^2  grade .*left out: 2 in every row$' out
printf '1,2\n,3\n4,5\n' | "$ae" columns - >out 2>err || fail "standard input: $(cat err)"
says '^1 .* number  1 to 4 .* 2     1$' out

# Pictures have no columns to tell of.
works columns digits:20
says '^digits:20: 20 pictures of 28x28 bytes$' out

refuses 2 'the file is missing' columns
refuses 1 'nowhere.csv' columns nowhere.csv
finish
