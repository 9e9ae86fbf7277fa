#!/bin/sh
# Charts of what a model makes of rows, and rows in the terminal: test_chart.sh AE
. "$(dirname "$0")/cli.sh"

for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    echo "$i,$((i * i % 7)),$((20 - i)),$((i % 3 ? 1 : 0)).5,$([ $((i % 2)) = 0 ] && echo even || echo '<i>odd</i>')"
done >numbers.csv
{ echo 'a,b [mm],<b>c</b>,"d ""&""",kind' && cat numbers.csv; } >table.csv
works train --data table.csv --label kind --epochs 3 --out two.ae --spec "input 4 | scaler zscore | dense 2 | code | dense 4"
works train --data table.csv --label kind --epochs 3 --out three.ae --spec "input 4 | scaler zscore | dense 3 | code | dense 4"
works train --data table.csv --label kind --epochs 3 --out one.ae --spec "input 4 | scaler zscore | dense 1 | code | dense 4"

# --- codes: every row is a dot, in the colour of its label ---

dots() {
    grep -o -e h0 -e 'h\.1' "$1" | wc -l
}
works chart two.ae --data table.csv --of codes --out two.svg
says '<desc>x: code, first number. y: code, second number. &lt;i&gt;odd&lt;/i&gt;: 10 dots, .* even: 10 dots' two.svg
[ "$(dots two.svg)" = 20 ] || fail "$(dots two.svg) dots of 20 rows"
[ "$(grep -c '<i>' two.svg)" = 0 ] || fail "a label is markup"
works chart one.ae --data table.csv --of codes --out one.svg
says '<desc>x: code. y: rows. &lt;i&gt;odd&lt;/i&gt;: 40 bars' one.svg
works chart one.ae --data table.csv --of codes --value dense1 --out value.svg
says '<desc>x: dense1. y: rows' value.svg
if "$ae" chart three.ae --data table.csv --of codes --out three.svg 2>err; then
    says 'x: first principal axis ([0-9]* %). y: second principal axis ([0-9]* %)' three.svg
    [ "$(dots three.svg)" = 20 ] || fail "$(dots three.svg) dots of 20 rows"
else
    says '^ae: code has 3 numbers, and this build has no LAPACK' err
fi

# --- scores: how many rows have which, and the threshold ---

works chart two.ae --data table.csv --of scores --out scores.svg
says 'rate 0.01: [0-9]* rows above [0-9.e-]* at x' scores.svg
works chart two.ae --data table.csv --of scores --threshold 'sd 1' --out sd.svg
says 'sd 1: [0-9]* rows above' sd.svg
works chart two.ae --data table.csv --of scores --threshold 'sd 1'
[ "$(awk '/ to / { sum += $4 } END { print sum }' out)" = 20 ] || { fail "not 20 rows in the bins:"; cat out; }
above=$(sed -n 's/^sd 1: \([0-9]*\) rows above .*/\1/p' out)
works score two.ae --data table.csv --threshold 'sd 1' --out flags.csv
[ "$above" = "$(sed -n 's/^\([0-9]*\) of 20 rows are above.*/\1/p' out)" ] || { fail "chart finds $above rows above, but score:"; cat out; }

# --- errors: the columns by their names, those with most first ---

works chart two.ae --data table.csv --of errors --out errors.svg
says '>&lt;b&gt;c&lt;/b&gt;</text>' errors.svg
says '>d &quot;&amp;&quot;</text>' errors.svg
works chart two.ae --data table.csv --of errors
sed 1d out | sed 's/ *#*$//; s/.* //' >means
sort -rg means | cmp -s - means || { fail "not by falling error:"; cat out; }
evaluates two.ae --data table.csv
awk -v loss="$(sed 's/.*"loss": \([0-9.e-]*\).*/\1/' out)" '{ sum += $1 } END { exit !(sum > loss * 0.999 && sum < loss * 1.001) }' means ||
    { fail "the columns' errors do not add up to the loss:"; cat means out; }

# --- rows: pictures and tables, in the terminal ---

works chart digits:3 --of rows
[ "$(wc -l <out)" = 29 ] || { fail "three digits, two in a line of 79, are not 29 lines:"; cat out; }
works chart digits --of rows --limit 1
[ "$(wc -l <out)" = 14 ] || { fail "a digit of 28 x 28 is not 14 lines:"; cat out; }
works chart table.csv --label kind --of rows
[ "$(grep -c '^ *[0-9]* [ .:=+*#%@-]*$' out)" = 8 ] || { fail "not 8 rows of 20:"; cat out; }
says '^8 of 20 rows; --limit N for more$' out

# --- what cannot be drawn ---

refuses 2 'log file, model file or data is missing' chart
refuses 2 "'colours' is not .codes., .scores., .errors. or .rows." chart two.ae --of colours
refuses 2 'a model is drawn at work on rows; --data X names them' chart two.ae --of codes --out x.svg
refuses 2 'is for --of codes, scores or errors, which is missing' chart run.jsonl --data table.csv
refuses 2 '--label is about the rows of --of and --data, which is missing' chart run.jsonl --label kind
refuses 2 'draws the rows of DATA in the terminal' chart table.csv --of rows --out x.svg
refuses 2 'give --of scores' chart two.ae --of codes --data table.csv --threshold 'sd 1'
refuses 2 'give --of codes' chart two.ae --of scores --data table.csv --value code
refuses 2 'limit is for --of rows' chart two.ae --of scores --data table.csv --limit 3
refuses 1 'a chart of codes is a picture; --out FILE names it' chart two.ae --of codes --data table.csv
refuses 1 'x.gif: a chart is a .svg or .png' chart two.ae --of codes --data table.csv --out x.gif
refuses 1 'none.csv: ' chart two.ae --of scores --data none.csv --out x.svg
refuses 1 'numbers.csv' chart two.ae --of scores --data numbers.csv --out x.svg
refuses 1 '^ae: --threshold: ' chart two.ae --of scores --data table.csv --threshold 'most' --out x.svg
works export two.ae --encoder encoder.ae
refuses 1 'encoder.ae: is an encoder: its spec ends at the code, so there are no scores' chart encoder.ae --of scores --data table.csv
refuses 1 'encoder.ae: .*errors' chart encoder.ae --of errors --data table.csv

finish
