#!/bin/sh
# SPDX-License-Identifier: MIT
# measure.sh: parallax measure and calibrate: what they print, and what they refuse. TAP.
set -u
# shellcheck source=tests/sandbox.sh
. "${top_srcdir:-.}/tests/sandbox.sh"

# refused TITLE CODE MESSAGE ARGUMENTS
refused ()
{
  title=$1 want=$2 message=$3
  shift 3
  "$parallax" "$@" > out 2> err
  code=$?
  [ $code -eq "$want" ] && grep -qF -- "$message" err && [ ! -s out ]
  held "$title"
}

echo 1..14
"$parallax" measure scan.two-level n=64,128 p=1,2 --samples 3 --format csv > out 2> err
[ $? -eq 0 ] && [ "$(wc -l < out)" -eq 5 ]
held 'a sweep gives a row for each cell'
columns=algorithm,variant,n,p,parameters,executor,min_s,q1_s,median_s,low_s,high_s,q3_s,p95_s,max_s,samples,stopped,flags,relative_speedup,absolute_speedup
[ "$(head -n 1 out)" = "$columns" ]
held 'columns carry their units'
awk -F, 'NR > 1 && !($7 > 0 && $7 <= $9 && $9 <= $14 && $15 == 3 && $16 != "") { exit 1 }' out
held 'times are ordered, and each cell says why it stopped'
"$parallax" measure broadcast n=64 -p 2 --samples 2 --format csv > out 2> err
[ "$(cut -d, -f2 out | sort -u | wc -l)" -gt 3 ]
held 'an algorithm without a variant gives a row for each that can run'
"$parallax" measure sum.fan-in n=64 f=2 p=64 --samples 1 --time-limit 5 --format csv > out 2> err
grep -q 'oversubscribed' out
held 'more processors than cores are labelled'
"$parallax" measure scan n=64,99 p=2,4 --samples 1 --executor sequential --format csv > out 2> err
[ "$(cut -d, -f2-6 out | tail -n +2)" = "sequential,64,1,n=64,sequential
sequential,99,1,n=99,sequential" ]
held 'the sequential program gives a row for each n'
"$parallax" measure scan.two-level n=64 p=2 --samples 1 -x sequential,threads --format csv > out 2> err
[ "$(cut -d, -f2,4,6 out | tail -n +2)" = "sequential,1,sequential
two-level,2,threads" ]
held 'two executors give rows of both'
refused 'the sequential program needs one processor' 2 'a sequential program needs p = 1' measure scan.sequential n=8 p=2
refused 'an unknown executor is refused' 2 'abacus: no such executor; there are: threads' measure scan n=8 p=2 -x abacus
refused 'a precision below 0 is refused' 2 '--precision: -3: not a number above 0' measure scan n=8 p=2 --precision=-3
refused 'p given twice is refused' 2 'p' measure scan n=8 p=2 -p 2
refused 'no algorithm is refused' 2 'no algorithm given' measure
refused 'calibrating more processors than cores is refused' 2 'out of range; 1 to' calibrate -p 100000
refused 'an unknown effort is refused' 2 '--effort: heroic' calibrate --effort heroic
