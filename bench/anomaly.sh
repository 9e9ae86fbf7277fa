#!/bin/sh
# Anomalies in tables with nothing said: what `ae train` chooses, scored by the loss and by a joint scorer, beside PCA and an
# isolation forest, by ROC-AUC:
#
#     sh bench/anomaly.sh [AE [FILE ...]]
#
# A FILE has numbers alone and in its last column 1 for an anomaly; or it is an .npz of ADBench's (X, y). Without files:
# annthyroid, mammography and vowels of ${AE_DATA:-../shared/data}/anomaly. All rows are trained on, anomalies too.
# PYTHON names an interpreter that has scikit-learn.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
ae=${1:-build/tools/ae}
case $ae in */*) ae=$(cd "$(dirname "$ae")" && pwd)/$(basename "$ae") ;; esac
[ $# -gt 1 ] && shift || set -- "${AE_DATA:-../shared/data}"/anomaly/*.csv.gz
[ -f "$1" ] || { echo "skipped: there is no $1"; exit 0; }
. "$here/python.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

echo "| rows of | rows x columns | code | joint, mean (seeds 0, 1, 2) | the loss, mean (seeds 0, 1, 2) | PCA | isolation forest |"
echo "|---|---|---|---|---|---|---|"
for file; do
    case $file in /*) ;; *) file=$PWD/$file ;; esac
    (
        cd "$folder"
        "$python" "$here/anomaly.py" rows "$file" >rows.csv
        for seed in 0 1 2; do
            "$ae" train --data rows.csv --label LAST --seed $seed --quiet --out m.ae 2>said || { cat said >&2; exit 1; }
            "$ae" score m.ae --data rows.csv --out joint$seed.csv --quiet
            "$ae" score m.ae --data rows.csv --fit reconstruction --out loss$seed.csv --quiet
        done
        code=$("$ae" info m.ae --json | sed -n 's/^ *"code": \([0-9]*\).*/\1/p' | head -n 1)
        "$python" "$here/anomaly.py" line "$file" "$code" 3
    )
done | tee "$folder/table"
awk -F'|' '{ for (i = 5; i <= 8; i++) sum[i] += $i } END { if (NR > 3) printf "| mean of %d | | | %.3f | %.3f | %.3f | %.3f |\n",
    NR, sum[5] / NR, sum[6] / NR, sum[7] / NR, sum[8] / NR }' "$folder/table"
