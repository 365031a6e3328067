#!/bin/sh
# SPDX-License-Identifier: MIT
# installcheck.sh: what is installed is enough to write, build and use models of one's own. Run by `make installcheck`,
# which sets bindir and pkgconfigdir, both with DESTDIR. TAP.
# shellcheck disable=SC2317  # functions are called by name
set -u
: "${bindir:?}" "${pkgconfigdir:?}" "${top_srcdir:?}"
n=0
passed=0
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT

# The libraries of a DESTDIR are not where their .pc says.
PKG_CONFIG_PATH=$folder${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
LD_LIBRARY_PATH=${pkgconfigdir%/pkgconfig}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
PATH=$bindir:$PATH
XDG_DATA_HOME=$folder
export PKG_CONFIG_PATH LD_LIBRARY_PATH PATH XDG_DATA_HOME
unset PARALLAX_PLUGIN_PATH MAKEFLAGS MFLAGS
sed "s|^prefix=|prefix=${DESTDIR-}|" "$pkgconfigdir/parallax.pc" >"$folder/parallax.pc" || exit 1

# try TITLE COMMAND...: it ends well.
try ()
{
  n=$((n + 1))
  title=$1
  shift
  if "$@" >"$folder/log" 2>&1; then
    passed=$((passed + 1))
    echo "ok $n - $title"
  else
    echo "not ok $n - $title"
    sed 's/^/# /' "$folder/log"
  fi
}

# says TEXT COMMAND...: it ends well and its output has the text.
says ()
{
  text=$1
  shift
  "$@" >"$folder/out" || return
  cat "$folder/out"
  grep -q -- "$text" "$folder/out"
}

# w: 15, then 2 + 16 (on the last processor); h = 3 words, then none: 15 + 3 - 1 + 4 + 18 = 39.
postal ()
{
  says ',postal,,39,' parallax predict scan.two-level n=64 p=4 --plugin "$folder/postal.so" --model postal:lambda=4 \
    --format csv
}

cp "$top_srcdir/examples/postal.c" "$top_srcdir/examples/Makefile.example" "$folder" || exit 1
chmod u+w "$folder"/*
try 'the installed program says its version' says '^parallax [0-9]' parallax --version
try 'the example builds against the installed headers' make -C "$folder" -f Makefile.example
try 'the example prices an algorithm' postal
for kind in model algorithm; do
  try "new $kind writes files" parallax new $kind mine_$kind -o "$folder/$kind"
  try "which build without a warning" make -C "$folder/$kind" CFLAGS='-Wall -Wextra -Werror'
done
try 'the new model prices an algorithm' \
  parallax predict scan.two-level n=64 p=4 --plugin "$folder/model/mine_model.so" --model mine_model:g=2,l=100
try 'the new algorithm is priced' \
  parallax predict mine_algorithm n=64 p=4 --plugin "$folder/algorithm/mine_algorithm.so" --model bsp:g=2,l=100
echo "1..$n"
echo "# PASS:  $passed"
echo "# FAIL:  $((n - passed))"
[ $passed -eq $n ]
