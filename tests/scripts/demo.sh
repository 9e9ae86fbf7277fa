#!/bin/sh
# The demo, with few steps and without building; it asks only for the programs that it runs: demo.sh SOURCE_ROOT BUILD_ROOT
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/scripts" "$folder/bin"
ln -s "$2" "$folder/build-demo"
printf 'echo "set up for $*"\n' >"$folder/scripts/setup.sh"
printf '#!/bin/sh\necho "meson $*"\n' >"$folder/bin/meson"
chmod +x "$folder/bin/meson"
sed 's/^steps=.*/steps=20/' "$1/scripts/demo.sh" >"$folder/scripts/demo.sh"

PATH=$folder/bin:$PATH sh "$folder/scripts/demo.sh" >"$folder/said" 2>&1 || { cat "$folder/said"; exit 1; }
cat "$folder/said"
for picture in originals.png reconstructions.png loss.svg; do
    [ -s "$folder/demo-output/$picture" ] || { echo "there is no $picture"; exit 1; }
done
for page in dense vae; do
    grep -q '<h2>Rows, and what comes back</h2>' "$folder/demo-output/$page.html"
    grep -q "^  $folder/demo-output/$page.html" "$folder/said"
done
grep -q '<h2>New rows</h2>' "$folder/demo-output/vae.html"
grep -qx "set up for --demo" "$folder/said"
[ "$(grep '^meson ' "$folder/said")" = "meson compile -C build-demo ae 03_report" ]
grep -q "^autoencoder *64 numbers" "$folder/said"
grep -q "^PCA" "$folder/said"
grep -q "are in $folder/demo-output" "$folder/said"
