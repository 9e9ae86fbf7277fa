#!/bin/sh
# `mpirun -n N ae-mpi train`: one file for any number of programs and threads; one report; errors told once.
#
#   sh test_mpi.sh AE AE_MPI
set -u
absolute() {
    echo "$(cd "$(dirname "$1")" && pwd)/$(basename "$1")"
}
ae=$(absolute "$1") ae_mpi=$(absolute "$2")
# MPI keeps some memory to its end. What trainings leave behind is looked for in the tests of the library.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
failed=0

fail() {
    echo "FAILED: $*"
    failed=1
}

# Open MPI wants to be told of root, and of more programs than processors; MPICH knows no such options.
launch=
for options in "--allow-run-as-root --oversubscribe" ""; do
    # shellcheck disable=SC2086
    if mpirun $options -n 2 true >/dev/null 2>&1; then
        launch="mpirun $options"
        break
    fi
done
[ -n "$launch" ] || {
    echo "mpirun does not start programs here: skipped"
    exit 77
}

spec="input 784 | dropout 0.2 | dense 24 act=tanh | dense 8 act=relu | code | decoder mirror tied=yes act=sigmoid
penalty l1 on=weights weight=1e-5"

train() { # programs, threads, file, more options
    n=$1 threads=$2 out=$3
    shift 3
    # shellcheck disable=SC2086
    $launch -n "$n" "$ae_mpi" train --data digits:230 --epochs 2 --batch 200 --threads "$threads" --spec "$spec" --out "$out" "$@"
}

same() { # what, two files
    cmp -s "$2" "$3" || fail "$1: the files differ"
}

# One file, whatever the number of programs and threads.
"$ae" train --data digits:230 --epochs 2 --batch 200 --threads 2 --spec "$spec" --out alone.ae --quiet || fail "ae alone"
for n in 1 2 3 4 8; do
    train $n 1 "$n.ae" --quiet >out.txt 2>&1 || fail "$n programs: $(cat out.txt)"
    same "$n programs" alone.ae "$n.ae"
done
train 2 2 both.ae --quiet >out.txt 2>&1 || fail "2 programs of 2 threads: $(cat out.txt)"
same "2 programs of 2 threads" alone.ae both.ae

# Layer by layer, too.
"$ae" train --data digits:230 --epochs 2 --batch 200 --stack 2 --spec "$spec" --out stacked.ae --quiet || fail "ae alone, stacked"
train 2 1 stacked2.ae --stack 2 --quiet >out.txt 2>&1 || fail "2 programs, stacked: $(cat out.txt)"
same "2 programs, stacked" stacked.ae stacked2.ae

# Policies and validation rows, with one report and one log.
more="--valid digits-test:100"
# shellcheck disable=SC2086
train 1 1 p1.ae --optimizer "adam | clip norm=1 | ema 0.9 | accumulate 4" $more >one.txt 2>&1 || fail "policies, alone"
# shellcheck disable=SC2086
train 3 1 p3.ae --optimizer "adam | clip norm=1 | ema 0.9 | accumulate 4" $more --log log.jsonl >three.txt 2>&1 ||
    fail "policies: $(cat three.txt)"
same "policies" p1.ae p3.ae
[ "$(grep -c '^epoch' three.txt)" = 2 ] || fail "3 programs report more than once: $(cat three.txt)"
[ "$(grep -c '"event":"run"' log.jsonl)" = 1 ] || fail "3 programs write more than one log"

# A mistake is told once, and nothing is written.
if train 3 1 wrong.ae --optimizer "adan" >out.txt 2>&1; then fail "an unknown optimizer is taken"; fi
[ "$(grep -c 'adan' out.txt)" = 1 ] || fail "a mistake is told more than once: $(cat out.txt)"
[ ! -e wrong.ae ] || fail "a file is written in spite of a mistake"

# What is not done together is done once.
$launch -n 3 "$ae_mpi" info alone.ae >out.txt 2>&1 || fail "info: $(cat out.txt)"
[ "$(grep -c '^spec\|input 784' out.txt)" = "$("$ae" info alone.ae | grep -c '^spec\|input 784')" ] || fail "info is printed more than once"

[ $failed = 0 ] && echo "all the same"
exit $failed
