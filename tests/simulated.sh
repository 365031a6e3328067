#!/bin/sh
# SPDX-License-Identifier: MIT
# simulated.sh: measuring, calibrating and a whole scenario on simulated processors. TAP.
set -u
# shellcheck source=tests/sandbox.sh
. "${top_srcdir:-.}/tests/sandbox.sh"
export PARALLAX_HOST_MACHINE="$folder/host.machine"

missing () { "$@" >out 2>err; [ $? -eq 3 ]; }
fails () { "$@" >out 2>err; [ $? -eq 2 ]; }
measure () { "$parallax" measure scan.two-level n=2^8 -x simulated --samples 3 --format csv "$@"; }
same () { measure "$@" >a && measure "$@" >b && cmp a b; }

check 'the scenario runs' "$parallax" run "$source/scenarios/simulated.scn" -o results -q
check 'it has a row for each cell and model' [ "$(wc -l <results/results.csv)" -eq 151 ]
check 'no cell is below a floor or oversubscribed' sh -c "! grep -E 'floor|oversubscribed|noisy' results/results.csv"
check 'a machine without noise is told from its model' \
  sh -c "'$parallax' compare scan.two-level n=2^8 p=4 -x simulated --machine textbook --format csv | grep loggp | grep -q 'same model: ratio 1 by construction'"
check 'with noise it is not' \
  sh -c "! '$parallax' compare scan.two-level n=2^8 p=4 -x simulated --machine textbook-noise --format csv | grep -q 'same model'"
check 'measuring twice gives the same bytes' same --machine textbook-noise -p 8,64
check 'also on a machine whose messages share links' same --machine textbook-torus -p 8,64
cat >links.scn <<'END'
[scenario]
format = 1
[algorithm scan]
variants = two-level
n = 2^8
p = 2, 16
[machine]
name = textbook-torus
[predict]
models = logp, loggp
[measure]
executors = simulated
samples = 3
seed = 5
END
check 'a scenario runs on such a machine' "$parallax" run links.scn -o links -q
check 'whose loggp is not what is simulated' \
  sh -c "grep loggp links/results.csv | grep -v -q 'same model'"
check 'without a machine nothing is simulated' fails measure
check 'host cannot be simulated before it is calibrated' missing measure --machine host
check 'a calibration of what is simulated is written where it is told to be' \
  "$parallax" calibrate -x simulated --machine cm5 -p 4 -o again.machine -q
check 'and gives L, o, g and G back' \
  sh -c "grep -q '^L = 6000 ns ' again.machine && grep -q '^o = 2000 ns ' again.machine && grep -q '^g = 4000 ns ' again.machine && grep -q '^G = 250 ns/B ' again.machine"
check 'it does not become host by accident' fails "$parallax" calibrate -x simulated --machine cm5 -p 4
check 'real processors are no machine of a file' fails "$parallax" calibrate --machine cm5 -p 1 -o x.machine
echo "1..$n"
