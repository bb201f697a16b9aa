#include "impact/analyse.h"

#include <algorithm>
#include <cmath>

#include "analysis/budget.h"
#include "impact/answer.h"
#include "impact/blind_spots.h"
#include "impact/claims.h"
#include "impact/comparison.h"
#include "impact/confidence.h"
#include "impact/detectors.h"
#include "impact/digest.h"
#include "impact/environment.h"
#include "impact/events.h"
#include "impact/faults.h"
#include "impact/figures.h"
#include "impact/journal.h"
#include "impact/latency.h"
#include "impact/logs.h"
#include "impact/measure.h"
#include "impact/metric_windows.h"
#include "impact/metrics.h"
#include "impact/observed.h"
#include "impact/reconcile.h"
#include "impact/requests.h"
#include "impact/secrets.h"
#include "impact/sources.h"

namespace brunt::impact {
namespace {

void describe_run(const Inputs& inputs, const Journal& journal, ReportModel& model) {
  model.generator = "brunt " BRUNT_VERSION;
  model.title = mask_text(journal.title);
  model.description = mask_text(journal.description);
  model.hypothesis_title = mask_text(journal.hypothesis_title);
  if (const Json& tags = member(journal.experiment, "tags"); tags.is_array()) {
    for (const Json& tag : tags) {
      if (tag.is_string()) model.tags.push_back(tag.get<std::string>());
    }
  }
  model.experiment_sha256 = sha256(canonical_json(journal.experiment));
  model.journal_sha256 = sha256(inputs.journal_text);
  model.status = journal.status;
  model.deviated = journal.deviated;
  model.start = journal.start;
  model.end = journal.end;
  model.duration_seconds = journal.duration_seconds;
  model.time_precision_seconds = journal.precision_seconds;
  model.steady_before = steady(journal, "before");
  model.steady_after = steady(journal, "after");
  model.checks_run = journal.evaluations.size();
}

void describe_load(LoadEvidence& load, ReportModel& model) {
  model.requests = load.requests;
  model.load_source = load.file;
  model.load_missing = load.missing;
  model.load_problem = load.problem;
  model.timeout_seconds = load.timeout_seconds;
  model.generator_verdict = load.generator_verdict;
}

void describe_harm(const Measured& measured, ReportModel& model) {
  model.all = measured.all;
  model.before = measured.before;
  model.inside = measured.inside;
  model.after = measured.after;
  model.windows = measured.windows;
  if (std::isfinite(measured.shortest_outage_seconds)) {
    model.shortest_outage_seconds = measured.shortest_outage_seconds;
  }
  const analysis::Objective objective;
  model.burn_rate = analysis::burn_rate(measured.all.ratio(), objective);
  model.budget_spent = budget_spent(measured.windows, objective);
}

void describe_recovery(ReportModel& model) {
  if (model.windows.empty() || model.windows.back().open || model.faults.empty()) return;
  const Fault& fault = model.faults.front();
  const WallTime end = model.windows.back().end;
  const analysis::Range bounds = analysis::time_to_recover(start_of(fault), analysis::moment(end));
  model.recovered_after_seconds = seconds(end - fault.start);
  model.recovered_bounds_seconds = Interval{bounds.low, bounds.high};
}

void describe_latency(const Latencies& latencies, ReportModel& model) {
  if (model.requests.empty()) return;
  model.latency_all_successes = quantiles_of(latencies.all);
  if (model.before) model.latency_before = quantiles_of(latencies.before.sorted);
  if (model.inside) model.latency_during = quantiles_of(latencies.during.sorted);
  if (model.after) model.latency_after = quantiles_of(latencies.after.sorted);
  model.failure_median_seconds = time_to_failure(model.requests);
  model.failures_timed = model.all ? model.all->failed : 0;
}

/// Names and failures of the journal may stand in any sentence.
void mask_sentences(ReportModel& model) {
  model.answer = mask_text(model.answer);
  for (auto* lines : {&model.sentences, &model.blind_spots, &model.suggestions}) {
    for (std::string& line : *lines)
      line = mask_text(line);
  }
}

/// When the last of the faults was over, as far as its action tells.
std::optional<WallTime> end_of_faults(const std::vector<Fault>& faults) {
  std::optional<WallTime> last;
  for (const Fault& fault : faults) {
    if (fault.end && (!last || *fault.end > *last)) last = fault.end;
  }
  return last;
}

std::string why_not_measured(const LoadEvidence& load) {
  return load.expected ? load.missing + " " + load.problem : "no user request was made";
}

}  // namespace

Result<ReportModel> analyse(const Inputs& inputs) {
  const Journal journal = BRUNT_TRY(read_journal(inputs.journal));
  LoadEvidence load = BRUNT_TRY(read_load(journal, inputs.folder, inputs.load_file));
  ReportModel model;
  describe_run(inputs, journal, model);
  describe_load(load, model);
  model.logs = read_logs(journal);
  align_clocks(model.logs, load);
  const std::vector<MetricReading> metrics = read_metrics(journal);
  for (const MetricReading& metric : metrics)
    model.metrics.push_back(metric.lane);
  model.faults = read_faults(journal);
  const auto fault = effective_start(model.faults, model.requests);
  for (std::size_t i = 0; fault && i < metrics.size(); ++i)
    model.metrics[i].windows = windows_of(metrics[i], *fault);
  mark_silences(model.logs, model.requests.size() > 4, fault);
  const std::string confirmed_by = confirm(model.faults, journal, model.requests, model.logs);
  std::optional<Measured> measured;
  if (!model.requests.empty()) measured = measure(model.requests, fault);
  if (measured) describe_harm(*measured, model);
  model.checks_inside = checks_inside(journal, model.windows);
  describe_recovery(model);
  const Latencies latencies = latencies_of(model.requests, fault, model.windows);
  describe_latency(latencies, model);
  const Reconciled sources = reconcile(journal, load, model.logs, metrics, model.windows);
  model.reconciliation = sources.rows;
  model.cluster_events = read_events(journal);
  model.sources = list_sources(journal, load, sources, model);
  model.detectors = find_detectors(journal, model, sources);
  note_detection(model);
  const ClaimEvidence evidence{model.requests,
                               measured,
                               why_not_measured(load),
                               fault,
                               end_of_faults(model.faults),
                               model.recovered_bounds_seconds,
                               model.detected_after_seconds,
                               !model.logs.empty() || !model.metrics.empty(),
                               !sources.silent.empty()};
  model.claims = judge_claims(journal, evidence, inputs.claims);
  if (measured) {
    model.comparison = compare_phases(load, *measured, latencies, fault, model.logs, model.metrics);
  }
  fill_figures(measured, inputs.claims, model);
  model.outcome = gate_missed(journal) ? Verdict::not_measured : outcome_of(model.claims);
  model.checks = confidence_checks(model.faults, confirmed_by, measured, sources, model.outcome);
  model.confidence = confidence_word(model.checks, model.outcome);
  const AnswerInputs in{journal, load, measured, sources};
  word_answer(in, model);
  model.limits = find_limits(in, model, metrics);
  for (Limit& limit : model.limits) {
    limit.text = mask_text(limit.text);
    model.suggestions.push_back(limit.text);
  }
  mask_sentences(model);
  model.activities = activity_bars(journal, model);
  describe_environment(journal, load, model);
  return model;
}

}  // namespace brunt::impact
