#include "impact/sources.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "impact/logs.h"
#include "impact/words.h"

namespace brunt::impact {
namespace {

Source source_of(std::string kind, std::string name, std::optional<WallTime> from = {},
                 std::optional<WallTime> to = {}) {
  Source source;
  source.kind = std::move(kind);
  source.name = std::move(name);
  source.from = from;
  source.to = to;
  return source;
}

/// The unit that all times of `rows` are whole multiples of: 1, 1e-3, 1e-6 or 1e-9 seconds.
template <class Row>
double precision_of(const std::vector<Row>& rows, WallTime Row::*time) {
  std::int64_t unit = 1'000'000'000;
  for (const Row& row : rows) {
    while (unit > 1 && (row.*time).time_since_epoch().count() % unit != 0)
      unit /= 1000;
  }
  return static_cast<double>(unit) / 1e9;
}

Source client_source(const LoadEvidence& load, const ReportModel& model) {
  Source source = source_of("client", load.file.empty() ? load.missing : load.file);
  if (model.requests.empty()) {
    source.note = load.problem;
    return source;
  }
  source.from = model.requests.front().sent;
  const RequestMark& last = model.requests.back();
  source.to = last.sent + std::chrono::nanoseconds(std::llround(last.latency_seconds * 1e9));
  source.coverage = 1;
  source.precision_seconds = precision_of(model.requests, &RequestMark::sent);
  source.clock_offset_seconds = Interval{0, 0};
  source.reporting_delay_seconds =
      model.timeout_seconds > 0 ? std::optional(model.timeout_seconds) : std::nullopt;
  source.same_system = true;
  if (!load.cut_short.empty()) source.note = "cut short: " + load.cut_short;
  return source;
}

Source log_source(const LogLane& lane, const LoadEvidence& load, const Reconciled& reconciled) {
  Source source = source_of("log", lane.name);
  if (lane.lines.empty()) {
    source.note = "empty";
  } else {
    source.from = lane.lines.front().at;
    source.to = lane.lines.back().at;
    source.precision_seconds = precision_of(lane.lines, &LogLine::at);
    source.note = words::plural(lane.lines.size(), "line", "lines");
    if (!lane.form.empty()) source.note += ", " + lane.form;
  }
  const bool of_load = !lines_of_load(lane, load).empty();
  if (of_load) {
    source.coverage = reconciled.log_coverage;
    source.reporting_delay_seconds = reconciled.server_delay_seconds;
    source.clock_offset_seconds = reconciled.clock_offset_seconds;
    source.same_system = true;
  }
  if (lane.clock_shift_seconds != 0) {
    source.clock_offset_seconds = Interval{lane.clock_shift_seconds, lane.clock_shift_seconds};
    source.note += ", its clock set right";
  }
  const bool silent =
      std::any_of(reconciled.silent.begin(), reconciled.silent.end(),
                  [&](const std::string& name) { return name.ends_with(lane.activity); });
  if (silent) source.same_system = false;
  return source;
}

/// "failures above their baseline from 17:21:15 to 17:21:45, to within 15 s".
std::string off_baseline(const MetricWindow& window) {
  return fmt::format("failures {} their baseline from {} {}, to within {:g} s",
                     window.drift ? "drift from" : "above", words::clock(window.start, 0),
                     window.open ? "on" : "to " + words::clock(window.end, 0),
                     window.resolution_seconds);
}

Source metric_source(const MetricLane& lane, const Reconciled& reconciled) {
  Source source = source_of("metric", lane.activity, lane.from, lane.to);
  source.coverage = reconciled.metric_coverage;
  if (lane.scrape_interval_seconds > 0) {
    source.reporting_delay_seconds = lane.scrape_interval_seconds;
  }
  if (lane.true_times) {
    source.precision_seconds = 1e-3;
    source.note = "raw samples at the times of their scrapes";
  } else {
    source.precision_seconds = lane.step_seconds;
    source.note = fmt::format("range with a step of {:g} s, repeats of one scrape collapsed",
                              lane.step_seconds);
    if (const auto& delay = reconciled.scrape_delay_seconds) {
      source.precision_seconds = delay->high - delay->low;
      source.note += "; scrapes placed by the log";
    }
  }
  if (lane.odd_samples > 0) {
    source.note +=
        fmt::format("; {} not finite", words::plural(lane.odd_samples, "sample", "samples"));
  }
  for (const MetricWindow& window : lane.windows)
    source.note += "; " + off_baseline(window);
  return source;
}

Source hypothesis_source(const Journal& journal, const ReportModel& model) {
  Source source = source_of("hypothesis", journal.hypothesis_title);
  for (const Evaluation& e : journal.evaluations) {
    if (e.start && (!source.from || *e.start < *source.from)) source.from = e.start;
    if (e.end && (!source.to || *e.end > *source.to)) source.to = e.end;
  }
  source.precision_seconds = journal.precision_seconds;
  source.note = fmt::format("{}, {} inside an impact window",
                            words::plural(model.checks_run, "check", "checks"),
                            words::count(model.checks_inside));
  return source;
}

Source process_source(const Entry& entry, const Journal& journal) {
  Source source = source_of("process", entry.name, entry.start, entry.end);
  source.precision_seconds = journal.precision_seconds;
  const Json& status = member(entry.output, "status");
  if (status.is_number()) source.note = "exit status " + to_text(status);
  return source;
}

Source events_source(const std::vector<ClusterEvent>& events) {
  Source source = source_of("events", events.front().activity, events.front().at, events.back().at);
  source.precision_seconds = 0;
  for (const ClusterEvent& event : events)
    source.precision_seconds = std::max(*source.precision_seconds, event.precision_seconds);
  source.note = words::plural(events.size(), "event", "events");
  return source;
}

}  // namespace

std::vector<Source> list_sources(const Journal& journal, const LoadEvidence& load,
                                 const Reconciled& reconciled, const ReportModel& model) {
  std::vector<Source> sources;
  if (load.expected) sources.push_back(client_source(load, model));
  for (const LogLane& lane : model.logs)
    sources.push_back(log_source(lane, load, reconciled));
  for (const MetricLane& lane : model.metrics)
    sources.push_back(metric_source(lane, reconciled));
  if (journal.has_hypothesis) sources.push_back(hypothesis_source(journal, model));
  if (!model.cluster_events.empty()) sources.push_back(events_source(model.cluster_events));
  for (const Entry& entry : journal.entries) {
    const bool own = entry.provider_type == "process" && !is_load(entry) && !entry.output.is_null();
    if (own) sources.push_back(process_source(entry, journal));
  }
  return sources;
}

}  // namespace brunt::impact
