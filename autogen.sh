#!/bin/sh
# SPDX-License-Identifier: MIT
# autogen.sh: bootstraps; with a word also installs what is missing, builds, and runs the demo or the tests.
set -eu

usage ()
{
  cat <<'END'
Usage: ./autogen.sh [demo | check | --help]

  (nothing)  bootstrap only: makes ./configure
  demo       install what is missing with apt-get (as root or with sudo), bootstrap, configure and build in build/, then
             run scenarios/quickstart.scn on this machine's threads into build/quickstart
  check      the same set-up, then make check
  --help     this text

CONFIGURE_FLAGS goes to ./configure; JOBS (default: all cores) to make -j.
END
}

# What shows that a package of Debian 12 is there: a program, a header or a pkg-config module.
needs='
  autoreconf=autoconf
  automake=automake
  libtoolize=libtool
  make=make
  gcc=gcc
  /usr/include/stdio.h=libc6-dev
  pkg-config=pkg-config
  gnuplot=gnuplot-nox
  glib-compile-resources=libglib2.0-dev-bin
  pc:gio-2.0=libglib2.0-dev
  pc:gsl=libgsl-dev
  pc:jansson=libjansson-dev
  pc:check=check'

is_there ()
{
  case $1 in
    pc:*) pkg-config --exists "${1#pc:}" 2>/dev/null ;;
    /*) [ -e "$1" ] ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

as_root ()
{
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    echo "autogen.sh: neither root nor sudo; have an administrator run: $*" >&2
    exit 3
  fi
}

install_missing ()
{
  missing=
  for need in $needs; do
    is_there "${need%%=*}" || missing="$missing ${need#*=}"
  done
  [ -n "$missing" ] || return 0
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "autogen.sh: install what Debian calls$missing, then run this again" >&2
    exit 3
  fi
  echo "autogen.sh: installing$missing"
  as_root apt-get -q update || echo "autogen.sh: apt-get update failed; trying with the lists there are" >&2
  # shellcheck disable=SC2086  # a list of words
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $missing
}

# Leaves the shell in the build folder. Where nothing can be written, a release's ./configure is used from outside.
build ()
{
  install_missing
  source=$(pwd)
  folder=$source/build
  if [ -w . ]; then
    autoreconf --install
    mkdir -p "$folder"
  else
    folder=$(mktemp -d)
    echo "autogen.sh: $source is read-only; building in $folder"
  fi
  cd "$folder"
  # shellcheck disable=SC2086  # a list of words
  "$source/configure" -q ${CONFIGURE_FLAGS-}
  make -j "$jobs"
}

CDPATH='' cd -- "$(dirname -- "$0")"
jobs=${JOBS:-$(getconf _NPROCESSORS_ONLN)}
if [ $# -gt 1 ]; then
  usage >&2
  exit 2
fi
case ${1-} in
  '')
    autoreconf --install
    ;;
  demo)
    build
    ./parallax run "$source/scenarios/quickstart.scn" -o quickstart
    echo "Results and plots are in $folder/quickstart."
    ;;
  check)
    build
    make -j "$jobs" check VERBOSE=1
    ;;
  --help | -h)
    usage
    ;;
  *)
    echo "autogen.sh: $1: no such word" >&2
    usage >&2
    exit 2
    ;;
esac
