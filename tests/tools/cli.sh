# What the tests of the command line share; each begins with `. cli.sh`, has the `ae` to test as its first argument and ends
# with `finish`. It runs in a folder of its own.
set -eu
ae=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export LC_ALL=C AE_DATA=nowhere
failures=0

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# says "PATTERN" FILE
says() {
    grep -q -e "$1" "$2" || { fail "no '$1' in:"; cat "$2" || true; }
}

# works ARGUMENT ...: exit status 0, and nothing on standard error
works() {
    "$ae" "$@" >out 2>err || fail "ae $*: exit status $?: $(cat err)"
    [ ! -s err ] || fail "ae $* wrote to standard error: $(cat err)"
}

# evaluates MODEL ARGUMENT ...: the errors as JSON; remarks on a model that was hardly trained may come with them
evaluates() {
    "$ae" eval "$@" --json >out 2>err || fail "ae eval $*: exit status $?: $(cat err)"
}

# refuses STATUS "PATTERN" ARGUMENT ...
refuses() {
    status=$1 pattern=$2
    shift 2
    ls >before
    code=0
    "$ae" "$@" >out 2>err || code=$?
    ls >after
    [ "$code" = "$status" ] || fail "ae $*: exit status $code, not $status"
    [ "$(wc -l <err)" = 1 ] || fail "ae $*: not one line: $(cat err)"
    case $pattern in
        ^*) says "$pattern" err ;;
        *) says "^ae.*: .*$pattern" err ;;
    esac
    cmp -s before after || fail "ae $* left files behind: $(cat after)"
}
touch out err before after

finish() {
    [ $failures = 0 ] || { echo "$failures failures"; exit 1; }
    echo "all well"
}

net='input 784 | dense 16 act=relu | code | dense 784 act=sigmoid'
train() {
    works train --data digits:300 --spec "$net" --steps 20 --batch 50 --optimizer 'adam lr=0.01' "$@"
}
