/* SPDX-License-Identifier: MIT */
/* resource.h: the files that travel inside the library: machines, scenarios, PRAM programs, plot templates. */
#pragma once

#include <glib.h>

/* @folder: "machines"; @file: "cm5.machine". Returns: (transfer full), or NULL when there is none. */
char *plx_resource_text (const char *folder, const char *file);
/* Names without the suffix, sorted, of the files in a folder that have it. (transfer full) */
char **plx_resource_names (const char *folder, const char *suffix);
