/* SPDX-License-Identifier: MIT */
/* pram-report.h: runs of a PRAM program as text: counts, Brent's times, conflicts, steps, memory. */
#pragma once

#include "sim/lab/table.h"
#include "sim/sources/pram.h"

#define PLX_PRAM_COLUMNS "program,n,rule,time,work,processors,cost,rcw,p,brent_time,brent_bound,violations"
#define PLX_PRAM_STEP_COLUMNS \
  "step,line,kind,active,max_reads,writes,n_reads,n_writes,kappa_r,kappa_w,n_conc_reads,n_conc_writes,raw"

typedef struct {
  const PlxPram *pram;
  const PlxPramOptions *options;
  const GPtrArray *runs;      /* of PlxPramRun: one for each value of the sweeps */
  const GArray *p;            /* of guint64: whose times by Brent are asked for; may be empty */
  char *const *shown;         /* names of arrays whose cells are printed at the end; NULL: none */
  gboolean steps;             /* a row for each step */
} PlxPramReport;

/* (transfer full) */
char *plx_pram_report_print (const PlxPramReport *report, PlxFormat format);
/* Whether the answer is the same, whoever wins among several writers. @runs: [PLX_PRAM_N_ARBITRARY], of the same program
 * and values. Returns: (transfer full) a line. */
char *plx_pram_report_arbitrary (PlxPramRun *const *runs, gboolean *same);
