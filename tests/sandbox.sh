# shellcheck shell=sh disable=SC2034  # sourced: the test uses what is set here
# SPDX-License-Identifier: MIT
# sandbox.sh: sourced by tests of whole commands: the program in $parallax, an empty folder to work in that goes away
# at the end, nothing of the user's, and n, the number of tests so far.
parallax=$(cd "${top_builddir:-.}" && pwd)/parallax
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
PARALLAX_PLUGIN_PATH=
HOME=$folder
XDG_DATA_HOME=$folder
LC_ALL=C
export PARALLAX_PLUGIN_PATH HOME XDG_DATA_HOME LC_ALL
n=0
