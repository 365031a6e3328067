# shellcheck shell=sh disable=SC2034  # sourced: the test uses what is set here
# SPDX-License-Identifier: MIT
# sandbox.sh: sourced by tests of whole commands: the program in $parallax, $build and $source, an empty $folder to work
# in that goes away at the end, nothing of the user's, n, the number of tests so far, and a test's line of TAP.
build=$(cd "${top_builddir:-.}" && pwd)
source=$(cd "${top_srcdir:-.}" && pwd)
parallax=$build/parallax
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
PARALLAX_PLUGIN_PATH=
HOME=$folder
XDG_DATA_HOME=$folder
LC_ALL=C
export PARALLAX_PLUGIN_PATH HOME XDG_DATA_HOME LC_ALL
n=0

# held TITLE: the last command succeeded; when it did not, what err and log hold is shown.
held ()
{
  if [ $? -eq 0 ]; then result=ok; else result='not ok'; fi
  n=$((n + 1))
  echo "$result $n - $1"
  [ "$result" = ok ] || cat err log 2>/dev/null | sed 's/^/# /'
}

# check TITLE COMMAND...: the command succeeds.
check ()
{
  title=$1
  shift
  "$@" >log 2>&1
  held "$title"
}

# is TITLE EXPECTED GOT
is ()
{
  n=$((n + 1))
  if [ "$2" = "$3" ]; then
    echo "ok $n - $1"
  else
    echo "not ok $n - $1"
    printf 'expected\n%s\ngot\n%s\n' "$2" "$3" | sed 's/^/# /'
  fi
}
