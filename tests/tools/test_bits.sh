#!/bin/sh
# Codes in few bits: test_bits.sh AE
. "$(dirname "$0")/cli.sh"

# above A B: is A > B?
above() {
    awk "BEGIN { exit !($1 > $2) }" || fail "$1 is not above $2"
}
bytes_of() {
    sed -n 's/.* bits each: \([0-9.]*\) bytes a row.*/\1/p' "$1"
}
mse_of() {
    sed -n 's/^reconstruction mse .* floats, \([0-9.e-]*\) from .*/\1/p' "$1"
}

works train --data digits:2000 --spec "$net" --steps 200 --optimizer 'adam lr=0.003' --out m.ae --quiet

# --- fewer bits take fewer bytes and lose more; decoding gives what was told ---

for bits in 8 6 4; do
    works encode m.ae --data digits-test:500 --bits $bits --out "c$bits.aec"
    cp out "out$bits"
    says "^c$bits.aec: 500 codes of 16 numbers, $bits bits each: .* bytes a row, and .* for labels and ids; 64 as floats$" out
    works decode m.ae --data "c$bits.aec" --out "d$bits.npy"
done
above "$(bytes_of out8)" "$(bytes_of out6)"
above "$(bytes_of out6)" "$(bytes_of out4)"
above "$(mse_of out4)" "$(mse_of out6)"
above "$(mse_of out6)" "$(mse_of out8)"
evaluates m.ae --data digits-test:500
mse=$(sed -n 's/.*"mse": \([0-9.e-]*\),.*/\1/p' out)
awk "BEGIN { exit !($(mse_of out8) < 1.02 * $mse && $(mse_of out8) > 0.98 * $mse) }" || fail "8 bits: $(mse_of out8), floats: $mse"

# --- labels, ids and names come back ---

cat >rows.csv <<'ROWS'
name,a,kind,b,what
one,1.5,x,10,good
two,2.5,y,20,bad
"three, or so",3.5,x,30,good
four,4.5,y,40,
five,5.5,x,50,bad
ROWS
spec='input 3 | columns number,category:2,number | scaler zscore | dense 2 act=tanh | code | decoder mirror'
works train --data rows.csv --label what --id name --spec "$spec" --steps 20 --batch 5 --out t.ae --quiet
works encode t.ae --data rows.csv --out t.aec
says '^reconstruction mse .* of columns divided by their deviation$' out
works encode t.ae --data rows.csv --out t.csv
works decode t.ae --data t.aec --out back.csv
works decode t.ae --data t.csv --out plain.csv
cut -d , -f 1 plain.csv >/dev/null
[ "$(head -n 1 back.csv)" = "name,what,a,kind,b" ] || fail "other names: $(head -n 1 back.csv)"
says '^"three, or so",good,' back.csv
works columns t.aec
says '^t.aec: 5 rows of 2 columns$' out
says '^packed codes of 8 bits a number, encoder [0-9a-f]\{16\}; `ae decode` makes rows of them$' out
works columns t.aec --json
says '"code_bits": 8' out
works decode t.ae --data - --out piped.csv <t.aec
cmp -s back.csv piped.csv || fail "standard input gives other rows"

# Words have no squared error.
printf 'size\nbig\nsmall\nbig\nbig\nsmall\n' >words.csv
works train --data words.csv --spec 'input 1 | columns category:2 | dense 1 | code | dense 2' --steps 20 --batch 5 --out w.ae --quiet
works encode w.ae --data words.csv --header yes --out w.aec
grep -q nan out && fail "an error that is no number: $(cat out)"
works encode t.ae --data rows.csv --bits 4 --out quiet.aec --quiet
[ ! -s out ] || fail "--quiet is not quiet: $(cat out)"

# --- an encoder alone packs for the whole model; another model does not decode ---

works export m.ae --encoder encoder.ae
works encode encoder.ae --data digits-test:500 --bits 6 --out alone.aec
cmp -s alone.aec c6.aec || fail "an encoder alone packs other codes"
works train --from m.ae --data digits:300 --steps 1 --out further.ae --quiet
refuses 1 'c4.aec: another model than further.ae has made these codes' decode further.ae --data c4.aec --out x.npy
works train --data digits:300 --spec 'input 784 | dense 9 act=relu | code | dense 784' --steps 1 --out nine.ae --quiet
refuses 1 "c4.aec: its rows have 16 numbers, where the model's code has 9" decode nine.ae --data c4.aec --out x.npy
refuses 1 "c4.aec: its rows have 16 numbers, where the model's input has 784 (they are codes: .ae decode. makes rows" \
    eval m.ae --data c4.aec

# --- each packing, and none ---

for pack in none zlib; do
    works encode m.ae --data digits-test:500 --bits 4 --pack $pack --out "$pack.aec"
    cp out "out_$pack"
    works decode m.ae --data "$pack.aec" --out x.npy
    cmp -s x.npy d4.npy || fail "--pack $pack decodes to other rows"
done
above "$(wc -c <none.aec)" "$(wc -c <zlib.aec)"
says '^none.aec: .* each: 8[.][0-9]* bytes a row' out_none

# --- codes are rows for whatever takes rows ---

works train --data c8.aec --spec 'input 16 | dense 4 | code | dense 16' --steps 5 --out stacked.ae --quiet

# --- what is refused ---

refuses 1 'x.npy: --bits and --pack are for packed codes, a file of their own kind; name a .aec file' \
    encode m.ae --data digits:9 --bits 4 --out x.npy
refuses 1 'x.npy: --bits and --pack are for' encode m.ae --data digits:9 --pack zlib --out x.npy
refuses 1 'x.aec: --format is for numbers as they are' encode m.ae --data digits:9 --bits 8 --format csv --out x.aec
refuses 1 'x.aec: the suffix tells the format' score m.ae --data digits:9 --out x.aec
refuses 2 "--bits: '5' is not 8, 6 or 4" encode m.ae --data digits:9 --bits 5 --out x.aec
refuses 2 "--pack: 'rar' is not .zstd., .zlib. or .none." encode m.ae --data digits:9 --pack rar --out x.aec
refuses 2 '--bits and --pack are for codes, --value is something else' \
    encode m.ae --data digits:9 --bits 8 --value dense1 --out x.aec
printf '1,x,2\n,y,3\n4,x,5\n' >gap.csv
refuses 1 'gap.csv: row 2, number 1 of its code is nan; only finite numbers can be packed' \
    encode t.ae --data gap.csv --keep-going --out x.aec
head -c 300 none.aec >cut.aec
refuses 1 'cut.aec: is truncated' decode m.ae --data cut.aec --out x.npy
printf 'nothing of the kind' >text.aec
refuses 1 'text.aec: is no good file of codes: ' decode m.ae --data text.aec --out x.npy
for command in info 'decode --data c8.aec --out x.npy'; do
    set -- $command
    name=$1
    shift
    refuses 1 'c8.aec: holds packed codes, where a model is due; .ae columns. tells of them$' "$name" c8.aec "$@"
done

finish
