#!/bin/sh
# Noise taken away, from noisy rows and clean ones to cleaned rows: test_denoise.sh AE
. "$(dirname "$0")/cli.sh"

# pairs SEED ROWS CLEAN NOISY: waves of two frequencies, and the same with noise of deviation 0.3 on each number
pairs() {
    awk -v seed="$1" -v rows="$2" -v clean="$3" -v noisy="$4" 'BEGIN {
        x = seed
        for (i = 0; i < rows; i++) {
            for (k = 0; k < 3; k++) { x = (x * 16807) % 2147483647; u[k] = x / 2147483647 }
            for (j = 0; j < 24; j++) {
                y = u[0] * sin(j / 4) + u[1] * cos(j / 3) + u[2]
                for (n = k = 0; k < 12; k++) { x = (x * 16807) % 2147483647; n += x / 2147483647 }
                printf "%s%.6f", j ? "," : "", y >clean
                printf "%s%.6f", j ? "," : "", y + 0.3 * (n - 6) >noisy
            }
            print "" >clean
            print "" >noisy
        }
    }'
}

# mse A B: of two CSV files, lines of letters left out
mse() {
    grep -v '[a-df-z]' "$1" >a.csv
    grep -v '[a-df-z]' "$2" >b.csv
    paste -d , a.csv b.csv | awk -F , '{ for (i = 1; i <= NF / 2; i++) { d = $i - $(i + NF / 2); s += d * d; n++ } }
        END { printf "%.6g", s / n }'
}

number() {
    sed -n "s/.*\"$1\": \([0-9.e-]*\)[,}].*/\1/p" out
}

pairs 1 2000 clean.csv noisy.csv
pairs 2 300 clean_test.csv noisy_test.csv
works train --data noisy.csv --target clean.csv --spec 'input 24 | dense 16 act=tanh | dense 3 | code | decoder mirror' \
    --epochs 60 --batch 50 --optimizer 'adam lr=0.003' --out d.ae --quiet

# Given noisy rows and the clean ones; when a model is evaluated; then its error stands beside that of the noisy rows.
works eval d.ae --data noisy_test.csv --target clean_test.csv
says '^untouched  *0\.0[89][0-9]*   the mse of the rows themselves, given back as they are$' out
works eval d.ae --data noisy_test.csv --target clean_test.csv --json
before=$(mse noisy_test.csv clean_test.csv)
awk "BEGIN { d = $(number untouched) / $before - 1; exit !(d * d < 1e-8) }" || fail "untouched $(number untouched), but $before"
error=$(number mse)

# When the same rows are reconstructed; then what is written is as near to the clean rows as was told, and much nearer.
works reconstruct d.ae --data noisy_test.csv --out cleaned.csv
after=$(mse cleaned.csv clean_test.csv)
awk "BEGIN { d = $error / $after - 1; exit !(d * d < 1e-8) }" || fail "mse $error, but $after"
awk "BEGIN { exit !($after < $before / 4) }" || fail "noise $before is $after afterwards"

# Where there is no target, or one of another kind, there is nothing to tell.
works eval d.ae --data clean_test.csv
! grep -q '^untouched' out || fail "untouched rows without a target: $(cat out)"
works eval d.ae --data clean_test.csv --json
says '"untouched": null' out

finish
