#!/bin/sh
# What training in several processes costs on this machine: sh bench/parts.sh [--rounds N] [--batch N] [--steps N]
#
# Measures the chapter's net as one process of two threads and as two processes of one thread, in turn, and prints for each
# the fastest step of all rounds, and their ratio; beside it what the exchange takes in a step, and one plain MPI_Allreduce of
# the same bytes.
# The mark is a ratio of 1.15 at a batch of 1,024. Keep the machine quiet. It needs MPI. Build first: sh scripts/build.sh
set -eu
cd "$(dirname "$0")/.."
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' bench/parts.sh; }

rounds=5 batch=1024 steps=300
while [ $# -gt 0 ]; do
    case $1 in
        --rounds) rounds=${2-} ;;
        --batch) batch=${2-} ;;
        --steps) steps=${2-} ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
    shift 2 || { usage >&2; exit 2; }
done
case $rounds$batch$steps in *[!0-9]*) usage >&2; exit 2 ;; esac

# Open MPI wants to be told of root, and not to tie a process with two threads to one core; MPICH knows no such options.
launch=mpirun
mpirun --allow-run-as-root --bind-to none -n 2 true >/dev/null 2>&1 && launch="mpirun --allow-run-as-root --bind-to none"

round=0
while [ $round -lt "$rounds" ]; do
    $launch -n 1 build/bench/ae-parts --batch "$batch" --threads 2 --steps "$steps"
    $launch -n 2 build/bench/ae-parts --batch "$batch" --threads 1 --steps "$steps"
    round=$((round + 1))
done | awk -v batch="$batch" '
    function least(key, value) { if (!(key in best) || value < best[key]) best[key] = value }
    { least($1 " step", $3); least($1 " median", $4); least($1 " exchange", $6); bytes = $7; least($1 " allreduce", $8) }
    END {
        printf "batch %d, ms a step: 1 process x 2 threads %.3f (median %.3f); 2 processes x 1 thread %.3f (median %.3f); ratio %.3f\n",
            batch, best["1 step"], best["1 median"], best["2 step"], best["2 median"], best["2 step"] / best["1 step"]
        printf "exchange: %.3f ms of a step, the wait for the other process included, %d bytes; MPI_Allreduce: %.3f ms\n",
            best["2 exchange"], bytes, best["2 allreduce"]
    }'
