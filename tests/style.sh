#!/bin/sh
# SPDX-License-Identifier: MIT
# style.sh: what every source file must keep to. TAP.
# shellcheck disable=SC2086  # lists of files without spaces
set -u
cd "${top_srcdir:-.}" || exit 1
n=0
columns=128
lines=650

sources=$(find include sim models algorithms tests bench m4 -name '*.[ch]' -o -name '*.sh' -o -name 'local.mk' \
  -o -name 'plx-*.m4' | sort)
c_sources=$(echo "$sources" | grep '\.[ch]$')
scripts=$(echo "$sources" | grep '\.sh$')
library=$(echo "$c_sources" | grep -E '^(sim/(core|engine|program|sources|executors|lab)|models|algorithms)/')

# none TITLE FOUND: there should be nothing.
none ()
{
  n=$((n + 1))
  if [ -z "$2" ]; then
    echo "ok $n - $1"
  else
    echo "not ok $n - $1"
    echo "$2" | sed 's/^/# /'
  fi
}

none 'a file begins with its licence' \
  "$(awk 'FNR == 1 { found = 0 } FNR <= 2 && /SPDX-License-Identifier: MIT/ { found = 1 }
          FNR == 2 && !found { print FILENAME }' $c_sources $scripts)"
none 'then a source file says its name and its purpose' \
  "$(awk 'FNR == 2 { name = FILENAME; sub (/.*\//, "", name)
                     if (index ($0, "/* " name ": ") != 1) print FILENAME ": " $0 }' $c_sources)"
none "no line is longer than $columns columns" \
  "$(awk -v most=$columns 'length > most { print FILENAME ":" FNR ": " length " columns" }' $c_sources)"
none "no file is longer than $lines lines" \
  "$(awk -v most=$lines 'FNR == most + 1 { print FILENAME }' $sources)"
none 'no line ends in a blank or has a tab' \
  "$(grep -nE "[[:space:]]+\$|$(printf '\t')" /dev/null $c_sources)"
none 'nothing is left to do' \
  "$(grep -nwE 'TO''DO|FIX''ME|X''XX' /dev/null $sources)"
none 'no call that cannot be made safe' \
  "$(grep -nE '(^|[^_[:alnum:]])(v?sprintf|strcpy|strcat|ato[ilf]|gets|system|strtok|alloca) \(' /dev/null $c_sources)"
none 'the library never prints and never exits' \
  "$(grep -nE '(^|[^_[:alnum:]])(exit|g_print|g_printerr|printf|puts|abort) \(' /dev/null $library)"
if [ -e .git ] && command -v git >/dev/null; then
  none 'no generated file is tracked' \
    "$(git ls-files 2>/dev/null |
       grep -E '(^|/)(Makefile(\.in)?|configure|aclocal\.m4|config\.(h|h\.in|status|log))$|\.(l?o|l?a|so|gcda|gcno)$')"
fi
echo "1..$n"
