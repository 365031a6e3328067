#!/bin/sh
# SPDX-License-Identifier: MIT
# bad-input.sh: bad input gives one line that says where and what would be right, its exit code, and no result. TAP.
set -u
# shellcheck source=tests/sandbox.sh
. "${top_srcdir:-.}/tests/sandbox.sh"

# judge TITLE CODE MESSAGE: the last command ended with $code and wrote out and err
judge ()
{
  n=$((n + 1))
  why=
  [ "$code" = "$2" ] || why="exit code $code, not $2"
  [ "$(wc -l < err)" -eq 1 ] || why="$why; $(wc -l < err) lines on standard error"
  grep -q '^parallax: ' err || why="$why; the line does not begin with parallax:"
  grep -qF -- "$3" err || why="$why; it does not say '$3'"
  [ -s out ] && why="$why; something on standard output"
  left=$(find . -type f ! -name out ! -name err ! -name 'given*')
  [ -z "$left" ] || why="$why; written: $left"
  if [ -z "$why" ]; then
    echo "ok $n - $1"
  else
    echo "not ok $n - $1: $why"
    sed 's/^/# /' err
  fi
}

# bad TITLE CODE MESSAGE ARGUMENTS
bad ()
{
  title=$1 want=$2 message=$3
  shift 3
  "$parallax" "$@" > out 2> err
  code=$?
  judge "$title" "$want" "$message"
}

# predicts TITLE CODE MESSAGE ARGUMENTS: of predict, with -o
predicts ()
{
  title=$1 want=$2 message=$3
  shift 3
  bad "$title" "$want" "$message" predict "$@" -o result.csv --format csv
}

bad 'no command' 2 '--help lists them'
bad 'an unknown command has a nearest one' 2 'did you mean "predict"?' perdict
bad 'an unknown option' 2 '--modle' predict --modle x
bad 'an unknown format' 2 'table, csv or json' list models --format xml
bad 'an unknown colour' 2 'auto, always or never' list models --color sometimes
bad 'a seed that is no number' 2 '--seed: ' predict scan n=4 p=2 --seed x
bad 'nothing to list' 2 'models, algorithms, programs, machines, executors or scenarios' list
bad 'nothing to describe' 2 'one name is wanted' describe
bad 'an unknown name to describe' 2 'did you mean "bsp"?' describe bps
bad 'an unknown thing to begin' 2 'model or algorithm' new modle x

predicts 'no algorithm' 2 'no algorithm given'
predicts 'an unknown algorithm has a nearest one' 2 'did you mean "scan"?' scna n=4 p=2
predicts 'an unknown variant has a nearest one' 2 'did you mean "two-level"?' scan.two-levle n=4 p=2
predicts 'a word that is no setting' 2 'KEY=VALUE' scan n=4 p=2 k
predicts 'an unknown key names the known ones' 2 'nn: no parameter of scan' scan nn=4 p=2
predicts 'a repeated key' 2 'n: given twice' scan n=4 n=5 p=2
predicts 'n = 0' 2 'above 0' scan n=0 p=2
predicts 'n below 0' 2 'n: ' scan n=-4 p=2
predicts 'n that is no number' 2 'n: ' scan n=many p=2
predicts 'n that is too large says what it would need' 2 'would need 8' scan n=2^40 p=2
predicts 'n that is no number of 64 bits' 2 'below 2^64' scan n=1e40 p=2
predicts 'no p' 2 'p is missing' scan n=4
predicts 'p = 0' 2 '1 to 1048576' scan n=4 p=0
predicts 'p = 2^40' 2 '1 to 1048576' scan n=4 p=2^40
predicts 'p that is no number' 2 'p: ' scan n=4 p=two
predicts 'a sweep that runs backwards' 2 'backwards' scan n=9..4 p=2
predicts 'a sweep that never ends' 2 'never ends' scan 'n=1..9*1' p=2
predicts 'a sweep of too many' 2 'take a larger step' scan n=1..1e6 p=2
predicts 'what a variant needs, and the nearest p that does' 2 'p = 4 or p = 8 would do' fft.exchange n=64 p=5
predicts 'the nearest n, where no p does' 2 'n = 64 or n = 128 would do' fft.exchange n=100 p=4
predicts 'far away, powers of two' 2 'n = 524288 or n = 1048576 would do' fft.exchange n=1e6 p=4
predicts 'the nearest of all that would do' 2 'n = 9 or source = 4 would do' bfs n=5 source=8 p=4
predicts 'the nearest of a parameter of its own' 2 'a = 2 would do' sum.a-ary n=64 p=4 a=1
predicts 'nothing near that does' 2 'other parameters would do' fft.exchange n=100 p=5

predicts 'an unknown model has a nearest one' 2 'did you mean "bsp"?' scan n=4 p=2 --model bps:g=1,l=2
predicts 'an unknown variant of a model' 2 'did you mean "crew"?' scan n=4 p=2 --model pram.crwe
predicts 'all missing parameters are named' 2 'g, l are missing' scan n=4 p=2 --model bsp
predicts 'an unknown parameter of a model' 2 'gg: no parameter of bsp' scan n=4 p=2 --model bsp:gg=1,l=2
predicts 'a repeated parameter' 2 'g' scan n=4 p=2 --model bsp:g=1,g=2,l=2
predicts 'NaN' 2 'not finite' scan n=4 p=2 --model bsp:g=nan,l=2
predicts 'infinity' 2 'not finite' scan n=4 p=2 --model bsp:g=inf,l=2
predicts 'a time below 0' 2 'g: "-1"' scan n=4 p=2 --model bsp:g=-1,l=2
predicts 'seconds on a machine that counts steps' 2 'unit' scan n=4 p=2 --model bsp:g=1us,l=2
predicts 'a wrong unit' 2 'l: "2 us/word"' scan n=4 p=2 --machine cm5 --model 'bsp:l=2 us/word'
predicts 'a parameter without a model' 2 'belongs to no model' scan n=4 p=2 --model g=1
predicts 'an unknown choice' 2 'max' scan n=4 p=2 --model bsp:g=1,l=2,h=mix

predicts 'an unknown machine has a nearest one' 2 'did you mean "cm5"?' scan n=4 p=2 --machine cm6
predicts 'a machine that is a folder' 2 '/' scan n=4 p=2 --machine ./
predicts 'a machine under a file' 2 'given.machine/x' scan n=4 p=2 --machine ./given.machine/x
printf '[machine]\nname = x\nkind = textbook\nunit = step\n[bsp]\ng = 2\ngap = 3\nl = 4\n' > given.machine
predicts 'an unknown key of a machine file, with its line' 2 'given.machine:7: ' scan n=4 p=2 --machine ./given.machine
printf '[machine]\nname = x\nkind = textbook\nunit = step\n[bsp]\ng = 2\ng = 3\nl = 4\n' > given.machine
predicts 'a repeated key of a machine file, with its line' 2 'given.machine:7: ' scan n=4 p=2 --machine ./given.machine
printf '[machine]\nname = x\nkind = textbook\nunit = step\n[bsp]\ng = nan\nl = 4\n' > given.machine
predicts 'NaN in a machine file, with its line' 2 'given.machine:6: ' scan n=4 p=2 --machine ./given.machine
predicts 'p beyond what the machine was measured with' 2 'extrapolate' scan n=64 p=64 --machine t3e --model bsp

predicts 'a trace that is a folder' 2 './: ' ./
predicts 'a trace that is none' 2 'given.machine: ' ./given.machine
predicts 'a trace that is not there' 2 'given.trace: ' ./given.trace
predicts 'a limit on operations' 4 '--max-ops' scan.hillis-steele n=64 p=4 --max-ops 3
predicts 'a limit on the trace' 4 '--max-trace: the trace has reached' scan.hillis-steele n=64 p=4 --max-trace 1K
predicts 'more than there is memory for' 2 'of memory; a run may use ' total-exchange m=1e9 p=1000
predicts 'a limit that is no number' 2 '--max-trace: ' scan n=64 p=4 --max-trace little
predicts 'a plug-in that is none' 2 'given.machine' scan n=4 p=2 --plugin ./given.machine
predicts 'a plug-in that is not there' 2 'none.so' scan n=4 p=2 --plugin ./none.so

predicts 'a name beyond ASCII in the locale C' 2 'unknown model' scan n=4 p=2 --model ü
predicts 'an option that is no text' 2 'UTF-8' scan n=4 p=2 --model "$(printf '\377')"
predicts 'a time beyond the largest number' 2 'about 1e308' scan n=64 p=4 --model bsp:g=1e308,l=1e308
mkfifo given.fifo
for file in /dev/zero ./given.fifo ./; do
  predicts "a machine that is no file: $file" 2 "$file: " scan n=4 p=2 --machine "$file"
  bad "a scenario that is no file: $file" 2 "$file: not a file" run "$file" -o given-results
  bad "results that are no file: $file" 2 "$file: not a file" plot "$file"
done

bad 'a result into a folder that is not there' 4 'none/x.csv: cannot be written' predict scan n=4 p=2 -o none/x.csv
bad 'a result under a file' 4 'given.machine/x: cannot be written' predict scan n=4 p=2 -o given.machine/x
bad 'a result in place of a folder' 4 'cannot be written' predict scan n=4 p=2 -o ./
bad 'a full disk' 4 '/dev/full: cannot be written: No space left' predict scan n=4 p=2 -o /dev/full
if [ -w /dev/full ]; then
  for command in 'list models' 'predict scan n=4 p=2' 'describe bsp' '--help' '--version' 'list --help'; do
    # shellcheck disable=SC2086  # a list of words
    "$parallax" $command > /dev/full 2> err
    code=$?
    : > out
    judge "a full disk behind standard output: $command" 4 'standard output: cannot be written'
  done
fi
echo "1..$n"
