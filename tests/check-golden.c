/* SPDX-License-Identifier: MIT */
/* check-golden.c: published figures of APRAM, QSM and BSP, row by row: through the algorithm named, or
 * through a trace made here by its definition. Rows of models and algorithms that there are not yet
 * are passed over; every other row must be known.
 */
#include "tests/golden.h"

#include <math.h>

static gboolean
model_exists (const char *text)
{
  g_autofree char *name = g_strndup (text, strcspn (text, ":"));

  return plx_model_find (name, NULL, NULL) != NULL;
}

static gboolean
check_algorithm (const char *text, const char *model, double expected, gboolean upper_bound)
{
  g_autofree char *call = g_strndup (text, strcspn (text, ":"));
  g_autoptr (PlxTrace) trace = strchr (call, '/') ? NULL : record (call);

  if (!trace)
    return FALSE;
  if (upper_bound)
    ck_assert_double_le (price_total (trace, model), expected * (1 + 1e-12));
  else
    assert_near (price_total (trace, model), expected);
  return TRUE;
}

/* ---- APRAM by definition ---- */

/* A phase in which all processors do the same. */
static void
phase (PlxTraceBuilder *b, guint p, guint reads, guint work, guint writes)
{
  for (guint i = 0; i < p; i++)
    {
      if (reads > 0)
        hand_words (b, i, PLX_OP_READ, i, reads);
      hand_work (b, i, work);
      if (writes > 0)
        hand_words (b, i, PLX_OP_WRITE, (i + 1) % p, writes);
    }
  plx_trace_builder_sync (b);
}

static PlxTrace *
prefix_sums (const char *text)
{
  const guint p = number_of (text, "p"), q = number_of (text, "n") / p;
  PlxTraceBuilder *b = plx_trace_builder_new (p, text);

  phase (b, p, q, q - 1, 1);
  for (guint distance = 1; distance < p; distance *= 2)
    phase (b, p, 1, 1, 1);
  phase (b, p, 1, q, q);
  return plx_trace_builder_end (b);
}

static PlxTrace *
matrix_vector (const char *text)
{
  const guint n = number_of (text, "n"), p = number_of (text, "p"), q = n / p;
  PlxTraceBuilder *b = plx_trace_builder_new (p, text);

  phase (b, p, n * q + n, q * (2 * n - 1), q);
  return plx_trace_builder_end (b);
}

static PlxTrace *
matrix_vector_exclusive (const char *text)
{
  const guint p = number_of (text, "p"), q = number_of (text, "n") / p;
  PlxTraceBuilder *b = plx_trace_builder_new (p, text);

  for (guint k = 0; k < p; k++)
    phase (b, p, q * q + q, 2 * q * q - (k == 0 ? q : 0), k == p - 1 ? q : 0);
  return plx_trace_builder_end (b);
}

static PlxTrace *
bitonic_sort (const char *text)
{
  const guint p = number_of (text, "p"), q = number_of (text, "n") / p;
  const guint log_p = (guint) log2 (p), log_q = (guint) ceil (log2 (q));
  PlxTraceBuilder *b = plx_trace_builder_new (p, text);

  phase (b, p, q, q * log_q, q);
  for (guint stage = 0; stage < log_p * (log_p + 1) / 2; stage++)
    phase (b, p, q, q, q);
  return plx_trace_builder_end (b);
}

static PlxTrace *
list_ranking (const char *text)
{
  PlxTraceBuilder *b = plx_trace_builder_new (64, text);

  ck_assert (strstr (text, "p = n = 64") != NULL);
  for (guint jump = 1; jump < 64; jump *= 2)
    phase (b, 64, 2, 1, 2);
  return plx_trace_builder_end (b);
}

/* The phase that reaches 4, 16, 64 processors: each of them reads a cell, four the same, and writes its own. */
static PlxTrace *
broadcast_tree (const char *text)
{
  PlxTraceBuilder *b = plx_trace_builder_new (64, text);

  for (guint reached = 4; reached <= 64; reached *= 4)
    {
      for (guint i = 0; i < reached; i++)
        {
          hand_words (b, i, PLX_OP_READ, i / 4, 1);
          hand_words (b, i, PLX_OP_WRITE, i, 1);
        }
      plx_trace_builder_facts (b, &(PlxSuperstep) { .readers = 4, .writers = 1, .read_access = PLX_COMMON });
      plx_trace_builder_sync (b);
    }
  return plx_trace_builder_end (b);
}

static PlxTrace *
one_barrier (const char *text)
{
  PlxTraceBuilder *b = plx_trace_builder_new (number_of (text, "p"), text);

  plx_trace_builder_sync (b);
  return plx_trace_builder_end (b);
}

/* ---- BSP by definition ---- */

static PlxTrace *
one_superstep (const char *text)
{
  PlxTraceBuilder *b = plx_trace_builder_new (3, text);

  hand_work (b, 2, number_of (text, "w"));
  hand_words (b, 0, PLX_OP_PUT, 1, number_of (text, "h"));
  plx_trace_builder_sync (b);
  return plx_trace_builder_end (b);
}

/* The processor with the most words left, other than @but, that has some in @side. */
static guint
find_fullest (guint side[4], guint other[4], guint but)
{
  guint best = 4;

  for (guint i = 0; i < 4; i++)
    if (i != but && side[i] > 0 && (best == 4 || side[i] + other[i] > side[best] + other[best]))
      best = i;
  return best;
}

/* "in=(4,0,7,2) out=(3,9,1,0)": word by word, the fullest processor first, so that nobody is left
 * with himself. */
static PlxTrace *
margins (const char *text)
{
  PlxTraceBuilder *b = plx_trace_builder_new (4, text);
  guint in[4], out[4];

  ck_assert_int_eq (sscanf (text, "in=(%u,%u,%u,%u) out=(%u,%u,%u,%u)", &in[0], &in[1], &in[2],
                            &in[3], &out[0], &out[1], &out[2], &out[3]), 8);
  for (guint left = in[0] + in[1] + in[2] + in[3]; left > 0; left--)
    {
      guint from = find_fullest (out, in, 4), to = find_fullest (in, out, from);

      if (in[find_fullest (in, out, 4)] + out[find_fullest (in, out, 4)] > in[from] + out[from])
        {
          to = find_fullest (in, out, 4);
          from = find_fullest (out, in, to);
        }
      hand_words (b, from, PLX_OP_PUT, to, 1);
      out[from]--;
      in[to]--;
    }
  plx_trace_builder_sync (b);
  return plx_trace_builder_end (b);
}

/* ---- the two tables of definitions ---- */

static const struct {
  const char *begins;
  PlxTrace *(*make) (const char *text);
} definitions[] = {
  { "prefix sums: a block each, doubling on p block sums", prefix_sums },
  { "same, n=", prefix_sums },
  { "matrix-vector, row blocks", matrix_vector },
  { "matrix-vector, exclusive", matrix_vector_exclusive },
  { "bitonic merge-split sort", bitonic_sort },
  { "list ranking", list_ranking },
  { "B = dlogp/logd", one_barrier },
  { "broadcast tree, fan-out 4, each cell read by 4, p=64", broadcast_tree },
  { "same", broadcast_tree },
  { "superstep w=", one_superstep },
  { "in=(", margins },
};

static gboolean
check_definition (const char *text, const char *model, double expected)
{
  g_autoptr (PlxTrace) trace = NULL;

  for (guint k = 0; k < G_N_ELEMENTS (definitions) && !trace; k++)
    if (g_str_has_prefix (text, definitions[k].begins))
      trace = definitions[k].make (text);
  ck_assert_msg (trace != NULL, "%s: no definition of it", text);

  g_autoptr (PlxTiming) timing = price (trace, model);
  assert_near (plx_timing_total (timing), expected);
  for (guint k = 0; k < timing->notes->len; k++)
    ck_assert_ptr_null (strstr (g_ptr_array_index (timing->notes, k), "violates"));
  return TRUE;
}

static gboolean
check_row (const char *text, const char *model, const char *expected, const char *how)
{
  g_autofree char *rule = *model ? g_strdup (model) : NULL;
  const double value = g_ascii_strtod (expected, NULL);

  if (!rule)
    rule = g_strdup_printf ("apram:d=%u,B=dlogp/logd", number_of (text, "d"));
  if (!model_exists (rule))
    return FALSE;
  if (strcmp (how, "definition") == 0)
    return check_definition (text, rule, value);
  return check_algorithm (text, rule, value, strstr (how, "upper bound") != NULL);
}

static gboolean
apram_row (char *field[COLUMNS])
{
  return check_row (field[0], field[1], field[3], field[4]);
}

static gboolean
bsp_row (char *field[COLUMNS])
{
  return check_row (field[0], field[1], field[2], field[3]);
}

START_TEST (apram_and_qsm_price_every_published_program)
{
  ck_assert_uint_ge (for_each_row ("apram.csv", 5, apram_row), 10 + 9 + 2);
}
END_TEST

START_TEST (bsp_prices_every_published_program)
{
  ck_assert_uint_ge (for_each_row ("bsp.csv", 4, bsp_row), 6 + 7);
}
END_TEST

PLX_TEST_MAIN ("golden", apram_and_qsm_price_every_published_program, bsp_prices_every_published_program)
