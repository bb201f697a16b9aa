#include "impact/blind_spots.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <re2/re2.h>

#include "analysis/ratio.h"
#include "base/text.h"
#include "impact/claims.h"
#include "impact/observed.h"
#include "impact/words.h"

namespace brunt::impact {
namespace {

using Lines = std::vector<std::string>;

std::size_t sent_before(const Measured& measured) {
  return measured.before ? measured.before->total : 0;
}

bool short_baseline(const Measured& measured) {
  return sent_before(measured) < analysis::baseline_size(allowed_extra_failures);
}

/// "log and metric", "log".
std::string late_sources(const ReportModel& model) {
  if (model.logs.empty()) return "metric";
  return model.metrics.empty() ? "log" : "log and metric";
}

void add_unchecked(const Journal& journal, const ReportModel& model, Lines& out) {
  if (!model.windows.empty() && journal.has_hypothesis && model.checks_inside == 0) {
    out.push_back(fmt::format("0 of {} hypothesis {} fell inside the impact window{}",
                              model.checks_run, model.checks_run == 1 ? "check" : "checks",
                              model.windows.size() > 1 ? "s" : ""));
  }
}

void add_unwritten(const Reconciled& sources, const ReportModel& model, Lines& out) {
  if (sources.unwritten_failures == 0) return;
  const std::string count = words::count(sources.unwritten_failures);
  out.push_back(sources.server_delay_seconds
                    ? fmt::format("{} {} read before {} server errors were written",
                                  late_sources(model), model.metrics.empty() ? "was" : "were",
                                  count)
                    : count + " failures were not in the server's log when it was read");
}

void add_run_troubles(const AnswerInputs& in, Lines& out) {
  const Journal& journal = in.journal;
  if (journal.status == "interrupted" || journal.status == "aborted") {
    const std::string when = journal.end ? " at " + words::clock(*journal.end, 1) : "";
    out.push_back("the run was " + journal.status + when +
                  (steady(journal, "after") ? "" : ": the check after the method did not run"));
  } else if (journal.has_hypothesis && !steady(journal, "after") && !gate_missed(journal)) {
    out.emplace_back("the check after the method did not run");
  }
  std::size_t failed = 0;
  std::size_t rollbacks = 0;
  for (const Entry& entry : journal.entries) {
    const bool rollback = entry.phase == "rollbacks";
    rollbacks += rollback ? 1U : 0U;
    if (entry.status != "failed") continue;
    if (rollback) ++failed;
    if (entry.phase == "method") {
      out.push_back(entry.name + " failed" + (entry.failure.empty() ? "" : ": " + entry.failure));
    }
  }
  if (failed > 0) {
    out.push_back(fmt::format("{} of {} rollbacks failed; the system may still be broken", failed,
                              rollbacks));
  }
  if (!in.load.cut_short.empty()) {
    out.push_back("the load's result is cut short: " + in.load.cut_short);
  }
  if (in.load.abandoned > 0) {
    out.push_back(words::plural(in.load.abandoned, "request was", "requests were") +
                  " given up when the load stopped: not counted");
  }
}

void suggest_baseline(const Measured& measured, Lines& out) {
  if (!short_baseline(measured)) return;
  const std::size_t needed = analysis::baseline_size(allowed_extra_failures);
  std::string text = fmt::format("Baseline too short: {} before the fault. Proving 99.9 % takes {}",
                                 words::plural(sent_before(measured), "request", "requests"),
                                 words::count(needed));
  if (measured.spacing_seconds > 0) {
    text += fmt::format(": {} at {}, or a higher rate",
                        words::duration(static_cast<double>(needed) * measured.spacing_seconds),
                        words::rate(1 / measured.spacing_seconds));
  }
  out.push_back(text + ".");
}

void suggest_checks(const Journal& journal, const ReportModel& model, Lines& out) {
  if (model.windows.empty() || !journal.has_hypothesis || model.checks_inside > 0) return;
  const ImpactWindow& w = model.windows.front();
  out.push_back(fmt::format(
      "No check inside the impact window: check the hypothesis during the method too; once a "
      "second would have given {}.",
      words::plural(static_cast<std::size_t>(std::max(1.0, std::floor(w.seconds))), "check",
                    "checks")));
}

void suggest_later_log(const Reconciled& sources, Lines& out) {
  if (sources.unwritten_failures == 0) return;
  if (!sources.last_failure_due || !sources.log_until) {
    out.push_back(fmt::format(
        "Log read too early, or blind: {} failures were not in it. A server may write them only at "
        "its own time-out: read the log after that.",
        words::count(sources.unwritten_failures)));
    return;
  }
  out.push_back(fmt::format(
      "Log read too early: the server writes a failure down after {:.0f} s, the last would have "
      "been there at {}. Read it {} later.",
      sources.server_delay_seconds.value_or(0), words::clock(*sources.last_failure_due, 1),
      words::duration(std::ceil(seconds(*sources.last_failure_due - *sources.log_until)))));
}

void suggest_ranges(const Journal& journal, const MetricReading& metric, const ReportModel& model,
                    Lines& out) {
  if (!journal.start || metric.lane.series.empty()) return;
  const double early = seconds(*journal.start - metric.lane.from);
  const WallTime last = model.requests.empty() ? metric.lane.to : model.requests.back().sent;
  const double missed = seconds(last - metric.lane.to);
  if (std::max(early, missed) <= 2 * std::max(1.0, metric.step_seconds)) return;
  std::string text = "Range misaligned: " + metric.lane.activity;
  if (early > 2) text += fmt::format(" begins {:.0f} s before the run", early);
  if (missed > 2) {
    text +=
        fmt::format("{} ends {:.0f} s before the last request", early > 2 ? " and" : "", missed);
  }
  out.push_back(text + ". Ask for the run's own start and end.");
}

void suggest_steps(const MetricReading& metric, Lines& out) {
  const double interval = metric.lane.scrape_interval_seconds;
  if (interval <= 0 || metric.step_seconds <= 0 || metric.step_seconds >= interval) return;
  out.push_back(
      fmt::format("Step too fine: {} asks every {:g} s, the metric is scraped every {:g} s. Ask "
                  "for raw samples "
                  "(an instant query of a range) or a step of {:g} s.",
                  metric.lane.activity, metric.step_seconds, interval, interval));
}

/// Probes of the method without tolerance cannot fail.
void suggest_tolerances(const Journal& journal, Lines& out) {
  Lines names;
  for (const Entry& entry : journal.entries) {
    if (entry.phase != "method" || entry.type != "probe") continue;
    if (member(entry.activity, "tolerance").is_null()) names.push_back(entry.name);
  }
  if (names.empty()) return;
  out.push_back("Probes without a tolerance cannot fail: " + join(names, ", ") + ".");
}

/// Does an output say, at its top or a level below, that an operation goes on?
bool still_running(const Json& output, int depth = 0) {
  if (depth > 3 || !output.is_structured()) return false;
  static const RE2 going_on("(?i)running|pending|in[_ -]?progress|provisioning|started");
  if (output.is_object()) {
    const std::string kind = string_or(output, "kind") + string_or(output, "operationType");
    const std::string status = string_or(output, "status", string_or(output, "state"));
    if (RE2::PartialMatch(kind, "(?i)operation") || output.contains("operationType")) {
      return RE2::FullMatch(status, going_on);
    }
    if (depth == 0 && RE2::FullMatch(status, going_on)) return true;
  }
  return std::any_of(output.begin(), output.end(),
                     [&](const Json& item) { return still_running(item, depth + 1); });
}

/// Actions that came back before what they asked for was done.
void suggest_waiting(const Journal& journal, Lines& out) {
  for (const Entry& entry : journal.entries) {
    if (entry.phase != "method" || entry.type != "action" || entry.status == "failed") continue;
    if (!still_running(entry.output)) continue;
    out.push_back("Operation still running: " + entry.name +
                  " ended while the operation it began went on; wait for it, or probe until it is "
                  "done.");
  }
}

bool asks_for_one(const Entry& entry) {
  const Json& tolerance = member(entry.activity, "tolerance");
  return tolerance.is_number_integer() && tolerance.get<std::int64_t>() == 1 &&
         (entry.func.ends_with("count_pods") ||
          RE2::PartialMatch(entry.name, "(?i)pod|replica|instance"));
}

void suggest_replicas(const Journal& journal, const ReportModel& model, Lines& out) {
  const bool one = std::any_of(journal.entries.begin(), journal.entries.end(), [](const Entry& e) {
    return e.phase == "before" && asks_for_one(e);
  });
  if (!one || model.windows.empty()) return;
  out.emplace_back(
      "One replica only: while it is replaced nobody answers. Run two, and the experiment "
      "again.");
}

}  // namespace

std::string claim_of(const Journal& journal) {
  return journal.hypothesis_title.empty() ? journal.title : journal.hypothesis_title;
}

std::string missed_probe(const Journal& journal, std::string_view phase) {
  for (const Entry& entry : journal.entries) {
    if (entry.phase != phase || entry.tolerance_met == true) continue;
    const std::string seen =
        entry.status == "failed" ? entry.failure : observed_value(entry.output);
    return ": " + entry.name + (seen.empty() ? " missed its tolerance" : " was " + seen) +
           (member(entry.activity, "tolerance").is_null()
                ? ""
                : ", expected " + to_text(member(entry.activity, "tolerance")));
  }
  return "";
}

Lines find_blind_spots(const AnswerInputs& in, const ReportModel& model) {
  Lines out;
  add_run_troubles(in, out);
  if (!in.load.missing.empty()) out.push_back(in.load.missing + " " + in.load.problem);
  add_unchecked(in.journal, model, out);
  for (const Reconciliation& row : in.sources.rows) {
    if (row.equal || row.blind || row.source == "hypothesis") continue;
    out.push_back(
        fmt::format("{} says {}, the requests predict {}", row.source, row.seen, row.predicted));
  }
  add_unwritten(in.sources, model, out);
  for (const std::string& silent : in.sources.silent) {
    out.push_back(silent + " holds none of the load's requests");
  }
  if (in.measured && in.measured->since.total == 0) {
    out.emplace_back("no request was sent after the fault");
  }
  if (in.measured && short_baseline(*in.measured)) {
    out.push_back(words::plural(sent_before(*in.measured), "request", "requests") +
                  " before the fault: too few to prove 99.9 %");
  }
  return out;
}

std::vector<Limit> find_limits(const AnswerInputs& in, const ReportModel& model,
                               const std::vector<MetricReading>& metrics) {
  std::vector<Limit> limits;
  Lines lines;
  const auto take = [&](const char* rule, const std::string& evidence) {
    for (std::string& line : lines)
      limits.push_back({rule, std::move(line), evidence});
    lines.clear();
  };
  if (!in.load.missing.empty()) {
    lines.push_back("Put " + in.load.missing +
                    " beside the journal, or name it with --load FILE, and make the report again.");
    take("load-result-missing", in.load.missing + " " + in.load.problem);
  }
  if (in.measured) {
    suggest_baseline(*in.measured, lines);
    take("baseline-short", fmt::format("{} of {} requests", sent_before(*in.measured),
                                       analysis::baseline_size(allowed_extra_failures)));
  }
  suggest_checks(in.journal, model, lines);
  take("no-check-in-window", fmt::format("{} of {} checks", model.checks_inside, model.checks_run));
  suggest_later_log(in.sources, lines);
  take("log-read-early", fmt::format("{} failures not written", in.sources.unwritten_failures));
  for (const MetricReading& metric : metrics) {
    suggest_ranges(in.journal, metric, model, lines);
    take("range-misaligned", metric.lane.activity);
  }
  for (const MetricReading& metric : metrics) {
    suggest_steps(metric, lines);
    take("step-too-fine", metric.lane.activity);
  }
  suggest_tolerances(in.journal, lines);
  take("probe-without-tolerance", "");
  suggest_waiting(in.journal, lines);
  take("operation-still-running", "");
  suggest_replicas(in.journal, model, lines);
  take("one-replica", "");
  return limits;
}

}  // namespace brunt::impact
