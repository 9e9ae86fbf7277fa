#!/bin/sh
# scripts/setup.sh on machines that lack everything: setup.sh SOURCE_ROOT
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

mkdir "$folder/bin"
for tool in sh awk cat env; do ln -s "$(command -v $tool)" "$folder/bin/$tool"; done

fake() { # name, what it does
    printf '#!/bin/sh\n%s\n' "$2" >"$folder/bin/$1"
    chmod +x "$folder/bin/$1"
}

set_up() { # source root, arguments
    script=$1/scripts/setup.sh
    shift
    PATH=$folder/bin sh "$script" "$@" >"$folder/said" 2>&1
}

expect() { # text
    grep -q "$1" "$folder/said" || { echo "it did not say: $1"; cat "$folder/said"; exit 1; }
}

# Neither root nor a package manager: say what is needed, for whom, and fail.
fake id 'echo 1000'
if set_up "$1"; then echo "all is missing, and it succeeded"; exit 1; fi
expect "Debian, Ubuntu: .*gcc .*meson ninja-build"
expect "Fedora: .*jansson-devel"

# Root on Debian: install, all in one go, and look again.
fake id 'echo 0'
fake apt-get "echo \"\$@\" >>'$folder/asked'"
if set_up "$1" --ci --aarch64; then echo "nothing was installed, and it succeeded"; exit 1; fi
grep -q '^update' "$folder/asked"
grep -q '^install .*gcc .*libcmocka-dev .*clang .*qemu-user .*libflann-dev' "$folder/asked"
expect "needed and missing"

# What the demo and an installation take is less.
rm "$folder/asked"
if set_up "$1" --demo; then echo "nothing was installed, and it succeeded"; exit 1; fi
grep -q '^install .*gcc .*liblapacke-dev' "$folder/asked"
! grep -qE 'cmocka|flann|clang' "$folder/asked" || { cat "$folder/asked"; exit 1; }
rm "$folder/asked"
if set_up "$1" --install; then echo "nothing was installed, and it succeeded"; exit 1; fi
grep -q '^install .*gcc .*meson .*libjansson-dev' "$folder/asked"
! grep -qE 'cmocka|lapacke' "$folder/asked" || { cat "$folder/asked"; exit 1; }

# This machine has what is needed, for it has just built this: that is a success, even if what is extra cannot be installed.
mkdir "$folder/broken"
for tool in apt-get sudo; do ln -s "$(command -v false)" "$folder/broken/$tool"; done
PATH=$folder/broken:$PATH sh "$1/scripts/setup.sh" >"$folder/said" 2>&1 || { cat "$folder/said"; exit 1; }
