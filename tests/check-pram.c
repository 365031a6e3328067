/* SPDX-License-Identifier: MIT */
/* check-pram.c: programs in PRAM pseudo-code as they are read: every form of the grammar, every spelling of the books, and
 * every message with its place. */
#include "tests/main.h"

#include "sim/sources/pram-program.h"

static PlxPram *
parse (const char *text, GError **error)
{
  return plx_pram_parse ("a.pram", text, strlen (text), error);
}

/* Statements and expressions as s-expressions, so that two spellings can be seen to mean the same. */
static void
show_expression (const PlxPram *pram, guint32 at, GString *out)
{
  const PlxPramNode *node = &g_array_index (pram->nodes, PlxPramNode, at);

  g_string_append_printf (out, " %u", node->op);
  if (node->op == PLX_PRAM_CONSTANT)
    g_string_append_printf (out, ":%" G_GINT64_FORMAT, node->value);
  if (node->op == PLX_PRAM_SCALAR || node->op == PLX_PRAM_COLUMN || node->op == PLX_PRAM_CELL || node->op == PLX_PRAM_PLACE)
    g_string_append_printf (out, ":%u", node->slot);
  if (!node->child)
    return;
  g_string_append (out, " (");
  for (guint32 child = node->child; child; child = g_array_index (pram->nodes, PlxPramNode, child).next)
    show_expression (pram, child, out);
  g_string_append (out, ")");
}

static void
show_block (const PlxPram *pram, guint32 at, GString *out)
{
  for (; at; at = g_array_index (pram->statements, PlxPramStatement, at).next)
    {
      const PlxPramStatement *one = &g_array_index (pram->statements, PlxPramStatement, at);
      const guint32 parts[] = { one->target, one->value, one->guard, one->low, one->high, one->step };

      g_string_append_printf (out, "\n[%u%s", one->kind, one->down ? " down" : "");
      for (guint i = 0; i < one->n_ranges; i++)
        {
          const PlxPramRange *range = &g_array_index (pram->ranges, PlxPramRange, one->range + i);

          show_expression (pram, range->low, out);
          show_expression (pram, range->high, out);
        }
      for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
        if (parts[i])
          show_expression (pram, parts[i], out);
      show_block (pram, one->body, out);
      show_block (pram, one->other, out);
      g_string_append (out, "]");
    }
}

static char *
show (const char *text)
{
  g_autoptr (PlxPram) pram = NULL;
  GString *out = g_string_new (NULL);

  PLX_OK (pram = parse (text, error));
  show_block (pram, pram->first, out);
  return g_string_free (out, FALSE);
}

#define HEAD "param n = 8; shared A[1..n], B[1..n, 0..3], S; private x;\n"

static void
same (const char *a, const char *b)
{
  g_autofree char *first = g_strconcat (HEAD, a, NULL), *second = g_strconcat (HEAD, b, NULL);
  g_autofree char *one = show (first), *two = show (second);

  ck_assert_str_eq (one, two);
}

static void
different (const char *a, const char *b)
{
  g_autofree char *first = g_strconcat (HEAD, a, NULL), *second = g_strconcat (HEAD, b, NULL);
  g_autofree char *one = show (first), *two = show (second);

  ck_assert_str_ne (one, two);
}

START_TEST (the_books_spellings_mean_the_same)
{
  const char *plain = "for 1<=i<=n pardo A[i] := S; end";

  same ("for 1 ≤ i ≤ n par-do A[i] ← S; odrap", plain);
  same ("for all i where 1 <= i <= n pardo A[i] := S; endfor", plain);
  same ("for all P_i where 1 ≤ i ≤ n par-do A(i) := S; odrap;", "for 1<=i<=n pardo A[i] := S; end;");
  same ("for i := 1 to n pardo A[i] := S end", plain);
  same ("for 1<=i<=n and odd(i) pardo S := 1; end", "for 1<=i<=n where odd(i) pardo S := 1; end");
  same ("for 0 < i < n pardo A[i] := 0; end", "for 0+1<=i<=n-1 pardo A[i] := 0; end");
  same ("S := n % 3 − 2 × 4;", "S := n mod 3 - 2 * 4;");
  same ("if S ≠ 1 then S := 2; S := 3; endif", "if S <> 1 then S := 2; S := 3; end");
  same ("while S != n do S := S + 1; S := S; endwhile", "while S <> n do S := S + 1; S := S; end");
  same ("S := n div 2;", "S := n / 2;");
  same ("for all P_{i,j}, where 1 ≤ i, j ≤ n do in parallel S ← 1 end for", "for 1<=i<=n, 1<=j<=n pardo S := 1; end");
  same ("for each i: 1<=i<=n in parallel do S := 1; od", "for 1<=i<=n pardo S := 1; end");
  same ("for all 1 <= i <= n pardo S := 1; end par-do;", "for 1<=i<=n pardo S := 1; end");
  same ("for all i, j, 1 <= i <= 2, 1 <= j <= 2 pardo S := 1; end", "for 1<=i<=2, 1<=j<=2 pardo S := 1; end");
  same ("begin\n1. for i = 1 to log n do\n  Set S := 2^{i+1}\n  end for\n2. Set S := ⌊n/2⌋\nend;",
        "for i := 1 to log2(n) do S := 2^(i+1); end S := n/2;");
  same ("if S == 1 ∧ ¬ (n = 2) ∨ n = 3 then begin S := 2; S := 3 end else begin S := 4 end",
        "if S = 1 and not (n = 2) or n = 3 then S := 2; S := 3; else S := 4; end");
  same ("if S = 1 then begin S := 2 end", "if S = 1 then S := 2; end");
  same ("if S = 1 then S := 2; fi while S = 1 do begin S := 2; end", "if S = 1 then S := 2; end while S = 1 do S := 2; end");
  same ("S := max{A[1], lg n} ⊕ 1", "S := max(A[1], log2(n)) xor 1;");
  same ("S := 1\nS := log 2 + 1\n", "S := 1; S := log2(2) + 1;");
}
END_TEST

START_TEST (operators_bind_as_the_grammar_says)
{
  same ("S := 1 + 2 * 3;", "S := 1 + (2 * 3);");
  same ("S := 8 - 4 - 2;", "S := (8 - 4) - 2;");
  same ("S := 2 ^ 3 ^ 2;", "S := 2 ^ (3 ^ 2);");
  same ("S := -2 ^ 2;", "S := -(2 ^ 2);");
  same ("S := not 1 = 2;", "S := (not 1) = 2;");
  same ("S := 1 or 0 and 0;", "S := 1 or (0 and 0);");
  same ("S := 1 < 2 and 3 + 1 >= 4;", "S := (1 < 2) and ((3 + 1) >= 4);");
  same ("S := 1 ? 2 : 0 ? 3 : 4;", "S := 1 ? 2 : (0 ? 3 : 4);");
  same ("S := min(1, 2, 3);", "S := min(min(1, 2), 3);");
  same ("S := 6 xor 3 * 2;", "S := (6 xor 3) * 2;");
  different ("S := 8 - (4 - 2);", "S := 8 - 4 - 2;");
}
END_TEST

START_TEST (a_conditional_assignment_is_a_guarded_one)
{
  same ("if S = 1 then S := 2; end", "S := 2 when S = 1;");
  same ("if S = 1 then S := 2 when n > 3; end", "S := 2 when S = 1 and n > 3;");
  different ("if S = 1 then S := 2; else S := 3; end", "S := 2 when S = 1;");
  different ("if S = 1 then if S = 2 then S := 2; end end", "S := 2 when S = 1 and S = 2;");
}
END_TEST

START_TEST (what_a_program_says_of_itself_is_known)
{
  g_autoptr (PlxPram) pram = NULL;
  const char *text = "// Sum.\n//  JaJa.\n\nmodel crcw-max; param n = 8, m; shared A[1..n] = hash(_i, 100), T;\nT := 0;";
  guint n;

  PLX_OK (pram = plx_pram_parse ("dir/sum.pram", text, strlen (text), error));
  ck_assert_str_eq (plx_pram_name (pram), "sum");
  ck_assert_str_eq (plx_pram_essay (pram), "Sum.\n JaJa.\n");
  ck_assert_str_eq (plx_pram_model_name (plx_pram_model (pram)), "CRCW-max");
  ck_assert_str_eq (plx_pram_params (pram, &n)[1], "m");
  ck_assert_uint_eq (n, 2);
  ck_assert_str_eq (plx_pram_arrays (pram, &n)[1], "T");
  ck_assert_uint_eq (plx_pram_n_lines (pram), 5);
  g_autofree char *line = plx_pram_line (pram, 5);

  ck_assert_str_eq (line, "T := 0;");
}
END_TEST

START_TEST (words_that_books_add_are_names_where_they_are_declared)
{
  g_autofree char *text = show ("param log = 1, all = 1; shared begin, set[1..2]; begin := log; set[1] := log;"
                                "for all <= i <= 2 pardo begin := 1; end");

  ck_assert_ptr_nonnull (text);
}
END_TEST

START_TEST (a_mark_of_the_byte_order_is_no_text)
{
  g_autoptr (PlxPram) pram = NULL;

  PLX_OK (pram = parse ("\xef\xbb\xbf// title\nshared S;\nS := 1", error));
  ck_assert_str_eq (plx_pram_title (pram), "title");
}
END_TEST

START_TEST (a_program_without_a_model_is_crew)
{
  g_autoptr (PlxPram) pram = NULL;

  PLX_OK (pram = parse ("shared S;", error));
  ck_assert_str_eq (plx_pram_model_name (plx_pram_model (pram)), "CREW");
}
END_TEST

START_TEST (every_model_is_read_back)
{
  static const char *const names[] = { "EREW", "CREW", "ERCW", "CRCW-common", "CRCW-arbitrary", "CRCW-priority", "CRCW-sum",
                                       "CRCW-max", "CRCW-min", "CRCW-and", "CRCW-or", "CRCW-xor" };
  PlxPramModel model;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = g_strdup_printf ("model %s;", names[i]);
      g_autoptr (PlxPram) pram = NULL;

      PLX_OK (pram = parse (text, error));
      ck_assert_str_eq (plx_pram_model_name (plx_pram_model (pram)), names[i]);
    }
  PLX_FAILS (plx_pram_model_read ("CRWE", &model, error), PLX_ERROR_INPUT, "did you mean \"CREW\"?");
}
END_TEST

/* Programs that are refused, and what the message has in it. */
static const struct {
  const char *text, *message;
} refused[] = {
  { "S = 1;", "a.pram:1:1: S: there is no such name here; nothing is declared so far\n  S = 1;\n  ^" },
  { "shared S;\nS = 1;", "a.pram:2:3: = compares; an assignment is written :=\n  S = 1;\n    ^" },
  { "shared S;\nS := ≤;", "a.pram:2:6: expected a value; found <=" },
  { "shared S;\nS := 1.5;", "2:7: only whole numbers" },
  { "shared S;\nS := 9223372036854775808;", "2:6: a number of more than 63 bits" },
  { "shared S;\nS := 1 . 2;", "2:8: a single point" },
  { "shared S;\nS := $;", "2:6: a character that the language does not have" },
  { "shared S;\nS := 1 S := 2", "2:8: expected ; after the statement; found \"S\"" },
  { "", "a.pram:1:1: there is no program here" },
  { "// nothing\n", "a.pram:2:1: there is no program here" },
  { "shared S;\nS := 2S;", "2:7: a name that begins with a digit, or a product; 2i is written 2*i" },
  { "shared S;\nS := ⌈S⌉;", "2:6: a number rounded up; it is written ceildiv(n, 2), clog2(n)" },
  { "shared S; /* S */", "1:11: comments begin with //, and end with the line" },
  { "shared S; FOR 1<=i<=2 pardo S := 1; end", "1:11: FOR: there is no such name here; words of the language are in small" },
  { "shared S; for 1<=i<=2 pardo S := 1; END", "words of the language are in small letters" },
  { "shared S; for 1<=i<=2 Pardo S := 1; end", "found \"Pardo\"; words of the language are in small letters" },
  { "shared S; for 1<=i,i<=2 pardo S := 1; end", "1:20: i is declared already" },
  { "shared S;\nfor 1<=i<=2 pardo\nS := i;\n", "4:1: expected end after the statements of the pardo in line 2" },
  { "shared S;\nif S = 1 then\nS := 1; else\nS := 2;", "expected end after the statements of the else in line 3" },
  { "shared S;\nbegin S := 1;", "expected end after the statements of the begin in line 2" },
  { "shared 中中, S;\nS := 中中 + T;",
    "2:11: T: there is no such name here; known are: 中中, S\n  S := 中中 + T;\n              ^" },
  { "shared S;\r\n\tS := T;\r\n", "2:7: T: there is no such name here; known are: S\n   S := T;\n        ^" },
  { "shared S;\nS := (1;", "expected ) after the expression; found \";\"" },
  { "shared S;\nend", "2:1: end without a statement that it ends" },
  { "shared S;\nelse", "2:1: else without a statement that it ends" },
  { "shared S;\nif S = 1 then S := 2;", "expected end after the statements of the if in line 2; found the end of the file" },
  { "shared S;\nif S = 1 do S := 2; end", "expected then after the condition; found \"do\"" },
  { "shared S;\nwhile S then S := 2; end", "expected do after the condition; found \"then\"" },
  { "shared sum;\nsun := 1;", "2:1: sun: there is no such name here; did you mean \"sum\"?" },
  { "shared S;\nS := hsah(1, 2);", "2:6: hsah: there is no such function; did you mean \"hash\"?" },
  { "shared S;\nS := hash(1);", "hash has 2 arguments; 1 given" },
  { "shared S;\nS := min(1);", "min has 2 or more arguments; 1 given" },
  { "shared S;\nS := odd(1, 2);", "odd has 1 argument; 2 given" },
  { "shared A[1..3];\nA := 1;", "A has 1 index; 0 given" },
  { "shared A[1..3, 1..2];\nA[1] := 1;", "A has 2 indices; 1 given" },
  { "shared A[1..2,1..2,1..2,1..2,1..2,1..2,1..2,1..2,1..2];", "an array of more than 8 indices" },
  { "model CRWE;", "1:7: CRWE: there is no such model; did you mean \"CREW\"?" },
  { "model CREW; model EREW;", "1:13: a second model" },
  { "model ;", "expected a name after model; found \";\"" },
  { "param n = 1, n = 2;", "1:14: n is declared already" },
  { "param n = m;", "m: there is no such name here" },
  { "shared A[1..2], B[1..A[1]];", "A: there is no such name here" },
  { "param n\nshared S;", "2:1: expected ; after the declaration; found \"shared\"" },
  { "shared S; S := 1; private x;", "a declaration after a statement" },
  { "private x; x := 1;", "x is private, and there are no processors here" },
  { "private x; shared S; for 1<=i<=x pardo S := 1; end", "x is private, and begins after pardo" },
  { "private x; shared S; for 1<=i<=2 where x = 0 pardo S := 1; end", "x is private, and begins after pardo" },
  { "param n = 1; n := 2;", "n is a parameter: it cannot be assigned" },
  { "shared S; for i := 1 to 2 do i := 1; end", "i is the variable of a for: it cannot be assigned" },
  { "shared S; for 1<=i<=2 pardo i := 1; end", "i is an index of the pardo: it cannot be assigned" },
  { "shared S; for 1<=i<=2 pardo for j := 1 to i do S := 1; end end",
    "i is each processor's own, and the bounds of a for are the same for all; use while" },
  { "shared S; for 1<=i<=2 pardo for 1<=j<=2 pardo S := 1; end end", "a pardo inside a pardo" },
  { "shared S; for 1<=i<=2 pardo for 1<=i<=2 pardo S := 1; end end", "a pardo inside a pardo" },
  { "shared S; for 1<=i<=2, 1<=i<=2 pardo S := 1; end", "i is declared already" },
  { "shared S; for i := 2 downto 1 pardo S := 1; end", "a pardo has no order" },
  { "shared S; for i := 1 do S := 1; end", "expected to after the first value" },
  { "shared S; for 1<=i do S := 1; end", "expected <= after the index; found \"do\"" },
  { "shared S; for 1<=i<=2 do S := 1; end", "expected pardo after the processors; found \"do\"" },
  { "shared S; for all i pardo S := 1; end", "expected where after the processors of for all" },
  { "shared S; S := _i;", "_i: there is no such name here" },
  { "shared A[1..2] = _i2;", "_i2: there is no such name here" },
  { "S := \"a\";", "a character that the language does not have" },
};

START_TEST (what_is_wrong_is_said_with_its_place)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    PLX_FAILS (parse (refused[i].text, error), PLX_ERROR_INPUT, refused[i].message);
}
END_TEST

START_TEST (bytes_that_are_no_text_are_refused)
{
  PLX_FAILS (parse ("shared S;\n\xff", error), PLX_ERROR_INPUT, "a.pram:2: not text in UTF-8");
  PLX_FAILS (plx_pram_parse ("a.pram", "a\0b", 3, error), PLX_ERROR_INPUT, "a.pram:1: not text in UTF-8");
  PLX_FAILS (parse ("shared S;\n// \033[2J", error), PLX_ERROR_INPUT,
             "a.pram:2: not text in UTF-8, or a control character");
  PLX_FAILS (parse ("shared S;\n\n// \xc2\x9b", error), PLX_ERROR_INPUT, "a.pram:3: not text in UTF-8");
  PLX_FAILS (plx_pram_load ("/nowhere/a.pram", error), PLX_ERROR_INPUT, "/nowhere/a.pram");
}
END_TEST

static char *
repeat (const char *before, const char *text, guint n, const char *after)
{
  GString *all = g_string_new (before);

  for (guint i = 0; i < n; i++)
    g_string_append (all, text);
  g_string_append (all, after);
  return g_string_free (all, FALSE);
}

START_TEST (deep_nesting_ends_in_a_message)
{
  static const char *const texts[][3] = {
    { "shared S; S := ", "(", "1" }, { "shared S; S := ", "-", "1;" }, { "shared S; S := ", "not ", "1;" },
    { "shared S; S := ", "1 ? 2 : ", "1;" }, { "shared S; S := ", "2 ^ ", "1;" }, { "shared S; S := 1", " + 1", ";" },
    { "shared S; ", "if S = 1 then ", "" }, { "shared S; ", "while S = 1 do ", "" },
    { "shared A[1..2]; A[1] := ", "A[", "1" }, { "shared S; S := ", "min(1, ", "1" },
    { "shared S; S := ", "log ", "2" }, { "shared S; ", "if S = 1 then begin ", "" }, { "shared S; S := ", "{", "1" },
    { "shared S; ", "begin ", "" }, { "for 1<=i", ",i", "" }, { "for all i", ",i", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = repeat (texts[i][0], texts[i][1], 100000, texts[i][2]);

      PLX_FAILS (parse (text, error), PLX_ERROR_INPUT, "a.pram:1:");
    }
}
END_TEST

START_TEST (names_are_not_without_end)
{
  g_autoptr (GString) text = g_string_new ("shared a");

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, ", a%u", i);
  g_string_append (text, ";");
  PLX_FAILS (parse (text->str, error), PLX_ERROR_INPUT, "a.pram:1:1: more than 1000 names");
}
END_TEST

START_TEST (every_beginning_of_a_program_is_read_or_refused)
{
  const char *text = "model CRCW-max; param n = 8; shared A[1..n, 0..2] = hash(_i1 + _i2, 9), S; private x;\n"
                     "for all P_i where 1 ≤ i ≤ n and odd(i) par-do x := A[i, 1] xor -2 ^ 2 when not i = 3;\n"
                     "if x > 0 then A(i, 2) ← x; else while S < 4 do S := S + 1; end end assert x >= 0; odrap\n"
                     "for k := n downto 1 step 2 do S := k > 2 ? min(1, k) : 3; end // end";
  guint read = 0;

  for (gsize length = 0; length <= strlen (text); length++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PlxPram) pram = plx_pram_parse ("a.pram", text, length, &error);

      ck_assert ((pram != NULL) == (error == NULL));
      read += pram != NULL;
    }
  ck_assert_uint_gt (read, 3);
}
END_TEST

PLX_TEST_MAIN ("pram", the_books_spellings_mean_the_same, operators_bind_as_the_grammar_says,
               a_conditional_assignment_is_a_guarded_one, what_a_program_says_of_itself_is_known,
               words_that_books_add_are_names_where_they_are_declared, a_mark_of_the_byte_order_is_no_text,
               a_program_without_a_model_is_crew, every_model_is_read_back, what_is_wrong_is_said_with_its_place,
               bytes_that_are_no_text_are_refused, deep_nesting_ends_in_a_message, names_are_not_without_end,
               every_beginning_of_a_program_is_read_or_refused)
