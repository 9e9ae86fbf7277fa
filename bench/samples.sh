#!/bin/sh
# How much new rows of `ae sample` are like those of tables that were held out, with losses and codes as they can be chosen:
# sh bench/samples.sh [AE]. The tables are vowels and annthyroid of ${AE_DATA:-../shared/data}/anomaly, and scikit-learn's.
# PYTHON names an interpreter that has scikit-learn.
set -eu
here=$(dirname "$0")
ae=${1:-build/tools/ae}
data=${AE_DATA:-../shared/data}/anomaly
. "$here/python.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

set --
for table in vowels annthyroid; do
    [ -f "$data/$table.csv.gz" ] && set -- "$@" "$data/$table.csv.gz" || echo "left out: there is no $data/$table.csv.gz" >&2
done
"$python" "$here/samples.py" "$ae" "$folder" "$@"
