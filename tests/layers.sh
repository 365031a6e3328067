#!/bin/sh
# SPDX-License-Identifier: MIT
# layers.sh: a folder is a layer: what its files may include. TAP.
# shellcheck disable=SC2086  # lists of files without spaces
set -u
cd "${top_srcdir:-.}" || exit 1
n=0

# layer FOLDERS OPEN CLOSE ALLOWED WHAT: every include between OPEN and CLOSE is of ALLOWED, an extended regular
# expression ('^$': there are none).
layer ()
{
  n=$((n + 1))
  files=$(find $1 -name '*.[ch]' 2>/dev/null | sort)
  wrong=$([ -z "$files" ] || grep -nE "^[[:space:]]*#[[:space:]]*include[[:space:]]+$2" /dev/null $files |
    grep -vE "include[[:space:]]+$2($4)$3")
  if [ -z "$wrong" ]; then
    echo "ok $n - $1: $5"
  else
    echo "not ok $n - $1: $5"
    echo "$wrong" | sed 's/^/# /'
  fi
}

# mine FOLDERS SUBFOLDERS-OF-SIM: of the project's own headers.
mine ()
{
  layer "$1" '"' '' "sim/($2)/|config\\.h" "includes only sim/{$2}"
}

# Public headers, models and algorithms are like a user's own.
libc='assert|complex|ctype|errno|float|inttypes|limits|math|stdalign|stdarg|stdbool|stddef|stdint|stdio|stdlib|string|time'
layer include '"' '' '^$' 'includes nothing private'
layer include '<' '>' '(parallax/[a-z-]+|glib|gmodule|gio/gio|stddef)\.h' 'includes only public headers and GLib'
for folder in models algorithms; do
  layer $folder '"' '' "$folder/" 'includes nothing private'
  layer $folder '<' '>' "(parallax/[a-z-]+|gsl/gsl_[a-z_]+|$libc)\\.h" 'includes only <parallax/...>, GSL and the C library'
done

layer sim/core '"' '' '(sim/core/|(models|algorithms)/builtin[.]h")' \
  'includes only sim/core and the lists of what is built in'
mine sim/engine 'core|engine'
mine sim/program 'core|program'
mine sim/sources 'core|sources'
mine sim/executors 'core|engine|program|executors'
mine sim/lab 'core|engine|program|sources|executors|lab'
mine sim/cli '[a-z]+'
echo "1..$n"
