#!/bin/sh
# SPDX-License-Identifier: MIT
# pram.sh: pram runs pseudo-code, counts, catches; predict, measure and run take its programs as algorithms. TAP.
set -u
# shellcheck source=tests/sandbox.sh
. "${top_srcdir:-.}/tests/sandbox.sh"

pram ()
{
  "$parallax" pram "$@" 2>&1
}

# code COMMAND WORDS: the exit code
code ()
{
  "$parallax" "$@" > out 2> err
  echo $?
}

csv=--format=csv

is 'the columns are those of the contract' \
  'program,n,rule,time,work,processors,cost,rcw,p,brent_time,brent_bound,violations' "$(pram sum.pram $csv | head -n 1)"
# JaJa, algorithm 1.2; Brent's theorem
is 'a row has the counts' 'sum,8,EREW,5,16,8,40,18,,,,0' "$(pram sum.pram n=8 $csv | tail -n 1)"
is 'there is a row for each p' 'sum,1024,EREW,12,2048,1024,12288,46,4,514,524,0
sum,1024,EREW,12,2048,1024,12288,46,16,132,140,0
sum,1024,EREW,12,2048,1024,12288,46,1024,12,14,0' "$(pram sum.pram n=2^10 p=4,16,1024 $csv | tail -n 3)"
is 'a program without parameters has no n' 'x,,CREW,1,1,1,1,2,,,,0' \
  "$(echo 'shared S; S := 1;' > x.pram; pram x.pram $csv | tail -n 1)"
is 'a parameter p is the program'"'"'s; --processors asks for Brent' 'x,3,CREW,1,3,3,3,2,2,2,2,0' \
  "$(echo 'param p; shared A[1..p]; for 1<=i<=p pardo A[i] := i; end' > x.pram; pram x.pram p=3 -p 2 $csv | tail -n 1)"
is 'closed forms are those of a sweep' 'T = log2 n + 2 at every n tried
W = 2 n at every n tried
P = n at every n tried' "$(pram sum.pram n=2^1..2^8*2 | tail -n 3)"
is 'also where n is no power of two' 'T = ceil(log2 n) at every n tried' \
  "$(pram prefix-doubling-step.pram n=2..20+3 | grep '^T')"

is 'a run without conflicts ends with 0' 0 "$(code pram sum.pram)"
is 'one with conflicts ends with 1' 1 "$(code pram matrix-product.pram n=4 --rule EREW)"
is 'which it shows' '  step 1, line 9: concurrent read of A[1,1]' \
  "$(cut -c 1-44 out | sed 's/line [0-9]*/line 9/' | grep '^  step' | head -n 1)"
is 'with the weakest model that would do' 'The weakest model that accepts the run: CREW.' "$(tail -n 1 out)"
is 'CSV says the first on standard error' 1 "$("$parallax" pram matrix-product.pram n=4 --rule EREW $csv 2>&1 >/dev/null |
  grep -c 'concurrent read of A\[1,1\]')"
cat > swap.pram <<'END'
model EREW; param n = 8; shared A[1..n] = _i;
for 1<=i<=n pardo A[i] := A[i mod n + 1]; end
END
is 'reading what another writes is legal' 0 "$(code pram swap.pram)"
is 'but for --rw-exclusive' 1 "$(code pram swap.pram --rw-exclusive)"
is 'a step reads before it writes' '  A = 2 3 4 5 6 7 8 1' "$(pram swap.pram --print A | grep '^  A')"
is 'by micro-step Hillis and Steele are exclusive' 0 "$(code pram prefix-doubling-step.pram n=8 --rule EREW)"
is 'by statement they are not' 1 "$(code pram prefix-doubling-step.pram n=8 --rule EREW --read-check statement)"
is 'the answer may depend on who wins' 1 "$(code pram race.pram --arbitrary all)"
is 'which is said' 'The answer depends on who wins: R is' "$(cut -c 1-36 out)"
is 'or not' 0 "$(code pram or.pram --arbitrary all)"
is 'a rule folds what is written' '36 1 8' "$(for rule in sum or xor; do
  pram race.pram n=8 --rule CRCW-$rule --print R | sed -n 's/^  R = //p'; done | tr '\n' ' ' | sed 's/ $//')"

is 'steps have the columns of the contract' \
  'step,line,kind,active,max_reads,writes,n_reads,n_writes,kappa_r,kappa_w,n_conc_reads,n_conc_writes,raw' \
  "$(pram swap.pram --steps $csv | head -n 1)"
is 'and a row each' '1,2,assign,8,1,1,8,8,1,1,0,0,1' "$(pram swap.pram --steps $csv | tail -n 1)"
is 'JSON has everything' '1 8 8 1' "$(pram swap.pram --format json | tr -d ' ,"' |
  awk -F: '$1 == "time" || $1 == "work" || $1 == "active" { printf "%s ", $2 } $1 == "raw" { print $2 }')"
is 'data come from the command line' '  S = 60' "$(pram sum.pram n=4 A=10,20,30,0 --print S | grep '^  S')"

is 'an error has file, line, column and a caret' 'parallax: bad.pram:1:15: expected a value; found ;
  shared S; S :=;
                ^' "$(echo 'shared S; S :=;' > bad.pram; pram bad.pram)"
is 'what is no program ends with 2' 2 "$(code pram bad.pram)"
is 'nor a missing one' 2 "$(code pram nowhere.pram)"
is 'a misspelt parameter is named' 2 "$(code pram sum.pram m=3)"
is 'an index out of bounds ends with 4' 4 "$(echo 'shared A[1..2]; A[3] := 1;' > x.pram; code pram x.pram)"
is 'an endless loop ends with 4' 4 "$(echo 'shared S; while S = 0 do S := 0; end' > x.pram; code pram x.pram)"
is 'a huge array ends with 4 or 2, at once' yes "$(echo 'shared A[1..2^60];' > x.pram; c=$(code pram x.pram)
  if [ "$c" = 4 ] || [ "$c" = 2 ]; then echo yes; fi)"
for words in '--rule CRWE' '--read-check word' '--arbitrary most' '--max-steps 0' '--print Z' 'p=0' 'n=2,4 --steps' \
  'n=x' 'A=1' 'n=2,4 --arbitrary all'; do
  # shellcheck disable=SC2086  # several words
  is "$words is refused" 2 "$(code pram sum.pram $words)"
  is 'in a line' 1 "$(wc -l < err | tr -d ' ')"
done

is 'an array that there is not is told of all that there are' \
  'parallax: --print: Z: sum has no such array; its arrays: A, B, S' "$(pram sum.pram --print Z)"

echo 'shared A[1..4] = _i; for 1<=i<=4 pardo A[i] := 0; end' > x.pram
is 'a program without parameters is priced, too' 0 "$(code predict x.pram p=2 --model pram.erew)"
is 'what is no number of cells is refused' 'parallax: sum.pram: n = 0 is out of range; 1 to 8589934592 would do' \
  "$("$parallax" predict sum.pram n=0 p=2 2>&1)"
if [ -c /dev/full ]; then
  is 'steps that nobody gets end with 4' 4 "$("$parallax" pram sum.pram --step < /dev/null 2> err > /dev/full; echo $?)"
fi

# golden/apram.csv: 13 barriers
is 'predict prices a program as asynchronous PRAM' 315 \
  "$("$parallax" predict sum.pram n=64 p=8 --model apram:d=4,B=8 $csv | tail -n 1 | cut -d , -f 8)"
is 'and as QRQW: 1 + kappa' 9 \
  "$("$parallax" predict or.pram n=8 p=8 A=1,1,1,1,1,1,1,1 --model qrqw $csv | tail -n 1 | rev | cut -d , -f 10 | rev)"
is 'a PRAM of as many processors takes T' 12 \
  "$("$parallax" predict sum.pram n=1024 p=1024 --model pram.erew $csv | tail -n 1 | cut -d , -f 8)"
is 'of fewer, Brent'"'"'s time' 132 \
  "$("$parallax" predict sum.pram n=1024 p=16 --model pram.erew $csv | tail -n 1 | cut -d , -f 8)"
is 'without p it is P' 1024 "$("$parallax" predict sum.pram n=1024 --model pram.erew $csv | tail -n 1 | cut -d , -f 4)"
is 'threads replay it' 0 "$(code measure sum.pram n=64 p=2 --samples 2 -q)"
mkdir beside
cp swap.pram beside/
cat > beside/x.scn <<'END'
[scenario]
format = 1
title = x
[algorithm swap.pram]
n = 4, 8
p = 2
[machine]
name = textbook
[predict]
models = pram.erew, bsp
[measure]
executors = simulated
END
is 'a scenario runs programs that lie beside it' 0 "$(code run beside/x.scn -o results -q)"
is 'each with each model' 4 "$(grep -c '^swap,' results/results.csv)"

echo "1..$n"
