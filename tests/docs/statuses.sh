#!/bin/sh
# docs/errors.md has a row for every status, with its value: statuses.sh ROOT
set -eu
statuses=$(sed -n 's/^ *X(\(AE_[A-Z]*\), \(-*[0-9]*\),.*/| `\1` | \2 |/p' "$1/include/autoencoder.h")
[ "$(echo "$statuses" | wc -l)" -ge 20 ] || { echo "cannot read the header's list"; exit 1; }
echo "$statuses" | while read -r row; do
    grep -qF "$row" "$1/docs/errors.md" || { echo "docs/errors.md lacks $row"; exit 1; }
done
