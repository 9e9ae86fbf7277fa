#!/bin/sh
# How good the codes of `ae train --for features` are for others, beside pixels or columns and principal components:
# sh bench/features.sh [AE]. MNIST is found in ${AE_DATA:-../shared/data}; the tables are scikit-learn's own and those of
# ${AE_DATA:-../shared/data}/anomaly. THREADS are for the training alone; SEEDS are those of MNIST's net.
# PYTHON names an interpreter that has scikit-learn.
set -eu
here=$(dirname "$0")
ae=${1:-build/tools/ae}
export AE_DATA="${AE_DATA:-../shared/data}"
. "$here/python.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

if [ -d "$AE_DATA/mnist" ]; then
    for seed in ${SEEDS:-0}; do
        "$ae" train --data mnist --for features --seed "$seed" --threads "${THREADS:-1}" --out "$folder/m.ae"
        for data in mnist mnist-test; do
            "$ae" encode "$folder/m.ae" --data $data --quiet --out "$folder/$data-$seed.npy"
        done
    done
    "$python" "$here/features.py" digits "$AE_DATA/mnist" "$folder" ${SEEDS:-0}
else
    echo "left out: there is no $AE_DATA/mnist"
fi
set -- "$AE_DATA"/anomaly/[av]*.csv.gz
[ -f "$1" ] || { echo "left out: there is no $1"; shift; }
"$python" "$here/features.py" tables "$ae" "$folder" "$@"
