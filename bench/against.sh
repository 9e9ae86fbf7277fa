#!/bin/sh
# This tree beside another commit, on this machine, in turn, minimum against minimum.
#
#   sh bench/against.sh [--rounds N] [--cases 'NAME ...'] COMMIT
#
#   --rounds N           how often every case is run on both sides (default 5); the sides change places each round
#   --cases 'NAME ...'   these cases of ae-bench alone; NAME may be a pattern, such as 'dense_*' (default all)
#
# Both are built in a temporary folder with the same options, this tree as it is, with what is not committed. Cases that only
# one of them has are left out. Of each case the best of all rounds counts; the ratio is this / that, and for a rate that /
# this, so that more than 1 is always worse. The last line is the worst. All cases and five rounds take about ten minutes.
#
# The machine should be quiet, and its clock steady. AE_KERNELS chooses a kernel set.
set -eu
cd "$(dirname "$0")/.."
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' bench/against.sh; }

rounds=5 wanted='*' commit=
while [ $# -gt 0 ]; do
    case $1 in
        --rounds) rounds=${2-}; shift ;;
        --cases) wanted=${2-}; shift ;;
        -h | --help) usage; exit 0 ;;
        -*) usage >&2; exit 2 ;;
        *) [ -z "$commit" ] || { usage >&2; exit 2; }; commit=$1 ;;
    esac
    [ $# -eq 0 ] || shift
done
case $commit:$rounds in :* | *:0 | *:*[!0-9]* | *:) usage >&2; exit 2 ;; esac

say() { echo "against.sh: $*" >&2; }

work=$(mktemp -d)
clean() {
    git worktree remove --force "$work/source" 2>/dev/null || true
    rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' INT TERM

# ---- the two builds ----

build() { # this or that, source
    say "building $1"
    {
        meson setup -Dtests=enabled "$work/$1" "$2" && meson compile -C "$work/$1" ae-bench ae-bench-child
    } >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 1; }
}

git worktree add --quiet --detach "$work/source" "$commit"
build that "$work/source"
build this .

# ---- the cases of both, in the order of this ----

asked_for() { # name
    set -f
    # shellcheck disable=SC2254
    for pattern in $wanted; do
        case $1 in $pattern) return 0 ;; esac
    done
    return 1
}

"$work/that/bench/ae-bench" --list >"$work/known"
cases=
for name in $("$work/this/bench/ae-bench" --list | grep -Fx -f "$work/known"); do
    ! asked_for "$name" || cases="$cases $name"
done
[ -n "$cases" ] || { say "no case of both is called so: $wanted"; exit 1; }

# ---- in turn ----

measure() { # this or that, case
    "$work/$1/bench/ae-bench" "$2" >"$work/line"
    awk -v side="$1" '{ print side, $1, $2, $3 }' "$work/line" >>"$work/figures"
}

first=this second=that
for round in $(seq "$rounds"); do
    say "round $round of $rounds"
    for name in $cases; do
        measure $first "$name"
        measure $second "$name"
    done
    swap=$first first=$second second=$swap
done

library_size() { # this or that
    strip -o "$work/stripped" "$work/$1/lib/libautoencoder.so"
    echo "$1 library_size $(wc -c <"$work/stripped") bytes" >>"$work/figures"
}
if asked_for library_size; then
    library_size this
    library_size that
fi

echo "this: $(git describe --always --dirty); that: $(git -C "$work/source" describe --always); $rounds rounds"
awk -f bench/against.awk "$work/figures"
