/* SPDX-License-Identifier: MIT */
/* param.h: typed parameters with units, one table for models, algorithms and files. */
#pragma once

#include <parallax/trace.h>

G_BEGIN_DECLS

typedef enum {
  PLX_NUMBER = 0,         /* double */
  PLX_COUNT = 1,          /* guint64: 1000, 2^20, 64K, 1e6; one of .choices, "unlimited", is G_MAXUINT64 */
  PLX_SWITCH = 2,         /* gboolean: yes, no */
  PLX_CHOICE = 3,         /* int: place in .choices */
  PLX_TIME_OR_RULE = 4,   /* PlxTimeOrRule: a time, or one of .choices */
  PLX_WORK_COSTS = 5,     /* PlxWorkCosts */
  PLX_RATE = 6,           /* PlxCurve: a number, `table` (the machine's key NAME-table), or there "64: 30 ns, 1K: 2 ns" */
  PLX_TEXT = 7,           /* const char *: any text, interned */
  PLX_TYPE_MASK = 0xf,
  PLX_NONNEGATIVE = 0x10,
  PLX_POSITIVE = 0x20,
  PLX_FROM_LOGP = 0x40,   /* an algorithm's: taken from the LogP model in use, else from the machine's [logp] */
  PLX_SIDE = 0x80,        /* an algorithm's first: the side of a matrix, so that there are n^2 cells */
} PlxParamFlags;

typedef struct {
  const char *name;
  const char *unit;      /* "time", "time/word", "time/byte", "word", "byte", "" ... */
  const char *text;      /* one line of help */
  gsize offset;          /* in the instance */
  guint flags;           /* PlxParamFlags */
  const char *fallback;  /* default, as a user would write it; NULL: required */
  const char *choices;   /* "plain|pipelined" */
  const char *only;      /* an algorithm's: the one variant that it concerns; NULL: all */
} PlxParam;

#define PLX_PARAM_END { .name = NULL }

typedef struct {
  double time;  /* when rule < 0 */
  int rule;     /* place in .choices, or -1 */
} PlxTimeOrRule;

/* A positive function of a size, by a monotone interpolation through points, linear in log x and
 * log y; constant outside. */
#define PLX_CURVE_POINTS 24
typedef struct {
  guint n;  /* points; 0: the function is 0 */
  double x[PLX_CURVE_POINTS], y[PLX_CURVE_POINTS];  /* x ascending */
} PlxCurve;

double plx_curve_at (const PlxCurve *curve, double x);

/* Time of one operation of each class, as a function of the working set in bytes. */
typedef struct {
  gboolean flat;  /* every curve has at most one point */
  PlxCurve of[PLX_N_CLASSES];
} PlxWorkCosts;

#define PLX_PARAM_WORK_COSTS(Instance, member) \
  { "t", "time", "time of an operation: one number for all classes (copy and random then cost 0), else the machine's", \
    offsetof (Instance, member), PLX_WORK_COSTS, "1", NULL, NULL }

/* Time that a processor computes: work by class and working set, and transfers to itself as copies. */
double plx_load_work (const PlxLoad *load, const PlxWorkCosts *t);
/* The same for one WORK operation. */
double plx_op_work_time (const PlxOp *op, const PlxWorkCosts *t);

/* Words that KEY=VALUE settings were made of: from a command line, a scenario or a machine file. */
typedef struct PlxSettings PlxSettings;

PlxSettings *plx_settings_new (void);
PlxSettings *plx_settings_copy (const PlxSettings *settings);
void plx_settings_free (PlxSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxSettings, plx_settings_free)
/* @where: what an error begins with: "x.scn:12", "--model bsp". FALSE with PLX_ERROR_INPUT when key
 * is there already. */
gboolean plx_settings_add (PlxSettings *settings, const char *key, const char *value, const char *where, GError **error);
void plx_settings_replace (PlxSettings *settings, const char *key, const char *value, const char *where);
const char *plx_settings_get (const PlxSettings *settings, const char *key, const char **where);
guint plx_settings_size (const PlxSettings *settings);
const char *plx_settings_nth (const PlxSettings *settings, guint i, const char **value, const char **where);

/* What bare numbers and units mean where a value is read. */
typedef struct {
  double second;  /* how many of the machine's units a second is; 0: the machine counts steps, a second is an error */
  guint word;     /* bytes */
} PlxUnits;

/* Reads "4.2 ns/B", "12 us", "1e-6", "dlogp" ... into the instance member. FALSE with PLX_ERROR_INPUT:
 * "where: value: what is wrong; what would be right". */
gboolean plx_param_read (const PlxParam *param, const char *value, const char *where, const PlxUnits *units,
                         gpointer instance, GError **error);
/* The shortest text that reads back the same. (transfer full) */
char *plx_param_text (const PlxParam *param, gconstpointer instance);

/* The shortest decimal form of x that reads back the same; buffer: [G_ASCII_DTOSTR_BUF_SIZE].
 * Returns buffer. */
char *plx_number_text (char *buffer, double x);
/* "2^20", "1e6", "64K" (= 65536), "1000". */
/* FALSE with PLX_ERROR_INPUT: not a whole number below 2^64. */
gboolean plx_count_read (const char *text, guint64 *count, GError **error);
/* "1,2,4", "2^10..2^20*4" (geometric), "10..50+10" (arithmetic), mixed; ascending or as written.
 * Returns: (transfer full) of guint64, at most 10000; NULL with PLX_ERROR_INPUT. */
GArray *plx_sweep_read (const char *text, GError **error);
/* One value as it was written, or those of a sweep as numbers. (transfer full); NULL with PLX_ERROR_INPUT. */
char **plx_sweep_texts (const char *text, GError **error);
/* The candidate nearest to a misspelt name, or NULL when none is near. @candidates: NULL-terminated. */
const char *plx_nearest (const char *name, const char *const *candidates);

/* A closed form: numbers, + - * / ^, comparisons, && || !, ( ), names, and functions abs ceil floor
 * sqrt cbrt log2 log(x, b) min max mod(x, y) divides(d, n), power(n, b) (n is a power of b). A truth
 * is 1 or 0. @lookup gives a name's value, FALSE if it has none; @call further functions' values; both
 * may be NULL. FALSE with PLX_ERROR_INPUT: it cannot be read, or has no finite value. */
typedef gboolean (*PlxLookup) (const char *name, double *value, gpointer data);
typedef gboolean (*PlxCall) (const char *name, const double *arguments, guint n, double *value, gpointer data);
gboolean plx_expression (const char *text, PlxLookup lookup, PlxCall call, gpointer data, double *value, GError **error);

G_END_DECLS
