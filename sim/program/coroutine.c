/* SPDX-License-Identifier: MIT */
/* coroutine.c: stacks are slices of one lazily committed mapping; a switch saves the registers that
 * a call preserves.
 *
 * ucontext would save and restore the signal mask, too: a system call each time, ten times dearer.
 * The floating point control words are not switched; nobody changes them. Only the first stacks
 * have guard pages, since each of these splits the mapping and vm.max_map_count is 65,530; all
 * processors run the same program.
 */
#include "config.h"

#include "sim/program/coroutine.h"

#include <parallax/error.h>
#include <sys/mman.h>

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined (__SANITIZE_ADDRESS__) || __has_feature (address_sanitizer)
#define WITH_ASAN 1
#endif
#if defined (__SANITIZE_THREAD__) || __has_feature (thread_sanitizer)
#define WITH_TSAN 1
#endif

#ifdef WITH_TSAN
#include <sanitizer/tsan_interface.h>
#else
#define __tsan_get_current_fiber() NULL
#define __tsan_create_fiber(flags) NULL
#define __tsan_destroy_fiber(fiber) ((void) 0)
#define __tsan_switch_to_fiber(fiber, flags) ((void) 0)
#endif

#ifdef WITH_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#else
#define __sanitizer_start_switch_fiber(fake, bottom, size) ((void) (fake))
#define __sanitizer_finish_switch_fiber(fake, bottom, size) ((void) (fake))
#undef ASAN_UNPOISON_MEMORY_REGION
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void) 0)
#endif

#ifdef HAVE_VALGRIND
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(start, end) 0
#endif

#define GUARDED 4096u   /* stacks with a guard page, known to valgrind */

struct PlxStacks {
  guchar *base;
  guint n;
  gpointer main;              /* where the resumer goes on */
  void (*entry) (gpointer);   /* of the stack that begins */
  gpointer argument;
  const void *main_bottom;    /* of the resumer's stack, as AddressSanitizer sees it */
  gsize main_size;
  gpointer main_fiber;        /* and all stacks, as ThreadSanitizer sees them; NULL without it */
  gpointer *fibers;           /* [n] */
};

static _Thread_local PlxStacks *beginning;

static void
stacks_free (gpointer data)
{
  PlxStacks *stacks = data;

  if (stacks->base)
    {
      ASAN_UNPOISON_MEMORY_REGION (stacks->base, (gsize) stacks->n * PLX_STACK_BYTES);
      for (guint i = 0; i < stacks->n; i++)
        if (stacks->fibers[i])
          __tsan_destroy_fiber (stacks->fibers[i]);
      munmap (stacks->base, (gsize) stacks->n * PLX_STACK_BYTES);
    }
  g_free (stacks->fibers);
  g_free (stacks);
}

static GPrivate kept = G_PRIVATE_INIT (stacks_free);

static guchar *
stack_bottom (const PlxStacks *stacks, guint i)
{
  return stacks->base + (gsize) i * PLX_STACK_BYTES;
}

static gboolean
map_stacks (PlxStacks *stacks, guint n, GError **error)
{
  const gsize bytes = (gsize) n * PLX_STACK_BYTES;
  gpointer base = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  if (base == MAP_FAILED)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_MISSING, "p = %u: the kernel gives no %" G_GSIZE_FORMAT " MiB of address "
                   "space for stacks; take a smaller p, or raise ulimit -v", n, bytes >> 20);
      return FALSE;
    }
  /* A huge page for every stack would be 32 times the memory. */
  madvise (base, bytes, MADV_NOHUGEPAGE);
  stacks->base = base;
  stacks->n = n;
  stacks->fibers = g_new0 (gpointer, n);
  for (guint i = 0; i < MIN (n, GUARDED); i++)
    {
      mprotect (stack_bottom (stacks, i), PLX_STACK_PAGE, PROT_NONE);
      (void) VALGRIND_STACK_REGISTER (stack_bottom (stacks, i), stack_bottom (stacks, i) + PLX_STACK_BYTES);
    }
  return TRUE;
}

PlxStacks *
plx_stacks_get (guint n, GError **error)
{
  PlxStacks *stacks = g_private_get (&kept);

  if (stacks && stacks->n >= n)
    return stacks;
  stacks = g_new0 (PlxStacks, 1);
  g_private_replace (&kept, stacks);
  if (map_stacks (stacks, n, error))
    return stacks;
  g_private_replace (&kept, NULL);
  return NULL;
}

/* ---- switching ---- */

static void
begin (void)
{
  PlxStacks *stacks = beginning;

  __sanitizer_finish_switch_fiber (NULL, &stacks->main_bottom, &stacks->main_size);
  stacks->entry (stacks->argument);
  g_assert_not_reached ();
}

/* Tops differ by some cache lines, or 65,536 stacks would fight for the same sets; all within the
 * one page that a small program touches. */
static guchar *
stack_top (const PlxStacks *stacks, guint i)
{
  return stack_bottom (stacks, i) + PLX_STACK_BYTES - 64 - (i % 16) * 64;
}

#if defined (__x86_64__) || defined (__aarch64__)

/* Keeps where this stack goes on in *save and goes on at `to`. */
void plx_stack_switch (gpointer *save, gpointer to) __attribute__ ((visibility ("hidden")));

#ifdef __x86_64__
#define SAVED 6   /* registers */
#define RETURN 6  /* place of the address to go on at */
__asm__ (".text\n"
         ".globl plx_stack_switch\n"
         ".hidden plx_stack_switch\n"
         ".type plx_stack_switch, @function\n"
         "plx_stack_switch:\n"
         "  pushq %rbp\n  pushq %rbx\n  pushq %r12\n  pushq %r13\n  pushq %r14\n  pushq %r15\n"
         "  movq %rsp, (%rdi)\n"
         "  movq %rsi, %rsp\n"
         "  popq %r15\n  popq %r14\n  popq %r13\n  popq %r12\n  popq %rbx\n  popq %rbp\n"
         "  ret\n"
         ".size plx_stack_switch, . - plx_stack_switch\n");
#else
#define SAVED 20
#define RETURN 11
__asm__ (".text\n"
         ".globl plx_stack_switch\n"
         ".hidden plx_stack_switch\n"
         ".type plx_stack_switch, %function\n"
         "plx_stack_switch:\n"
         "  sub sp, sp, #160\n"
         "  stp x19, x20, [sp]\n  stp x21, x22, [sp, #16]\n  stp x23, x24, [sp, #32]\n"
         "  stp x25, x26, [sp, #48]\n  stp x27, x28, [sp, #64]\n  stp x29, x30, [sp, #80]\n"
         "  stp d8, d9, [sp, #96]\n  stp d10, d11, [sp, #112]\n"
         "  stp d12, d13, [sp, #128]\n  stp d14, d15, [sp, #144]\n"
         "  mov x9, sp\n  str x9, [x0]\n  mov sp, x1\n"
         "  ldp x19, x20, [sp]\n  ldp x21, x22, [sp, #16]\n  ldp x23, x24, [sp, #32]\n"
         "  ldp x25, x26, [sp, #48]\n  ldp x27, x28, [sp, #64]\n  ldp x29, x30, [sp, #80]\n"
         "  ldp d8, d9, [sp, #96]\n  ldp d10, d11, [sp, #112]\n"
         "  ldp d12, d13, [sp, #128]\n  ldp d14, d15, [sp, #144]\n"
         "  add sp, sp, #160\n"
         "  ret\n"
         ".size plx_stack_switch, . - plx_stack_switch\n");
#endif

/* A stack that looks as if it had been left just before begin. */
static gpointer
new_context (const PlxStacks *stacks, guint i)
{
  gpointer *top = (gpointer *) (gpointer) stack_top (stacks, i);
  gpointer *context = top - SAVED - 2;

  for (guint k = 0; k < SAVED + 2; k++)
    context[k] = NULL;
  context[RETURN] = (gpointer) begin;
  return context;
}

#else

#include <ucontext.h>

static void
plx_stack_switch (gpointer *save, gpointer to)
{
  ucontext_t here;

  *save = &here;
  swapcontext (&here, to);
}

static gpointer
new_context (const PlxStacks *stacks, guint i)
{
  ucontext_t *context = (ucontext_t *) (gpointer) (stack_top (stacks, i) - sizeof *context);

  getcontext (context);
  context->uc_stack.ss_sp = stack_bottom (stacks, i);
  context->uc_stack.ss_size = (gsize) ((guchar *) context - stack_bottom (stacks, i)) & ~(gsize) 63;
  context->uc_link = NULL;
  makecontext (context, begin, 0);
  return context;
}

#endif

void
plx_stacks_resume (PlxStacks *stacks, guint i, gpointer *context, void (*entry) (gpointer), gpointer argument)
{
  gpointer fake = NULL;

  if (!*context)
    {
      ASAN_UNPOISON_MEMORY_REGION (stack_bottom (stacks, i), PLX_STACK_BYTES);
      *context = new_context (stacks, i);
      if (!stacks->fibers[i])
        stacks->fibers[i] = __tsan_create_fiber (0);
      stacks->main_fiber = __tsan_get_current_fiber ();
      stacks->entry = entry;
      stacks->argument = argument;
      beginning = stacks;
    }
  __sanitizer_start_switch_fiber (&fake, stack_bottom (stacks, i), PLX_STACK_BYTES);
  __tsan_switch_to_fiber (stacks->fibers[i], 0);
  plx_stack_switch (&stacks->main, *context);
  __sanitizer_finish_switch_fiber (fake, NULL, NULL);
}

void
plx_stacks_suspend (PlxStacks *stacks, gpointer *context, gboolean last)
{
  gpointer fake = NULL;

  __sanitizer_start_switch_fiber (last ? NULL : &fake, stacks->main_bottom, stacks->main_size);
  __tsan_switch_to_fiber (stacks->main_fiber, 0);
  plx_stack_switch (context, stacks->main);
  __sanitizer_finish_switch_fiber (fake, NULL, NULL);
}
