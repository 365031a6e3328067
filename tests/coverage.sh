#!/bin/sh
# SPDX-License-Identifier: MIT
# coverage.sh: lines that the tests ran, file by file, the least covered first. Run by `make coverage` in the build folder
# of ./configure --enable-coverage.
set -u
if [ -z "$(find . -name '*.gcda' -print -quit)" ]; then
  echo 'coverage: nothing was counted; ./configure --enable-coverage, then make coverage' >&2
  exit 3
fi
find . -name '*.gcda' -path '*.libs*' | while read -r data; do
  gcov -n "$data" 2>/dev/null
done | awk '
  /^File / { file = $2; gsub (/\047|^\047(\.\.\/)*/, "", file); sub (/^(\.\.\/)+/, "", file); next }
  /^Lines executed:/ && file ~ /^(sim|models|algorithms)\/.*\.c$/ {
    split ($2, part, /[:%]/)
    if (part[2] + 0 > covered[file]) covered[file] = part[2] + 0
    lines[file] = $4
    file = ""
  }
  END {
    for (f in lines) {
      printf "%6.1f %% of %5d lines  %s\n", covered[f], lines[f], f
      ran += covered[f] * lines[f]
      all += lines[f]
    }
    printf "%6.1f %% of %5d lines  all of them\n", ran / all, all
  }' | sort -n
