#include "impact/history.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "impact/confidence.h"
#include "impact/words.h"

namespace brunt::impact {
namespace {

constexpr std::size_t enough_runs = 3;

bool same_experiment(const PastRun& a, const PastRun& b) {
  const bool hashed = !a.experiment_sha256.empty() && !b.experiment_sha256.empty();
  return (hashed && a.experiment_sha256 == b.experiment_sha256) || a.row.title == b.row.title;
}

/// Why `run` cannot be compared with `current`; "" when it can.
std::string difference(const PastRun& run, const PastRun& current) {
  std::vector<std::string> reasons;
  if (run.identity_failed) {
    reasons.push_back(run.identity_evidence.empty() ? "its sources are of different systems"
                                                    : run.identity_evidence);
  }
  if (run.target != current.target) {
    reasons.push_back("another target: " + (run.target.empty() ? "unknown" : run.target));
  }
  if (run.load != current.load) {
    reasons.push_back("another load: " + (run.load.empty() ? "none" : run.load));
  }
  if (run.claims != current.claims) reasons.emplace_back("other claims");
  if (!run.row.impact_seconds) reasons.emplace_back("no requests were measured");
  return join(reasons, "; ");
}

/// "worse by 5.0 s", "better by 2.0 s", "no change": impact with its bounds.
std::string change(const HistoryRow& before, const HistoryRow& now) {
  const double d = now.impact_seconds.value_or(0) - before.impact_seconds.value_or(0);
  if (now.impact_bounds.low > before.impact_bounds.high) {
    return "worse by " + words::duration(d);
  }
  if (now.impact_bounds.high < before.impact_bounds.low) {
    return "better by " + words::duration(-d);
  }
  return "no change";
}

/// Rate and time-out of the requests: a longer load of the same shape is comparable.
std::string load_shape(const ReportModel& model) {
  if (model.requests.size() < 2) return "";
  const double span = seconds(model.requests.back().sent - model.requests.front().sent);
  if (span <= 0) return "";
  const double rate = static_cast<double>(model.requests.size() - 1) / span;
  return fmt::format("{:.2g} a second", rate) +
         (model.timeout_seconds > 0 ? fmt::format(", time-out {:g} s", model.timeout_seconds) : "");
}

}  // namespace

PastRun past_run(const ReportModel& model) {
  PastRun run;
  run.experiment_sha256 = model.experiment_sha256;
  run.target = model.target;
  run.load = load_shape(model);
  for (const Claim& claim : model.claims)
    run.claims.push_back(claim.statement);
  for (const Check& check : model.checks) {
    if (check.name != "Identity" || check.passed != false) continue;
    run.identity_failed = true;
    run.identity_evidence = check.evidence;
  }
  HistoryRow& row = run.row;
  row.start = model.start.value_or(WallTime{});
  row.title = model.title;
  row.outcome = words::verdict_word(model.outcome);
  if (model.all) {
    row.failed = model.all->failed;
    row.total = model.all->total;
    double sum = 0;
    Interval bounds;
    for (const ImpactWindow& w : model.windows) {
      sum += w.seconds;
      bounds.low += w.bounds_seconds.low;
      bounds.high += w.bounds_seconds.high;
    }
    if (model.windows.empty()) bounds.high = model.shortest_outage_seconds;
    row.impact_seconds = sum;
    row.impact_bounds = bounds;
  }
  row.recovered_after_seconds = model.recovered_after_seconds;
  row.detected_after_seconds = model.detected_after_seconds;
  if (model.latency_all_successes) row.p95_seconds = model.latency_all_successes->p95;
  row.versions = {model.engine};
  return run;
}

std::vector<HistoryRow> history_of(const PastRun& current, std::vector<PastRun> others) {
  std::erase_if(others, [&](const PastRun& run) { return !same_experiment(run, current); });
  std::vector<HistoryRow> rows;
  for (PastRun& run : others) {
    run.row.why_not = difference(run, current);
    run.row.comparable = run.row.why_not.empty();
    rows.push_back(std::move(run.row));
  }
  HistoryRow own = current.row;
  own.current = true;
  own.comparable = !current.identity_failed && own.impact_seconds.has_value();
  if (!own.comparable) {
    own.why_not = current.identity_failed ? current.identity_evidence : "no requests were measured";
  }
  rows.push_back(std::move(own));
  std::stable_sort(rows.begin(), rows.end(),
                   [](const HistoryRow& a, const HistoryRow& b) { return a.start < b.start; });
  const HistoryRow* last = nullptr;
  for (HistoryRow& row : rows) {
    if (!row.comparable) continue;
    if (last != nullptr) row.changed = change(*last, row);
    last = &row;
  }
  return rows;
}

void set_history(ReportModel& model, std::vector<PastRun> others) {
  if (others.empty()) return;
  model.history = history_of(past_run(model), std::move(others));
  const std::size_t comparable = comparable_runs(model.history);
  for (Check& check : model.checks) {
    if (check.name != "Repetition") continue;
    check.passed = comparable >= enough_runs;
    check.evidence = fmt::format("{} of {} comparable, {} needed", comparable,
                                 words::plural(model.history.size(), "run", "runs"), enough_runs);
  }
  model.confidence = confidence_word(model.checks, model.outcome);
}

std::size_t comparable_runs(const std::vector<HistoryRow>& history) {
  return static_cast<std::size_t>(std::count_if(
      history.begin(), history.end(), [](const HistoryRow& row) { return row.comparable; }));
}

}  // namespace brunt::impact
