/* SPDX-License-Identifier: MIT */
/* error.h: the one error domain; its codes are the program's exit codes. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PLX_ERROR (plx_error_quark ())
GQuark plx_error_quark (void);

/* A message has the form "where: what is wrong; what would be right". */
typedef enum {
  PLX_ERROR_INPUT = 2,    /* usage, or input that is wrong: a file, a value, a name */
  PLX_ERROR_MISSING = 3,  /* something that this machine does not have */
  PLX_ERROR_FAILED = 4,   /* the run itself failed: deadlock, wrong result, full disk */
} PlxError;

G_END_DECLS
