#!/bin/sh
# How well `ae train` without any option but the label's finds anomalies, beside principal components and an isolation forest:
# sh bench/anomaly.sh [AE [FILE ...]]. A FILE holds numbers, and in its last column 1 for an anomaly; the usual ones are those
# of ${AE_DATA:-../shared/data}/anomaly. All rows are trained on, anomalies too.
# PYTHON names an interpreter that has scikit-learn.
set -eu
here=$(dirname "$0")
ae=${1:-build/tools/ae}
[ $# -gt 1 ] && shift || set -- "${AE_DATA:-../shared/data}"/anomaly/*.csv.gz
[ -f "$1" ] || { echo "skipped: there is no $1"; exit 0; }
for python in ${PYTHON:-python3 /usr/bin/python3} ''; do
    [ -n "$python" ] || { echo "skipped: no python has numpy and scikit-learn (python3-sklearn on Debian); see PYTHON"; exit 0; }
    "$python" -c 'import numpy, sklearn' 2>/dev/null && break
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

echo "| rows of | rows x columns | code | ae, mean (seeds 0, 1, 2) | PCA | isolation forest |"
echo "|---|---|---|---|---|---|"
for file; do
    for seed in 0 1 2; do
        "$ae" train --data "$file" --label LAST --seed $seed --quiet --out "$folder/m.ae"
        "$ae" score "$folder/m.ae" --data "$file" --out "$folder/$seed.csv" --quiet
    done
    code=$("$ae" info "$folder/m.ae" --json | sed -n 's/^ *"code": \([0-9]*\).*/\1/p' | head -n 1)
    "$python" "$here/anomaly.py" "$file" "$code" "$folder"/[012].csv
done
