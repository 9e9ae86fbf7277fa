#!/bin/sh
# The demo, but for its building and most of its steps: demo.sh SOURCE_ROOT BUILD_ROOT
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/scripts"
ln -s "$2" "$folder/build"
echo 'exit 0' >"$folder/scripts/build.sh"
sed 's/^steps=.*/steps=20/' "$1/scripts/demo.sh" >"$folder/scripts/demo.sh"

sh "$folder/scripts/demo.sh" >"$folder/said" 2>&1 || { cat "$folder/said"; exit 1; }
cat "$folder/said"
for picture in originals reconstructions loss; do
    [ -s "$folder/demo-output/$picture.png" ] || { echo "there is no $picture.png"; exit 1; }
done
grep -q "^autoencoder *64 numbers" "$folder/said"
grep -q "^PCA" "$folder/said"
grep -q "are in $folder/demo-output" "$folder/said"
