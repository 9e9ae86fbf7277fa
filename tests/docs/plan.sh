#!/bin/sh
# The plan that docs/architecture.md reads is the one that the library makes: plan.sh ROOT AE WORK_FOLDER
set -eu
: "${MESON_EXE_WRAPPER=}" # set by meson where a program for another processor is to be run
page=$1/docs/architecture.md ae=$2 work=$3
mkdir -p "$work"

spec=$(sed -n 's/^    \(input 6 | .*\)/\1/p' "$page")
sed -n '/^    plan train:/,/^$/s/^    //p' "$page" >"$work/shown"
[ -n "$spec" ] && [ -s "$work/shown" ] || { echo "$page shows no spec and plan"; exit 1; }

printf '0,0,0,0,0,0\n1,1,1,1,1,1\n' >"$work/rows.csv"
$MESON_EXE_WRAPPER "$ae" train --data "$work/rows.csv" --steps 1 --quiet --spec "$spec" --out "$work/model"
$MESON_EXE_WRAPPER "$ae" info --plans "$work/model" | sed -n '/^plan train:/,$p' >"$work/made"
diff "$work/shown" "$work/made"
