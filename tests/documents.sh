#!/bin/sh
# SPDX-License-Identifier: MIT
# documents.sh: every `$ parallax` in a fenced block of the documents runs and prints what stands below it. TAP.
#
# Other lines that begin with `$ ` are not run, but for `$ make` and `$ cat`. A line `...` stands for any lines. After
# ```measured numbers may be others (the demo in README.md: below); after ```example nothing is run, since it would take long or needs an installation.
set -u
build=$(cd "${top_builddir:-.}" && pwd)
source=$(cd "${top_srcdir:-.}" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/pkgconfig" "$folder/work" "$folder/cases" "$folder/bin"
ln -s "$build/parallax" "$folder/bin/parallax"
cat > "$folder/pkgconfig/parallax.pc" <<END
Name: parallax
Description: not installed
Version: 0
Requires: glib-2.0
Cflags: -I$source/include
END
PATH=$folder/bin:$PATH
PKG_CONFIG_PATH=$folder/pkgconfig:${PKG_CONFIG_PATH:-}
PARALLAX_PLUGIN_PATH=
HOME=$folder
XDG_DATA_HOME=$folder/data
LC_ALL=C.UTF-8
export PATH PKG_CONFIG_PATH PARALLAX_PLUGIN_PATH HOME XDG_DATA_HOME LC_ALL
unset MAKEFLAGS MFLAGS MAKELEVEL
n=0

# split FILE: its commands into cases/NNN.command, what should come of them into .want, how to compare into .how
split ()
{
  rm -f "$folder"/cases/*
  awk -v to="$folder/cases" '
    /^```/ { fenced = !fenced; how = substr ($0, 4); case_name = ""; next }
    !fenced || how == "example" { next }
    /^\$ / {
      case_name = ""
      if ($2 !~ /^(parallax|make|cat)$/) next
      case_name = sprintf ("%s/%03d", to, ++n)
      print substr ($0, 3) > (case_name ".command")
      print $2, how > (case_name ".how")
      printf "" > (case_name ".want")
      next
    }
    case_name { print > (case_name ".want") }' "$1"
}

# alike WANT GOT [measured]: lines are the same; `...` is any number of lines
alike ()
{
  awk -v loose="${3:-}" '
    function plain (s) {
      if (loose != "") { gsub (/[0-9][0-9.e+-]*/, "N", s); gsub (/ +(ns|us|ms|s) /, " U ", s); gsub (/[ -]+/, " ", s) }
      return s
    }
    NR == FNR { want[++n] = plain ($0); next }
    { got[++m] = plain ($0) }
    END {
      for (i = j = 1; i <= n; i++)
        if (want[i] == "...") {
          if (i == n) exit 0
          while (j <= m && got[j] != want[i + 1]) j++
        } else if (got[j++] != want[i]) exit 1
      exit j != m + 1
    }' "$1" "$2"
}

# run_cases FILE: all of them in one fresh folder, in order
run_cases ()
{
  rm -rf "$folder/work"
  mkdir "$folder/work"
  for case in "$folder"/cases/*.command; do
    [ -e "$case" ] || continue
    name=${case%.command}
    read -r program how < "$name.how"
    (cd "$folder/work" && sh "$case") > "$name.got" 2>&1
    n=$((n + 1))
    if [ "$program" = make ] || alike "$name.want" "$name.got" "$how"; then
      echo "ok $n - $1: $(cat "$case")"
    else
      echo "not ok $n - $1: $(cat "$case")"
      diff "$name.want" "$name.got" | sed 's/^/# /'
    fi
  done
}

for document in README.md CONTRIBUTING.md docs/models.md docs/formats.md docs/program-interface.md docs/simulate.md \
  docs/pram.md docs/pram-lecture.md; do
  split "$source/$document"
  run_cases "$document"
done

n=$((n + 1))
if "$build/parallax" describe --markdown 2>&1 | cmp -s - "$source/docs/algorithms.md"; then
  echo "ok $n - docs/algorithms.md is what describe --markdown prints"
else
  echo "not ok $n - docs/algorithms.md is what describe --markdown prints"
  echo '# parallax describe --markdown -o docs/algorithms.md makes it so'
fi

# The demo's output in README.md, whose run takes minutes: each of its lines has the shape of one that a short run prints.
cat > "$folder/short.scn" <<END
[scenario]
format = 1
[algorithm scan]
variants = blelloch, hillis-steele, two-level
n = 2^18
p = 1
[machine]
name = $folder/short.machine
[predict]
models = bsp, bsp:g=table,self=table, pram.crew
[measure]
executors = threads
samples = 5
END
cat > "$folder/short.machine" <<END
[machine]
name = short
kind = real
unit = s
p = 2
[work]
op = 1 ns
[bsp]
g = 2 ns/word
g-table = 1K: 2 ns/word, 1M: 9 ns/word
self-table = 4K: 0.1 ns/B, 4M: 0.5 ns/B
l = 300 ns
END
shapes ()
{
  sed -E 's/(below floor|oversubscribed|noisy host)(; )?|remarks//g; s/(pram|apram|bsp|logp|loggp)(\.crew|:g=table,self=table)?/M/g
          s/[a-z-]+\.[a-z-]+/V/g; s/[0-9][0-9.e+-]*/N/g; s/ (ns|us|ms|s)( |$)/ U /g; s/[ -]+/ /g; s/ $//' "$1" | sort -u
}
"$build/parallax" run "$folder/short.scn" -o "$folder/short" > "$folder/got" 2>&1
shapes "$folder/got" > "$folder/shapes"
sed -n '/^\$ .*autogen.sh demo/,/^```/{/^\$ /d; /^```/d; /^\.\.\.$/d; /^Noisy host/d; p;}' "$source/README.md" > "$folder/want"
shapes "$folder/want" > "$folder/wanted"
n=$((n + 1))
if [ -s "$folder/wanted" ] && [ -z "$(comm -23 "$folder/wanted" "$folder/shapes")" ]; then
  echo "ok $n - README.md: the demo's output has the shape of a run's"
else
  echo "not ok $n - README.md: the demo's output has the shape of a run's"
  comm -23 "$folder/wanted" "$folder/shapes" | sed 's/^/# not printed: /'
  sed 's/^/# /' "$folder/got"
fi

# The manual pages: every line `$ parallax` of an example runs; its output is not shown there.
for page in man/parallax.1 man/parallax-scenario.5; do
  sed -n '/^\.EX/,/^\.EE/p' "$source/$page" | sed -n 's/^\$ parallax/parallax/p' | sed 's/\\-/-/g; s/\\(aq/'"'"'/g' \
    > "$folder/commands"
  while read -r command; do
    n=$((n + 1))
    if (cd "$folder/work" && sh -c "$command") > "$folder/got" 2>&1 < /dev/null; then
      echo "ok $n - $page: $command"
    else
      echo "not ok $n - $page: $command"
      sed 's/^/# /' "$folder/got"
    fi
  done < "$folder/commands"
done

# knows FILE WORD
knows ()
{
  n=$((n + 1))
  if sed 's/\\-/-/g; s/\\f[BIR]//g' "$source/$1" | grep -qwe "$2"; then
    echo "ok $n - $1 knows $2"
  else
    echo "not ok $n - $1 knows $2"
  fi
}

# Every subcommand and its options have their place in the manual page, every subcommand in the completion.
for command in $("$build/parallax" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
  knows completions/parallax.bash "$command"
  knows man/parallax.1 "$command"
  for option in $("$build/parallax" "$command" --help | sed -n 's/^  \(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p'); do
    knows man/parallax.1 "$option"
  done
done
echo "1..$n"
