#!/bin/sh
# SPDX-License-Identifier: MIT
# predict.sh: predict prints what its columns say, for sweeps, variants, machines and saved traces. TAP.
set -u
# shellcheck source=tests/sandbox.sh
. "${top_srcdir:-.}/tests/sandbox.sh"

csv ()
{
  "$parallax" predict "$@" --format csv 2>&1
}

# column NAME ARGUMENTS: one column, without its header, in one line
column ()
{
  name=$1
  shift
  csv "$@" | awk -F, -v name="$name" '
    NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next }
    { printf "%s%s", (NR > 2 ? " " : ""), c ? $c : $0 }'
}

is 'the columns are those of the contract' \
  'algorithm,variant,n,p,parameters,model,machine,time,unit,compute,communicate,synchronise,wait,supersteps,work,h,messages' \
  "$(csv scan n=64 p=4 --model pram | head -n 1)"
# one-stage broadcast: processor 0 sends n words to each of p - 1
is 'h, messages, work and parts are those of the algorithm' 'broadcast,one-stage,30,7,,bsp,,557,step,0,540,17,0,1,0,180,6' \
  "$(csv broadcast.one-stage n=30 p=7 --model bsp:g=3,l=17 | tail -n 1)"
is 'own parameters are words of one cell' 'k=3' "$(column parameters broadcast.tree n=30 p=9 k=3 --model bsp:g=3,l=17)"
is 'm is n' '11' "$(column n total-exchange.direct m=11 p=3 --model bsp:g=3,l=17)"
is 'sweeps: the first key is slowest' '16 16 32 32 64 64' "$(column n scan.two-level 'n=16..64*2' p=2,4 --model pram)"
is 'and the others run within it' '2 4 2 4 2 4' "$(column p scan.two-level 'n=16..64*2' p=2,4 --model pram)"
is 'a sweep of an own parameter' 'k=2 k=3 k=5' "$(column parameters broadcast.tree n=4 p=16 k=2,3,5 --model pram)"
is 'variants are outermost' 'hillis-steele hillis-steele blelloch blelloch two-level two-level' \
  "$(column variant scan n=16,32 p=4 --model pram)"
is 'several models, a row each, as they were written' 'pram.erew bsp apram' \
  "$(column model scan.two-level n=64 p=4 --model pram.erew,bsp:g=2,l=9 --model apram:d=4,B=8 -q)"
is 'without a model: those that have all they need' 'pram qrqw' "$(column model scan.two-level n=64 p=4)"
is 'without a variant: all that can run' 'one-stage two-stage tree doubling' \
  "$(column variant broadcast n=30 p=7 --model bsp:g=3,l=17 -q)"
is 'one that lacks a parameter is left out with a remark' 1 \
  "$("$parallax" predict broadcast n=30 p=7 --model bsp:g=3,l=17 2>&1 >/dev/null | grep -c '^left out: broadcast.optimal: L, o, g')"
is 'which comes with the LogP model' 1 \
  "$(csv broadcast n=30 p=7 --model bsp:g=3,l=17,logp:L=6,o=2,g=4 -q | grep -c '^broadcast,optimal,30,7,L=6 o=2 g=4,logp,')"

is 'p is the machine'"'"'s when not given' 128 "$(column p scan.two-level n=1024 --machine cm5 --model bsp)"
is 'the unit is the machine'"'"'s' 'flop' "$(column unit scan.two-level n=1024 p=8 --machine t3e --model bsp)"
# T3E, p = 8: l = 506, g = 1.64 per 32-bit word: 2 (n/p) + p - 3 + (p - 1) 2 g + 2 l
is 'g and l are the machine'"'"'s for this p; a word has its bytes' 1295.96 \
  "$(column time scan.two-level n=1024 p=8 --machine t3e --model bsp)"
is 'an override goes before the machine' 1285.96 \
  "$(column time scan.two-level n=1024 p=8 --machine t3e --model bsp:l=501)"
is 'p beyond the machine'"'"'s is refused' 2 \
  "$("$parallax" predict scan.two-level n=1024 p=32 --machine t3e --model bsp >/dev/null 2>&1; echo $?)"
is 'unless it is to be extrapolated' 0 \
  "$("$parallax" predict scan.two-level n=1024 p=32 --machine t3e --model bsp --extrapolate >/dev/null 2>&1; echo $?)"

is 'a sequential program needs none of it' '64' "$(column time sum.sequential n=64 p=1 --machine t3e --model bsp)"
is 'a parallel one on one processor does' 2 \
  "$("$parallax" predict sum.a-ary n=64 p=1 --machine t3e --model bsp >/dev/null 2>&1; echo $?)"

"$parallax" trace record scan.two-level n=4096 p=8 -o scan.trace -q
is 'a saved trace has the same row' "$(csv scan.two-level n=4096 p=8 --model bsp:g=2,l=100)" \
  "$(csv ./scan.trace --model bsp:g=2,l=100)"
is 'a file gets what standard output gets' "$(csv scan n=64 p=4 --model pram)" \
  "$(csv scan n=64 p=4 --model pram -o scan.csv; cat scan.csv)"
is 'colour is for a terminal, or when asked for' '1 0 0 0' "$(for when in 'always' 'auto' 'never' 'always --format csv'; do
  # shellcheck disable=SC2086  # a list of words
  "$parallax" predict scan n=64 p=4 --model pram --color $when | grep -c "$(printf '\033')"
done | tr '\n' ' ' | sed 's/ $//')"
is 'the same seed, the same bytes' "$(csv sample-sort n=500 p=4 --model pram --seed 7 | cksum)" \
  "$(csv sample-sort n=500 p=4 --model pram --seed 7 | cksum)"
is 'what a reader must know is said once for all cells' 1 \
  "$("$parallax" predict scan.two-level n=16,32,64 p=2 --model apram:d=4,B=8 2>&1 >/dev/null | grep -c 'does not hold')"

is 'explained: a row a superstep' '0 1' "$(column superstep scan.two-level n=64 p=4 --model bsp:g=2,l=9 --explain)"
is 'whose times add up' 57 "$("$parallax" predict scan.two-level n=64 p=4 --model bsp:g=2,l=9 --explain --format json |
    sed -n 's/.*"time": \([0-9.]*\),.*/\1/p' | awk '{ sum += $1 } END { print sum }')"
is 'explained: the closed form is equal' 1 \
  "$("$parallax" predict scan.two-level n=64 p=4 --model bsp:g=2,l=9 --explain | grep -c 'closed form: .* = 57, equal to the price')"
is 'or its condition is named' 1 \
  "$("$parallax" predict scan.two-level n=65 p=4 --model bsp:g=2,l=9 --explain | grep -c 'closed form: .*: it holds only when')"
is 'a time in seconds is for reading' '# , bsp on cm5: 318.6 us' "$("$parallax" predict scan.two-level n=4096 p=16 --machine cm5 \
    --model bsp --explain | sed -n '1s/^[^,]*/# /p')"
is 'a closed form in steps is compared with a price in steps only' 1 \
  "$("$parallax" predict scan.two-level n=4096 p=16 --machine cm5 --model bsp --explain |
    grep -c '^closed form in steps and elements: .*; not compared: an operation does not cost 1 here$')"
is 'nor where a word is not an element' 1 \
  "$("$parallax" predict scan.two-level n=4096 p=16 --machine t3e --model bsp --explain |
    grep -c '^closed form in steps and elements: .*; not compared: a word is not an element here$')"
# W = 111 instructions: 15 each, then 16 + 3, T = 33
is 'explained: Brent for a PRAM' '2 56 88' \
  "$("$parallax" predict scan.two-level n=64 p=4 --model pram --explain | awk '$1 == 2 && NF == 3 { print $1, $2, $3 }')"
echo "1..$n"
