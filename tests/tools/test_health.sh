#!/bin/sh
# The health of a code, by ae info MODEL --data X: test_health.sh AE
. "$(dirname "$0")/cli.sh"

# Rows of four numbers: two that do not correlate, the first once more with its sign turned, and one that never changes. The
# code is the row.
awk 'BEGIN { print "a,b,c,d"; for (i = 0; i < 40; i++) { a = i % 2 * 2 - 1; b = int(i / 2) % 2 * 2 - 1; print a "," b "," (0 - a) "," 3 } }' >rows.csv
sed '1!s/3$/2/; 2s/2$/1/' rows.csv >varied.csv
cat >copy.spec <<'END'
input 4
act linear
code
dense 4
END
works train --data varied.csv --spec @copy.spec --steps 1 --optimizer 'sgd lr=0' --out copy.ae --quiet

# --- without rows all is as it was; with them it comes first, and then the code ---

works info copy.ae
mv out plain
! grep -q 'effective rank' plain || fail "health without rows"
works info copy.ae --data rows.csv
head -n "$(wc -l <plain)" out | cmp -s - plain || fail "not first what info says without rows"
says '^code of 40 rows of rows.csv:$' out
says '^  unit        mean   deviation   near 0$' out
says '^     1           0           1    0.0 %$' out
says '^     2           0           1    0.0 %$' out
says '^     3           0           1    0.0 %   duplicate of unit 1 (-1.000)$' out
says '^     4           3           0    0.0 %   dead$' out
says '^4 units: 1 dead, 1 duplicate$' out
says '^effective rank: \(1\.9 of 4\|not known, as this build has no LAPACK\)$' out # eigenvalues 2, 1: exp(0.6365) = 1.89
says '^sparsity: 0.0 % of the numbers are near 0; Hoyer.s measure is 0\.[0-9]*$' out
says '^advice:$' out
says '^  1 of 4 units gives the same number for every row' out
says '^  1 of 4 units says what a unit before says, such as unit 3, which has a correlation of -1.000 with unit 1' out
says '^  the code has 4 numbers and the row 4' out
! grep -q 'KL' out || fail "a divergence of a plain code"

# --- as JSON ---

works info copy.ae --data rows.csv --json
cat >check.awk <<'END'
{ text = text $0 }
END {
    gsub(/[ \n]/, "", text)
    n = split("\"health\":{\"rows\":40,|\"blank_rows\":0|\"dead\":1|\"duplicate\":1|\"collapsed\":0|\"saturated\":0|\"wrong\":[\"duplicate\"],\"twin\":1,\"correlation\":-1.0|\"wrong\":[\"dead\"],\"twin\":null|\"kl\":null|\"advice\":[\"1of4units", wanted, "|")
    for (i = 1; i <= n; i++)
        if (!index(text, wanted[i]))
            print "no " wanted[i]
}
END
awk -f check.awk out >missing
[ ! -s missing ] || fail "$(cat missing out)"
works info copy.ae --json
! grep -q '"health"' out || fail "health without rows"

# --- saturated, and told by the reach of its activation ---

awk -F, 'NR == 1 { print; next } { print $1 * 30 "," $2 "," ($1 + $2) / 4 "," ($1 - $2) / 8 }' rows.csv >steep.csv
printf 'input 4\nact sigmoid\ncode\ndense 4\n' >steep.spec
works train --data varied.csv --spec @steep.spec --steps 1 --optimizer 'sgd lr=0' --out steep.ae --quiet
works info steep.ae --data steep.csv
says '^  unit        mean   deviation  at ends   near 0$' out
says '^     1         0.5         0.5  100.0 %   50.0 %   saturated$' out
says "^  1 of 4 units stays at the ends of the activation's reach, 0 to 1" out

# --- a variational code: of 0 numbers everything that it says is a bias, and that is the prior ---

printf 'input 4\ngaussian 2\ncode\ndense 4\nloss gaussian\nloss kl_normal\ninit zeros\n' >prior.spec
"$ae" train --data varied.csv --spec @prior.spec --steps 1 --optimizer 'sgd lr=0' --out prior.ae --quiet >out 2>err ||
    fail "no variational net: $(cat err)"
says '^prior.ae: code: 2 of 2 units have a divergence near 0' err
works info prior.ae --data rows.csv
says '^  unit        mean   deviation   near 0   KL, nats$' out
says '^     1           0           0  100.0 %     0.0000   collapsed$' out
says '^2 units: 2 collapsed$' out
says '^KL: 0.0000 nats a row$' out
says '^  40 of 40 rows have a code of zeros only' out
says 'free_bits=0.1' out

# --- digits: only those of many units that something is wrong with, and the options of rows ---

works train --data digits:200 --spec 'input 784 | dense 60 act=tanh | code | dense 784 act=sigmoid' --steps 5 --out many.ae --quiet
works info many.ae --data digits:100 --threads 1
says '^code of 100 rows of digits:100:$' out
says '^60 units' out
head -n 3 rows.csv >few.csv
seq 0 34 >listed
works info copy.ae --data rows.csv --rows-from listed
says '^code of 35 rows' out

# --- mistakes ---

refuses 1 '^ae: few.csv: has 2 rows, and the health of a code needs 30: of fewer, units look alike by chance$' \
    info copy.ae --data few.csv
refuses 1 'its rows have 784 numbers, where the model' info copy.ae --data digits:100
refuses 1 'nowhere.csv' info copy.ae --data nowhere.csv
refuses 2 '^ae info: --label is about the rows of --data, which is missing$' info copy.ae --label d
refuses 2 '^ae info: --threads is about the rows of --data, which is missing$' info copy.ae --threads 2

finish
