#!/bin/sh
# SPDX-License-Identifier: MIT
# golden.sh: the published figures come out of whole commands. TAP.
set -u
# shellcheck source=tests/sandbox.sh
. "${top_srcdir:-.}/tests/sandbox.sh"
golden=$source/tests/golden

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
cat "$golden"/bsp.csv "$golden"/apram.csv |
  sed -nE 's/^([a-z0-9.-]+ [^,"]*),"([^"]*)",([^,]*,)?([0-9.]+),trace$/\1|\2|\4/p' > rows
while IFS='|' read -r case model expected; do
  case $case in */*) continue ;; esac
  "$parallax" describe "${case%% *}" >/dev/null 2>&1 || continue
  # shellcheck disable=SC2086  # the case is a list of words
  same "$case, $model" "$expected" $case --model "$model"
done < rows

# golden/apram.csv, there from a trace built by hand
same 'list ranking, p = n = 64, NIL' 258 list-ranking n=64 p=64 --model apram:d=8,B=24,access=pipelined
same 'matrix times vector, row blocks' 3360 matrix-vector.rows n=64 p=8 --model apram:d=4,B=8
same 'matrix times vector, exclusive' 3416 matrix-vector.exclusive n=64 p=8 \
  --model apram:d=4,B=8,phase_rule=exclusive
same 'matrix times vector, exclusive, pipelined' 1691 matrix-vector.exclusive n=64 p=8 \
  --model apram:d=4,B=8,access=pipelined,phase_rule=exclusive

# golden/logp.csv
same 'Culler et al., broadcast on 8' 24 broadcast.optimal n=1 p=8 --model logp:L=6,o=2,g=4
same 'exhaustive search, broadcast on 2' 10 broadcast.optimal n=1 p=2 --model logp:L=6,o=2,g=4
same 'exhaustive search, broadcast on 16' 32 broadcast.optimal n=1 p=16 --model logp:L=6,o=2,g=4
same 'exhaustive search, broadcast on 1024' 72 broadcast.optimal n=1 p=1024 --model logp:L=6,o=2,g=4
same 'exhaustive search, broadcast on 8 with L = 5' 22 broadcast.optimal n=1 p=8 --model logp:L=5,o=2,g=4
same 'Culler et al., the sum of 79 values on 8' 28 sum.optimal n=79 p=8 --model logp:L=5,o=2,g=4
same 'exhaustive search, the sum of 65 values on 4' 28 sum.optimal n=65 p=4 --model logp:L=5,o=2,g=4
same 'one value more takes a step more' 29 sum.optimal n=80 p=8 --model logp:L=5,o=2,g=4

# golden/laws-and-scenarios.csv
same 'Patarasuk and Yuan, 10^6 bytes round a ring of 8' 1820 all-reduce.ring n=125000 p=8 \
  --model hockney:t=0,alpha=5,beta=0.001
same 'Mandelbrot, all iterations' 87130 mandelbrot.parallel n=64 iterations=100 p=1 --model pram
same 'Mandelbrot, static, the longest of 4' 41889 mandelbrot.parallel n=64 iterations=100 p=4 --model pram
same 'Mandelbrot, cyclic, the longest of 4' 23156 mandelbrot.parallel n=64 iterations=100 schedule=cyclic p=4 --model pram

# simulated TITLE EXPECTED ARGUMENTS of simulate: the time in its first line
simulated ()
{
  n=$((n + 1))
  title=$1 expected=$2
  shift 2
  got=$("$parallax" simulate "$@" 2>&1 | sed -n '1s/.*: \([0-9.]*\) steps$/\1/p')
  if [ "$got" = "$expected" ]; then
    echo "ok $n - $title: $expected"
  else
    echo "not ok $n - $title: $expected, got $got"
  fi
}

simulated 'pattern:binomial' 30 pattern:binomial p=8 --model logp:L=6,o=2,g=4
simulated 'pattern:flat' 34 pattern:flat p=8 --model logp:L=6,o=2,g=4
simulated 'pattern:chain' 70 pattern:chain p=8 --model logp:L=6,o=2,g=4
simulated 'pattern:dissemination' 55420 pattern:dissemination p=1024 bytes=8 --model loggp:L=2500,o=1500,g=1000,G=6
simulated 'pattern:ring-all-reduce' 77588 pattern:ring-all-reduce p=8 bytes=64 --model loggp:L=2500,o=1500,g=1000,G=6
simulated 'pattern:linear-all-to-all as LogGOPSim runs it' 191646 pattern:linear-all-to-all p=64 bytes=8 \
  --model loggops:L=2500,o=1500,g=1000,G=6,compat=lgs
simulated 'a rendezvous' 558 pattern:chain p=2 bytes=100 --model loggps:L=100,o=10,g=30,G=2,S=10
simulated 'Hockney' 2100 pattern:chain p=2 bytes=1000 --model hockney:alpha=100,beta=2
simulated 'parameterized LogP' 2150 pattern:chain p=2 bytes=77 --model plogp:L=100,os=7,or=9,g=2050
echo "1..$n"
