#!/bin/sh
# What a terminal shows of a training: test_terminal.sh AE. Skipped (77) where `script` cannot lend one.
. "$(dirname "$0")/cli.sh"

script -qec true /dev/null >out 2>&1 </dev/null || { echo "no terminal to be had"; exit 77; }

# on COLUMNS ARGUMENT ...: `ae train` on a terminal of that width; its lines, one a drawing, come to `out`
on() {
    columns=$1
    shift
    echo "stty cols $columns rows 24; exec '$ae' train --data digits:300 --spec '$net' --batch 50 --out bar.ae $*" >command
    script -qec 'sh command' /dev/null </dev/null | tr '\r' '\n' | sed "s/$(printf '\033')\[K//g" >out
}
touch command

# narrower COLUMNS: no line touches the last column, where a terminal would go on to the next line
narrower() {
    longest=$(awk 'length > n { n = length } END { print n }' out)
    [ "$longest" -lt "$1" ] || { fail "a line of $longest characters in $1 columns:"; cat out; }
}

for columns in 200 110; do
    on $columns --steps 200
    says '^\[=*\] 200/200  loss 0\.[0-9]*  best 0\.[0-9]* (33)  rate 0\.001  [0-9.e+]* steps/s  0:00 left$' out
    says '^bar.ae: written after 200 steps' out
done

# What does not fit goes, piece by piece.
piece() {
    on $1 --steps 200
    grep -v -e ^bar.ae -e ^done: out >bar && mv bar out
    narrower $1
    says "$2" out
}
piece 87 '^\[=*\] 200/200  loss 0\.[0-9]*  best 0\.[0-9]* (33)  [0-9.e+]* steps/s  0:00 left$'
piece 75 '^\[=*\] 200/200  loss 0\.[0-9]*  best 0\.[0-9]* (33)  0:00 left$'
piece 60 '^\[=*\] loss 0\.[0-9]*  best 0\.[0-9]* (33)  0:00 left$'
piece 40 '^\[=*\] loss 0\.[0-9]*  0:00 left$'
piece 28 '^loss 0\.[0-9]*  0:00 left$'
piece 16 '^loss 0\.[0-9]*$'
piece 7 '^loss 0$'
on 120 --epochs 12 --valid digits-test:50
says '^\[=*\] 72/72  loss 0\.[0-9]*  valid 0\.[0-9]*  best 0\.[0-9]* (11)  rate 0\.001  [0-9.]* steps/s  0:00 left$' out
on 100 --steps 200 --optimizer "'adam | stop'"
says 'steps/s  at most 0:00 left$' out

on 80 --steps 200 --quiet
[ ! -s out ] || { fail "--quiet is not quiet:"; cat out; }

# The chart is as wide as the terminal, in ASCII, or in blocks where the locale says UTF-8.
for columns in 100 60; do
    on $columns --epochs 12 --chart --valid digits-test:50
    grep . out >lines
    [ "$(tail -n 2 lines | head -n 1 | cut -c 1-15)" = 'bar.ae: written' ] || { fail "the chart is not before the end:"; cat out; }
    grep -v -e ^bar.ae -e ^epoch -e ^done lines >out
    narrower $columns
    says '^loss: \* training, o validation, @ both$' out
    says "^ *+-*^-*\$" out
    says '^ *1  *epoch (best: 12)  *12$' out
    [ "$(awk '/^ *\+-/ { print length }' out)" = $((columns - 1)) ] || { fail "not $columns columns:"; cat out; }
    [ "$(awk '/^loss: /,/^ *1 /' out | wc -l)" = 12 ] || { fail "not a dozen lines:"; cat out; }
done
if locale -a 2>none | grep -qi '^C\.utf-*8$'; then
    LC_ALL=C.UTF-8 on 60 --epochs 12 --chart
    says '^loss: █ training$' out
    says ' ┤▀' out
    says '─▲─$' out
fi

# Pictures have the colours that the terminal has, but none where the user wants none, or where it is none.
draw() { # VARIABLE=VALUE ...
    echo "exec env $* LC_ALL=C.UTF-8 '$ae' chart digits --of rows --limit 1" >command
    script -qec 'sh command' /dev/null </dev/null | tr -d '\r' >out
}
escape=$(printf '\033')
if locale -a 2>none | grep -qi '^C\.utf-*8$'; then
    draw -u NO_COLOR TERM=xterm COLORTERM=truecolor
    says "$escape\[38;2;0;0;0m$escape\[48;2;0;0;0m▀" out
    draw -u NO_COLOR -u COLORTERM TERM=xterm-256color
    says "$escape\[38;5;16m$escape\[48;5;16m▀" out
    for plain in 'NO_COLOR=1 TERM=xterm COLORTERM=truecolor' '-u NO_COLOR -u COLORTERM TERM=xterm' \
        '-u NO_COLOR TERM=dumb COLORTERM=truecolor'; do
        draw $plain
        says '[░▒▓█]' out
        ! grep -q "$escape\[[34]8;" out || fail "colours, though $plain"
    done
    LC_ALL=C.UTF-8 TERM=xterm COLORTERM=truecolor works chart digits --of rows --limit 1
    ! grep -q "$escape" out || fail 'colours in a file'
fi

# A search tells how many runs are done, the best of them and the time left; what is printed has its lines to itself.
search() {
    columns=$1
    echo "stty cols $columns rows 24; exec '$ae' tune --data digits:300 --spec '$(echo "$net" | sed 's/dense 16/dense {8..64}/')' \
        --epochs 20 --trials 4 --jobs 1" >command
    script -qec 'sh command' /dev/null </dev/null | tr '\r' '\n' | sed "s/$(printf '\033')\[K//g" >out
}
search 80
says '^\[=*\.*\] [0-3]/4 runs  .*left$' out
says '^\[=*\.*\] [1-3]/4 runs  best 0\.[0-9]* (trial [1-4])  [0-9:]* left$' out
says '^trial 4  loss 0\.[0-9]*  [0-9.]* s$' out
grep '^\[' out >bar && mv bar out
narrower 80
search 30
says '^\[*=*\.*\]* *[0-3]/4  [0-9:?]* left$' out

# An error has its line to itself.
steady=$net
net='input 784 | dense 8 act=relu | code | dense 784'
on 80 --steps 200 --optimizer "'sgd lr=1000000'"
net=$steady
says '^ae: .*learning rate' out

# Ctrl-C, typed: the model is kept, a line and the exit status say so. The shell of `command` gets it, too, and
# goes on.
rm -f bar.ae
echo "stty cols 80 rows 24; trap : INT; '$ae' train --data digits:300 --spec '$net' --steps 1000000000 --log log --every 1 --out bar.ae
    echo \"status \$?\"" >command

# within_10_s COMMAND ...: repeats it until it succeeds
within_10_s() {
    tries=0
    until "$@" || [ $tries = 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done 2>/dev/null
}
(
    within_10_s grep -q '"step":3,' log
    printf '\003'
    within_10_s test -e bar.ae
) | script -qec 'sh command' /dev/null | tr '\r' '\n' >out
says 'bar.ae: written after [1-9]' out
says '^stopped by Ctrl-C' out
says '^status 130$' out
works info bar.ae

finish
