#!/bin/sh
# SPDX-License-Identifier: MIT
# simulate.sh: simulate prints finishing times and why, and draws them. TAP.
set -u
# shellcheck source=tests/sandbox.sh
. "${top_srcdir:-.}/tests/sandbox.sh"

simulate ()
{
  "$parallax" simulate "$@" 2>&1
}

# code WORDS: the exit code
code ()
{
  "$parallax" simulate "$@" > out 2> err
  echo $?
}

csv=--format=csv
logp=--model=logp:L=6,o=2,g=4
loggp=--model=loggp:L=100,o=10,g=30,G=2

is 'the columns are those of the contract' 'processor,finish,busy,gap,wait,unit' \
  "$(simulate pattern:optimal p=8 $logp $csv | head -n 1)"
# Culler et al. 1993, figure 3
is 'the optimal broadcast of the LogP paper takes 24' 24 \
  "$(simulate pattern:optimal p=8 $logp $csv | awk -F, '$2 + 0 > max { max = $2 + 0 } END { print max }')"
is 'there is a row for each processor' 1001 "$(simulate pattern:optimal p=1000 $logp $csv | wc -l | tr -d ' ')"
is 'finish = busy + gap + wait' 0 \
  "$(simulate pattern:linear-all-to-all p=30 bytes=70 $loggp $csv | awk -F, 'NR > 1 && $2 != $3 + $4 + $5' | wc -l | tr -d ' ')"
is 'a table has 32 of them' 32 "$(simulate pattern:flat p=100 $logp | grep -c ' step$')"
is 'or all' 100 "$(simulate pattern:flat p=100 $logp --all | grep -c ' step$')"
is 'a file gets what standard output gets' "$(simulate pattern:flat p=5 $logp $csv)" \
  "$(simulate pattern:flat p=5 $logp $csv -o flat.csv; cat flat.csv)"
is 'threads do not change a byte' "$(simulate pattern:dissemination p=3000 $logp $csv --threads 1 | cksum)" \
  "$(simulate pattern:dissemination p=3000 $logp $csv --threads 4 | cksum)"
is 'an algorithm is simulated as it is predicted' \
  "$("$parallax" predict scan.two-level n=64 p=4 $loggp $csv -q | tail -n 1 | cut -d , -f 8)" \
  "$(simulate scan.two-level n=64 p=4 $loggp $csv | awk -F, '$2 + 0 > max { max = $2 + 0 } END { print max }')"
is 'so is a PRAM program' "$("$parallax" predict sum.pram n=64 p=4 $loggp $csv -q | tail -n 1 | cut -d , -f 8)" \
  "$(simulate sum.pram n=64 p=4 $loggp $csv | awk -F, '$2 + 0 > max { max = $2 + 0 } END { print max }')"
is 'one variant at a time' 2 "$(code scan n=64 p=4 $loggp)"
is 'without a model it is loggp, which is said' 'no --model: loggp' \
  "$(simulate pattern:flat p=4 --machine cm5 | grep '^no --model')"
is 'times are in the unit of the machine' 's' "$(simulate pattern:flat p=4 --machine cm5 $csv -q | awk -F, 'NR == 2 { print $6 }')"

is 'the critical path adds up' '2 L + 4 o + g = 24 steps' \
  "$(simulate pattern:optimal p=8 $logp --critical-path | tail -n 1)"
is 'what repeats on it is folded' 'these 2, 97 times more' \
  "$(simulate pattern:chain p=100 $logp --critical-path | grep -o 'these .* more')"
is 'or shown in full' 198 "$(simulate pattern:chain p=100 $logp --critical-path --all | grep -c -e ' send ' -e ' receive ')"
# flat scatter, i-th child: i max (o, g + (k - 1) G) + 2 o + L + (k - 1) G, i from 0
is 'sensitivities are its sums' 'L 1 o 2 g 7 G 792' \
  "$(simulate pattern:flat p=9 bytes=100 $loggp --sensitivity | awk '/^[LogG] / { printf "%s%s %s", s, $1, $3; s = " " }')"
is 'JSON has them too' '24 5 3' "$(simulate pattern:optimal p=8 $logp --critical-path --sensitivity --format json |
  awk '/"time":/ && !/parameter/ { gsub (/[^0-9]/, ""); t = $0 } /"step":/ { k++ } /"parameter": "[Log]"/ { s++ }
       END { print t, k, s }')"
is 'CSV has the processors, whatever is asked for' "$(simulate pattern:flat p=5 $logp $csv)" \
  "$(simulate pattern:flat p=5 $logp $csv --critical-path -q)"

cat > pair.goal <<'END'
num_ranks 2
rank 0 {
a: calc 40
b: send 100b to 1
b requires a
}
rank 1 {
recv 100b from 0
}
END
is 'a GOAL schedule' '0,50 1,358' "$(simulate pair.goal $loggp $csv | awk -F, 'NR > 1 { printf "%s%s,%s", s, $1, $2; s = " " }')"
is 'and its critical path' 'L + 2 o + 99 G + 40 of work = 348 steps' \
  "$(simulate pair.goal --model loggp:L=90,o=10,g=30,G=2 --critical-path | tail -n 1)"
is 'as LogGOPSim computes it too' 'L + 2 o + 99 G + 40 of work = 348 steps' \
  "$(simulate pair.goal --model loggops:L=90,o=10,g=30,G=2,compat=lgs --critical-path | tail -n 1)"
"$parallax" trace record scan.two-level n=64 p=4 -o scan.trace -q
is 'a trace takes what predict says' "$("$parallax" predict scan.trace $logp $csv | awk -F, 'NR == 2 { print $8 }')" \
  "$(simulate scan.trace $logp $csv | awk -F, '$2 + 0 > max { max = $2 + 0 } END { print max }')"

cat > noisy.machine <<'END'
[machine]
name = noisy
kind = textbook
unit = step
[logp]
L = 10
o = 2
g = 3
G = 1
[noise]
distribution = exponential
mean = 3
END
is 'replicas have a quantile each, in ascending order' '200 7 7' \
  "$(simulate pattern:binomial p=16 --machine ./noisy.machine -q --replicas 200 | awk '/^replicas/ { getline
     for (i = 2; i <= NF; i++) { k++; up += $i >= last; last = $i }
     print $1, k, up }')"
is 'the same seed has the same noise' "$(simulate pattern:binomial p=16 --machine ./noisy.machine -q --replicas 20 | cksum)" \
  "$(simulate pattern:binomial p=16 --machine ./noisy.machine -q --replicas 20 | cksum)"
is 'on any number of threads' "$(simulate pattern:binomial p=16 --machine ./noisy.machine -q --replicas 20 --threads 1 | cksum)" \
  "$(simulate pattern:binomial p=16 --machine ./noisy.machine -q --replicas 20 --threads 5 | cksum)"
is 'and a path pays it by name' 1 \
  "$(simulate pattern:binomial p=16 --machine ./noisy.machine -q --critical-path | tail -n 1 | grep -c ' of noise = ')"
is 'without noise there are no replicas' 2 "$(code pattern:flat p=4 --machine cm5 --replicas 5)"

is 'a model that is none of messages is refused' 2 "$(code pattern:flat p=4 --model bsp:g=2,l=9)"
is 'with those that are' 1 "$(grep -c 'bsp: it does not say what single messages cost; .*loggp, ' err)"
is 'two models are refused' 2 "$(code pattern:flat p=4 $logp,loggp)"
is 'an unknown pattern has a nearest one' 1 "$(simulate pattern:binomal p=4 $logp | grep -c 'did you mean "binomial"')"
is 'a pattern without its prefix is recognised' 1 "$(simulate flat p=4 $logp | grep -c 'flat: there is no such file; did you mean pattern:flat?')"
is 'what is wrong with p is said of p' 1 "$(simulate pattern:flat p=-4 $logp | grep -c 'pattern:flat: p: -4: not a whole number')"
is 'an unknown file' 2 "$(code nothing.goal $logp)"
is 'nothing to simulate' 2 "$(code)"
is 'settings of a file' 2 "$(code pair.goal p=4 $logp)"
is 'an unknown engine' 2 "$(code pattern:flat p=4 $logp --engine fast)"
cat > dead.goal <<'END'
num_ranks 2
rank 0 {
a: recv 8b from 1
b: send 8b to 1
b requires a
}
rank 1 {
a: recv 8b from 0
b: send 8b to 0
b requires a
}
END
is 'a deadlock ends with 4' 4 "$(code dead.goal $logp)"
is 'and names who waits' 1 "$(grep -c 'a deadlock: ' err)"

# 20 are 2 links of latency 2 and 64 bytes at 4 a step
is 'what links take is paid by name' 'L + 2 o + 2 g + 189 G + 20 of noise and network = 94.25 steps' \
  "$(simulate pattern:flat p=4 bytes=64 --machine textbook-torus --critical-path | tail -n 1)"
is 'the same seed finds the same way' "$(simulate pattern:butterfly p=64 bytes=99 --machine textbook-torus -q $csv --seed 7 | cksum)" \
  "$(simulate pattern:butterfly p=64 bytes=99 --machine textbook-torus -q $csv --seed 7 | cksum)"

cat > full.goal <<'END'
num_ranks 3
rank 0 {
a: calc 60
b: recv 1b from 1
c: recv 1b from 2
b requires a
c requires b
}
rank 1 {
send 1b to 0
}
rank 2 {
a: send 1b to 0
b: calc 50
b requires a
}
END
full=--model=logp:L=6,o=2,g=7,capacity=yes
is 'capacity keeps the second message at its sender' '0,69,64,5,0 1,2,2,0,0 2,110,52,58,0' \
  "$(simulate full.goal $full $csv | awk -F, 'NR > 1 { printf "%s%s,%s,%s,%s,%s", s, $1, $2, $3, $4, $5; s = " " }')"
is 'which a path names, and pays with what it took' '1 110 of work = 110 steps' \
  "$(simulate full.goal $full --critical-path | awk '/network full/ { n++ } END { print n, $0 }')"
cat > stall.goal <<'END'
num_ranks 2
rank 0 {
a: send 8b to 1
b: send 8b to 1
c: recv 8b from 1
d: recv 8b from 1
b requires a
c requires b
d requires c
}
rank 1 {
a: send 8b to 0
b: send 8b to 0
c: recv 8b from 0
d: recv 8b from 0
b requires a
c requires b
d requires c
}
END
is 'two that stall for each other end with 4' '4 1' "$(code stall.goal $full) $(grep -c 'deadlock with capacity = yes' err)"

is 'the help says what a pattern does' 1 "$(simulate --help | grep -c 'Processor 0 sends to 1, 2, ..., p - 1, in this order')"
is 'a picture too large says how to select' 1 \
  "$(simulate pattern:flat p=100 $logp -q --diagram flat.svg | grep -c 'select with --processors')"
is 'a picture of another kind' 2 "$(code pattern:flat p=4 $logp --diagram flat.bmp)"
is 'it is found out before anything is printed' '' "$(cat out)"
is 'a time that does not begin' 1 "$(simulate pattern:flat p=4 $logp --diagram flat.svg --from 5 --to 2 | grep -c 'to: 2: not after --from 5')"
is 'what a picture shows without a picture' 1 "$(simulate pattern:flat p=4 $logp --from 5 | grep -c 'from: nothing is drawn; --diagram')"
is 'processors that are not there' 2 "$(code pattern:flat p=4 $logp --diagram flat.svg --processors 2,7)"
mkdir empty
is 'a missing gnuplot' 3 "$(PATH=$folder/empty; export PATH; code pattern:flat p=4 $logp --diagram flat.svg)"
if command -v gnuplot > /dev/null; then
  is 'a picture is drawn' 0 "$(code pattern:optimal p=8 $logp --diagram tree.svg)"
  is 'of every processor' 8 "$(grep -c '>P[0-7]</text>' tree.svg)"
  "$parallax" simulate scan.trace $logp,barrier=20 -q --diagram scan.svg > some
  is 'a line for each barrier, the last one too' 2 "$(sed -n '/index 5 using/,/<\/g>/p' scan.svg |
    grep -o 'M[0-9.]*,' | sort -u | wc -l | tr -d ' ')"
  is 'of some, for a while' '2 0' "$(simulate pattern:flat p=100 $logp -q --diagram some.svg --processors 0,7 --from 10 --to 40 > some
    echo "$(grep -c '>P[07]</text>' some.svg) $(grep -c '>P1</text>' some.svg)")"
else
  n=$((n + 1))
  echo "ok $n # SKIP no gnuplot: no pictures"
fi
echo "1..$n"
