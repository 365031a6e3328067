/* SPDX-License-Identifier: MIT */
/* machine.h: a machine's parameters, where each came from and how sure it is. */
#pragma once

#include <parallax/param.h>

G_BEGIN_DECLS

typedef struct PlxMachine PlxMachine;

/* One value of a machine file: "g = 1.61 us +- 0.02 us ; published". Texts live as long as the
 * machine. */
typedef struct {
  const char *text;    /* as written, without interval and source; between two p a bare number */
  const char *source;  /* "" when not given */
  const char *where;   /* "cm5.machine:7" */
} PlxMachineValue;

/* @name: a file (it has a '/' or ends in .machine), else a shipped or calibrated machine's name.
 * @file: what messages call the text. PLX_ERROR_INPUT: an unknown name, or "FILE:LINE: what is wrong";
 * PLX_ERROR_MISSING: host was not calibrated yet. A machine is for one thread at a time. */
PlxMachine *plx_machine_load (const char *name, GError **error);
PlxMachine *plx_machine_parse (const char *text, const char *file, GError **error);
void plx_machine_free (PlxMachine *machine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxMachine, plx_machine_free)

const char *plx_machine_name (const PlxMachine *machine);
const char *plx_machine_title (const PlxMachine *machine);
guint plx_machine_p (const PlxMachine *machine);         /* 0: any */
gboolean plx_machine_is_real (const PlxMachine *machine);
const char *plx_machine_unit (const PlxMachine *machine);  /* "s", "step", "flop" */
double plx_machine_seconds (const PlxMachine *machine);    /* of one unit; 0 on a textbook machine */
PlxUnits plx_machine_units (const PlxMachine *machine);
/* The value of a key for p processors. A section may stand several times, once for each p: between
 * them a number is interpolated over log p; beyond them it is an error unless @extrapolate. Returns
 * FALSE without error when absent. */
gboolean plx_machine_get (const PlxMachine *machine, const char *section, const char *key, guint p,
                          gboolean extrapolate, PlxMachineValue *value, GError **error);
/* Every key of a section as it stands in the file, for `describe`. Returns: (transfer full) the
 * file's text. */
char *plx_machine_to_text (const PlxMachine *machine);

/* Names of all shipped machines and of `host` if it was calibrated. (transfer full) */
char **plx_machine_list (void);
/* Where `host` is kept: $XDG_DATA_HOME/parallax/host.machine. (transfer full) */
char *plx_machine_host_path (void);

G_END_DECLS
