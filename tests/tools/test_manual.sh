#!/bin/sh
# The manual page has the options that --help has, each with the same value and default, and no others:
# test_manual.sh AE ae.1
manual=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
. "$(dirname "$0")/cli.sh"

# A line for every option: "--name VALUE", a tab, the help.
for command in $("$ae" --help | sed -n 's/^  ae \([a-z]*\)  .*/\1/p'); do
    "$ae" "$command" --help | sed -n 's/^  \(--[^ ]*\( [^ ][^ ]*\)\{0,1\}\)   *\(.*\)/\1	\3/p'
    says "^\.B $command\$" "$manual"
done | sed 's/ (required)$//' | sort -u >options
[ "$(wc -l <options)" -gt 20 ] || fail "only $(wc -l <options) options in the help"
[ "$(cut -f 1 options | grep -v '^--out ' | sort | uniq -d)" = '' ] || fail "an option has two helps: $(cat options)"

# A line for every paragraph of the page, without its markup.
sed 's/\\-/-/g; s/\\f[BIPR]//g; s/^\.[BIR]* //; s/"//g' "$manual" |
    awk '/^\.(TP|PP|SS|SH)/ { print "" } { printf "%s ", $0 } END { print "" }' >paragraphs

awk -F '\t' '
    NR == FNR { paragraph[NR] = $0; next }
    $1 == "--help" { next }
    {
        name = $1
        wanted = match($2, /default:? [^;]*/) ? substr($2, RSTART, RLENGTH) : ""
        sub(/^default:?/, "default", wanted)
        found = ""
        for (i in paragraph)
            if (index(paragraph[i] " ", name " ") && paragraph[i] ~ /^\.TP/)
                found = found paragraph[i]
        if (!found)
            print "the manual page has no " name
        else if (!index(found, wanted))
            print name ": \"" wanted "\" is not in the manual page, which says:" found
    }' paragraphs options >complaints
[ ! -s complaints ] || fail "$(cat complaints)"

for name in $(grep -o -e '--[a-z][a-z-]*' paragraphs | sort -u); do
    [ "$name" = --version ] || grep -q -e "^$name[ 	]" options || fail "no command has the manual page's $name"
done

finish
