#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh: `parallax run`, `plot` and `compare` from end to end, with what may go wrong. TAP.
set -u
# shellcheck source=tests/sandbox.sh
. "${top_srcdir:-.}/tests/sandbox.sh"

# ends CODE COMMAND...: the command ends with this code; an error is one line.
ends ()
{
  code=$1
  shift
  "$@" >out 2>err
  got=$?
  [ "$got" -eq "$code" ] && { [ "$code" -lt 2 ] || [ "$(wc -l <err)" -eq 1 ]; }
}

# The program itself, not libtool's script, which needs a PATH.
without_gnuplot ()
{
  real=$build/.libs/parallax
  [ -x "$real" ] || real=$parallax
  env PATH="$folder/empty" LD_LIBRARY_PATH="$build/.libs" "$real" "$@"
}

said () { grep -qF -- "$1" err; }
unfinished () { sed 's/"finished",$/"running",/' "$1/manifest.json" >m && mv m "$1/manifest.json"; }

cat >tiny.scn <<END
[scenario]
format = 1
title = tiny
[algorithm scan]
variants = two-level, blelloch
n = 2^8..2^10 * 4
p = 2
[machine]
name = t3e
[predict]
models = bsp, pram.crew
[measure]
executors = threads
samples = 3
END
sed 's/samples = 3/samples = 4/' tiny.scn >other.scn
out=tiny-results

for file in "$source"/scenarios/*.scn; do
  check "$(basename "$file") is a scenario, with cells" \
    sh -c '[ "$("$1" run --dry-run --format csv "$2" | wc -l)" -gt 1 ]' sh "$parallax" "$file"
done
check 'the cells are listed without running them' ends 0 "$parallax" run --dry-run --format csv tiny.scn
check 'one line for each cell' [ "$(wc -l <out)" -eq 5 ]
check 'nothing was made' [ ! -e "$out" ]

check 'a scenario runs to its end' ends 0 "$parallax" run tiny.scn
check 'its table has the title' grep -q '^tiny$' out
for file in samples.csv results.csv results.json supersteps.csv manifest.json t3e.machine time.gp; do
  check "$file is there" [ -s "$out/$file" ]
done
check 'a row for each cell and model' [ "$(wc -l <"$out/results.csv")" -eq 9 ]
check 'a row for each observation' [ "$(wc -l <"$out/samples.csv")" -eq 13 ]
check 'the manifest says that it is finished' grep -q '"status": "finished"' "$out/manifest.json"

unfinished "$out"
check 'an unfinished run is not overwritten' ends 2 "$parallax" run tiny.scn
check 'the message says how to go on' said '--resume goes on with it'
check 'another scenario does not go on with it' ends 2 "$parallax" run --resume -o "$out" other.scn

head -n 6 "$out/samples.csv" >kept
{ cat kept; printf 'scan,two-level,25'; } >"$out/samples.csv"
check 'a run goes on behind a torn line' ends 0 "$parallax" run --resume tiny.scn
head -n 6 "$out/samples.csv" >again
check 'what was measured before is kept' cmp kept again
check 'what was missing is measured' [ "$(wc -l <"$out/samples.csv")" -eq 13 ]
check 'the torn line is gone' [ "$(grep -c 'scan,two-level,25$' "$out/samples.csv")" -eq 0 ]

check 'a folder that cannot be made is an error' ends 4 "$parallax" run -o /dev/null/x tiny.scn
check 'a scenario that is not there is an error' ends 2 "$parallax" run none.scn
echo 'models' >>other.scn
check 'a mistake in a scenario is an error with its line' ends 2 "$parallax" run other.scn
check 'it names file and line' said 'other.scn:15:'

mkdir empty
check 'plot without gnuplot ends with 3' ends 3 without_gnuplot plot "$out/results.csv"
check 'it says what to install' said 'apt-get install gnuplot'
check 'run without gnuplot ends with 0' ends 0 without_gnuplot run -o plain tiny.scn
check 'a line says so' said 'no pictures: gnuplot'
check 'all but the pictures is there' [ -s plain/time.gp -a ! -e plain/time.svg ]

if command -v gnuplot >/dev/null; then
  for kind in time error breakdown; do
    check "$kind is drawn" ends 0 "$parallax" plot "$out/results.csv" --kind "$kind" -o a.svg
    "$parallax" plot "$out/results.csv" --kind "$kind" -o b.svg 2>/dev/null
    check "$kind twice is the same bytes" cmp a.svg b.svg
  done
  check 'speed-up needs one processor' ends 2 "$parallax" plot "$out/results.csv" --kind speedup -o c.svg
  check 'a picture has a format' ends 2 "$parallax" plot "$out/results.csv" -o c.bmp
fi
check 'a kind that does not exist is an error' ends 2 "$parallax" plot "$out/results.csv" --kind tmie
check 'the nearest one is named' said 'did you mean time'

check 'stored results are compared' ends 0 "$parallax" compare "$out/results.csv" plain/results.csv
check 'cell by cell' grep -q 'measured_b_over_a' out
head -c 300 "$out/results.csv" >cut.csv
check 'results that were cut off are an error' ends 2 "$parallax" compare cut.csv
check 'a verdict of no ends with 1' ends 1 "$parallax" compare "$out/results.csv" --tolerance '0.001 %'
check 'a tolerance is a number' ends 2 "$parallax" compare "$out/results.csv" --tolerance much
check 'a full disk is an error' ends 4 sh -c '"$1" compare "$2" >/dev/full' sh "$parallax" "$out/results.csv"
check 'compare measures and explains' ends 0 "$parallax" compare scan.two-level n=2^12 p=2 --quick --machine t3e --model bsp
check 'the explanation names the part' grep -q 'gap is' out
check 'the sequential program is compared too' \
  ends 0 "$parallax" compare scan.two-level n=2^12 p=2 --quick --machine textbook --model bsp -x sequential,threads
check 'both speed-ups are labelled' grep -q 'relative speed-up  absolute speed-up' out
check 'the scenario of sequential programs runs' ends 0 "$parallax" run sequential --quick -o alone
check 'each row has an absolute speed-up' \
  awk -F, 'NR > 1 && !($29 > 0) { exit 1 } END { exit NR < 14 }' alone/results.csv

# Broadcast in one stage and in two: n = l/(g (p - 1) (1 - 2/p)) is 67.2 for p = 4, 17.2 for p = 16.
check 'a family runs' ends 0 "$parallax" run "$source/scenarios/broadcast.scn" -o family -q
check 'its variants cross where their formulas do' \
  awk 'NF == 1 && $1 + 0 > 66.5 && $1 + 0 < 68 { four++ } NF == 1 && $1 + 0 > 17 && $1 + 0 < 17.5 { sixteen++ }
       NF == 1 && $1 + 0 > 0 { all++ } END { exit !(four == 1 && sixteen == 1 && all == 2) }' family/crossings.gp
grep -v two-stage family/results.csv | grep -v tree >one.csv
check 'one variant has nothing to cross' ends 2 "$parallax" plot one.csv --kind crossings -o c.svg
echo "1..$n"
