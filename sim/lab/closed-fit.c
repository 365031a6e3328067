/* SPDX-License-Identifier: MIT */
/* closed-fit.c: sums of up to three terms c f (n), each c a fraction with a small denominator, are solved for from as many
 * points and kept if they are exact at all others; the fewest and slowest growing terms win. At least as many others
 * must agree: with fewer, chance finds forms that the next n belies. */
#include "sim/lab/closed-fit.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#define MOST_TERMS 3
#define DENOMINATOR 6
#define LARGEST 1000.0  /* coefficient that is still believed */

/* In ascending order of growth. k is log2 n, rounded up; LOG_DOWN is rounded down. */
typedef enum { ONE, LOG, LOG_DOWN, LOG_2, N, POWER, N_LOG, N_LOG_2, N_2, N_2_LOG, N_3, N_3_LOG, N_BASES } Basis;

static double
basis_at (Basis basis, double n)
{
  const double k = ceil (log2 (n) - 1e-9);

  switch (basis)
    {
    case ONE:
      return 1;
    case LOG:
      return k;
    case LOG_DOWN:
      return floor (log2 (n) + 1e-9);
    case LOG_2:
      return k * k;
    case N:
      return n;
    case POWER:
      return exp2 (k);
    case N_LOG:
      return n * k;
    case N_LOG_2:
      return n * k * k;
    case N_2:
      return n * n;
    case N_2_LOG:
      return n * n * k;
    case N_3:
      return n * n * n;
    case N_3_LOG:
      return n * n * n * k;
    case N_BASES:
      break;
    }
  g_return_val_if_reached (0);
}

typedef struct {
  const guint64 *n, *y;
  gsize count;
  guint n_terms;
  Basis terms[MOST_TERMS];           /* descending */
  double coefficients[MOST_TERMS];
} Fit;

static double
value_at (const Fit *fit, double n)
{
  double sum = 0;

  for (guint k = 0; k < fit->n_terms; k++)
    sum += fit->coefficients[k] * basis_at (fit->terms[k], n);
  return sum;
}

/* The points that are solved through: spread evenly over all. */
static gsize
point (const Fit *fit, guint row)
{
  return fit->n_terms == 1 ? fit->count - 1 : row * (fit->count - 1) / (fit->n_terms - 1);
}

/* FALSE: the terms are dependent at those points. */
static gboolean
solve (Fit *fit)
{
  double matrix[MOST_TERMS * MOST_TERMS], right[MOST_TERMS];
  size_t places[MOST_TERMS];
  gsl_matrix_view a = gsl_matrix_view_array (matrix, fit->n_terms, fit->n_terms);
  gsl_vector_view b = gsl_vector_view_array (right, fit->n_terms);
  gsl_vector_view x = gsl_vector_view_array (fit->coefficients, fit->n_terms);
  gsl_permutation permutation = { fit->n_terms, places };
  int sign;

  for (guint row = 0; row < fit->n_terms; row++)
    {
      const gsize at = point (fit, row);

      right[row] = (double) fit->y[at];
      for (guint k = 0; k < fit->n_terms; k++)
        matrix[row * fit->n_terms + k] = basis_at (fit->terms[k], (double) fit->n[at]);
    }
  gsl_linalg_LU_decomp (&a.matrix, &permutation, &sign);
  for (guint k = 0; k < fit->n_terms; k++)
    if (fabs (gsl_matrix_get (&a.matrix, k, k)) < 1e-9)
      return FALSE;
  return gsl_linalg_LU_solve (&a.matrix, &permutation, &b.vector, &x.vector) == 0;
}

/* Rounds the coefficients to fractions; FALSE: one is none, or 0. */
static gboolean
make_rational (Fit *fit)
{
  for (guint k = 0; k < fit->n_terms; k++)
    {
      const double c = fit->coefficients[k];
      guint d = 1;

      while (d <= DENOMINATOR && fabs (c * d - round (c * d)) > 1e-6 * d)
        d++;
      if (d > DENOMINATOR || fabs (c) > LARGEST || round (c * d) == 0)
        return FALSE;
      fit->coefficients[k] = round (c * d) / d;
    }
  return TRUE;
}

static gboolean
is_exact (const Fit *fit)
{
  for (gsize i = 0; i < fit->count; i++)
    if (fabs (value_at (fit, (double) fit->n[i]) - (double) fit->y[i]) > 1e-6 + 1e-12 * (double) fit->y[i])
      return FALSE;
  return TRUE;
}

/* Tries every choice of the terms from @term on, each below @below, so that the fastest growing stays as slow as it can. */
static gboolean
search (Fit *fit, guint term, int below)
{
  if (term == fit->n_terms)
    return solve (fit) && make_rational (fit) && is_exact (fit);
  for (int basis = (int) (fit->n_terms - term) - 1; basis < below; basis++)
    {
      fit->terms[term] = (Basis) basis;
      if (search (fit, term + 1, basis))
        return TRUE;
    }
  return FALSE;
}

static void
append_fraction (GString *out, double c, gboolean alone)
{
  guint d = 1;

  while (d < DENOMINATOR && fabs (c * d - round (c * d)) > 1e-9)
    d++;
  if (d > 1)
    g_string_append_printf (out, "%.0f/%u%s", round (c * d), d, alone ? "" : " ");
  else if (alone || c < 1 || c > 1)
    g_string_append_printf (out, "%.0f%s", c, alone ? "" : " ");
}

static void
append_basis (GString *out, Basis basis, const char *name, gboolean exact)
{
  static const char *const before[N_BASES] = { [N] = "#", [N_LOG] = "# ", [N_LOG_2] = "# ", [N_2] = "#^2",
                                               [N_2_LOG] = "#^2 ", [N_3] = "#^3", [N_3_LOG] = "#^3 " };
  const char *log = exact ? "log2 " : "ceil(log2 ", *close = exact ? "" : ")";
  const gboolean squared = basis == LOG_2 || basis == N_LOG_2;

  for (const char *c = before[basis]; c && *c; c++)
    g_string_append_printf (out, "%s", *c == '#' ? name : (char[]) { *c, '\0' });
  if (basis == LOG || basis == N_LOG || basis == N_2_LOG || basis == N_3_LOG)
    g_string_append_printf (out, "%s%s%s", log, name, close);
  else if (basis == LOG_DOWN)
    g_string_append_printf (out, "floor(log2 %s)", name);
  else if (squared)
    g_string_append_printf (out, "(%s%s%s)^2", log, name, close);
  else if (basis == POWER)
    g_string_append_printf (out, "2^ceil(log2 %s)", name);
}

static gboolean
all_powers_of_two (const guint64 *n, gsize count)
{
  for (gsize i = 0; i < count; i++)
    if (n[i] & (n[i] - 1))
      return FALSE;
  return TRUE;
}

static char *
text_of (const Fit *fit, const char *name)
{
  const gboolean exact = all_powers_of_two (fit->n, fit->count);
  GString *out = g_string_new (NULL);

  for (guint k = 0; k < fit->n_terms; k++)
    {
      const double c = fit->coefficients[k];

      g_string_append (out, k == 0 ? (c < 0 ? "-" : "") : c < 0 ? " - " : " + ");
      append_fraction (out, fabs (c), fit->terms[k] == ONE);
      append_basis (out, fit->terms[k], name, exact);
    }
  return g_string_free (out, FALSE);
}

char *
plx_closed_fit (const guint64 *n, const guint64 *y, gsize count, const char *name)
{
  Fit fit = { .n = n, .y = y, .count = count };
  gboolean zero = count >= 2;

  for (gsize i = 0; i < count; i++)
    zero = zero && y[i] == 0;
  if (zero)
    return g_strdup ("0");
  for (fit.n_terms = 1; fit.n_terms <= MOST_TERMS && 2 * fit.n_terms <= count; fit.n_terms++)
    if (search (&fit, 0, N_BASES))
      return text_of (&fit, name);
  return NULL;
}
