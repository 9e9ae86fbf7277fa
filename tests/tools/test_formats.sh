#!/bin/sh
# Rows of many formats, and results in them: test_formats.sh AE
. "$(dirname "$0")/cli.sh"

# npy DESCR SHAPE: the beginning of a file
npy() {
    printf "\223NUMPY\001\000\166\000%-117s\n" "{'descr': '$1', 'fortran_order': False, 'shape': ($2), }"
}

# --- pictures with their channels last ---

conv='input 3x2x2 | conv2d 2 kernel=1 act=relu | dense 2 | code | decoder mirror act=sigmoid'
{ npy '|u1' '2, 3, 2, 2' && printf '\001\002\003\004\021\022\023\024\041\042\043\044\101\102\103\104\121\122\123\124\141\142\143\144'; } >nchw.npy
{ npy '|u1' '2, 2, 2, 3' && printf '\001\021\041\002\022\042\003\023\043\004\024\044\101\121\141\102\122\142\103\123\143\104\124\144'; } >nhwc.npy
works train --data nchw.npy --spec "$conv" --steps 3 --quiet --out nchw.ae
works train --data nhwc.npy --layout nhwc --spec "$conv" --steps 3 --quiet --out nhwc.ae
cmp -s nchw.ae nhwc.ae || fail 'the same pictures in another layout train another model'
refuses 1 'nhwc.npy: its rows are 2x2x3, where the model takes 3x2x2: .* --layout nhwc' train --data nhwc.npy \
    --spec "$conv" --out x.ae
refuses 1 'nhwc.npy: its rows are 2x2x3, where the model takes 3x2x2' score nchw.ae --data nhwc.npy --out s.csv
refuses 2 "layout: 'hwc' is not .nhwc., channels last, or .nchw." train --data nhwc.npy --layout hwc --spec "$conv" --out x.ae
works score nchw.ae --data nchw.npy --out nchw.csv
{ npy '|u1' '2, 5, 5, 3' && head -c 150 "$ae"; } >last.npy
"$ae" train --data last.npy --spec 'input 5x5x3 | flatten | dense 1 | code | dense 75' --steps 1 --dry-run --out x.ae 2>err >out
says 'last.npy: its rows are 5x5x3; if the channels of pictures come last there, --layout nhwc brings them first' err
works train --data last.npy --spec 'input 75 | dense 1 | code | dense 75' --steps 1 --dry-run --out x.ae
works score nchw.ae --data nhwc.npy --layout nhwc --out nhwc.csv
cmp -s nchw.csv nhwc.csv || fail 'the same pictures in another layout have other scores'

# --- 16 bits: without a sign in npy, and in IDX for who divides by 65535 ---

wide='input 2x2 | flatten | dense 2 | code | dense 4 act=sigmoid'
printf '\204\133\176\064\211\277\173\376\000\001\377\377\200\000\177\377' >body
printf '\133\204\064\176\277\211\376\173\001\000\377\377\000\200\377\177' >turned
{ printf '\000\000\013\003\000\000\000\002\000\000\000\002\000\000\000\002' && cat body; } >short.idx
{ npy '<u2' '2, 2, 2' && cat turned; } >u2.npy
works train --data u2.npy --spec "$wide" --steps 3 --quiet --out u2.ae
works train --data short.idx --scale 65535 --spec "$wide" --steps 3 --quiet --out short.ae
cmp -s u2.ae short.ae || fail '16 bits of IDX are other numbers than those of npy'
works score u2.ae --data u2.npy --out u2.csv
works score u2.ae --data short.idx --out short.csv
cmp -s u2.csv short.csv || fail 'a model that divides by 65535 reads the signs of an IDX'
"$ae" train --data short.idx --spec "$wide" --steps 1 --dry-run --out x.ae >out 2>err || fail 'an IDX with signs is refused'
says 'short.idx: 16 bits have a sign in IDX; --scale 65535 takes them as 0 to 65535' err

# --- results: by suffix, by name, and with what a format has no place for beside it ---

printf '1,2,north\n3,4,south\n5,7,north\n' >rows.csv
works train --data rows.csv --label 3 --spec 'input 2 | dense 1 | code | decoder mirror' --steps 2 --quiet --out r.ae
works encode r.ae --data rows.csv --label 3 --out codes.npy --quiet
printf 'north\nsouth\nnorth\n' | cmp -s - codes.labels.txt || fail 'the labels of codes.npy are not beside it'
works encode r.ae --data rows.csv --label 3 --out codes.svm
works train --data rows.csv --drop 3 --spec 'input 2 | dense 1 | code | decoder mirror' --steps 2 --quiet --out u.ae
"$ae" encode u.ae --data rows.csv --label 3 --out own.svm --quiet 2>err || fail 'no LIBSVM text was written'
says "LIBSVM's labels are numbers: 0 is 'north', 1 is 'south'" err
works encode r.ae --data rows.csv --label 3 --out codes.csv --quiet
sed '1d; s/^north,/0 1:/; s/^south,/1 1:/' codes.csv | cmp -s - codes.svm || fail 'codes.svm has other codes than codes.csv'
works encode r.ae --data rows.csv --label 3 --out codes.data --format libsvm --quiet
cmp -s codes.svm codes.data || fail '--format libsvm gives another file than .svm'
refuses 1 'codes are no images' encode r.ae --data rows.csv --label 3 --out codes.data --format png
refuses 2 "format: 'tsv' is not" encode r.ae --data rows.csv --label 3 --out codes.data --format tsv

# --- LIBSVM text, as wide as the model ---

printf '1 1:0.5 3:0.2\n-1 2:0.1\n' >a.svm
"$ae" train --data a.svm --spec 'input 4 | dense 1 | code | decoder mirror' --steps 1 --quiet --out l.ae 2>err ||
    fail "LIBSVM text is refused: $(cat err)"
printf '1 1:0.5\n-1 2:0.1\n' >valid.svm
"$ae" train --data a.svm --valid valid.svm --steps 1 --quiet --out v.ae 2>err ||
    fail "validation rows without the last columns are refused: $(cat err)"
refuses 1 "a.svm: line 1: '3:0.2': rows of 2 numbers are wanted" train --data a.svm --quiet \
    --spec 'input 2 | dense 1 | code | decoder mirror' --out x.ae

# --- a folder of pictures: their names go along ---

works train --data digits:4 --spec "$net" --steps 1 --quiet --out d.ae
mkdir pictures
for i in 1 2 10; do
    echo $i >row
    works reconstruct d.ae --data digits:20 --rows-from row --out pictures/$i.png
done
works train --data pictures --spec 'input 336x336 | flatten | dense 1 | code | dense 112896' --steps 1 --quiet --out p.ae
works score p.ae --data pictures --out pictures.csv
sed 1d pictures.csv | cut -d, -f1 | tr '\n' ' ' >names
says '^1.png 2.png 10.png $' names
rm -r pictures

# --- an archive from a pipe, which it cannot be read from ---

code=0
printf 'PK\003\004xx' | "$ae" columns - >out 2>err || code=$?
[ "$code" = 1 ] || fail "an archive from a pipe: exit status $code"
says 'is a zip archive, which can be read from a file, not from a pipe\|which this build cannot read' err

# --- an output is none of the files that are read ---

touch a.npz
refuses 1 'a.npz: --out would overwrite what --data reads' train --data a.npz:x --spec 'input 2 | dense 1 | code | dense 2' \
    --out a.npz
{ npy '|u1' '2,' && printf 'ab'; } >u1.npy
refuses 1 'a row alone is an array of one row: x.reshape(1, -1)' score r.ae --data u1.npy --out x.csv
finish
