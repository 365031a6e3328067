/* SPDX-License-Identifier: MIT */
/* check-critical-path.c: paths through logs made by hand, and what they pay. */
#include "sim/lab/critical-path.h"
#include "sim/sources/pattern.h"
#include "tests/pricing.h"

#include <parallax/engine.h>

/* A simulation whose log is filled in by the test. */
typedef struct {
  PlxSimulation simulation;
  PlxPricer *pricer;
  PlxProcessorCosts costs;
  PlxCriticalPath *path;
} Case;

static void
begin (Case *c, const char *model, guint p)
{
  *c = (Case) { .simulation = { .p = p, .rate = 1e6, .log = g_array_new (FALSE, TRUE, sizeof (PlxActivity)) } };
  PLX_OK (c->pricer = try_pricer (model, p, error));
  PLX_OK (c->pricer->model->costs (c->pricer->instance, &c->costs, error));
}

static void
end (Case *c)
{
  g_array_unref (c->simulation.log);
  plx_pricer_free (c->pricer);
  plx_critical_path_free (c->path);
}

/* Times are in steps. Returns its number in the log. */
static guint32
add (Case *c, PlxActivity a)
{
  a.start *= 1000000;
  a.end *= 1000000;
  c->simulation.time = MAX (c->simulation.time, a.end);
  g_array_append_val (c->simulation.log, a);
  return c->simulation.log->len - 1;
}

static PlxActivity
doing (PlxOpKind kind, guint64 start, guint64 stop, guint32 processor, guint32 peer, guint64 amount)
{
  return (PlxActivity) { .kind = (guint8) kind, .start = start, .end = stop, .processor = processor, .peer = peer,
                         .amount = amount, .before = PLX_ANY, .sent = PLX_ANY };
}

static PlxActivity
because (PlxActivity a, PlxCause cause, guint32 before)
{
  a.cause = (guint8) cause;
  a.before = before;
  return a;
}

static void
trace_path (Case *c)
{
  c->path = plx_critical_path_new (&c->simulation, c->pricer, &c->costs);
}

static void
has_terms (const Case *c, const PlxTerms *terms, const char *expected)
{
  g_autofree char *text = plx_terms_text (c->path, terms);

  ck_assert_str_eq (text, expected);
}

static void
step_is (const Case *c, guint k, guint32 activity, gint64 paid, const char *terms)
{
  const PlxPathStep *step = &g_array_index (c->path->steps, PlxPathStep, k);

  ck_assert_uint_eq (step->activity, activity);
  ck_assert_int_eq (step->paid, paid * 1000000);
  has_terms (c, &step->terms, terms);
}

/* Work 40 on 0, a message of 100 bytes to 1, which sends it on to 2 after a first message there. */
START_TEST (a_path_pays_in_the_parameters_of_its_model)
{
  Case c;
  guint32 work, send, receive, first, second, last;

  begin (&c, "loggp:L=100,o=10,g=30,G=2", 3);
  work = add (&c, doing (PLX_OP_WORK, 0, 40, 0, 0, 40));
  send = add (&c, because (doing (PLX_OP_SEND, 40, 50, 0, 1, 100), PLX_CAUSE_PROCESSOR, work));
  receive = add (&c, because (doing (PLX_OP_RECV, 348, 358, 1, 0, 100), PLX_CAUSE_MESSAGE, send));
  first = add (&c, because (doing (PLX_OP_SEND, 358, 368, 1, 2, 6), PLX_CAUSE_PROCESSOR, receive));
  second = add (&c, because (doing (PLX_OP_SEND, 398, 408, 1, 2, 1), PLX_CAUSE_GAP, first));
  last = add (&c, because (doing (PLX_OP_RECV, 508, 518, 2, 1, 1), PLX_CAUSE_MESSAGE, second));
  trace_path (&c);
  ck_assert_uint_eq (c.path->steps->len, 6);
  step_is (&c, 0, work, 40, "40 of work");
  step_is (&c, 1, send, 308, "L + o + 99 G");
  step_is (&c, 2, receive, 10, "o");
  step_is (&c, 3, first, 40, "g + 5 G");
  step_is (&c, 4, second, 110, "L + o");
  step_is (&c, 5, last, 10, "o");
  has_terms (&c, &c.path->total, "2 L + 4 o + g + 104 G + 40 of work");
  end (&c);
}
END_TEST

/* L = 17, o = 3, g = 5: with packets of 8 bytes 32 bytes are a train of 4, 5 apart. */
START_TEST (a_train_of_packets_pays_its_gaps)
{
  Case c;
  guint32 send, more;

  begin (&c, "logp:L=17,o=3,g=5", 2);
  send = add (&c, doing (PLX_OP_SEND, 0, 18, 0, 1, 32));
  more = add (&c, because (doing (PLX_OP_SEND, 20, 23, 0, 1, 8), PLX_CAUSE_GAP, send));
  add (&c, because (doing (PLX_OP_RECV, 40, 43, 1, 0, 8), PLX_CAUSE_MESSAGE, more));
  trace_path (&c);
  step_is (&c, 0, send, 20, "4 g");
  has_terms (&c, &c.path->total, "L + 2 o + 4 g");
  end (&c);
}
END_TEST

START_TEST (a_busy_train_pays_its_last_overhead)
{
  Case c;
  guint32 send;

  begin (&c, "logp:L=17,o=7,g=5", 2);
  send = add (&c, doing (PLX_OP_SEND, 0, 28, 0, 1, 32));
  add (&c, because (doing (PLX_OP_WORK, 28, 31, 0, 0, 3), PLX_CAUSE_PROCESSOR, send));
  trace_path (&c);
  step_is (&c, 0, send, 28, "4 o");
  has_terms (&c, &c.path->total, "4 o + 3 of work");
  end (&c);
}
END_TEST

START_TEST (barriers_are_made_of_messages_or_have_a_time)
{
  static const struct { const char *model, *terms; guint64 start; } cases[] = {
    { "logp:L=17,o=3,g=5", "3 L + 6 o + 11 of work", 75 },
    { "logp:L=17,o=3,g=5,barrier=29", "barrier + 11 of work", 35 },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      Case c;
      guint32 work;

      begin (&c, cases[k].model, 5);
      work = add (&c, doing (PLX_OP_WORK, 0, 6, 3, 0, 6));
      add (&c, because (doing (PLX_OP_WORK, cases[k].start, cases[k].start + 5, 1, 0, 5), PLX_CAUSE_BARRIER, work));
      trace_path (&c);
      has_terms (&c, &c.path->total, cases[k].terms);
      end (&c);
    }
}
END_TEST

START_TEST (a_barrier_at_the_end_is_paid_by_the_last_step)
{
  Case c;

  begin (&c, "logp:L=17,o=3,g=5,barrier=29", 5);
  add (&c, doing (PLX_OP_WORK, 0, 6, 3, 0, 6));
  c.simulation.time = 35000000;
  trace_path (&c);
  step_is (&c, 0, 0, 35, "barrier + 6 of work");
  end (&c);
}
END_TEST

START_TEST (starts_and_room_are_paid_for)
{
  Case c;
  guint32 work, send, receive, late;

  begin (&c, "logp:L=17,o=3,g=5", 2);
  work = add (&c, doing (PLX_OP_WORK, 0, 13, 0, 0, 13));
  send = add (&c, because (doing (PLX_OP_SEND, 0, 3, 0, 1, 8), PLX_CAUSE_STARTED, work));
  receive = add (&c, because (doing (PLX_OP_RECV, 20, 23, 1, 0, 8), PLX_CAUSE_MESSAGE, send));
  late = add (&c, because (doing (PLX_OP_SEND, 17, 20, 0, 1, 8), PLX_CAUSE_CAPACITY, receive));
  add (&c, because (doing (PLX_OP_RECV, 37, 40, 1, 0, 8), PLX_CAUSE_MESSAGE, late));
  trace_path (&c);
  step_is (&c, 0, work, 0, "0");
  step_is (&c, 1, send, 20, "L + o");
  step_is (&c, 2, receive, -3, "-o");
  step_is (&c, 3, late, 20, "L + o");
  has_terms (&c, &c.path->total, "2 L + 2 o");
  end (&c);
}
END_TEST

/* All that happens is one message. */
static void
message_pays (const char *model, PlxActivity send, PlxActivity receive, const char *terms)
{
  Case c;

  begin (&c, model, 2);
  add (&c, because (receive, PLX_CAUSE_MESSAGE, add (&c, send)));
  trace_path (&c);
  has_terms (&c, &c.path->total, terms);
  end (&c);
}

START_TEST (what_no_parameter_explains_is_named)
{
  message_pays ("logp:L=17,o=3,g=5", doing (PLX_OP_SEND, 0, 3, 0, 1, 8),
                doing (PLX_OP_RECV, 29, 32, 1, 0, 8), "L + 2 o + 9 of other");
}
END_TEST

START_TEST (a_message_to_oneself_is_work)
{
  message_pays ("logp:L=17,o=3,g=5", doing (PLX_OP_SEND, 0, 9, 1, 1, 8),
                doing (PLX_OP_RECV, 9, 9, 1, 1, 8), "9 of work");
}
END_TEST

START_TEST (a_request_is_a_byte_or_a_word)
{
  static const struct { guint64 arrival; const char *terms; } cases[]
    = { { 110, "L + 2 o" }, { 124, "L + 2 o + 7 G" }, { 131, "L + 2 o + 7 G + 7 of other" } };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      const guint64 arrival = cases[k].arrival;
      PlxActivity ask = doing (PLX_OP_SEND, 0, 10, 0, 1, 500);

      ask.control = TRUE;
      message_pays ("loggp:L=100,o=10,g=30,G=2", ask,
                    doing (PLX_OP_RECV, arrival, arrival + 10, 1, 0, 500), cases[k].terms);
    }
}
END_TEST

/* A token of @n hops: send, receive, send, receive ... and work at the end. */
static void
pass_token (Case *c, guint n)
{
  guint32 before = PLX_ANY;

  for (guint k = 0; k < n; k++)
    {
      const guint64 t = 23 * (guint64) k;
      const guint32 send = add (c, because (doing (PLX_OP_SEND, t, t + 3, k, k + 1, 8),
                                            k ? PLX_CAUSE_PROCESSOR : PLX_CAUSE_START, before));

      before = add (c, because (doing (PLX_OP_RECV, t + 20, t + 23, k + 1, k, 8), PLX_CAUSE_MESSAGE, send));
    }
  add (c, because (doing (PLX_OP_WORK, 23 * (guint64) n, 23 * (guint64) n + 2, n, 0, 2), PLX_CAUSE_PROCESSOR, before));
}

START_TEST (like_steps_are_folded)
{
  Case c;
  g_autoptr (GArray) runs = NULL;
  const PlxPathRun *run;

  begin (&c, "logp:L=17,o=3,g=5", 40);
  pass_token (&c, 30);
  trace_path (&c);
  has_terms (&c, &c.path->total, "30 L + 60 o + 2 of work");
  runs = plx_critical_path_fold (c.path, &c.simulation);
  ck_assert_uint_eq (runs->len, 4);  /* the first send begins at 0; (receive, send) 29 times; receive; work */
  run = &g_array_index (runs, PlxPathRun, 1);
  ck_assert_uint_eq (run->first, 1);
  ck_assert_uint_eq (run->length, 2);
  ck_assert_uint_eq (run->times, 29);
  end (&c);
}
END_TEST

START_TEST (nothing_done_is_an_empty_path)
{
  Case c;

  begin (&c, "logp:L=17,o=3,g=5", 2);
  trace_path (&c);
  ck_assert_uint_eq (c.path->steps->len, 0);
  has_terms (&c, &c.path->total, "0");
  end (&c);
}
END_TEST

/* ---- sensitivities of real simulations ---- */

typedef struct {
  const char *pattern, *sizes[4], *model, *names;  /* of parameters, a letter each */
  double values[5];
} Sensitive;

static PlxFlow *
flow_of (const Sensitive *s)
{
  g_autoptr (PlxSettings) settings = plx_settings_new ();
  const double logp[3] = { 23, 5, 7 };
  PlxFlow *flow;

  for (guint i = 0; i + 1 < G_N_ELEMENTS (s->sizes) && s->sizes[i]; i += 2)
    PLX_OK (plx_settings_add (settings, s->sizes[i], s->sizes[i + 1], "test", error));
  PLX_OK (flow = plx_pattern_flow (s->pattern, settings, logp, error));
  return flow;
}

/* Parameter @changed is @by more; -1: none. */
static PlxPricer *
pricer_of (const Sensitive *s, int changed, double by)
{
  g_autoptr (GString) text = g_string_new (s->model);
  PlxPricer *pricer;

  for (int i = 0; s->names[i]; i++)
    g_string_append_printf (text, "%c%c=%.10g", strchr (text->str, ':') ? ',' : ':', s->names[i],
                            s->values[i] + (i == changed ? by : 0));
  PLX_OK (pricer = try_pricer (text->str, 1, error));
  return pricer;
}

static double
time_with (const Sensitive *s, const PlxFlow *flow, int changed, double by)
{
  g_autoptr (PlxPricer) pricer = pricer_of (s, changed, by);
  g_autoptr (PlxSimulation) simulation = NULL;
  PlxProcessorCosts costs = { 0 };

  PLX_OK (pricer->model->costs (pricer->instance, &costs, error));
  PLX_OK (simulation = plx_simulate_flow (flow, &costs, NULL, error));
  return (double) simulation->time / simulation->rate;
}

/* The time is a maximum over paths, each linear in the parameters: so it is convex, and the counts of a path on which
 * the maximum is taken lie between the derivatives to the left and to the right. */
static void
check_sensitivity (const Sensitive *s)
{
  g_autoptr (PlxFlow) flow = flow_of (s);
  g_autoptr (PlxPricer) pricer = pricer_of (s, -1, 0);
  g_autoptr (PlxSimulation) simulation = NULL;
  g_autoptr (PlxCriticalPath) path = NULL;
  PlxProcessorCosts costs = { 0 };
  double sum;

  PLX_OK (pricer->model->costs (pricer->instance, &costs, error));
  PLX_OK (simulation = plx_simulate_flow (flow, &costs, &(PlxSimulateOptions) { .log = TRUE }, error));
  path = plx_critical_path_new (simulation, pricer, &costs);
  sum = path->total.work;
  for (guint i = 0; i < path->n_params; i++)
    {
      const char *at = strchr (s->names, *path->names[i]);
      const int k = at ? (int) (at - s->names) : -1;
      const double step = 1.0 / 64, count = path->total.counts[i], now = time_with (s, flow, k, 0);

      sum += count * path->values[i];
      if (k < 0)
        continue;
      ck_assert_double_le (count, (time_with (s, flow, k, step) - now) / step + 1e-3);
      ck_assert_double_ge (count, (now - time_with (s, flow, k, -step)) / step - 1e-3);
    }
  ck_assert_double_eq_tol (sum, (double) simulation->time / simulation->rate, 1e-9);
  ck_assert_double_eq (path->total.rest, 0);
}

START_TEST (counts_are_derivatives)
{
  static const Sensitive cases[] = {
    { "optimal", { "p", "100" }, "logp", "Log", { 23, 5, 7 } },
    { "binomial", { "p", "37", "bytes", "50" }, "logp", "Log", { 23, 5, 11 } },
    { "flat", { "p", "9", "bytes", "100" }, "loggp", "LogG", { 100, 10, 30, 2 } },
    { "dissemination", { "p", "21", "bytes", "64" }, "loggp", "LogG", { 100, 10, 30, 2 } },
    { "linear-all-to-all", { "p", "13", "bytes", "17" }, "loggp", "LogG", { 100, 10, 30, 0.5 } },
    { "ring-all-reduce", { "p", "7", "bytes", "700" }, "loggops", "LogGO", { 19, 3, 5, 0.25, 0.125 } },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    check_sensitivity (&cases[k]);
}
END_TEST

PLX_TEST_MAIN ("critical-path", a_path_pays_in_the_parameters_of_its_model, a_train_of_packets_pays_its_gaps,
               a_busy_train_pays_its_last_overhead, barriers_are_made_of_messages_or_have_a_time,
               a_barrier_at_the_end_is_paid_by_the_last_step, starts_and_room_are_paid_for,
               what_no_parameter_explains_is_named, a_message_to_oneself_is_work,
               a_request_is_a_byte_or_a_word, like_steps_are_folded,
               nothing_done_is_an_empty_path, counts_are_derivatives)
