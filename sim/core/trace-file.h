/* SPDX-License-Identifier: MIT */
/* trace-file.h: the layout of a trace file (docs/trace-format.md). */
#pragma once

#include <parallax/trace.h>

/* All numbers are little endian. The header is followed by the sections in this order, each padded
 * with zeros to a multiple of 64 bytes, so that operations and offsets are aligned in a mapping of
 * the file. */
typedef enum {
  PLX_SECTION_IDENTITY,    /* one string and its NUL */
  PLX_SECTION_STEPS,       /* PlxFileStep [n_supersteps] */
  PLX_SECTION_STRINGS,     /* labels and names of arrays, each with its NUL */
  PLX_SECTION_VIOLATIONS,  /* PlxFileViolation [n_violations] */
  PLX_SECTION_OFFSETS,     /* guint64 [n_supersteps * p + 1] into the operations */
  PLX_SECTION_OPS,         /* PlxOp [n_ops] */
  PLX_N_SECTIONS
} PlxSection;

#define PLX_TRACE_MAGIC "\x89PLXtr\r\n"  /* a copy as text damages it */
#define PLX_TRACE_VERSION 1
#define PLX_TRACE_ALIGN 64
#define PLX_TRACE_MAX_PROCS (1u << 20)

typedef struct {
  guint64 size;      /* bytes, without the padding */
  guint64 checksum;  /* of the section and its padding */
} PlxFileSection;

typedef struct {
  char magic[8];
  guint32 version;
  guint32 p;
  guint32 n_supersteps;
  guint32 unused;    /* 0 */
  guint64 n_violations;
  guint64 n_ops;
  PlxFileSection sections[PLX_N_SECTIONS];
  guint64 unused_too[6];  /* 0 */
  guint64 checksum;       /* of all before it */
} PlxFileHeader;

G_STATIC_ASSERT (sizeof (PlxFileHeader) == 192);

typedef struct {
  guint32 label;  /* offset in the strings */
  guint32 line;
  guint64 instructions;
  guint32 active, readers, writers;
  guint8 sync, raw, read_access, write_access;
} PlxFileStep;

G_STATIC_ASSERT (sizeof (PlxFileStep) == 32);

typedef struct {
  guint32 superstep, kind;
  guint32 processors[2];
  guint64 cell;
  guint32 array;   /* offset in the strings */
  guint32 unused;  /* 0 */
} PlxFileViolation;

G_STATIC_ASSERT (sizeof (PlxFileViolation) == 32);

/* A checksum of 64 bits that goes on from @h: multiply and rotate in four lanes. Every step is a
 * bijection, so a change of one word never goes unseen. @size: a multiple of 8; data is aligned to 8. */
guint64 plx_trace_checksum (guint64 h, gconstpointer data, gsize size);
