#!/bin/sh
# No output may be an input, or another output, under any name: refused before any work, and nothing is lost.
. "$(dirname "$0")/cli.sh"

# keeps FILE "PATTERN" ARGUMENT ...: refused, and the file is what it was
keeps() {
    kept=$1 pattern=$2
    shift 2
    cksum "$kept" >kept.sum
    refuses 1 "$pattern" "$@"
    cksum "$kept" | cmp -s kept.sum - || fail "ae $* changed $kept"
}
touch kept.sum

net='input 2 | dense 1 | code | dense 2'
printf '1,2\n3,4\n5,6\n' >d.csv
cp d.csv e.csv
printf '0\n' >list.txt
echo "$net" >net.txt
works train --data d.csv --spec "$net" --out k.ae --quiet
cp k.ae k.csv
cp k.ae k.npy
cp k.ae k.png
ln -s d.csv link.csv
ln d.csv hard.csv
mkdir sub sub/deep
ln -s ../d.csv sub/up.csv
ln -s sub folder

# --- an output that is an input ---

keeps d.csv 'd.csv: --out .*--data' train --data d.csv --spec "$net" --out d.csv
keeps d.csv 'd.csv: --log .*--data' train --data d.csv --spec "$net" --out x.ae --log d.csv
keeps d.csv 'd.csv: --out .*--data' train --data d.csv --spec "$net" --dry-run --out d.csv
keeps e.csv 'e.csv: --out .*--target' train --data d.csv --target e.csv --spec "$net" --out e.csv
keeps e.csv 'e.csv: --out .*--valid' train --data d.csv --valid e.csv --spec "$net" --out e.csv
keeps e.csv 'e.csv: --log .*--valid-target' train --data d.csv --valid d.csv --valid-target e.csv --spec "$net" --out x.ae --log e.csv
keeps net.txt 'net.txt: --out .*--spec' train --data d.csv --spec @net.txt --out net.txt
keeps list.txt 'list.txt: --log .*--rows-from' train --data d.csv --rows-from list.txt --spec "$net" --out x.ae --log list.txt

for command in encode reconstruct score; do
    keeps d.csv 'd.csv: --out .*--data' "$command" k.ae --data d.csv --out d.csv
    keeps k.csv 'k.csv: --out .*the model' "$command" k.csv --data d.csv --out k.csv
done
keeps k.png 'k.png: --filters .*the model' export k.png --filters k.png
keeps k.npy 'k.npy: --out .*the model' decode k.npy --data d.csv --out k.npy
keeps e.csv 'e.csv: --out .*--target' score k.ae --data d.csv --target e.csv --out e.csv

# --- under another name ---

for name in ./d.csv sub/../d.csv "$PWD/d.csv" link.csv hard.csv sub/up.csv folder/up.csv; do
    keeps d.csv "$name: --out .*--data" encode k.ae --data d.csv --out "$name"
    keeps d.csv "d.csv: --out .*--data" encode k.ae --data "$name" --out d.csv
done

# The real digits' names stand for files.
mkdir mnist
echo digits >mnist/train-images-idx3-ubyte
echo labels >mnist/train-labels-idx1-ubyte
export AE_DATA=.
keeps mnist/train-images-idx3-ubyte 'ubyte: --out .*--data' train --data mnist --spec "$net" --out mnist/train-images-idx3-ubyte
keeps mnist/train-labels-idx1-ubyte 'ubyte: --log .*--valid' \
    train --data d.csv --valid mnist-train --spec "$net" --out x.ae --log mnist/train-labels-idx1-ubyte

# --- two outputs that are one file, there already or not yet ---

keeps k.ae 'k.ae: --log .*--out' train --data d.csv --spec "$net" --out k.ae --log k.ae
ln -s new.ae dangling
ln -s dangling twice
for name in new.ae ./new.ae sub/../new.ae sub/deep/../../new.ae "$PWD/new.ae" dangling ./twice; do
    refuses 1 "$name: --log .*--out" train --data d.csv --spec "$net" --out new.ae --log "$name"
done
refuses 1 "sub/new.ae: --log .*--out" train --data d.csv --spec "$net" --out folder/new.ae --log sub/new.ae
ln -s round round
refuses 1 'round: ' train --data d.csv --spec "$net" --out new.ae --log round

# --- what only looks alike ---

works train --data d.csv --spec "$net" --out k.ae --log k.jsonl --quiet
works train --data d.csv --spec "$net" --out sub/k.ae --log folder/deep/k.ae --quiet
works encode k.ae --data d.csv --out e.csv
works train --data digits:9 --spec 'input 784 | code | dense 784' --steps 1 --out digits:9 --log digits --quiet
works train --data d.csv --spec "$net" --steps 1 --out x.ae --log /dev/null --quiet
works train --data d.csv --spec "$net" --steps 1 --out x.ae --log x.log --quiet
works train --data d.csv --spec "$net" --steps 1 --out x.ae --log x.log --quiet

finish
