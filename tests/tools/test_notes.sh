#!/bin/sh
# `ae info` lists a model's notes, whatever they hold: test_notes.sh AE SET_NOTE
set_note=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
. "$(dirname "$0")/cli.sh"
train --out m.ae --quiet

works info m.ae
grep -q '^notes:' out && fail "notes that nobody made"
works info m.ae --json
says '"notes": {}' out

hostile=$(printf 'red \033[31m, C1 \302\233 2J, DEL \177, tab\t, line\nend, Grüße, "quoted"')
"$set_note" m.ae unit mV
"$set_note" m.ae 'a key' "$hostile"

# no_controls FILE: nothing in it commands a terminal
no_controls() {
    tr -d '\n' <"$1" | grep -q "[$(printf '\001-\037\177')]" && fail "control characters in: $(cat -v "$1")"
    grep -q "$(printf '\302[\200-\237]')" "$1" && fail "control characters of two bytes in: $(cat -v "$1")"
    :
}

works info m.ae
no_controls out
says '^notes:$' out
says '^  unit: mV$' out
says '^  a key: red \\u001b\[31m, C1 \\u009b 2J, DEL \\u007f, tab\\t, line\\nend, Grüße, "quoted"$' out
works info m.ae --json
no_controls out
says '"unit": "mV",$' out
says '"a key": "red \\u001[bB]\[31m, C1 \\u009b 2J, DEL \\u007f, tab\\t, line\\nend, Grüße, \\"quoted\\""$' out

finish
