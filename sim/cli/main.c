/* SPDX-License-Identifier: MIT */
/* main.c: the program; all of it is in the library. */
#include "sim/cli/cli.h"

int
main (int argc, char **argv)
{
  return plx_main (argc, argv);
}
