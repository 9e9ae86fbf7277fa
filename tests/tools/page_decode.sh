# The decoder in a page against `ae decode`, in headless Chromium: decodes_alike PAGE MODEL CODES.csv
# The page is asked by a script of this test's own, whose answer is read from the document that Chromium prints.
decodes_alike() {
    chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
        echo "no chromium is here: the decoder in a page is not checked"
        return 0
    }
    "$ae" decode "$2" --data "$3" --out right.csv --quiet
    codes=$(tail -n +2 "$3" | sed 's/.*/[&]/' | paste -s -d , -)
    {
        cat "$1"
        cat <<END
<pre id="answer"></pre><script>document.getElementById("answer").textContent =
    ["BEGIN", ...[$codes].map(c => Array.from(window.aeDecode(c)).join()), "END", ""].join(String.fromCharCode(10));</script>
END
    } >asks.html
    HOME=$PWD timeout 60 "$chromium" --headless --no-sandbox --disable-gpu --dump-dom "file://$PWD/asks.html" >dom 2>/dev/null ||
        { fail "chromium cannot show $1"; return 0; }
    sed -n '/BEGIN$/,/^END/p' dom | sed '1d;$d' >told.csv
    [ "$(wc -l <told.csv)" = "$(tail -n +2 right.csv | wc -l)" ] || { fail "$1 decodes $(wc -l <told.csv) codes"; return 0; }
    tail -n +2 right.csv | paste -d , told.csv - | awk -F , '
        { for (i = 1; i <= NF / 2; i++) { d = $i - $(i + NF / 2); if (d < 0) d = -d; if (!(d <= 1e-4)) bad = 1 } }
        END { exit bad || NR == 0 }' || fail "$1 does not decode as $2 does"
}
