#!/bin/sh
# SPDX-License-Identifier: MIT
# pram-page.sh: `parallax pram --step` and `--html`, as a user types them, and the page in a browser, if there is one. TAP.
set -u
# shellcheck source=tests/sandbox.sh
. "${top_srcdir:-.}/tests/sandbox.sh"

cat > sum.pram <<'END'
// the sum of n, </script> and all
model EREW; param n = 8;
shared A[1..n] = _i, B[1..2, 1..2], s;
for h := 1 to log2(n) do
  for 1 <= i <= n/2^h pardo A[i] := A[2*i-1] + A[2*i]; end
end
for 1 <= i <= 2 pardo B[i,2] := A[1]; end
s := A[1];
END

is 'a lecture may be a script' 'step 4 of 5, line 7: for 1 <= i <= 2 pardo B[i,2] := A[1]; end' \
  "$(printf 'l 7\nc\nq\n' | "$parallax" pram sum.pram --step | grep '^step 4')"
is 'steps are of the parameters that were given' 'before the first of 6 steps' \
  "$("$parallax" pram sum.pram n=16 --step </dev/null | tail -n 1)"
check 'stepping is no verdict' "$parallax" pram sum.pram --step </dev/null
printf 'assert s = 1;' | cat sum.pram - > wrong.pram
"$parallax" pram wrong.pram --step </dev/null >log 2>err
is 'a run that fails fails when it was stepped through' 4 $?
"$parallax" pram sum.pram n=8,16 --step >log 2>err </dev/null
is 'one run is stepped through at a time' 2 $?

"$parallax" pram sum.pram --html sum.html >log 2>err
is 'beside the page there is the usual report' 1 "$(grep -c 'concurrent read of A\[1\]' log)"
check 'the page is there' test -s sum.html
"$parallax" pram sum.pram --html again.html >log 2>err
check 'the same run, the same bytes' cmp sum.html again.html
"$parallax" pram sum.pram --html nowhere/sum.html >log 2>err
is 'a page that cannot be written is a failure' 4 $?

# ---- in a browser ----

# Each case: its title, keys to press after Home, and what the page then has in it; the first: as it was loaded.
cat > cases.js <<'END'
const cases = [
  ["a step may be named", null, "<mark>A[i] := A[2*i-1] + A[2*i];</mark>"],
  ["it begins before the first step", [], "Before the first step."],
  ["it shows the program", [], "<i>// the sum of n, &lt;/script&gt; and all</i>"],
  ["it counts", [], "<dt>step T</dt><dd>0 / 5</dd>"],
  ["what a step wrote is marked, with what was there", ["ArrowRight", "ArrowRight"],
   '<div class="cell written" title="was 3"><span class="index">1</span><span class="value">10</span><span class="was">3<'],
  ["a step may be taken back", ["ArrowRight", "ArrowRight", "ArrowLeft"], "<dd>1 / 5</dd>"],
  ["a conflict is told", ["c"], "step 4, line 7: concurrent read of A[1] = 36 by i=1, i=2"],
  ["and its cell marked", ["c"], '<div class="cell reads" title="read conflict"><span class="index">1</span>'],
  ["a matrix is a table", ["c"], '<td class="written" title="was 0">36</td>'],
  ["the last step is the end", ["End"], "The program ends."],
  ["memory is again what it was", ["End", "Home"], '<span class="index">8</span><span class="value">8</span>'],
  ["the page may be dark or light", ["d"], 'data-theme="dark"'],
];
const seen = () => document.documentElement.cloneNode (false).outerHTML
  + ["header", "main", "footer"].map (tag => document.querySelector (tag).outerHTML).join ("");
const report = document.createElement ("pre"), press = key => window.dispatchEvent (new KeyboardEvent ("keydown", { key }));
for (const [title, keys, text] of cases) {
  for (const key of keys ? ["Home", ...keys] : []) press (key);
  report.append (`\n${seen ().includes (text) ? "passed" : "missing"}: ${title}\n`);
}
document.body.append (report);
END
sed -e '/<\/body>/{' -e 'i <script>' -e 'r cases.js' -e 'a </script>' -e 'd' -e '}' sum.html > cases.html

browser=
for name in chromium chromium-browser google-chrome; do
  [ -n "$browser" ] || browser=$(command -v $name)
done
[ -z "$browser" ] || timeout 60 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$folder/browser" \
  --dump-dom "file://$folder/cases.html#2" >dom 2>err
sed -n 's/^  \["\([^"]*\)",.*/\1/p' cases.js > titles
while read -r title; do
  if grep -q '</html>' dom 2>/dev/null; then
    grep -qx "passed: $title" dom
    held "$title"
  else
    n=$((n + 1))
    echo "ok $n - $title # SKIP no browser"
  fi
done < titles
echo "1..$n"
