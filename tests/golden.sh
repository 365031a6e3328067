#!/bin/sh
# SPDX-License-Identifier: MIT
# golden.sh: the published figures come out of whole commands. TAP.
set -u
parallax=${top_builddir:-.}/parallax
golden=${top_srcdir:-.}/tests/golden
PARALLAX_PLUGIN_PATH=
export PARALLAX_PLUGIN_PATH
n=0

# same TITLE EXPECTED ARGUMENTS of predict: the first row's time, to 1e-12 of it
same ()
{
  n=$((n + 1))
  title=$1 expected=$2
  shift 2
  got=$("$parallax" predict "$@" --format csv 2>&1 |
    awk -F, 'NR == 1 && $8 == "time" { found = 1; next } NR <= 2 { print found ? $8 : $0 }')
  if awk -v a="$expected" -v b="$got" 'BEGIN { d = a - b; exit !(b + 0 == b && (d < 0 ? -d : d) <= 1e-12 * a) }'; then
    echo "ok $n - $title: $expected"
  else
    echo "not ok $n - $title: $expected, got $got"
  fi
}

# Rows "algorithm.variant K=V..., model, ..., expected, trace" of algorithms that there are.
rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
cat "$golden"/bsp.csv "$golden"/apram.csv |
  sed -nE 's/^([a-z0-9.-]+ [^,"]*),"([^"]*)",([^,]*,)?([0-9.]+),trace$/\1|\2|\4/p' > "$rows"
while IFS='|' read -r case model expected; do
  case $case in */*) continue ;; esac
  "$parallax" describe "${case%% *}" >/dev/null 2>&1 || continue
  # shellcheck disable=SC2086  # the case is a list of words
  same "$case, $model" "$expected" $case --model "$model"
done < "$rows"

# golden/logp.csv
same 'Culler et al., broadcast on 8' 24 broadcast.optimal n=1 p=8 --model logp:L=6,o=2,g=4
same 'exhaustive search, broadcast on 2' 10 broadcast.optimal n=1 p=2 --model logp:L=6,o=2,g=4
same 'exhaustive search, broadcast on 16' 32 broadcast.optimal n=1 p=16 --model logp:L=6,o=2,g=4
same 'exhaustive search, broadcast on 1024' 72 broadcast.optimal n=1 p=1024 --model logp:L=6,o=2,g=4
same 'exhaustive search, broadcast on 8 with L = 5' 22 broadcast.optimal n=1 p=8 --model logp:L=5,o=2,g=4
same 'Culler et al., the sum of 79 values on 8' 28 sum.optimal n=79 p=8 --model logp:L=5,o=2,g=4
same 'exhaustive search, the sum of 65 values on 4' 28 sum.optimal n=65 p=4 --model logp:L=5,o=2,g=4
same 'one value more takes a step more' 29 sum.optimal n=80 p=8 --model logp:L=5,o=2,g=4
echo "1..$n"
