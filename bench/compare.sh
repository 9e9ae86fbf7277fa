#!/bin/sh
# Ours beside the others', on this machine, in turn, minimum against minimum; prints the tables of docs/performance.md.
#
#   sh bench/compare.sh [--rounds N] [--peers FOLDER] [--build FOLDER] [--whole] [--keep FILE]
#
#   --rounds N      how often everything is run in turn (default 3)
#   --peers FOLDER  gemm_bound.c, torch_dense.py, torch_conv.py (default PEERS, or ../shared/peers); what is missing is left out
#   --build FOLDER  where to build (default build)
#   --whole         also the chapter's whole training run of 20,001 steps; it needs the data (AE_DATA, or ../shared/data)
#   --keep FILE     all figures as they came, a line each: name, figure, unit
#
# The machine should be quiet, and its clock steady. PYTHON names an interpreter that has PyTorch (default python3).
set -eu
cd "$(dirname "$0")/.."
root=$PWD rounds=3 peers=${PEERS:-$PWD/../shared/peers} build=build whole=no keep=
while [ $# -gt 0 ]; do
    case $1 in
        --rounds) rounds=$2; shift ;;
        --peers) peers=$2; shift ;;
        --build) build=$2; shift ;;
        --keep) keep=$2; shift ;;
        --whole) whole=yes ;;
        -h | --help) sed -n '2,/^[^#]/s/^# \{0,1\}//p' "bench/compare.sh"; exit 0 ;;
        *) sed -n '2,/^[^#]/s/^# \{0,1\}//p' "bench/compare.sh"; exit 2 ;;
    esac
    shift
done
load() { cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo 0; }
before=$(load)
sh scripts/build.sh "$build" >&2
build=$(cd "$build" && pwd) bench=$build/bench
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
figures=${keep:-$work/figures}
: >"$figures"

say() { echo "compare.sh: $*" >&2; }

# ---- what there is ----

bound=
if printf '#include <dnnl.h>\n' | ${CC:-cc} -E - >"$work/null" 2>&1 && [ -f "$peers/gemm_bound.c" ]; then
    ${CC:-cc} -O2 "$peers/gemm_bound.c" -ldnnl -o "$work/gemm_bound" && bound=$work/gemm_bound
fi
[ -n "$bound" ] || say "no products alone: they need gemm_bound.c in $peers, and oneDNN"

# A python of one's own, first in the path, may lack what the system's has.
torch=
for python in ${PYTHON:-python3 /usr/bin/python3}; do
    [ -z "$torch" ] && [ -f "$peers/torch_dense.py" ] && "$python" -c 'import torch' 2>"$work/null" && torch=$python
done
[ -n "$torch" ] || say "no PyTorch: it needs torch_dense.py in $peers, and a python with torch; see PYTHON"
# The plain reference BLAS, which a system may give it, would not be PyTorch at its best.
torch_rate() { # GFLOP/s of a product
    "$torch" - <<'END'
import time, torch
a = torch.ones(512, 512)
best = 1e9
for _ in range(5):
    t = time.perf_counter()
    a @ a
    best = min(best, time.perf_counter() - t)
print(round(2 * 512 ** 3 / best / 1e9))
END
}
if [ -n "$torch" ] && [ "$(torch_rate)" -lt 8 ]; then
    say "no PyTorch: its BLAS here computes $(torch_rate) GFLOP/s, as the reference one does; libopenblas0 is its best"
    torch=
fi
[ -x "$bench/ae-bench-cblas" ] || say "no cblas: it was not there when this was built"

cases=$("$bench/ae-bench" --list | grep -E '^(cold_start|peak_rss_.*|(dense|vae|conv)_.*|sgemm_1024_.*)$')
conv=$(echo "$cases" | grep '^conv_' || :)

# Each peer at its best: OpenBLAS otherwise takes a new processor for an old one, two pools of threads fight, and memory
# goes back to the system at each step.
fair() {
    env OMP_WAIT_POLICY=passive MALLOC_MMAP_THRESHOLD_=268435456 MALLOC_TRIM_THRESHOLD_=1073741824 "$@"
}
if grep -qs avx512 /proc/cpuinfo; then export OPENBLAS_CORETYPE=SKYLAKEX; fi

# ---- a round: each line becomes NAME_1t or NAME_2t by the cores it may use ----

measure_ours() {
    # shellcheck disable=SC2086
    "$bench/ae-bench" $cases | awk '{ print $1, $2, $3 }'
}

measure_cblas() {
    [ ! -x "$bench/ae-bench-cblas" ] || fair "$bench/ae-bench-cblas" | awk '{ print $1, $2, $3 }'
}

measure_bound() { # cores
    [ -z "$bound" ] || OMP_NUM_THREADS=$1 "$bound" "_$1t" | sed 's/^/bound_/'
}

measure_torch() { # cores, OpenBLAS's threads, its own threads
    [ -n "$torch" ] || return 0
    for script in dense ${conv:+conv}; do
        [ ! -f "$peers/torch_$script.py" ] ||
            fair env OPENBLAS_NUM_THREADS="$2" OMP_NUM_THREADS="$3" "$torch" "$peers/torch_$script.py" "$3" |
            sed -E "s/_[0-9]+t / /; s/^torch_peak_rss /torch_dense_peak_rss /; s/^torch_(train|encode)/torch_dense_\1/
                s/^([^ ]*) /\1_$1t /"
    done
}

for round in $(seq "$rounds"); do
    say "round $round of $rounds"
    {
        measure_bound 1
        measure_ours
        measure_cblas
        measure_bound 2
        measure_torch 1 1 1
        measure_torch 2 2 1
        measure_torch 2 2 2
        measure_torch 2 1 2
    } >>"$figures"
done
measure_whole() {
    spec='input 784 | init normal sd=0.05 bias_init=normal bias_sd=0.05 | dense 128 act=sigmoid | dense 64 act=sigmoid | code
        | dense 128 act=sigmoid | dense 784 act=sigmoid | loss mse'
    start=$(date +%s.%N)
    AE_DATA="${AE_DATA:-$root/../shared/data}" "$build/tools/ae" train --data mnist --spec "$spec" --batch 256 --steps 20001 \
        --optimizer 'adam lr=0.01 eps=1e-7' --threads 2 --quiet --out "$work/model"
    date +%s.%N | awk -v start="$start" '{ printf "whole_run_2t %.3f s\n", $1 - start }'
}
if [ $whole = yes ]; then
    say "the whole run"
    measure_whole >>"$figures"
    measure_bound 2 >>"$figures"
fi

library=$(readlink -f "$build/lib/libautoencoder.so")
strip -o "$work/stripped" "$library" && echo "library_size $(wc -c <"$work/stripped") bytes" >>"$figures"

# ---- the tables ----

processor() { sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo 2>/dev/null | head -n 1; }

echo "$(processor), $(getconf _NPROCESSORS_ONLN) processors, $(uname -sm); $("$build/tools/ae" --version | tr '\n' ';' | sed 's/;$//; s/;/; /g');"
echo "built by $(${CC:-cc} --version | head -n 1); $rounds rounds; load before $before, after $(load)."
if awk "BEGIN { exit !($before > 0.5) }"; then
    printf '\n**The machine was not quiet: no figure below is to be quoted.**\n'
fi
echo
awk -f "$root/bench/compare.awk" "$figures"
