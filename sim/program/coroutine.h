/* SPDX-License-Identifier: MIT */
/* coroutine.h: many small stacks in one thread, and the switch between them. */
#pragma once

#include <glib.h>

#define PLX_STACK_BYTES 65536u
#define PLX_STACK_PAGE 4096u

/* Stacks 0 .. n-1 of the calling thread. */
typedef struct PlxStacks PlxStacks;

/* The thread's stacks, at least n; kept until the thread ends, so that a second run finds their
 * pages there. NULL with PLX_ERROR_MISSING when the kernel gives no address space. */
PlxStacks *plx_stacks_get (guint n, GError **error);

/* Runs entry (argument) on stack i up to its next suspend. @context: NULL before the first time;
 * where it goes on. */
void plx_stacks_resume (PlxStacks *stacks, guint i, gpointer *context, void (*entry) (gpointer), gpointer argument);
/* Called on a stack: goes back to who resumed it. @last: it will not be resumed. entry must not return. */
void plx_stacks_suspend (PlxStacks *stacks, gpointer *context, gboolean last);
