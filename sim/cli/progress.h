/* SPDX-License-Identifier: MIT */
/* progress.h: how far a long command has come, on a terminal only. */
#pragma once

#include <glib.h>

/* @what: NULL: wipes the line. @common: a PlxCommon. Nothing is written unless standard error is a
 * terminal. */
void plx_progress (double done, const char *what, gpointer common);
