/* SPDX-License-Identifier: MIT */
/* error.c: the error domain. */
#include <parallax/error.h>

G_DEFINE_QUARK (plx-error, plx_error)
