# Pages in headless Chromium. A copy of the page is asked by a script of the test's own, whose answer is read from the document
# that Chromium prints.

# answers PAGE SCRIPT: what the script's function `answer` returns, in lines, is in told.csv. False: Chromium is not here.
answers() {
    chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
        echo "no chromium is here: the script of a page is not checked"
        return 1
    }
    {
        cat "$1"
        cat <<END
<pre id="answer"></pre><script>
window.addEventListener("load", () => document.getElementById("answer").textContent =
    ["BEGIN", ...$2, "END", ""].join(String.fromCharCode(10)));</script>
END
    } >asks.html
    HOME=$PWD timeout 60 "$chromium" --headless --no-sandbox --disable-gpu --virtual-time-budget=5000 --dump-dom \
        "file://$PWD/asks.html" >dom 2>/dev/null || fail "chromium cannot show $1"
    sed -n '/BEGIN$/,/^END/p' dom | sed '1d;$d' >told.csv
}

# decodes_alike PAGE MODEL CODES.csv: the decoder in the page gives what `ae decode` does, to 1e-4
decodes_alike() {
    "$ae" decode "$2" --data "$3" --out right.csv --quiet
    codes=$(tail -n +2 "$3" | sed 's/.*/[&]/' | paste -s -d , -)
    answers "$1" "[$codes].map(c => Array.from(window.aeDecode(c)).join())" || return 0
    [ "$(wc -l <told.csv)" = "$(tail -n +2 right.csv | wc -l)" ] || { fail "$1 decodes $(wc -l <told.csv) codes"; return 0; }
    tail -n +2 right.csv | paste -d , told.csv - | awk -F , '
        { for (i = 1; i <= NF / 2; i++) { d = $i - $(i + NF / 2); if (d < 0) d = -d; if (!(d <= 1e-4)) bad = 1 } }
        END { exit bad || NR == 0 }' || fail "$1 does not decode as $2 does"
}

# finds_nearest PAGE MODEL ROWS: where the pointer is, the page shows the row whose code of two numbers is nearest, but for
# what a pixel of the chart is wide
finds_nearest() {
    "$ae" encode "$2" --data "$3" --out codes.csv --quiet
    answers "$1" '[0.3, 0.45, 0.6, 0.8].map(f => {
        const svg = document.querySelector("#map svg"), box = svg.getBoundingClientRect();
        svg.dispatchEvent(new PointerEvent("pointermove",
            { clientX: box.left + f * box.width, clientY: box.top + (0.9 - f / 2) * box.height }));
        return [...document.querySelectorAll("#map-alive div p")].map(p => p.textContent.replace(/[^-. 0-9]/g, "")).join(" ");
    })' || return 0
    # A line of told.csv: the row, its label, and the two numbers of the place.
    awk -F , '
        FNR == 1 { file++ }
        file == 1 && FNR > 1 { n++; x[n] = $(NF - 1); y[n] = $NF; if (x[n] > most) most = x[n]; if (x[n] < least) least = x[n] }
        file == 2 {
            split($0, told, " ")
            u = told[3]; v = told[4]; best = 1e9
            for (i = 1; i <= n; i++) { d = sqrt((x[i] - u) ^ 2 + (y[i] - v) ^ 2); if (d < best) best = d; far[i] = d }
            lines++
            if (told[1] < 1 || far[told[1]] > best * 3 + (most - least) / 100) bad = 1
        }
        END { exit bad || lines != 4 }' codes.csv told.csv || { fail "$1 shows another row:"; cat told.csv; }
}
