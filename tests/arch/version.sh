#!/bin/sh
# The version is one: version.sh HEADER VERSION_OF_THE_PROJECT [SHARED_LIBRARY]
# Until 1.0 a minor version may change the interface: it is in the library's soname and in the version of its symbols.
set -eu
macros=$(awk '/^#define AE_VERSION_(MAJOR|MINOR|PATCH) / { printf "%s%s", dot, $3; dot = "." }' "$1")
[ "$macros" = "$2" ] || { echo "the header says $macros, the project $2"; exit 1; }
[ $# -gt 2 ] || exit 0

case $2 in 0.*) interface=${2%.*} ;; *) interface=${2%%.*} ;; esac
soname=$(readelf -d "$3" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')
[ "$soname" = "libautoencoder.so.$interface" ] || { echo "the soname is $soname"; exit 1; }
unversioned=$(nm -D --defined-only "$3" | grep ' T ' | grep -v "@@LIBAUTOENCODER_$interface$" || true)
[ -z "$unversioned" ] || { echo "of another version than $interface: $unversioned"; exit 1; }
