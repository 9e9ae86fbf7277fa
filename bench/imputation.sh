#!/bin/sh
# How well gaps are filled: sh bench/imputation.sh [SEEDS]     default: 3
#
# Hides a tenth of the values of two real tables, trains a net on the rest, lets it fill the gaps, and prints how far that is
# from what was hidden, in units of each column's standard deviation: root of the mean square, and mean. Beside it the column's
# mean, the five nearest neighbours and a linear model, all of scikit-learn. It needs the data (AE_DATA, or ../shared/data) and
# a python with numpy and scikit-learn (Debian: python3-sklearn), which PYTHON may name.
set -eu
cd "$(dirname "$0")/.."
case ${1-} in -h | --help) sed -n '2,/^[^#]/s/^# \{0,1\}//p' bench/imputation.sh; exit 0 ;; esac
. bench/python.sh
sh scripts/build.sh build >&2

data=${AE_DATA:-$PWD/../shared/data}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for table in annthyroid mammography; do
    for seed in $(seq 0 $((${1:-3} - 1))); do
        "$python" bench/imputation.py "$PWD/build/tools/ae" "$data/anomaly/$table.csv.gz" "$seed" "$work"
    done
done
