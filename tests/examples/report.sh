#!/bin/sh
# The report on a model that another example saved, with a made-up log: report.sh HELLO REPORT
set -eu
hello=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
report=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"$hello" >/dev/null
for i in 1 2 3 4 5 6 7 8 9; do echo "$i,2,3,4,5,6,7,$i"; done >rows.csv
printf '{"step": 1, "loss": 0.5}\n{"event": "end"}\n{"step": 2, "loss": 0.25}\n' >log.jsonl

"$report" --model hello.safetensors --train rows.csv --test rows.csv --log log.jsonl >said
cat said
grep -q "^autoencoder *2 numbers" said
grep -q "^PCA" said
[ -s loss.svg ]

expect_error() { # a text, arguments
    text=$1
    shift
    if "$report" "$@" 2>said; then
        echo "accepted: $*"
        exit 1
    fi
    grep -q "$text" said || { cat said; exit 1; }
}

echo "1,2,3" >narrow.csv
echo "no object" >bad.jsonl
expect_error "takes rows of 8" --model hello.safetensors --train narrow.csv --test rows.csv
expect_error "bad.jsonl:1" --model hello.safetensors --train rows.csv --test rows.csv --log bad.jsonl
expect_error "nowhere" --model nowhere --train rows.csv --test rows.csv
expect_error "are needed" --model hello.safetensors
expect_error "unknown option --mode; --help" --mode hello.safetensors
"$report" --help | grep -q -- "--out .*default \."
