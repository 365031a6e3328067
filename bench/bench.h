/* SPDX-License-Identifier: MIT */
/* bench.h: what every benchmark is written with. */
#pragma once

#include "sim/program/job.h"

#include <parallax/parallax.h>

/* Seconds since some moment. */
double bench_now (void);
/* Median over @rounds of the time of run (data), seconds; one run before is not counted. */
double bench_time (guint rounds, void (*run) (gpointer data), gpointer data);
/* The same of the time on a processor, which says more on a machine that is not quiet. */
double bench_processor_time (guint rounds, void (*run) (gpointer data), gpointer data);
/* A line: what, how much, the unit, and what is wanted ("" when nothing is). */
void bench_print (const char *what, double value, const char *unit, const char *wanted);
/* Ends the program when *error is set. */
void bench_check (GError *error);
/* A job of a built-in variant with one parameter given. */
PlxJob *bench_job (const char *label, const char *key, const char *value, guint p);

void bench_pricing (void);
void bench_trace_file (void);
void bench_record (void);
void bench_switch (void);
void bench_barrier (void);
void bench_engine (void);
void bench_event_queue (void);
void bench_goal (void);
void bench_pram (void);
void bench_simulate (void);
