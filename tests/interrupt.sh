#!/bin/sh
# SPDX-License-Identifier: MIT
# interrupt.sh: a run that is interrupted, killed or out of room loses no complete row, and goes on. TAP.
set -u
# shellcheck source=tests/sandbox.sh
. "${top_srcdir:-.}/tests/sandbox.sh"
trap 'umount "$folder/small" 2>/dev/null; rm -rf "$folder"' EXIT

# scenario FILE MACHINE N SAMPLES MODELS
scenario ()
{
  cat > "$1" << END
[scenario]
format = 1
title = $1
[algorithm scan]
variants = two-level, blelloch
n = $3
p = 2
[machine]
name = $2
[predict]
models = $5
[measure]
executors = threads
samples = $4
precision = 0.1 %
time_limit = 50 s
[plot]
kinds = time
END
}

# Lines of samples.csv in a folder that have an end.
whole_lines () { awk -v whole="$(tail -c 1 "$1/samples.csv" | wc -l)" \
  'NR > 1 { print line } { line = $0 } END { if (whole) print line }' "$1/samples.csv"; }

finished () { grep -q '"status": "finished"' "$1/manifest.json"; }

# goes_on FOLDER: the run ends, and its samples begin with those that were kept.
goes_on ()
{
  whole_lines "$1" > kept
  "$parallax" run --resume --quick -o "$1" long.scn > out 2> err && finished "$1" \
    && head -n "$(wc -l < kept)" "$1/samples.csv" | cmp -s kept - \
    && [ "$(awk -F, '$2 == "blelloch"' "$1/samples.csv" | wc -l)" -ge 10 ]
}

# stop SIGNAL: sends it to a run that has measured something. Its exit code is in $code.
stop ()
{
  "$parallax" run -o "$1" long.scn > out 2> err &
  pid=$!
  tries=0
  while [ $tries -lt 300 ] && { [ ! -f "$1/samples.csv" ] || [ "$(wc -l < "$1/samples.csv")" -lt 4 ]; }; do
    sleep 0.1
    tries=$((tries + 1))
  done
  kill -s "$1" $pid
  wait $pid 2> /dev/null
  code=$?
}

scenario long.scn t3e '2^14,2^16' 100000 bsp
stop INT
[ $code -eq 4 ] && [ "$(wc -l < err)" -eq 1 ] && grep -qF 'long.scn: interrupted; --resume goes on with it' err
held 'Ctrl-C ends a run with one line that says how to go on'
[ "$(whole_lines INT | wc -l)" -eq "$(wc -l < INT/samples.csv)" ] && ! finished INT && [ ! -e INT/results.csv ]
held 'what it leaves is whole, and no result'
goes_on INT
held 'the run goes on, and every row is kept'

stop KILL
[ $code -eq 137 ] && [ "$(whole_lines KILL | wc -l)" -ge 4 ] && ! finished KILL
held 'kill -9 leaves what was measured'
goes_on KILL
held 'the run goes on, and every complete row is kept'

# 16 blocks of 512 bytes: room for the manifest and some thirty rows
(ulimit -f 16 && exec "$parallax" run -o limit long.scn) > out 2> err
[ $? -eq 4 ] && [ "$(wc -l < err)" -eq 1 ] && grep -qF 'limit/samples.csv: cannot be written: File too large; make room' err
held 'samples that may not grow are an error that says how to go on'
[ "$(whole_lines limit | wc -l)" -eq "$(wc -l < limit/samples.csv)" ] && [ "$(wc -l < limit/samples.csv)" -gt 4 ]
held 'no half row is left'
goes_on limit
held 'with room the run goes on'

scenario wide.scn t3e '2^6..2^11*2' 2 'bsp, bsp:l=1, bsp:l=2, bsp:l=3, bsp:l=5'
(ulimit -f 16 && exec "$parallax" run -o wide wide.scn) > out 2> err
[ $? -eq 4 ] && [ "$(wc -l < err)" -eq 1 ] && grep -qF 'wide/results.csv: cannot be written: File too large' err
held 'results without room are an error'
[ "$(ls wide)" = "$(printf 'manifest.json\nsamples.csv')" ] && ! finished wide
held 'and nothing of them is written'
"$parallax" run --resume -o wide wide.scn > out 2> err && finished wide && [ "$(wc -l < wide/results.csv)" -eq 61 ]
held 'with room they are there'

mkdir small
if mount -t tmpfs -o size=48k tmpfs small 2> /dev/null; then
  "$parallax" run -o small/run long.scn > out 2> err
  [ $? -eq 4 ] && grep -qF 'small/run/samples.csv: cannot be written: No space left on device' err \
    && [ "$(whole_lines small/run | wc -l)" -eq "$(wc -l < small/run/samples.csv)" ]
  held 'a full disk is an error, and no half row is left'
  mount -o remount,size=4m small && goes_on small/run
  held 'with room on the disk the run goes on'
else
  echo "ok $((n + 1)) # SKIP a file system of 48 KiB cannot be mounted here"
  echo "ok $((n + 2)) # SKIP a file system of 48 KiB cannot be mounted here"
  n=$((n + 2))
fi

# Without the columns that hold times measured and what follows from them.
predictions () { cut -d, -f 1-9,16-19,26-27 "$1/results.csv"; }
"$parallax" run -o again wide.scn > out 2> err && predictions wide > a && predictions again | cmp -s a -
held 'the same seed, the same predictions'
for trace in a b; do "$parallax" trace record sample-sort.psrs n=1000 p=4 --seed 5 -o $trace.trace 2> err; done
"$parallax" trace record sample-sort.psrs n=1000 p=4 --seed 6 -o c.trace 2> err
cmp -s a.trace b.trace && ! cmp -s a.trace c.trace
held 'the same seed, the same trace'

scenario host.scn host '2^10' 2 'bsp, loggp'
"$parallax" run -o host host.scn > out 2> err && finished host && [ -s host/host.machine ] \
  && [ "$(awk -F, 'NR > 1 && $9 > 0 && $10 > 0' host/results.csv | wc -l)" -eq 4 ]
held 'a run on this machine calibrates it, predicts and measures'
"$parallax" predict scan n=1000 p=2 --machine ./host/host.machine --model bsp > out 2> err && [ ! -s err ]
held 'the machine it leaves is one to predict with'

# Without --foreground the signal comes twice, and the second one kills. Twenty supersteps of 262144 processors take longer.
timeout --foreground -s INT 2 "$parallax" predict scan.hillis-steele n=2^20 p=2^18 --model pram > out 2> err
status=$?
{ [ $status -eq 4 ] || [ $status -eq 124 ]; } && grep -q 'interrupted$' err && [ ! -s out ]
held 'Ctrl-C ends a recording with a line'
echo "1..$n"
