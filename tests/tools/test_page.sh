#!/bin/sh
# One page of a model and rows: test_page.sh AE
. "$(dirname "$0")/page_asked.sh"
. "$(dirname "$0")/cli.sh"

# is_a_page FILE: HTML without an error, of one file, that asks for nothing from outside
is_a_page() {
    [ "$(head -n 1 "$1")" = '<!DOCTYPE html>' ] || fail "$1 begins with $(head -n 1 "$1")"
    # The name of SVG's words looks like an address, and is none.
    ! sed 's|<svg xmlns="http://www.w3.org/2000/svg"|<svg|' "$1" | grep -q -i 'https\{0,1\}:' || fail "$1 names another place"
    ! grep -o ' \(src\|href\|action\|data\)="[^"]\{0,40\}' "$1" | grep -v -e '="#' -e '="data:image/png;base64,' ||
        fail "$1 has a reference to outside"
    ! grep -q -e '@import' -e 'url(' "$1" || fail "the style of $1 asks for a file"
    [ "$(wc -c <"$1")" -lt 10000000 ] || fail "$1 has $(wc -c <"$1") bytes"
    if command -v tidy >/dev/null; then
        tidy -q -e --show-warnings no "$1" >complaints 2>&1 || [ $? = 1 ] || fail "$1 is no HTML: $(cat complaints)"
    fi
}

# has FILE TITLE ...: these are its sections, but for two that need LAPACK
has() {
    page=$1
    shift
    lapack='Where the rows lie among the codes|Beside principal components'
    printf '%s\n' "$@" | grep -v -x -E "$lapack" >expected
    sed -n 's/.*<section id="[a-z]*"><h2>\(.*\)<\/h2>.*/\1/p' "$page" | grep -v -x -E "$lapack" | cmp -s - expected ||
        { fail "$page has other sections:"; grep -o '<h2>.*</h2>' "$page"; }
}

command -v tidy >/dev/null || echo "tidy is not here: that pages are HTML is not checked (Debian: tidy)"

# --- pictures ---

train --out m.ae --log run.jsonl --quiet
works report m.ae --data digits-test:200 --out page.html
says '^page.html: one page, to be opened in any browser$' out
is_a_page page.html
says '<img [^>]*alt="30 of the 200 rows, taken evenly."' page.html
[ "$(wc -c <page.html)" -lt 3000000 ] || fail "a page of $(wc -c <page.html) bytes"
cp page.html before.html
works report m.ae --data digits-test:200 --out page.html --quiet --threads 3
[ ! -s out ] || fail "--quiet is not quiet: $(cat out)"
sed 's| <span>--quiet</span> <span>--threads</span> 3||' page.html | cmp -s - before.html || fail "the same files give another page"
has page.html 'What the net is' 'How well it does' 'Rows, and what comes back' 'The best and the worst rows' \
    'Where the rows lie among the codes' 'How unusual the rows are' 'Errors by column' 'Beside principal components' \
    'Health of the code' 'How to repeat all of this'
works report m.ae --data digits-test:200 --log run.jsonl --out page.html
says '<h2>How it was trained</h2>' page.html
says 'It ended so: done: all 20 steps' page.html
for seed in 9007199254740993 18446744073709551615; do # more than a double, and than JSON's whole numbers, can hold
    works train --data digits:50 --spec 'input 784 | dense 2 | code | dense 784' --steps 1 --seed $seed --log seed.jsonl \
        --quiet --out seed.ae
    works report seed.ae --data digits-test:50 --log seed.jsonl --out seed.html
    says " <span>--seed</span> $seed" seed.html
done

# --- the decoder in the page: as it is, by axes, mirrored with shared weights, in the units of columns ---

tail -n +1 >codes2.csv <<'END'
a,b
0,0
1.5,-2
-0.25,3
END
train_on() { # SPEC: a model of digits, and its page
    works train --data digits:300 --spec "$1" --epochs 2 --quiet --out of.ae
    works report of.ae --data digits-test:100 --out of.html
    is_a_page of.html
}
train_on 'input 784 | dense 12 act=tanh | dense 2 | code | dense 12 act=softplus | dropout 0.2 | dense 784 act=sigmoid'
decodes_alike of.html of.ae codes2.csv
train_on 'input 784 | dense 12 act=relu | dense 3 | code | decoder mirror tied=yes act=sigmoid'
printf '%s\n' a,b,c 0.5,1,-1 2,0,0.25 >codes3.csv
! grep -q '"decoder":' of.html || decodes_alike of.html of.ae codes3.csv # without LAPACK there are no axes for three numbers
train_on 'input 784 | dense 8 act=relu | gaussian 2 | code | dense 784 act=sigmoid | loss bce reduce=sum | loss kl_normal on=code'
decodes_alike of.html of.ae codes2.csv
says '<h2>New rows</h2>' of.html
says 'KL by unit' of.html
finds_nearest of.html of.ae digits-test:100
train_on 'input 1x28x28 | conv2d 2 kernel=3 stride=2 pad=1 act=relu | flatten | dense 2 | code | dense 392 act=relu | reshape 2x14x14 | deconv2d 1 kernel=4 stride=2 pad=1 act=sigmoid'
says '"decoder":null' of.html
says 'other places is not shown: it is not made of dense layers alone' of.html
train_on 'input 784 | dense 12 act=leaky_relu slope=0.3 | gaussian 2 | code | decoder mirror act=sigmoid | loss bce reduce=sum | loss kl_normal'
decodes_alike of.html of.ae codes2.csv
train_on 'input 784 | dense 2 | code | dense 12 act=leaky_relu | dense 12 | act elu alpha=0.5 | dense 12 act=elu | dense 784 | act sigmoid'
decodes_alike of.html of.ae codes2.csv
train_on 'input 784 | dense 2 | code | dense 784 act=softmax'
says '"decoder":null' of.html

# --- new rows are there where the library draws: not of a gaussian code that no loss keeps normal ---

train_on 'input 784 | gaussian 3 | code | dense 784 act=sigmoid'
! grep -q '<h2>New rows</h2>' of.html || fail "rows are drawn of codes that may lie anywhere"
works sample of.ae --fit digits:300 --components 2 --save fitted.ae
works report fitted.ae --data digits-test:100 --out of.html
says 'drawn from the density that the model has of its codes' of.html
train_on 'input 784 | dense 3 | code | dense 784 act=sigmoid | penalty mmd weight=10'
says 'drawn from the normal distribution' of.html

# --- of a model with a condition, rows of each class are drawn ---

works train --data digits:300 --condition label --epochs 1 --quiet --out of.ae \
    --spec 'input 784 | condition 10 | dense 12 act=relu | gaussian 2 | code | dense 784 act=sigmoid | loss bce reduce=sum | loss kl_normal'
works report of.ae --data digits-test:100 --out of.html
is_a_page of.html
says '100 rows that the decoder makes of codes .*, a line for each class' of.html
says 'From above: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9' of.html
says 'the whole plane of codes for the class 0' of.html
awk 'BEGIN { print "size,kind"; for (i = 0; i < 40; i++) print i % 7 "." i ",\"" (i % 2 ? "<b>pear" : "fig") "\"" }' >kinds.csv
works train --data kinds.csv --condition kind --epochs 1 --quiet --out of.ae \
    --spec 'input 1 | condition 2 | scaler zscore | dense 4 | gaussian 1 | code | dense 1 | loss gaussian | loss kl_normal'
works report of.ae --data kinds.csv --out of.html
is_a_page of.html
says '<th scope="col">&lt;b&gt;pear</th><th scope="col">fig</th>' of.html

# --- pictures that are wide: a hundred side by side are more than a PNG has room for ---

awk 'BEGIN { for (i = 0; i < 100; i++) { for (k = 0; k < 1400; k++) printf "%s%.2f", k ? "," : "", (i + k) % 97 / 97; print "" } }' >wide.csv
works train --data wide.csv --spec 'input 1x2x700 | dense 2 | code | dense 1400 | reshape 1x2x700' --steps 1 --quiet --out wide.ae
works report wide.ae --data wide.csv --out wide.html
is_a_page wide.html

# --- large pictures become smaller: 40 of 500 x 500, each of which has 250,000 pixels ---

awk 'BEGIN { for (i = 0; i < 40; i++) { for (k = 0; k < 250000; k++) printf "%s%d", k ? "," : "", (i * 7919 + k * 104729) % 9973 % 256; print "" } }' >large.csv
works train --data large.csv --scale 255 --spec 'input 1x500x500 | maxpool2d 50 | flatten | dense 2 | code | dense 250000 act=sigmoid | reshape 1x500x500' --steps 1 --quiet --out large.ae
works report large.ae --data large.csv --out large.html
is_a_page large.html
says 'Pictures of 500 x 500 pixels, made smaller: each pixel is the mean of 8 x 8.' large.html

# --- rows that were held out are those that are shown ---

works report m.ae --data digits:300 --valid digits-test:100 --out page.html
says 'the 100 rows of digits-test:100, which were held out' page.html
says '<th scope="row">rows</th><td>300</td><td>100</td>' page.html

# --- columns with names, units and words; hostile ones are shown, and nothing of them is run ---

cat >rows.csv <<'END'
"weight, kg","<script>alert(1)</script>",place,kind
1.5,20,"a&b","<img src=x onerror=alert(2)>"
2.5,10,"""><b>c",plum
3.5,30,"a&b",plum
0.5,20,"""><b>c","<img src=x onerror=alert(2)>"
END
works train --data rows.csv --label kind --epochs 1 --quiet --out table.ae \
    --spec 'input 3 | columns number*2,category:2 | scaler zscore | dense 2 | code | dense 4'
"$ae" report table.ae --data rows.csv --out table.html >out 2>err || fail "no page: $(cat err)"
is_a_page table.html
says '<th scope="row">weight, kg</th><td>1.5</td>' table.html
says '<th scope="row">&lt;script&gt;alert(1)&lt;/script&gt;</th><td>20</td>' table.html
says '<th scope="row">place</th><td>a&amp;b</td>' table.html
says '<th scope="col">row 1, label &lt;img src=x onerror=alert(2)&gt;, score' table.html
! grep -q -e '<script>a' -e '<img src=x' -e '<b>c' table.html || fail "a name is run"
says 'explains [-0-9.]* % of how the numbers of these rows differ' table.html
works train --from table.ae --data rows.csv --steps 1000 --batch 4 --optimizer 'adam lr=0.01' --out told.ae
says "^told.ae: explains [0-9.]* % of the variance of the training rows' numbers, words left out: mse" out
works report told.ae --data rows.csv --out told.html
says '[0-9.]* % of how the numbers differ comes back. Words are not in this: how many come back right is under Errors' told.html
awk 'BEGIN { srand(4); print "length,width"; for (i = 0; i < 40; i++) print 100 + 10 * rand() "," 5 * rand() }' >two.csv
works train --data two.csv --epochs 2 --quiet --out two.ae \
    --spec 'input 2 | scaler zscore | dense 2 act=tanh | code | dense 3 act=relu | dense 2'
"$ae" report two.ae --data two.csv --out two.html >out 2>err || fail "no page: $(cat err)"
decodes_alike two.html two.ae codes2.csv
works train --data two.csv --log1p width --epochs 2 --quiet --out log.ae \
    --spec 'input 2 | scaler zscore | dense 2 act=tanh | code | dense 2'
"$ae" report log.ae --data two.csv --out log.html >out 2>err || fail "no page: $(cat err)"
says '"decoder":null' log.html
says 'other places is not shown: some columns are categories or logarithms' log.html

# --- dots have the colours of their labels, up to as many as those of ae chart ---

awk 'BEGIN { srand(4); print "a,b,kind"; for (i = 0; i < 96; i++) printf "%f,%f,kind%d\n", rand(), rand(), i % 24 }' >kinds.csv
works train --data kinds.csv --label kind --epochs 1 --quiet --out kinds.ae --spec 'input 2 | dense 2 | code | dense 2'
works report kinds.ae --data kinds.csv --out kinds.html
says '>kind23<' kinds.html
works chart kinds.ae --of codes --data kinds.csv --out kinds.svg
says '>kind23<' kinds.svg

# --- what has gaps, a condition, a target of another width, one column, or one row, still has a page ---

awk 'BEGIN { srand(2); print "a,b,kind"; for (i = 0; i < 40; i++)
    print (i % 7 ? rand() : "") "," rand() "," (i % 2 ? "x" : "y") }' >gaps.csv
awk -F , '{ print $2 }' gaps.csv >one.csv
head -n 2 two.csv >single.csv
page_of() { # MODEL ROWS SPEC ARGUMENT ...
    model=$1 rows=$2 spec=$3
    shift 3
    "$ae" train --data "$rows" --spec "$spec" --epochs 1 --quiet --out "$model" "$@" 2>err || fail "no $model: $(cat err)"
    "$ae" report "$model" --data "$rows" --out "$model.html" >out 2>err || fail "no page of $model: $(cat err)"
    is_a_page "$model.html"
}
page_of gaps.ae gaps.csv 'input 2 | missing mask | scaler zscore | dense 2 | code | dense 2' --label kind --condition kind
page_of one.ae one.csv 'input 1 | dense 1 | code | dense 1'
page_of target.ae two.csv 'input 2 | dense 2 | code | dense 1' --target one.csv
! grep -q 'id="rows"' target.ae.html || fail "what comes out are no rows"
"$ae" report log.ae --data single.csv --out single.html >out 2>err || fail "no page of one row: $(cat err)"
is_a_page single.html

# --- signals; heads, whose labels are told ---

awk 'BEGIN { for (i = 0; i < 30; i++) { for (k = 0; k < 20; k++) printf "%s%.3f", k ? "," : "", sin(k / 3 + i); print "" } }' >waves.csv
works train --data waves.csv --epochs 1 --quiet --out waves.ae --spec 'input 20 | dense 3 | code | dense 20'
"$ae" report waves.ae --data waves.csv --out waves.html >out 2>err || fail "no page: $(cat err)"
is_a_page waves.html
says 'what came back' waves.html
works train --data digits:300 --epochs 1 --quiet --out head.ae \
    --spec 'input 784 | dense 8 act=relu | code | dense 784 act=sigmoid | head digit | dense 10 act=softmax'
"$ae" report head.ae --data digits-test:100 --out head.html >out 2>err || fail "no page: $(cat err)"
is_a_page head.html
says '[0-9]* of 100 labels are told right' head.html

# --- an encoder has no rows that come back; a head without a decoder has figures of its own ---

"$ae" export m.ae --encoder encoder.ae >/dev/null
works report encoder.ae --data digits-test:50 --out encoder.html
is_a_page encoder.html
! grep -q 'id="rows"' encoder.html || fail "an encoder gives rows back"

# --- mistakes ---

printf '%s\n' 1,2 3,4 >plain.csv
printf '%s\n' a,b,c >none.csv
refuses 1 'plain.csv: its rows have 2 numbers' report m.ae --data plain.csv --out x.html
refuses 1 'none.csv: ' report table.ae --data none.csv --out x.html
refuses 1 "rows.csv: .*nope" report table.ae --data rows.csv --label nope --out x.html
refuses 1 "nowhere/x.html: cannot be written" report m.ae --data digits-test:10 --out nowhere/x.html
refuses 1 'm.ae: --out would overwrite what the model reads' report m.ae --data digits-test:10 --out m.ae
refuses 1 'run.jsonl: --out would overwrite what --log reads' \
    report m.ae --data digits-test:10 --log run.jsonl --out run.jsonl
refuses 1 'there.jsonl: cannot be read' report m.ae --data digits-test:10 --log there.jsonl --out x.html
refuses 1 'none.csv: line 1 is no JSON' report m.ae --data digits-test:10 --log none.csv --out x.html
refuses 2 'out FILE is missing: the page to write' report m.ae --data digits-test:10
refuses 2 'data X is missing' report m.ae --out x.html
cp page.html before.html
refuses 1 'plain.csv: ' report m.ae --data plain.csv --out page.html
cmp -s page.html before.html || fail "a page that could not be made has taken the place of the one before"

finish
