#!/bin/sh
# SPDX-License-Identifier: MIT
# new.sh: what `parallax new` writes compiles without a warning, is loaded and gives the figures that it says. TAP.
set -u
# shellcheck source=tests/sandbox.sh
. "${top_srcdir:-.}/tests/sandbox.sh"

# time_of ARGUMENTS of predict: the column time
time_of ()
{
  "$parallax" predict "$@" --format csv 2>&1 | awk -F, 'NR == 1 && $8 == "time" { found = 1; next } { print found ? $8 : $0 }'
}

# The package as it would be found when it was installed.
mkdir pkgconfig
cat > pkgconfig/parallax.pc <<END
Name: parallax
Description: not installed
Version: 0
Requires: glib-2.0
Cflags: -I$source/include
END
PKG_CONFIG_PATH=$folder/pkgconfig:${PKG_CONFIG_PATH:-}
unset MAKEFLAGS MFLAGS MAKELEVEL
export PKG_CONFIG_PATH

is 'new model says the two commands that come next' "mine.c and Makefile are written. Next:
  make
  parallax predict scan n=64 p=4 --plugin ./mine.so --model mine:g=2,l=100" "$("$parallax" new model mine)"
is 'it compiles without a warning' '' "$(make CFLAGS=-Werror 2>&1 >/dev/null)"
is 'the model prices as its formula says' "$(time_of scan.two-level n=64 p=4 --model bsp:g=2,l=100)" \
  "$(time_of scan.two-level n=64 p=4 --plugin ./mine.so --model mine:g=2,l=100)"
is 'it is described' 'mine: a model of my own' "$("$parallax" describe mine --plugin ./mine.so | head -n 1)"
is 'it is found in PARALLAX_PLUGIN_PATH' 'mine: a model of my own' \
  "$(PARALLAX_PLUGIN_PATH=$folder "$parallax" describe mine | head -n 1)"
is 'nothing is overwritten' './mine.c: it exists' "$("$parallax" new model mine 2>&1 | cut -d: -f2,3 | cut -c2-20)"

is 'new algorithm writes into the folder of -o' "sums/total.c and sums/Makefile are written. Next:
  make -C sums
  parallax predict total n=64 p=4 --plugin sums/total.so --model bsp:g=2,l=100" "$("$parallax" new algorithm total -o sums)"
is 'it compiles without a warning, too' '' "$(make -C sums CFLAGS=-Werror 2>&1 >/dev/null)"
# ceil (64 / 4) + 4 - 2 + 3 g + 2 l
is 'the algorithm costs what its closed form says' 224 "$(time_of total n=64 p=4 --plugin sums/total.so --model bsp:g=2,l=100)"
is 'sizes that do not divide cost the same' 225 "$(time_of total n=65 p=4 --plugin sums/total.so --model bsp:g=2,l=100)"

# 64 - 1
is 'its best sequential program has one loop' 63 "$(time_of total.sequential n=64 p=1 --plugin sums/total.so --model pram)"
is 'and is right' 0 "$("$parallax" measure total n=64 p=1 --plugin sums/total.so --executor sequential >/dev/null 2>&1; echo $?)"

is 'a name that is none is refused' 2 "$("$parallax" new model 9lives 2>/dev/null; echo $?)"
is 'a name that is taken is refused' 2 "$("$parallax" new algorithm scan 2>/dev/null; echo $?)"
is 'and neither wrote a file' '' "$(find . -name '*.c' ! -name mine.c ! -name total.c)"
echo "1..$n"
