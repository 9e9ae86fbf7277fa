#!/bin/sh
# bench/against.sh with builds and benchmarks that only say so: against.sh SOURCE_ROOT
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bench" "$folder/bin" "$folder/tmp"
cp "$1/bench/against.sh" "$1/bench/against.awk" "$folder/bench"

fake() { # name, what it does
    printf '#!/bin/sh\n%s\n' "$2" >"$folder/bin/$1"
    chmod +x "$folder/bin/$1"
}

# This is a third slower in `step`, a quarter better in `rate`; `new` and `old` are on one side only.
fake ae-bench 'side=$(basename "$(dirname "$(dirname "$0")")")
echo "$side $1" >>"$CALLS"
case $side$1 in
    this--list) printf "new\nstep\nrate\n" ;;
    that--list) printf "rate\nold\nstep\n" ;;
    thisstep) echo "step $((40 + $(wc -l <"$CALLS") % 2 * 5)) us 50" ;;
    thatstep) echo "step 30 us 50" ;;
    thisrate) echo "rate 100 gflops 90" ;;
    thatrate) echo "rate 80 gflops 70" ;;
esac'
fake meson 'case $1 in setup)
    mkdir -p "$3/bench" "$3/lib"
    cp "$(dirname "$0")/ae-bench" "$3/bench/ae-bench"
    echo library >"$3/lib/libautoencoder.so" ;;
esac'
fake git 'case "$1 $2" in
    "worktree add") [ "$6" = 222e8d4 ] && mkdir "$5" ;;
    *describe*) echo a-commit ;;
esac'
fake strip 'cp "$3" "$2"'

against() {
    CALLS=$folder/calls TMPDIR=$folder/tmp PATH=$folder/bin:$PATH sh "$folder/bench/against.sh" "$@" >"$folder/said" 2>&1
}

fail() {
    echo "$*"
    cat "$folder/said"
    exit 1
}

against --rounds 2 222e8d4 || fail "it failed"
grep -q '^step  *40  *30 us  *1\.333$' "$folder/said" || fail "step"
grep -q '^rate  *100  *80 gflops  *0\.800$' "$folder/said" || fail "rate"
grep -q '^library_size  *8  *8 bytes  *1\.000$' "$folder/said" || fail "size"
[ "$(tail -n 1 "$folder/said")" = "worst: step 1.333" ] || fail "the worst is not last"
turns=$(grep -v list "$folder/calls" | tr '\n' ',')
[ "$turns" = "this step,that step,this rate,that rate,that step,this step,that rate,this rate," ] || fail "not in turn: $turns"
[ -z "$(ls "$folder/tmp")" ] || fail "it left $(ls "$folder/tmp")"

against --rounds 1 --cases 'r*' 222e8d4 || fail "a pattern"
! grep -q '^step' "$folder/said" || fail "step was not asked for"
! against --cases 'new' 222e8d4 || fail "a case of one side was accepted"
grep -q 'no case of both is called so: new' "$folder/said" || fail "what is wrong"
! against --rounds 1 0000000 || fail "an unknown commit was accepted"
for wrong in "" "--rounds 0 222e8d4" "--rounds x 222e8d4" "--fast 222e8d4" "222e8d4 222e8d4" "222e8d4 --rounds"; do
    # shellcheck disable=SC2086
    ! against $wrong || fail "accepted: $wrong"
    grep -q 'sh bench/against.sh .*COMMIT' "$folder/said" || fail "no usage for: $wrong"
done
against --help || fail "no help"
