#!/bin/sh
# Links TeaVM's C to static binaries: link.sh C_SOURCES TARGET_DIRECTORY
# Prints one line for each; fails with a sentence when a tool is missing or a binary is not what it must be.
set -eu

sources=$1
target=$2
here=$(dirname "$0")
limit=$((512 * 1024))

fail() {
  echo "link.sh: $*" >&2
  exit 1
}

# need COMMAND-OR-FILE PACKAGE
need() {
  case $1 in
    /*) [ -e "$1" ] ;;
    *) command -v "$1" >/dev/null ;;
  esac || fail "$1 is missing: install the Debian package $2"
}

specs=/usr/lib/aarch64-linux-musl/musl-gcc.specs
need gcc gcc
need readelf binutils
need musl-gcc musl-tools
need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
need $specs "musl-dev:arm64 (before: dpkg --add-architecture arm64; apt-get update)"

# -fwrapv: Java's integers wrap, and the generated code relies on it. The next two: it puns types and reads through
# null. Not PIE: the tables below hold 4-byte addresses, and Debian's musl-gcc makes -static-pie a dynamically linked
# program. -w: the generated code warns by the thousand; an undeclared function is the one warning that is a bug.
flags="-Os -std=gnu11 -fwrapv -fno-strict-aliasing -fno-delete-null-pointer-checks -fno-pie -no-pie
  -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables -fno-unwind-tables
  -w -Werror=implicit-function-declaration -DTEAVM_CUSTOM_LOG=1
  -static -s -Wl,--gc-sections -Wl,--build-id=none -Wl,-z,noseparate-code -Wl,-z,norelro"

# The tables of call sites become assembler with half-size pointers; see tables.awk.
awk -f "$here/tables.awk" "$sources/callsites.c" >"$sources/callsites.s"
sed -i '/^#include "callsites.c"$/d' "$sources/all.c"
sed -i '/^typedef struct TeaVM_\(MethodLocation\|CallSiteLocation\|ExceptionHandler\|CallSite\) {/,/^}/ {
  s/^\( *\)\(struct \)\{0,1\}[A-Za-z_]*\*\{1,2\} /\1uint32_t /
}' "$sources/stack.h"
[ "$(grep -c '^    uint32_t [a-zA-Z]*;$' "$sources/stack.h")" = 9 ] ||
  fail "$sources/stack.h does not have the structures of TeaVM 0.16.0"

# link COMPILER OUTPUT
link() {
  # shellcheck disable=SC2086
  $1 $flags -I "$here" -o "$2" "$sources/all.c" "$sources/callsites.s" || fail "$1 cannot link $sources"
}

link musl-gcc "$target/aws-cni-amd64" &
amd64=$!
link "aarch64-linux-gnu-gcc -specs=$specs" "$target/aws-cni-arm64" &
arm64=$!
wait $amd64
wait $arm64

for binary in "$target/aws-cni-amd64" "$target/aws-cni-arm64"; do
  size=$(wc -c <"$binary")
  [ "$size" -le $limit ] || fail "$binary has $size bytes; the limit is $limit"
  if readelf -lW "$binary" | grep -qE 'INTERP|DYNAMIC'; then
    fail "$binary is not static"
  fi
  echo "$binary: $size bytes, static"
done
