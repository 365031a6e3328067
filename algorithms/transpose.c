/* SPDX-License-Identifier: MIT */
/* transpose.c: an n x n matrix in blocks of ceil (n/p) rows is transposed into another.
 *
 *     (n^2/p) (1 - 1/p) g + l
 *
 * Everybody cuts its rows where the blocks of others begin. Of what stands above block q it packs the
 * transpose and puts it to processor q, beginning with its right neighbour; in the end it unpacks, each
 * row of what it got where it belongs in a row of its own. What stays at a processor is transposed at
 * once. All this copying the formula does not see.
 *
 * R. H. Bisseling, "Parallel Scientific Computation", 2004. Check value: n = 64, p = 4, g = 2, l = 100:
 * 1636.
 */
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/matrix.h>
#include <string.h>

typedef struct {
  guint64 n;
  PlxMatrixPart mine;
  PlxArray *a, *b;   /* my rows: the matrix, its transpose */
  PlxArray *inbox;   /* from each processor, in their order, my rows of its columns, packed */
  gint64 *outbox;    /* for each, its rows of my columns */
} Transpose;

static const PlxParam params[] = {
  { "n", "", "rows and columns", offsetof (Transpose, n),
    .flags = PLX_COUNT | PLX_POSITIVE | PLX_SIDE, .fallback = "1024" },
  PLX_PARAM_END
};

static PlxMatrixPart
rows_of (const PlxProc *me, const Transpose *in, guint q)
{
  return plx_matrix_block (in->n, plx_nprocs (me), q, 1, 0);
}

#define TILE 16u  /* words: so many lines of the cache of either matrix */

static void
transpose_tile (const gint64 *x, guint64 x_words, guint64 rows, guint64 cols, gint64 *y, guint64 y_words)
{
  for (guint64 j = 0; j < cols; j++)
    for (guint64 i = 0; i < rows; i++)
      y[j * y_words + i] = x[i * x_words + j];
}

/* y ([cols][rows], in rows of y_words) becomes the transpose of x ([rows][cols], in rows of x_words). */
static void
transpose_block (PlxProc *me, const gint64 *x, guint64 x_words, guint64 rows, guint64 cols, gint64 *y,
                 guint64 y_words)
{
  for (guint64 i = 0; i < rows; i += TILE)
    for (guint64 j = 0; j < cols; j += TILE)
      transpose_tile (x + i * x_words + j, x_words, MIN (TILE, rows - i), MIN (TILE, cols - j),
                      y + j * y_words + i, y_words);
  plx_work (me, PLX_COPY, rows * cols * sizeof *x, 2 * rows * cols * sizeof *x);
}

/* My rows of processor q's columns. */
static void
unpack (PlxProc *me, const Transpose *in, guint q)
{
  const PlxMatrixPart theirs = rows_of (me, in, q);
  const guint64 rows = in->mine.rows, words = theirs.rows;
  const gint64 *x = (const gint64 *) plx_local (me, in->inbox) + rows * theirs.row;
  gint64 *b = (gint64 *) plx_local_mut (me, in->b) + theirs.row;

  for (guint64 i = 0; i < rows; i++)
    memcpy (b + i * in->n, x + i * words, words * sizeof *x);
  plx_work (me, PLX_COPY, rows * words * sizeof *x, 2 * rows * words * sizeof *x);
}

static void
direct (PlxProc *me, const void *instance)
{
  const Transpose *in = instance;
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  const guint64 n = in->n, row = in->mine.row, rows = in->mine.rows;
  const gint64 *a = plx_local (me, in->a);

  plx_label (me, "pack and send a block of columns to each");
  for (guint i = 1; i < p; i++)
    {
      const guint q = (pid + i) % p;
      const PlxMatrixPart theirs = rows_of (me, in, q);

      transpose_block (me, a + theirs.row, n, rows, theirs.rows, in->outbox + rows * theirs.row, rows);
      plx_put_at (me, in->inbox, q, theirs.rows * row, rows * theirs.rows, in->outbox + rows * theirs.row);
    }
  transpose_block (me, a + row, n, rows, rows, (gint64 *) plx_local_mut (me, in->b) + row, n);
  plx_sync (me);

  plx_label (me, "unpack");
  for (guint q = 0; q < p; q++)
    if (q != pid)
      unpack (me, in, q);
}

static void
sequential (PlxProc *me, const void *instance)
{
  const Transpose *in = instance;

  transpose_block (me, plx_local (me, in->a), in->n, in->n, in->n, plx_local_mut (me, in->b), in->n);
}

/* ---- memory, input and check ---- */

static PlxArray *
rows (PlxProc *me, const Transpose *in, const char *name)
{
  PlxArray *array = plx_array (me, .name = name, .n = rows_of (me, in, 0).n, .distribution = PLX_EACH);

  plx_set_length (me, array, in->mine.n);
  return array;
}

static void
prepare (PlxProc *me, void *instance)
{
  Transpose *in = instance;

  in->mine = rows_of (me, in, plx_pid (me));
  in->a = rows (me, in, "a");
  in->b = rows (me, in, "b");
  in->inbox = rows (me, in, "inbox");
  in->outbox = plx_alloc (me, in->mine.n * sizeof *in->outbox);
}

/* Entry i of my rows. */
static gint64
entry (const PlxProc *me, const void *instance, guint64 i)
{
  const Transpose *in = instance;

  return (gint64) plx_random (me, in->mine.row * in->n + i);
}

static void
fill (PlxProc *me, const void *instance)
{
  const Transpose *in = instance;

  plx_fill_int64 (me, in->a, entry, in);
  plx_clear (me, in->b);
}

static void
check (PlxProc *me, const void *instance)
{
  const Transpose *in = instance;
  gint64 *expected = plx_alloc (me, rows_of (me, in, 0).n * sizeof *expected);

  for (guint q = 0; q < plx_nprocs (me); q++)
    {
      const PlxMatrixPart part = rows_of (me, in, q);

      for (guint64 k = 0; k < part.n; k++)
        expected[k] = (gint64) plx_random (me, k % in->n * in->n + part.row + k / in->n);
      plx_expect_int64_at (me, in->b, q, part.n, expected);
    }
}

static const PlxVariant variants[] = {
  { "direct", "every block of columns straight to its processor", direct,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "(n^2/p)*(1 - 1/p)*g + l", .when = "divides(p, n)", .source = "Bisseling 2004" },
      { "bsp", "ceil(n/p)*(n - ceil(n/p))*g + l", .source = "the same, ragged" },
      { "apram", "R(ceil(n/p)*(n - ceil(n/p))) + B", .source = "phases" },
      { "pram", "ceil(n/p)*(n - ceil(n/p))", .source = "steps" },
      { "loggp", "max(o + L + (8*n^2/p^2 - 1)*G, (p - 2)*max(o, g + (8*n^2/p^2 - 1)*G) + o)"
        " + (p - 2)*max(o, g + (8*n^2/p^2 - 1)*G) + o + ceil(log2(p))*(L + 2*o)",
        .when = "p >= 2 && divides(p, n)", .source = "all send, then receive; then the barrier" }) },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "one loop, in tiles", .run = sequential };

PLX_ALGORITHM (transpose, Transpose, .name = "transpose", .title = "transpose of a square matrix",
               .source = "Bisseling 2004", .params = params, .variants = variants, .best = &best,
               .prepare = prepare, .fill = fill, .check = check)
