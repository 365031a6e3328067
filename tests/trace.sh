#!/bin/sh
# SPDX-License-Identifier: MIT
# trace.sh: parallax trace, as a user types it. TAP.
set -u
# shellcheck source=tests/sandbox.sh
. "${top_srcdir:-.}/tests/sandbox.sh"

# same TITLE STATUS EXPECTED ARGUMENTS...: the exit status, and what is printed on both streams.
same ()
{
  title=$1 status=$2 expected=$3
  shift 3
  n=$((n + 1))
  found=$("$parallax" "$@" 2>&1)
  code=$?
  if [ $code -eq "$status" ] && [ "$found" = "$expected" ]; then
    echo "ok $n - $title"
  else
    echo "not ok $n - $title"
    printf 'exit code %s, not %s\n%s\n' "$code" "$status" "$found" | sed 's/^/# /'
  fi
}

same 'record writes a file and says what is in it' 0 'a.trace: 2 supersteps, 15 operations, 0 violations' \
  trace record scan.two-level n=64 p=4 --seed 7 -o a.trace
same 'stats sums it up by superstep' 0 \
'superstep,label,sync,active,w,w_share,w_imbalance,h,h_share,h_imbalance,messages,kappa,access
0,"sum my block, tell everybody above me",yes,4,15,0.45454545454545453,1,3,1,2,6,1,erew
1,add the sum of all blocks below mine,yes,3,18,0.5454545454545454,1.411764705882353,0,0,,0,0,erew' \
  trace stats a.trace --format csv
same 'check finds it whole' 0 \
  'a.trace: scan.two-level n=64 p=4 seed=7: the file is whole; 15 operations, 0 violations' trace check a.trace
same 'show prints its text into a file' 0 '' trace show a.trace -o a.text
is 'which names its operations' 'trace scan.two-level n=64 p=4 seed=7
processors 4
  0: put to 2 8 B x 1' "$(sed -n '1p;2p;9p' a.text)"
head -c 300 a.trace >short.trace
same 'a file that was cut off is refused' 2 \
  'parallax: short.trace: supersteps: cut off: 44 of 64 bytes; a whole copy is needed' trace check short.trace
same 'so is one that does not exist' 2 \
  'parallax: none.trace: cannot be opened: No such file or directory; a trace file is wanted' trace show none.trace
same 'record wants one variant' 2 'parallax: scan: a trace is of one variant; for example scan.hillis-steele' \
  trace record scan n=64 p=4 -o b.trace
same 'and one size' 2 'parallax: trace record: the sweeps span 2 points; a trace has one value each' \
  trace record scan.two-level n=64,128 p=4 -o b.trace
same 'and a file' 2 'parallax: trace record: no file to write; -o FILE names it' trace record scan.two-level n=64 p=4
same 'a folder that is not there fails' 4 \
  'parallax: no/b.trace: the trace cannot be written: No such file or directory; nothing was left behind' \
  trace record scan.two-level n=64 p=4 -o no/b.trace
same 'an unknown action is named' 2 'parallax: trace: foo: no such action; check, convert, record, show or stats' trace foo

# ---- convert ----

cat >ping.goal <<'END'
num_ranks 2

rank 0 {
l1: calc 100
l2: send 64b to 1 tag 7
l1 irequires l2
}

rank 1 {
l1: recv 64b from 0 tag 7
l2: calc 5
l2 requires l1
}
END
sed 's/l1 irequires l2/l2 requires l1/' ping.goal >chain.goal
same 'convert writes a schedule in binary' 0 'ping.bin: goal-binary' trace convert ping.goal ping.bin
same 'and back' 0 'again.goal: goal' trace convert ping.bin again.goal
same 'or as chains of a trace' 0 'chain.trace: trace' trace convert chain.goal chain.trace
same 'which becomes the same schedule' 0 'chain: goal' trace convert chain.trace chain --to goal
cmp chain chain.goal && cmp ping.goal again.goal
held 'to the byte'
same 'the text of a trace is only written' 0 'chain.txt: text' trace convert chain.goal chain.txt
same 'and not read' 2 "parallax: chain.txt: the text of a trace is for reading and holds too little; a .trace, .goal, \
.goalb or .bin file is wanted" trace convert chain.txt x.goal
same 'what is no chain is no trace' 2 "parallax: ping.goal: rank 0, operation 0 (calc 100): the next operation does not \
require it; those of a trace follow each other" trace convert ping.goal ping.trace
same 'what has supersteps is no schedule' 2 "parallax: scan.two-level n=64 p=4 seed=7: it has 2 supersteps, the first of \
which ends with a SYNC; a schedule holds one without" trace convert a.trace a.goal
same 'a name that tells no form is refused' 2 'parallax: x.y: its name tells no form; .trace, .txt, .goal, .goalb or .bin would, or --to FORM' \
  trace convert ping.goal x.y
same 'and a form that does not exist' 2 'parallax: --to svg: no such form; trace, text, goal or goal-binary' \
  trace convert ping.goal x.y --to svg
same 'convert wants two files' 2 'parallax: trace convert: 1 words; IN OUT [--to FORM] is right' trace convert ping.goal
echo "1..$n"
