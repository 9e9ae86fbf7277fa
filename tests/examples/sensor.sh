#!/bin/sh
# The sensor daemon names the sensors that are broken on purpose, and no others, also after a start from its file.
# sensor.sh PROGRAM
set -eu
: "${MESON_EXE_WRAPPER=}" # set by meson where a program for another processor is to be run
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Six sensors that follow two causes. Each thirteenth reading lacks one of them.
readings() { # seed, how many, where outlet is off, where power is, where all fall silent
    awk -v seed="$1" -v n="$2" -v outlet="$3" -v power="$4" -v silent="$5" '
        function noise(size) { return size * (rand() + rand() + rand() + rand() - 2) }
        BEGIN {
            srand(seed)
            for (i = 1; i <= n; i++) {
                load = 50 + 30 * sin(i / 40)
                air = 15 + 5 * sin(i / 7)
                x[1] = air + noise(0.2)
                x[2] = air + 0.6 * load + noise(0.3) + (i == outlet ? 30 : 0)
                x[3] = 100 + 2 * load + noise(2)
                x[4] = 1e5 + 400 * load + noise(300)
                x[5] = 30 * load + noise(20)
                x[6] = i == power ? 0.2 : 0.001 * load + noise(0.0005)
                if (i % 13 == 0)
                    x[1 + i % 6] = "?"
                for (k = 1; k <= 6; k++)
                    printf "%s%s", i == silent ? "-" : x[k], k < 6 ? "," : "\n"
            }
        }'
}

expect() { # what was reported: reading and sensor
    sed -n 's/^reading \([0-9]*\): \([a-z]*\) .*/\1 \2/p' "$folder/out" > "$folder/found"
    printf '%s\n' "$@" | diff - "$folder/found"
}

readings 1 7000 3500 5222 4000 | $MESON_EXE_WRAPPER "$program" "$folder/sensor.ae" > "$folder/out"
grep -q '^reading 4000: .*gaps only' "$folder/out" || { echo "the silent reading was not reported"; exit 1; }
expect '3500 outlet' '5222 power'

# What it knows is in the file: it goes on where it was written last, after whole batches.
readings 7 1000 500 700 0 | $MESON_EXE_WRAPPER "$program" "$folder/sensor.ae" > "$folder/out"
[ "$(cut -d: -f2 "$folder/out" | cut -d' ' -f2 | tr '\n' ' ')" = "outlet power " ] || { cat "$folder/out"; exit 1; }
