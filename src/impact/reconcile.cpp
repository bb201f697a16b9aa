#include "impact/reconcile.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "impact/logs.h"
#include "impact/scrapes.h"
#include "impact/server_log.h"
#include "impact/words.h"

namespace brunt::impact {
namespace {

std::chrono::nanoseconds span(double s) {
  return std::chrono::nanoseconds(std::llround(s * 1e9));
}

WallTime end_of(const RequestMark& request) {
  return request.sent + span(request.latency_seconds);
}

std::string codes_of(const ServerLog& log, bool failed) {
  std::string text;
  std::map<int, bool> seen;
  for (const LogLine* line : log.lines) {
    if ((line->status >= 400) == failed) seen[line->status] = true;
  }
  for (const auto& [code, unused] : seen)
    text += (text.empty() ? "" : ", ") + std::to_string(code);
  return text.empty() ? (failed ? "5xx" : "200") : text;
}

void add_row(Reconciled& out, Reconciliation row) {
  out.compared = true;
  out.agree = out.agree && row.equal;
  if (!row.equal && row.reason.empty()) {
    row.reason = "candidates: other traffic, the window read, delay, codes that differ";
  }
  out.rows.push_back(std::move(row));
}

void compare_log(const LoadEvidence& load, const ServerLog& log, double network_s,
                 Reconciled& out) {
  const auto seen = [&](bool failed) {
    return static_cast<std::size_t>(
        std::count_if(log.lines.begin(), log.lines.end(),
                      [&](const LogLine* line) { return (line->status >= 400) == failed; }));
  };
  const Expected good = successes_in(load.requests, log);
  add_row(out, {"log, " + codes_of(log, false), good.words(), words::count(seen(false)),
                good.holds(seen(false)), "", false});
  const auto failed = static_cast<std::size_t>(std::count_if(
      load.requests.begin(), load.requests.end(), [](const RequestMark& r) { return r.failed; }));
  out.server_delay_seconds = delay_of_failures(load.requests, log);
  const Expected bad = failures_in(load.requests, log, out.server_delay_seconds, network_s);
  if (failed > 0 || seen(true) > 0) {
    Reconciliation row{"log, " + codes_of(log, true), bad.words(), words::count(seen(true)),
                       bad.holds(seen(true)),         "",          false};
    if (out.server_delay_seconds && *out.server_delay_seconds >= 1) {
      row.predicted = fmt::format("{} of {} older than {:.0f} s", bad.words(), failed,
                                  *out.server_delay_seconds);
    }
    const std::size_t surely = out.server_delay_seconds ? bad.most : bad.least;
    out.unwritten_failures = failed - std::min(failed, std::max(surely, seen(true)));
    if (out.unwritten_failures > 0) {
      row.reason = fmt::format("{} {}", words::count(out.unwritten_failures),
                               out.server_delay_seconds ? "in flight" : "not written by then");
    }
    add_row(out, std::move(row));
  }
  for (const RequestMark& r : load.requests) {
    if (!r.failed || !out.server_delay_seconds) continue;
    out.last_failure_due = r.sent + span(*out.server_delay_seconds + network_s);
  }
  out.log_until = log.until;
}

double share_sent_by(const std::vector<RequestMark>& requests, WallTime at) {
  const auto covered = std::count_if(requests.begin(), requests.end(),
                                     [&](const RequestMark& r) { return r.sent <= at; });
  return static_cast<double>(covered) / static_cast<double>(requests.size());
}

/// Calls of the function by code, of the load and of others, as the log tells them.
std::map<int, std::vector<double>> calls_by_code(const std::vector<LogLane>& lanes,
                                                 const ServerLog& log) {
  const std::string path = log.lines.front()->path;
  std::map<int, std::vector<double>> calls;
  for (const LogLane& lane : lanes) {
    for (const LogLine& line : lane.lines) {
      if (line.status == 0 || line.path != path) continue;
      calls[line.status].push_back(seconds(line.at.time_since_epoch()));
    }
  }
  for (auto& [code, times] : calls)
    std::sort(times.begin(), times.end());
  return calls;
}

void compare_metric(const LoadEvidence& load, const MetricReading& metric,
                    const std::map<int, std::vector<double>>& calls, WallTime log_from,
                    Reconciled& out) {
  const auto fit = fit_scrapes(metric, calls, seconds(log_from.time_since_epoch()));
  if (!fit) return;
  out.scrape_delay_seconds = fit->delay_seconds;
  for (const auto& [code, predicted] : fit->predicted) {
    const std::size_t seen = fit->seen.contains(code) ? fit->seen.at(code) : 0;
    if (predicted == 0 && seen == 0) continue;
    add_row(out, {fmt::format("Prometheus, {}", code),
                  fmt::format("{} up to last scrape", words::count(predicted)),
                  "+" + words::count(seen), predicted == seen, "", false});
  }
  const double interval = metric.lane.scrape_interval_seconds;
  double last = seconds(metric.lane.from.time_since_epoch());
  for (const MetricSeries& series : metric.lane.series) {
    for (const MetricStep& step : series.steps) {
      const double at = seconds(step.at.time_since_epoch());
      last = std::max(last, at);
      if (!counts_failures(series) || out.first_failure_scrape) continue;
      out.first_failure_scrape = {at - fit->delay_seconds.high, at - fit->delay_seconds.low};
    }
  }
  const double to = seconds(metric.lane.to.time_since_epoch());
  last += std::floor((to - last) / interval) * interval;
  out.metric_coverage = share_sent_by(load.requests, WallTime(span(last - fit->delay_seconds.low)));
}

bool meets(const Evaluation& evaluation, const ImpactWindow& window) {
  return evaluation.start && evaluation.end && (window.open || *evaluation.start < window.end) &&
         *evaluation.end >= window.start;
}

/// What the hypothesis could have said of the windows.
void compare_hypothesis(const Journal& journal, const std::vector<ImpactWindow>& windows,
                        Reconciled& out) {
  if (!journal.has_hypothesis || windows.empty()) return;
  Reconciliation row;
  row.source = "hypothesis";
  row.predicted = fmt::format("a miss if run from {} to {}", words::clock(windows.front().start, 0),
                              words::clock(windows.back().end, 0));
  if (checks_inside(journal, windows) == 0) {
    row.seen = "not run then";
    row.reason = "blind";
    row.blind = true;
    out.rows.push_back(std::move(row));
    return;
  }
  const bool missed =
      std::any_of(journal.evaluations.begin(), journal.evaluations.end(), [&](const Evaluation& e) {
        return e.met == false && std::any_of(windows.begin(), windows.end(),
                                             [&](const auto& w) { return meets(e, w); });
      });
  row.seen = missed ? "missed" : "met";
  row.equal = missed;
  if (!missed) row.reason = "it does not look at what users see";
  out.rows.push_back(std::move(row));
}

/// A log that stays empty while requests are sent is another system's.
void find_silent(const LoadEvidence& load, const std::vector<LogLane>& lanes,
                 const Journal& journal, Reconciled& out) {
  for (const Entry& entry : journal.entries) {
    if (!entry.func.ends_with("read_pod_logs") || !entry.start) continue;
    const auto sent =
        std::count_if(load.requests.begin(), load.requests.end(),
                      [&](const RequestMark& r) { return !r.failed && end_of(r) < *entry.start; });
    const bool spoke = std::any_of(lanes.begin(), lanes.end(), [&](const LogLane& lane) {
      return lane.activity == entry.name && !lines_of_load(lane, load).empty();
    });
    if (sent >= 3 && !spoke) out.silent.push_back("log read by " + entry.name);
  }
}

}  // namespace

std::size_t checks_inside(const Journal& journal, const std::vector<ImpactWindow>& windows) {
  return static_cast<std::size_t>(std::count_if(
      journal.evaluations.begin(), journal.evaluations.end(), [&](const Evaluation& e) {
        return std::any_of(windows.begin(), windows.end(),
                           [&](const ImpactWindow& w) { return meets(e, w); });
      }));
}

Reconciled reconcile(const Journal& journal, const LoadEvidence& load,
                     const std::vector<LogLane>& logs, const std::vector<MetricReading>& metrics,
                     const std::vector<ImpactWindow>& windows) {
  Reconciled out;
  if (load.requests.empty()) return out;
  const double network_s = network_seconds(load.requests);
  const auto log = server_log(journal, logs, load);
  if (log) {
    compare_log(load, *log, network_s, out);
    out.log_coverage = share_sent_by(load.requests, log->until);
    out.clock_offset_seconds = clock_offset(load.requests, *log);
    const auto calls = calls_by_code(logs, *log);
    for (const MetricReading& metric : metrics) {
      compare_metric(load, metric, calls, log->from, out);
    }
  }
  for (const LogLane& lane : logs) {
    if (lane.clock_shift_seconds == 0) continue;
    out.wrong_clock = fmt::format("the clock of {} is {} {} the client's; taken off", lane.name,
                                  words::duration(std::abs(lane.clock_shift_seconds)),
                                  lane.clock_shift_seconds > 0 ? "ahead of" : "behind");
  }
  find_silent(load, logs, journal, out);
  compare_hypothesis(journal, windows, out);
  return out;
}

}  // namespace brunt::impact
