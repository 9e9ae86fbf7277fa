#!/bin/sh
# New rows: drawn, on a grid, between rows, moved from class to class: test_sample.sh AE
. "$(dirname "$0")/cli.sh"

# near FILE NUMBER ...: the numbers of a CSV without its header, row by row, to 5 digits
near() {
    file=$1
    shift
    printf '%s\n' "$@" >expected
    tail -n +2 "$file" | tr , '\n' | paste - expected |
        awk '{ d = $1 - $2; if ((d < 0 ? -d : d) > 1e-5) bad = 1 } END { exit bad || NR == 0 }' ||
        { fail "$file is not $*:"; cat "$file"; }
}

# decoded FILE CODES MODEL: the rows are what `ae decode` makes of the codes
decoded() {
    "$ae" decode "$3" --data "$2" --out again.csv --quiet
    cmp -s "$1" again.csv || { fail "$1 is not what $2 decodes to:"; head -3 "$1" again.csv; }
}

# Rows are their own codes.
cat >rows.csv <<'END'
x,y,kind
2,0,pear
0,2,plum
0,0,pear
4,6,plum
-1,-1,
END
train2() {
    works train --data rows.csv --label kind --epochs 1 --optimizer 'sgd lr=0' --quiet "$@"
}
train2 --spec 'input 2 | code | dense 2' --out same.ae

# --- between rows, on the circle that both are on, or straight ---

works sample same.ae --data rows.csv --between 1,2 --steps 4 --codes codes.csv --out line.csv
says '^4 codes from row 1 (label pear) to row 2 (label plum), in a spherical line, in codes.csv; their rows are in line.csv$' out
near codes.csv 2 0 1.7320508 1 1 1.7320508 0 2
decoded line.csv codes.csv same.ae
works sample same.ae --data rows.csv --between 2,1 --linear --steps 3 --codes codes.csv --quiet
[ ! -s out ] || fail "--quiet is not quiet: $(cat out)"
near codes.csv 0 2 1 1 2 0
works sample same.ae --data rows.csv --between 1,4 --codes codes.csv --out line.npy
[ "$(wc -l <codes.csv)" = 11 ] || fail "not ten codes"

# --- from class to class: pears are at (1, 0), plums at (2, 4), and a row without a label counts in neither ---

works sample same.ae --data rows.csv --minus pear --plus plum --row 3 --steps 2 --codes codes.csv --out moved.csv
says '^2 codes from row 3 (label pear), less the mean of label pear, plus that of plum, in codes.csv; ' out
near codes.csv 0 0 1 4
decoded moved.csv codes.csv same.ae
works sample same.ae --data rows.csv --minus pear --plus plum --steps 2 --codes codes.csv
says '^2 codes from row 1 (label pear), less' out
near codes.csv 2 0 3 4
works sample same.ae --data rows.csv --between 5,1 --linear --steps 2 --codes codes.csv
says '^2 codes from row 5 to row 1 (label pear), in a straight line' out

# --- a grid: quantiles of 1/4 and 3/4, of what the rows' codes have as mean and deviation: 1, 1.4; 3.2 and 6.24 squared ---

works sample same.ae --data rows.csv --manifold 2 --codes codes.csv --out grid.csv
says '^a grid of 2 x 2 codes' out
near codes.csv $(awk 'BEGIN { q = 0.67448975; a = q * sqrt(3.2); b = q * sqrt(6.24)
    print 1 - a, 1.4 + b, 1 + a, 1.4 + b, 1 - a, 1.4 - b, 1 + a, 1.4 - b }')
decoded grid.csv codes.csv same.ae
works sample same.ae --data rows.csv --manifold 1 --codes codes.csv
near codes.csv 1 1.4

# --- by chance: a function of the seed and the row's number alone ---

train2 --spec 'input 2 | gaussian 2 | code | dense 2 | loss sse | loss kl_normal' --out vae.ae
works sample vae.ae --seed 3 --n 20 --codes codes.csv --out drawn.csv
says '^20 codes of 2 numbers, drawn by seed 3, in codes.csv; their rows (--rows mean) are in drawn.csv$' out
decoded drawn.csv codes.csv vae.ae
works sample vae.ae --seed 3 --n 7 --out fewer.csv --threads 3
head -n 8 drawn.csv | cmp -s - fewer.csv || fail "the first seven of twenty are others than seven"
works sample vae.ae --seed 4 --n 7 --out other.csv
! cmp -s fewer.csv other.csv || fail "another seed draws the same"
works sample vae.ae --out default.csv
[ "$(wc -l <default.csv)" = 65 ] || fail "not 64 rows by default"
works sample vae.ae --n 2 --deviation 0.5 --seed 3 --codes half.csv
near half.csv $(sed -n '2,3p' codes.csv | tr , '\n' | awk '{ print $1 / 2 }')
works sample vae.ae --manifold 2 --codes codes.csv
near codes.csv -0.67448975 0.67448975 0.67448975 0.67448975 -0.67448975 -0.67448975 0.67448975 -0.67448975

# --- rows are draws, too, of a table whose loss says how they are spread; by default and if asked for ---

spread() { # rows whose first number lies more than 0.1 from the mean
    paste -d , "$1" mean.csv | awk -F, 'NR > 1 && ($1 - $4) ^ 2 > 0.01' | wc -l
}
awk 'BEGIN { print "x,y,kind"; for (i = 0; i < 60; i++) print i % 5 "," i % 7 "," (i % 3 ? "plum" : "pear") }' >fruit.csv
train_fruit() {
    works train --data fruit.csv --epochs 1 --optimizer 'sgd lr=0' --quiet "$@"
}
train_fruit --out fruit.ae --spec 'input 3 | columns number*2,category:2 | scaler zscore | gaussian 2 | code | dense 4
    loss gaussian | loss kl_normal'
works sample fruit.ae --n 200 --codes codes.csv --out new.csv
says '; their rows (--rows drawn) are in new.csv$' out
works sample fruit.ae --n 200 --rows drawn --out again.csv --threads 3
cmp -s new.csv again.csv || fail "--rows drawn is not the default of a table"
works sample fruit.ae --n 200 --rows mean --out mean.csv
says '; their rows (--rows mean) are in mean.csv$' out
decoded mean.csv codes.csv fruit.ae
[ "$(spread new.csv)" -gt 150 ] || fail "rows that are drawn lie at the mean"
! cut -d , -f 1,2 new.csv | grep -q '[.]' || fail "columns of whole numbers are drawn with decimals: $(head -3 new.csv)"
for kind in pear plum; do
    [ "$(grep -c "$kind$" new.csv)" -gt 20 ] || fail "hardly any $kind among rows that are drawn"
done
works sample fruit.ae --n 7 --out fewer.csv
head -n 8 new.csv | cmp -s - fewer.csv || fail "the first seven of 200 drawn rows are others than seven"
train_fruit --columns x,y --out mse.ae --spec 'input 2 | gaussian 2 | code | dense 2 | loss mse | loss kl_normal'
refuses 1 'loss mse. does not say how rows are spread about the decoder.s mean, so none can be drawn; .loss gaussian. does' \
    sample mse.ae --rows drawn --out x.csv
refuses 2 '--rows is for codes that are drawn; what --manifold, --between and --plus show is the decoder.s mean' \
    sample fruit.ae --manifold 3 --rows drawn --out x.csv
refuses 2 "'middle' is not .drawn. or .mean.$" sample fruit.ae --rows middle --out x.csv
sed 1d fruit.csv | cut -d , -f 1,2 >bare.csv
works train --data bare.csv --epochs 1 --quiet --out bare.ae --spec 'input 2 | gaussian 2 | code | dense 2 | loss gaussian
    loss kl_normal'
works sample bare.ae --out x.csv
says '(--rows mean)' out # columns without names: perhaps a signal
works sample bare.ae --rows drawn --out x.csv
says '(--rows drawn)' out

# --- with a condition: of a class, of each class, and along a line from one to the other ---

grep -v ',$' rows.csv >known.csv
bare() { # the same rows without the class that they begin with
    cut -d , -f 2- "$1" >bare.csv
    decoded bare.csv "$2" told.ae
}
works train --data known.csv --condition kind --epochs 1 --optimizer 'sgd lr=0' --quiet --out told.ae \
    --spec 'input 2 | condition 2 | gaussian 2 init=normal sd=1 | code | dense 2 init=normal sd=1 | loss sse
            loss kl_normal'
works sample told.ae --condition kind=plum --n 3 --codes codes.csv --out plums.csv
says '^3 codes of 2 numbers, drawn by seed 0, in codes.csv; their rows (--rows mean) are in plums.csv$' out
[ "$(cut -d , -f 1 plums.csv | tr '\n' ' ')" = 'kind plum plum plum ' ] || fail "no plums: $(cat plums.csv)"
bare plums.csv codes.csv
refuses 1 '^ae: --condition plum is a column.s name, and no columns are read here; told.ae: takes .*; --condition kind=pear draws' \
    sample told.ae --condition plum --out x.csv
works sample told.ae --condition all --n 3 --codes codes.csv --out all.csv
[ "$(cut -d , -f 1 all.csv | tr '\n' ' ')" = 'kind pear pear pear plum plum plum ' ] || fail "not three of each: $(cat all.csv)"
bare all.csv codes.csv
works sample told.ae --manifold 2 --condition kind=pear --codes codes.csv --out grid.csv
bare grid.csv codes.csv
works encode told.ae --data known.csv --quiet --out own.csv # each with its own class
works sample told.ae --manifold 2 --data known.csv --condition kind=pear --codes codes.csv --out grid.csv
cut -d , -f 2,3 codes.csv >places.csv
near places.csv $(awk -F, 'NR > 1 { for (k = 1; k < 3; k++) { sum[k] += $k; squares[k] += $k * $k } }
    END { n = NR - 1; for (k = 1; k < 3; k++) { sd = sqrt(squares[k] / n - (sum[k] / n) ^ 2) * 0.67448975; m = sum[k] / n
        low[k] = m - sd; high[k] = m + sd }; print low[1], high[2], high[1], high[2], low[1], low[2], high[1], low[2] }' own.csv)
bare grid.csv codes.csv
works sample told.ae --data known.csv --between 1,2 --steps 3 --out line.csv
[ "$(cut -d , -f 1 line.csv | tr '\n' ' ')" = 'kind pear  plum ' ] || fail "not from a pear to a plum: $(cat line.csv)"
works sample told.ae --data known.csv --condition kind=plum --between 1,2 --steps 3 --out plums.csv
[ "$(cut -d , -f 1 plums.csv | tr '\n' ' ')" = 'kind plum plum plum ' ] || fail "a line of plums: $(cat plums.csv)"
works reconstruct told.ae --data known.csv --out again.csv
[ "$(sed -n 2p again.csv | tail -c 15)" = "$(sed -n 2p line.csv | tail -c 15)" ] || fail "the line does not begin with row 1"
"$ae" sample told.ae --data known.csv --label kind --minus pear --plus plum --out line.csv >out 2>err || fail "plus: $(cat err)"
says '^told.ae: gets the class of a row as its condition, so codes differ little by it, and so does what --plus makes of them; ' err
says '`ae encode` and then `ae decode --condition kind=plum` make the row of that class$' err
works sample told.ae --data known.csv --label kind --minus pear --plus plum --out line.csv --quiet
refuses 1 'told.ae: takes a condition, of these classes: pear, plum; --condition kind=pear draws those of one, --condition all' \
    sample told.ae --out x.csv
refuses 1 "'fig' is none of the classes of the condition 'kind', which are pear, plum" sample told.ae --condition kind=fig --out x.csv
refuses 1 "nothing is said of 'kind': NAME=VALUE is due, such as kind=pear" sample told.ae --condition sort=plum --out x.csv
refuses 1 'pear, plum; --condition kind=pear says that the grid is of one$' sample told.ae --manifold 3 --out x.csv
refuses 1 '^ae: --condition all is for rows that are drawn; told.ae: takes .*; --condition kind=pear says that the grid is of one$' \
    sample told.ae --manifold 3 --condition all --out x.csv
refuses 1 'vae.ae: takes no condition' sample vae.ae --condition all --out x.csv
works train --data known.csv --columns x --condition y --epochs 1 --quiet --out number.ae \
    --spec 'input 1 | condition 1 | gaussian 1 | code | dense 1 | loss gaussian | loss kl_normal'
works sample number.ae --condition y=2.5 --n 2 --rows mean --codes codes.csv --out x.csv
[ "$(cut -d , -f 2 x.csv | tr '\n' ' ')" = 'y 2.5 2.5 ' ] || fail "rows without their condition: $(cat x.csv)"
cut -d , -f 1 x.csv >bare.csv
decoded bare.csv codes.csv number.ae
sed 's/,\([0-9]\),/,\1.5,/' known.csv >halves.csv
works train --data halves.csv --columns x --condition y,kind --epochs 1 --quiet --out both.ae \
    --spec 'input 1 | condition 3 | gaussian 1 | code | dense 1 | loss gaussian | loss kl_normal'
works sample both.ae --condition kind=plum,y=0.5 --n 1 --out x.csv
[ "$(cut -d , -f 2- x.csv | tr '\n' ' ')" = 'y,kind 0.5,plum ' ] || fail "rows without two columns: $(cat x.csv)"
works sample both.ae --data halves.csv --between 1,2 --steps 3 --codes codes.npy --out x.csv
[ "$(cut -d , -f 2- x.csv | tr '\n' ' ')" = 'y,kind 0.5,pear 1.5, 2.5,plum ' ] || fail "a line without its condition: $(cat x.csv)"
refuses 1 'number.ae: takes a condition of 1 number; --condition y=VALUE says which' sample number.ae --condition all --out z.csv

# --- how likely rows are: more than the lower bound says, and the more draws the nearer; loss alone is at the code's mean ---

likely() { # the number of a line of `ae eval`
    awk -v name="$1" 'index($0, name) == 1 { print $(NF > 2 && name ~ / / ? 3 : 2) }' out
}
printf '%s\n' x,y 1,0.5 0,-1 0.3,0 >three.csv
works train --data three.csv --epochs 1 --optimizer 'sgd lr=0' --quiet --out likely.ae \
    --spec 'input 2 | gaussian 1 | code | dense 2 | loss gaussian variance=1 | loss kl_normal on=code'
"$ae" eval likely.ae --data three.csv --likelihood 1000 --seed 2 >out 2>err || fail "no likelihood: $(cat err)"
says '^log-likelihood  *-[0-9.]*   nats a row, by 1000 draws for each; standard error 0\.[0-9]*$' out
says '^lower bound  *-[0-9.]*   the evidence lower bound' out
awk -v mean="$(likely log-likelihood)" -v bound="$(likely 'lower bound')" 'BEGIN { exit !(bound < mean && mean < 0) }' ||
    fail "the bound is not below: $(cat out)"
"$ae" eval likely.ae --data three.csv --likelihood 1000 --seed 2 --json >out 2>err
says '"log_likelihood": {"mean": -[0-9.]*, "standard_error": 0\.[0-9]*, "elbo": -[0-9.]*, "draws": 1000}' out
"$ae" eval likely.ae --data three.csv --json >out 2>err
! grep -q likelihood out || fail "a likelihood that nobody asked for: $(cat out)"
refuses 1 'loss sse' eval vae.ae --data rows.csv --likelihood 10

# --- from a density: two heaps of rows, of which two normal distributions keep apart what one mixes up ---

awk 'BEGIN { print "x,y,kind"; for (i = 0; i < 200; i++) { s = i % 2 ? 5 : -5; print s + i % 7 / 7 "," s + i % 5 / 5 ",fig" } }' >heaps.csv
between() { # codes that are in no heap
    awk -F, 'NR > 1 && $1 > -3 && $1 < 3' codes.csv | wc -l
}
works sample same.ae --fit heaps.csv --components 2 --n 200 --save fitted.ae --codes codes.csv --out drawn.csv
cp codes.csv fitted.csv
says '^density of 2 normal distributions, fitted to the codes of 200 rows; mean log density [0-9.-]*$' out
decoded drawn.csv codes.csv same.ae
[ "$(between)" = 0 ] || fail "$(between) of 200 codes are in no heap"
[ "$(awk -F, '$1 > 3' codes.csv | wc -l)" -gt 60 ] || fail "hardly any code in the one heap"
works sample fitted.ae --n 200 --out again.csv
cmp -s drawn.csv again.csv || fail "the density that was kept draws other rows"
works sample same.ae --fit heaps.csv --n 200 --codes codes.csv --quiet
[ ! -s out ] || fail "--quiet is not quiet: $(cat out)"
[ "$(between)" -gt 20 ] || fail "one normal distribution has two heaps"
works train --data heaps.csv --label kind --density 2 --epochs 1 --optimizer 'sgd lr=0' --spec 'input 2 | code | dense 2' --out dense.ae
says '^density of 2 normal distributions, fitted to the codes of 200 rows; mean log density [0-9.-]*$' out
works sample dense.ae --n 200 --codes again.csv
cmp -s fitted.csv again.csv || fail "a density that the training ends with is another than that of --fit"
"$ae" train --data rows.csv --label kind --density 2 --epochs 1 --quiet --spec 'input 2 | code | dense 2' --out few.ae 2>err ||
    fail "rows that are too few for a density lose the training"
says '^few.ae: the model has no density: .* needs at least 6 rows' err
works sample same.ae --fit heaps.csv --save alone.ae
works info fitted.ae
says '^density: 2 normal distributions, fitted to the codes of 200 rows; mean log density [0-9.-]*$' out
works info fitted.ae --json
says '"density": {' out
works info same.ae
! grep -q '^density' out || fail "a density that nobody fitted"
works sample alone.ae --n 5 --out five.csv
"$ae" sample told.ae --fit known.csv --condition kind=plum --n 4 --out plums.csv >out 2>err || fail "a density: $(cat err)"
says "^told.ae: the density is that of all rows' codes, whatever their condition; .* is fitted to rows of it alone, by --where\$" err
works sample told.ae --fit known.csv --condition kind=plum --n 4 --out plums.csv --quiet
sed 's/fig/plum/' heaps.csv >ripe.csv
works sample told.ae --fit ripe.csv --condition kind=plum --n 4 --out new.csv # they are all of one class
[ "$(cut -d , -f 1 plums.csv | tr '\n' ' ')" = 'kind plum plum plum plum ' ] || fail "no plums of a density: $(cat plums.csv)"

"$ae" train --data fruit.csv --condition kind --density 2 --epochs 1 --spec 'input 2 | code | dense 2' --out two.ae >out 2>err ||
    fail "a density at the end of a training with a condition: $(cat err)"
says "^two.ae: the density is that of all rows' codes, whatever their condition; " err

# --- pictures ---

works train --data digits:50 --epochs 1 --quiet --out m.ae \
    --spec 'input 784 | dense 8 act=relu | gaussian 2 | code | dense 784 act=sigmoid | loss sse | loss kl_normal'
size() { # of a PNG: width and height
    od -An -tu1 -j16 -N8 "$1" | awk '{ print $3 * 256 + $4 " x " $7 * 256 + $8 }'
}
works sample m.ae --out sheet.png
works sample m.ae --manifold 12 --out grid.png
works sample m.ae --data digits:50 --between 4,5 --steps 12 --out line.png
[ "$(size grid.png), $(size line.png)" = '336 x 336, 336 x 28' ] || fail "pictures of $(size grid.png), $(size line.png)"

# --- mistakes ---

printf '%s\n' x,y 1,2 3,4 >plain.csv

"$ae" export m.ae --encoder encoder.ae >/dev/null
works train --data digits:50 --spec 'input 784 | dense 3 | code | dense 784 act=sigmoid' --epochs 1 --quiet --out three.ae
refuses 1 'encoder.ae: has no decoder, so no rows can be made of its codes$' sample encoder.ae --out x.csv
refuses 1 'three.ae: nothing says where its codes lie; --fit X draws codes like those of rows, or train a spec with `gaussian N`' \
    sample three.ae --out x.csv
refuses 1 'three.ae: its code has 3 numbers, and --manifold draws codes of 2$' sample three.ae --manifold 3 --out x.csv
refuses 1 'same.ae: no loss keeps its codes near to the standard normal distribution; --data X takes their mean' sample same.ae --manifold 3 --out x.csv
refuses 1 'between: there is no row 6; rows.csv has rows 1 to 5$' sample same.ae --data rows.csv --between 1,6 --out x.csv
refuses 2 "'0,1' is not two numbers of rows from 1, such as 3,12" sample same.ae --data rows.csv --between 0,1 --out x.csv
refuses 2 "row: '0' is not a whole number from 1" sample same.ae --data rows.csv --row 0 --plus pear --minus plum --out x.csv
refuses 1 'row: there is no row 9; rows.csv has rows 1 to 5$' sample same.ae --data rows.csv --row 9 --plus pear --minus plum --out x.csv
refuses 1 "minus 'fig': no row has this label; there are pear, plum$" \
    sample same.ae --data rows.csv --plus pear --minus fig --out x.csv
refuses 1 'plain.csv: its rows have no labels for --minus and --plus; --label COLUMN' \
    sample vae.ae --data plain.csv --plus pear --minus fig --out x.csv
refuses 1 'x.png: codes are no images' sample vae.ae --codes x.png
refuses 1 'x.png: rows of 2 numbers are no images' sample vae.ae --out x.png
refuses 1 'x.pdf: the suffix tells the format' sample vae.ae --out x.pdf
refuses 1 'rows.csv: --codes would overwrite what --data reads' sample same.ae --data rows.csv --between 1,2 --codes rows.csv
refuses 2 'nothing is to be written; --out FILE' sample vae.ae
refuses 2 'give one of them' sample same.ae --data rows.csv --manifold 3 --between 1,2 --out x.csv
refuses 2 'give both' sample same.ae --data rows.csv --plus pear --out x.csv
refuses 2 'leave one out' sample vae.ae --n 3 --manifold 3 --out x.csv
refuses 2 'about rows; --data X' sample same.ae --between 1,2 --out x.csv
refuses 2 '--data is for --manifold, --between or --plus; --fit X' sample vae.ae --data rows.csv --out x.csv
refuses 2 "'1' is not two numbers of rows from 1, such as 3,12" sample same.ae --data rows.csv --between 1 --out x.csv
refuses 2 "'1,2,3' is not two numbers" sample same.ae --data rows.csv --between 1,2,3 --out x.csv
refuses 2 'linear is for --between' sample vae.ae --linear --out x.csv
refuses 2 'steps is for the line' sample vae.ae --steps 4 --out x.csv
refuses 2 'are for --fit, which is missing' sample vae.ae --components 2 --out x.csv
refuses 2 "'65' is not a whole number from 1 to 64" sample vae.ae --fit rows.csv --components 65 --out x.csv
refuses 2 "'65' is not a whole number from 1 to 64" train --data rows.csv --density 65 --out x.ae
refuses 2 'leave one out' sample same.ae --fit rows.csv --manifold 2 --out x.csv
refuses 2 "^ae sample: --where is about the rows of --data or --fit, which is missing$" sample vae.ae --where kind=fig --out x.csv
refuses 2 "--label is about the rows of --data or --fit" sample vae.ae --label kind --out x.csv
refuses 1 'same.ae: --save would overwrite what the model reads' sample same.ae --fit heaps.csv --save same.ae
refuses 1 'rows.csv: .*component' sample same.ae --fit rows.csv --components 2 --out x.csv
refuses 2 "'1' is not a whole number from 2" sample same.ae --data rows.csv --between 1,2 --steps 1 --out x.csv

finish
