#!/bin/sh
# The command line from end to end on small built-in digits: test_cli.sh AE
# Every error is one line on standard error, with exit status 1 (failed) or 2 (not understood), and leaves no file behind.
. "$(dirname "$0")/cli.sh"

# --- the road: train, eval, encode, decode, reconstruct, score, info ---

train --out m.ae --seed 3 --valid digits-test:50 --log run.jsonl --every 5
says '^step 1 ' out
says '^step 20 ' out
says '^epoch 4/4 .*valid loss' out
says '^m.ae: written after 20 steps, 4 epochs' out
says '^{"event":"run",.*"optimizer":"adam lr=0.01","batch":50,"steps":20,.*"seed":3' run.jsonl
says '^{"event":"step","step":5,"epoch":1,"loss":0' run.jsonl
says '^{"event":"epoch","epoch":4,"loss":0.*"valid_loss":0' run.jsonl
says '^{"event":"end","steps":20,"epochs":4,' run.jsonl
[ "$(grep -c '"event":"step"' run.jsonl)" = 5 ] || fail "steps 1, 5, 10, 15 and 20 should be in the log"

# A long run is told in about twenty lines, or every N of what its length is given in.
tiny='input 2 | dense 1 | code | dense 2'
printf '1,2\n2,4\n3,6\n' >tiny.csv
works train --data tiny.csv --spec "$tiny" --optimizer "adam lr=0.1" --epochs 100 --out tiny.ae
[ "$(grep -c '^epoch ' out)" = 21 ] || fail "not epochs 1, 5, 10 ... 100: $(cat out)"
says '^epoch 100/100 ' out
works train --data tiny.csv --spec "$tiny" --optimizer "adam lr=0.1" --epochs 100 --every 40 --valid tiny.csv --out tiny.ae
[ "$(sed -n 's/^epoch \(.*\)\/100 .*valid.*/\1/p' out | tr '\n' ' ')" = '1 40 80 100 ' ] ||
    fail "not epochs 1, 40, 80, 100: $(cat out)"
works train --data tiny.csv --spec "$tiny" --optimizer "adam lr=0.1" --steps 5000 --out tiny.ae
[ "$(grep -c '^step ' out)" = 21 ] || fail "not steps 1, 250, 500 ... 5000: $(cat out)"
grep -q 'e+' out && fail "a rate with an exponent: $(cat out)"
works train --data tiny.csv --spec "$tiny" --epochs 1 --out tiny.ae
says 'written after 1 step, 1 epoch, ' out

# The chart goes by epoch; by step where the epochs are few and not measured on other rows.
train --out chart.ae --chart
says '^loss: \* training$' out
says '^ *1  *step  *20$' out
train --out chart.ae --chart --valid digits-test:50
says '^loss: \* training, o validation, @ both$' out
says '^ *1  *epoch (best: 4)  *4$' out
works train --data tiny.csv --spec "$tiny" --epochs 3000 --chart --out tiny.ae
says '^ *1  *epoch (best: [0-9]*)  *3000$' out

for threads in 1 2 3; do
    train --out "t$threads.ae" --seed 3 --threads "$threads" --quiet
    [ ! -s out ] || fail "--quiet is not quiet"
    cmp -s m.ae "t$threads.ae" || fail "$threads threads train another model"
done
if command -v taskset >out; then
    taskset -c "$(taskset -cp $$ | sed 's/.*: *\([0-9]*\).*/\1/')" "$ae" train --data digits:9 --spec "$net" --steps 1 --quiet \
        --log one.jsonl --out one.ae || fail "no training on one processor"
    says '"threads":1,' one.jsonl
fi
train --out one.ae --quiet --log one.jsonl --threads 3
says '"threads":3,' one.jsonl
printf '%s\n' 'input 784' 'dense 16 act=relu' 'code' 'dense 784 act=sigmoid' >net.txt
works train --data digits:300 --spec @net.txt --steps 20 --batch 50 --optimizer 'adam lr=0.01' --seed=3 --out f.ae
cmp -s m.ae f.ae || fail "the spec from a file trains another model"
train --out other.ae --seed 4 --quiet
cmp -s m.ae other.ae && fail "another seed trains the same model"

evaluates m.ae --data digits-test:50
says '"rows": 50, "width": 784, "loss": 0' out
mse=$(sed 's/.*"mse": \([^,]*\).*/\1/' out)
evaluates m.ae --data digits-test:50 --threads 2
says "\"mse\": $mse," out
evaluates m.ae --data digits-test:50 --target digits-test:50
says "\"mse\": $mse," out
evaluates m.ae --data digits-test:50 --scale 510
grep -q "\"mse\": $mse," out && fail "--scale changes nothing"

works encode m.ae --data digits-test:50 --out codes.npy
works decode m.ae --data codes.npy --out decoded.npy
works reconstruct m.ae --data digits-test:50 --out rebuilt.npy
says "'shape': (50, 16,)" codes.npy
says "'shape': (50, 28, 28,)" rebuilt.npy
[ "$(tail -c 156800 decoded.npy | cksum)" = "$(tail -c 156800 rebuilt.npy | cksum)" ] ||
    fail "encode, then decode differs from reconstruct"
evaluates m.ae --data rebuilt.npy --scale 1
evaluates m.ae --data digits-test:50 --target rebuilt.npy # bytes are divided by 255, floats are not
says '"mse": 0.0,' out
works train --data rebuilt.npy --target digits-test:50 --spec "$net" --steps 1 --out pair.ae
says '^step 1 .*loss 0\.' out

# Bytes beside numbers from 0 to 1 are divided by 255 in training; a model that divides by 1 takes them as they are, with a
# word about it.
works train --data rebuilt.npy --valid digits-test:50 --spec "$net" --steps 1 --out pair.ae
says 'valid loss 0\.' out
works train --data rebuilt.npy --valid digits-test:50 --valid-target digits:50 --spec "$net" --steps 1 --out pair.ae
says 'valid loss 0\.' out
for target in '' '--target digits-test:50' '--target rebuilt.npy'; do
    "$ae" eval pair.ae --data digits-test:50 $target >out 2>err || fail "no eval $target: $(cat err)"
    says '^digits-test:50: bytes, taken as they are, for the model divides by 1; --scale 255 makes them 0 to 1$' err
    [ "$(wc -l <err)" = 1 ] || fail "more than one line: $(cat err)"
done
evaluates pair.ae --data digits-test:50 --scale 255
says '"loss": 0\.' out
evaluates pair.ae --data digits-test:50 --scale 1
evaluates pair.ae --data rebuilt.npy --target digits-test:50
works encode pair.ae --data rebuilt.npy --out codes1.npy
works decode pair.ae --data codes1.npy --out decoded1.npy
"$ae" score pair.ae --data digits-test:50 --out bytes.csv >out 2>err || fail "no scores: $(cat err)"
says '^digits-test:50: bytes, taken as they are' err

works reconstruct m.ae --data digits-test:50 --out rebuilt.csv --limit 3
[ "$(wc -l <rebuilt.csv)" = 4 ] || fail "a header and three rows are due"
says '^label,x1,x2,' rebuilt.csv
works reconstruct m.ae --data digits-test:16 --out rebuilt.png
works reconstruct m.ae --data digits-test:50 --out rebuilt.png --limit 20
"$ae" reconstruct m.ae --data digits-test:50 --out rebuilt.png >out 2>err || fail "no picture: $(cat err)"
[ "$(cat err)" = '16 of 50 rows drawn; --limit N for more' ] || fail "rows are left out in silence: $(cat err)"
[ "$(od -An -tx1 -N8 rebuilt.png | tr -d ' ')" = 89504e470d0a1a0a ] || fail "no PNG"

# Rows of 3xHxW are in colour: 2 is the PNG's word for that, after width and height.
awk 'BEGIN { for (i = 1; i <= 48; i++) printf "%s%s", i / 48, i < 48 ? "," : "\n" }' >colours.csv
works train --data colours.csv --spec 'input 3x4x4 | conv2d 3 kernel=1 | code | conv2d 3 kernel=1' --steps 1 --out colours.ae
works reconstruct colours.ae --data colours.csv --out colours.png
[ "$(od -An -tu1 -j25 -N1 colours.png | tr -d ' ')" = 2 ] || fail "three channels are not in colour"

works score m.ae --data digits-test:50 --out scores.csv
says '^label,score$' scores.csv
[ "$(wc -l <scores.csv)" = 51 ] || fail "a header and 50 scores are due"
mean=$(awk -F, 'NR > 1 { sum += $2 } END { printf "%.6f", sum / 50 }' scores.csv)
[ "$mean" = "$(printf %.6f "$mse")" ] || fail "the mean score $mean is not the loss $mse"
works score m.ae --data digits-test:50 --where-label 7 --out sevens.csv
grep -v '^7,' sevens.csv | grep -qv '^label' && fail "other labels than 7"
printf '4\n2\n' >list.txt
works score m.ae --data digits-test:50 --rows-from list.txt --out two.csv
[ "$(sed -n 2p two.csv)" = "$(sed -n 6p scores.csv)" ] || fail "row 4 should come first"

works info m.ae
says '^dense1 ' out
says '^trained: 20 steps, 1000 rows, batch 50, seed 3, adam lr=0.01' out
says '^plan train: [1-9][0-9]* steps, [1-9][0-9]* bytes' out
says '^values: input 784, dense1 16, code 16, dense2 784, output 784, score 1, errors 784$' out
grep -q ' forward ' out && fail "steps of plans that nobody asked for"
sed '/^plan /,$d' out >brief
works info m.ae --plans
says '^plan encode: ' out
says ' forward  affine' out
sed '/^plan /,$d' out | cmp -s brief - || fail "--plans does not begin with what info says without it"
works info m.ae --json
says '"parameters": 25888' out
says '"bytes_per_row": [1-9]' out
says '"name": "dense2.weight"' out

tr -d ' \n' <out >dense
says '"values":\[{"name":"input","shape":\[784\],"width":784,"low":null,"high":null},{"name":"dense1","shape":\[16\],"width":16,"low":0.0,"high":null},' dense
works info colours.ae
says '^values: input 3x4x4, conv2d1 3x4x4, code 3x4x4, ' out
works info colours.ae --json
tr -d ' \n' <out >dense
says '{"name":"conv2d1","shape":\[3,4,4\],"width":48,' dense

works export m.ae --filters filters.png
says '^filters.png: dense1.weight, 16 filters of 1x28x28; black is -0.[0-9]*, grey 0, white 0.[0-9]*$' out
[ "$(od -An -tx1 -N8 filters.png | tr -d ' ')" = 89504e470d0a1a0a ] || fail "no PNG"
works export m.ae --filters second.png --tensor dense2.weight --columns 28
says '^second.png: dense2.weight, 784 filters of 1x1x16;' out

# Seeds are unsigned numbers of 64 bits; JSON readers, and the library that writes it here, are sure of 63.
train --out big.ae --seed 18446744073709551615 --quiet --log big.jsonl
works info big.ae
says 'seed 18446744073709551615,' out
works info big.ae --json
says '"seed": "18446744073709551615"' out
says '"seed":"18446744073709551615"' big.jsonl
train --out big.ae --seed 9223372036854775807 --quiet
works info big.ae --json
says '"seed": 9223372036854775807' out

# --- what depends on the build: a BLAS ---

if "$ae" eval m.ae --data digits-test:50 --sgemm cblas --json >out 2>err; then
    says '"rows": 50, "width": 784, "loss": 0' out
else
    says 'has no .cblas' err
fi

# --- CSV with labels, a dry run, help ---

printf 'a,b,kind\n1,2,good\n2,4,good\n3,6,good\n9,1,bad\n' >t.csv
works train --data t.csv --labels-last --where-label good --spec 'input 2 | dense 1 | code | dense 2' --out c.ae --quiet
works score c.ae --data t.csv --labels-last --out s.csv
says '^bad,' s.csv
gzip -c t.csv >t.csv.gz
works score c.ae --data t.csv.gz --labels-last --out g.csv
cmp -s s.csv g.csv || fail "gzipped rows have other scores"

works train --data digits:300 --spec "$net" --dry-run
says '^rows: 300 of 784 numbers, divided by 255' out
says '^memory: [1-9][0-9]* bytes' out
grep -q '^plan ' out && fail "plans that nobody asked for"
works train --data digits:300 --spec "$net" --dry-run --plans
says '^memory: [1-9][0-9]* bytes' out
says '^plan train: ' out
works --version
says '^kernels: ' out
works --help
for command in train eval encode reconstruct decode score info export chart; do
    says "ae $command " out
done
cp out general
for word in -h help; do
    works $word
    cmp -s out general || fail "ae $word is not ae --help"
done
works train --help
says '--data X .*(required)' out
cp out particular
for words in 'train -h' 'help train'; do
    works $words
    cmp -s out particular || fail "ae $words is not ae train --help"
done
refuses 2 "unknown command 'trian' (did you mean 'train'?)" help trian

# --- not understood: 2 ---

refuses 2 "unknown command 'trian' (did you mean 'train'?)" trian
refuses 2 "unknown option '--bach' (did you mean '--batch'?)" train --bach 3
refuses 2 "unknown option '--spec'" encode m.ae --data digits:9 --spec x --out y.npy
refuses 2 "unknown option '-x'" info -x
refuses 2 '--data X is missing' train --spec "$net" --out x.ae
refuses 2 '--out FILE is missing: the model file to write$' train --data digits:9 --spec "$net"
refuses 2 '--out FILE is missing: the file of codes to write, .npy, .csv, .svm (LIBSVM) or, with few bits a number, .aec$' encode m.ae --data digits:9
refuses 2 '--out FILE is missing: the file of scores to write, .npy, .csv or .svm (LIBSVM)$' score m.ae --data digits:9
refuses 2 '--out FILE is missing: the file of rows to write, .npy, .csv, .svm (LIBSVM) or, for images, .png$' decode m.ae --data digits:9
refuses 2 '--spec is empty' train --data digits:9 --spec '' --out x.ae
refuses 2 '--data is given twice' train --data digits:9 --spec "$net" --data=digits:8 --out x.ae
refuses 2 '--quiet is given twice' train --data digits:9 --spec "$net" --quiet --out x.ae --quiet
refuses 1 "standard input: is empty" encode m.ae --data - --out x.npy </dev/null
refuses 2 "--out: '-' is not the name of a file; only --data" train --data digits:9 --spec "$net" --out -
refuses 2 "'-' is not the name of a file; only --data reads standard input" info -
refuses 2 '--plans is for --dry-run' train --data digits:9 --spec "$net" --out x.ae --plans
refuses 2 '--plans is for text' info m.ae --plans --json
refuses 2 'nothing is to be exported; give --encoder FILE, --filters FILE or both$' export m.ae
refuses 2 '--tensor and --columns are for the picture of --filters, which is missing$' export m.ae --encoder e.ae --columns 3
refuses 2 "--columns: '0' is not a whole number from 1" export m.ae --filters f.png --columns 0
refuses 2 'the model file is missing' info
refuses 2 'one word too many' info m.ae m.ae
refuses 2 '--out needs a value' train --data digits:9 --spec "$net" --out
refuses 2 '--chart is a report, and --quiet wants none' train --data digits:9 --spec "$net" --out x.ae --quiet --chart
refuses 2 '--quiet takes no value' train --data digits:9 --spec "$net" --out x.ae --quiet=yes
refuses 2 "'0' is not a whole number from 1" train --data digits:9 --spec "$net" --out x.ae --steps 0
for seed in 18446744073709551616 99999999999999999999 -1 +1 0x10 1e3; do
    refuses 2 "'$seed' is not a whole number from 0 to 18446744073709551615" train --data digits:9 --spec "$net" --out x.ae \
        --seed $seed
done
refuses 2 "'9223372036854775808' is not a whole number from 1 to 9223372036854775807" train --data digits:9 --spec "$net" \
    --out x.ae --steps 9223372036854775808
refuses 2 "'257' is not a whole number from 1 to 256" train --data digits:9 --spec "$net" --out x.ae --threads 257
refuses 2 "'-1' is not a number above 0" train --data digits:9 --spec "$net" --out x.ae --scale -1
refuses 2 "'mkl' is not" train --data digits:9 --spec "$net" --out x.ae --sgemm mkl
refuses 2 '--steps and --epochs' train --data digits:9 --spec "$net" --out x.ae --steps 5 --epochs 5

# --- failed: 1 ---

refuses 1 'spec: line 1, column 13: .*dens.*dense' train --data digits:9 --spec 'input 784 | dens 32' --out x.ae
(
    export AE_KERNELS=nonsense
    refuses 1 '^ae: AE_KERNELS=nonsense: this machine can run' train --data digits:9 --spec "$net" --out x.ae
    refuses 1 '^ae: AE_KERNELS=nonsense: this machine can run' eval m.ae --data digits:9
    refuses 1 '^ae: AE_KERNELS=nonsense: this machine can run' info m.ae
    exit $failures
) || failures=$((failures + 1))
printf 'input 784\ndense 4 act=rely\n' >bad.txt
refuses 1 'bad.txt: line 2, column .*rely.*relu' train --data digits:9 --spec @bad.txt --out x.ae
refuses 1 'nothing.txt: No such file' train --data digits:9 --spec @nothing.txt --out x.ae
refuses 1 'optimizer: line 1, column 8: stop on=valid needs' train --data digits:9 --spec "$net" --out x.ae \
    --optimizer 'adam | stop on=valid'
refuses 1 'optimizer: .*adm.*adam' train --data digits:9 --spec "$net" --out x.ae --optimizer 'adm lr=1'
refuses 1 'digits:9: its rows have 784 numbers, where the model.s input has 4' \
    train --data digits:9 --spec 'input 4 | dense 2 | code | dense 4' --out x.ae
refuses 1 'output has 2 numbers, its input 784' train --data digits:9 --spec 'input 784 | code | dense 2' --out x.ae
refuses 1 'digits:8: has 8 rows, where digits:9 has 9' train --data digits:9 --target digits:8 --spec "$net" --out x.ae
refuses 1 "no row has the label '77'" train --data digits:9 --where-label 77 --spec "$net" --out x.ae
refuses 1 'nowhere/x.ae: cannot be written' train --data digits:9 --spec "$net" --out nowhere/x.ae
refuses 1 'nowhere/log: cannot be written' train --data digits:9 --spec "$net" --out x.ae --log nowhere/log
refuses 1 'is no file' train --data digits:9 --spec "$net" --out .
refuses 1 'run scripts/get_mnist.sh' eval m.ae --data mnist-test
refuses 1 'missing.csv: cannot be read: No such file' eval m.ae --data missing.csv
printf '1,2\n3\n' >ragged.csv
refuses 1 'ragged.csv: line 2 has 1 column,' score c.ae --data ragged.csv --out x.csv
printf '1,2\n3,nan\n' >nan.csv
refuses 1 'nan.csv: line 2, column 2' score c.ae --data nan.csv --out x.csv
: >empty.csv
refuses 1 'empty.csv: is empty' score c.ae --data empty.csv --out x.csv
head -c 1000 t.csv.gz | head -c 30 >cut.csv.gz
refuses 1 'cut.csv.gz: .*truncated' score c.ae --data cut.csv.gz --out x.csv
refuses 1 "'missing.ae'" eval missing.ae --data digits:9
head -c 1000 m.ae >cut.ae
refuses 1 'cut.ae: ' eval cut.ae --data digits:9
refuses 1 't.csv: ' info t.csv
refuses 1 'codes.npy: its rows have 16 numbers, where the model.s input has 784' eval m.ae --data codes.npy
refuses 1 'digits:9: its rows have 784 numbers, where the model.s code has 16' decode m.ae --data digits:9 --out x.npy
# A column of a few whole numbers, first or last, may be a label; others may not.
printf '1,.5,.2,.3\n0,.6,.3,.4\n1,.7,.2,.5\n' >wide.csv
refuses 1 'wide.csv: its rows have 4 numbers, where the model.s input has 3 (is column .1. a label? --label "1")$' \
    train --data wide.csv --spec 'input 3 | dense 1 | code | dense 3' --out x.ae
printf '.1,.5,1\n.2,.6,0\n.3,.7,1\n' >wide.csv
refuses 1 'wide.csv: its rows have 3 numbers, where the model.s input has 2 (is column .3. a label? --label "3")$' \
    train --data wide.csv --spec 'input 2 | dense 1 | code | dense 2' --out x.ae
printf '.1,.5,1\n.2,.6,2\n.3,.7,3\n' >wide.csv
refuses 1 'wide.csv: its rows have 3 numbers, where the model.s input has 2$' \
    train --data wide.csv --spec 'input 2 | dense 1 | code | dense 2' --out x.ae
refuses 1 'its rows have 16 numbers, where the model.s input has 15$' \
    train --data codes.npy --spec 'input 15 | code | dense 15' --out x.ae
printf '1,2\n' >two.txt
refuses 1 'the suffix tells the format' encode m.ae --data digits:9 --out x.txt
refuses 1 'c.png: codes are no images; name a .npy, .csv or .svm file' encode m.ae --data digits:9 --out c.png
refuses 1 'f.npy: filters are a picture; name a .png file' export m.ae --filters f.npy
refuses 1 "m.ae: 'dense1.bias' is no tensor of weights; there are dense1.weight, dense2.weight$" \
    export m.ae --filters f.png --tensor dense1.bias
refuses 1 "'missing.ae'" export missing.ae --filters f.png
refuses 1 'e.png: --filters would overwrite what --encoder writes' export m.ae --encoder e.png --filters e.png
refuses 1 'make a picture above 65535 pixels' export m.ae --filters f.png --columns 9999
refuses 1 's.png: scores are no images; name a .npy, .csv or .svm file' score m.ae --data digits:9 --out s.png
refuses 1 'rows of 2 numbers are no images, HxW or 3xHxW' reconstruct c.ae --data two.txt --out x.png

# --- a failed training leaves the old model; a stopped one writes what there is ---

cp m.ae kept.ae
refuses 1 'smaller learning rate' train --data digits:300 --spec 'input 784 | dense 8 act=relu | code | dense 784' \
    --optimizer 'sgd lr=1000000' --steps 50 --out m.ae --quiet
"$ae" train --data digits:300 --spec 'input 784 | dense 8 act=relu | code | dense 784' --optimizer 'sgd lr=1000000' --steps 50 \
    --out m.ae --chart >out 2>err && fail "no error"
says '^loss (log scale): \* training$' out
says '^ae: .*smaller learning rate' err
cmp -s m.ae kept.ae || fail "a failed training changed the model file"

# at_step_3 ARGUMENT ...: starts a long training as $process, and waits until it has done three steps
at_step_3() {
    : >out # where an earlier training's third step may stand
    "$ae" train --data digits:300 --spec "$net" --every 1 --out stopped.ae "$@" >out 2>err &
    process=$!
    tries=0
    until grep -q '^step 3 ' out || [ $tries = 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
}

# stops SIGNAL "WORD" STATUS: sent in the midst of a training, it ends this and keeps the model
stops() {
    at_step_3 --steps 1000000000 --log stopped.jsonl
    code=0
    kill "-$1" $process
    wait $process || code=$?
    [ $code = "$3" ] || fail "after SIG$1 the exit status is $code, not $3"
    says '^stopped.ae: written after ' out
    says "^stopped by $2; the best epoch was [0-9]* (loss 0.*)\$" out
    cp out stopped.out
    says "^{\"event\":\"end\",.*\"stopped\":true,\"reason\":\"stopped by $2\"" stopped.jsonl
    [ ! -s err ] || fail "SIG$1 is an error: $(cat err)"
    works info stopped.ae
    says "^trained: $(sed -n 's/.*written after \([0-9]*\) steps.*/\1/p' stopped.out) steps" out
    rm -f stopped.ae
}
stops INT Ctrl-C 130
stops TERM SIGTERM 143

# The second signal, whichever it is, ends the program at once. Both are there before the stopped program goes on.
for pair in 'INT TERM' 'TERM INT'; do
    at_step_3 --steps 1000000000
    kill -STOP $process
    for signal in $pair; do
        kill "-$signal" $process
    done
    code=0
    kill -CONT $process
    wait $process || code=$?
    [ $code -gt 128 ] || fail "after $pair the exit status is $code"
    grep -q written out && fail "two signals, and the training was ended in good order: $(cat out)"
    [ ! -e stopped.ae ] || fail "after $pair there is a model"
done

# --- a row that cannot be trained on: which file, and which of its rows; a header is none ---

printf 'a,b\n1,0.5\n2,0.5\n3,1e30\n' >wild.csv
printf 'a,b\n1,0.5\n2,0.5\n3,0.5\n' >tame.csv
refuses 1 '^ae: wild.csv: column .b.: input: row 3, column 2 is as large as 1[.]0' \
    train --data wild.csv --spec 'input 2 | dense 1 | code | dense 2' --out wild.ae
refuses 1 '^ae: tame.csv: column .a.: input: row 2, column 1 is 2; the model.s loss takes targets in 0' \
    train --data tame.csv --spec 'input 2 | dense 1 | code | dense 2 act=sigmoid | loss bce' --out wild.ae
printf 'a,b\n0.5,0.5\n0.5,2\n' >valid.csv
echo 0 >zero.txt
refuses 1 '^ae: valid.csv: column .b.: validation: input: row 2, column 2 is 2; ' train --data valid.csv --rows-from zero.txt \
    --valid valid.csv --spec 'input 2 | dense 1 | code | dense 2 act=sigmoid | loss bce' --out wild.ae

finish
