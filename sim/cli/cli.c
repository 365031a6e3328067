/* SPDX-License-Identifier: MIT */
/* cli.c: finds the subcommand and runs it. */
#include "sim/cli/cli.h"

int
plx_main (int argc, char **argv)
{
  (void) argc;
  (void) argv;
  return 0;
}
