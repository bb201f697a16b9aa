#include "impact/server_log.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <re2/re2.h>

#include "impact/logs.h"
#include "impact/words.h"

namespace brunt::impact {
namespace {

std::chrono::nanoseconds span(double s) {
  return std::chrono::nanoseconds(std::llround(s * 1e9));
}

WallTime end_of(const RequestMark& request) {
  return request.sent + span(request.latency_seconds);
}

/// From when on the log that `lane` came from was asked for: all of it, or the `last` so much.
std::optional<WallTime> asked_from(const Journal& journal, const LogLane& lane) {
  for (const Entry& entry : journal.entries) {
    if (entry.name != lane.activity || !entry.start) continue;
    const std::string last = string_or(member(entry.provider, "arguments"), "last");
    if (last.empty()) return WallTime{};
    const auto span_asked = parse_go_duration(last);
    if (span_asked) return *entry.start - *span_asked;
  }
  return std::nullopt;
}

std::optional<WallTime> read_at(const Journal& journal, const std::string& activity) {
  for (const Entry& entry : journal.entries) {
    if (entry.name == activity && entry.start) return entry.start;
  }
  return std::nullopt;
}

bool never_arrived(const RequestMark& request) {
  static const RE2 unreached("(?i)refused|no such host|unreachable|dial|resolve");
  return request.code == 0 && RE2::PartialMatch(request.error, unreached);
}

/// When the client gave up on a request that got no answer, at the earliest; absent when it never
/// did.
std::optional<double> shortest_wait(const std::vector<RequestMark>& requests) {
  std::optional<double> shortest;
  for (const RequestMark& r : requests) {
    if (!r.failed || r.code != 0 || never_arrived(r)) continue;
    shortest = std::min(shortest.value_or(r.latency_seconds), r.latency_seconds);
  }
  return shortest;
}

}  // namespace

std::string Expected::words() const {
  return least == most ? impact::words::count(least)
                       : impact::words::count(least) + " to " + impact::words::count(most);
}

std::optional<ServerLog> server_log(const Journal& journal, const std::vector<LogLane>& lanes,
                                    const LoadEvidence& load) {
  ServerLog log;
  bool first = true;
  for (const LogLane& lane : lanes) {
    for (const std::size_t i : lines_of_load(lane, load))
      log.lines.push_back(&lane.lines[i]);
    if (lane.lines.empty()) continue;
    const WallTime from =
        std::min(asked_from(journal, lane).value_or(lane.lines.front().at), lane.lines.front().at);
    const WallTime until = std::max(read_at(journal, lane.activity).value_or(lane.lines.back().at),
                                    lane.lines.back().at);
    log.from = first ? from : std::min(log.from, from);
    log.until = first ? until : std::max(log.until, until);
    first = false;
  }
  if (log.lines.empty()) return std::nullopt;
  std::stable_sort(log.lines.begin(), log.lines.end(),
                   [](const LogLine* a, const LogLine* b) { return a->at < b->at; });
  return log;
}

std::optional<double> delay_of_failures(const std::vector<RequestMark>& requests,
                                        const ServerLog& log) {
  const auto waited = shortest_wait(requests);
  std::vector<double> all;
  for (const LogLine* line : log.lines) {
    const auto took = line->took_seconds;
    if (waited && line->status >= 400 && took && *took >= 0.9 * *waited) all.push_back(*took);
  }
  if (all.empty()) return std::nullopt;
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

Expected successes_in(const std::vector<RequestMark>& requests, const ServerLog& log) {
  Expected expected;
  for (const RequestMark& r : requests) {
    if (r.failed) continue;
    expected.least += r.sent >= log.from && end_of(r) <= log.until ? 1U : 0U;
    expected.most += end_of(r) >= log.from && r.sent <= log.until ? 1U : 0U;
  }
  return expected;
}

Expected failures_in(const std::vector<RequestMark>& requests, const ServerLog& log,
                     std::optional<double> delay_s, double network_s) {
  Expected expected;
  for (const RequestMark& r : requests) {
    if (!r.failed) continue;
    const bool answered = r.code != 0;
    const auto earliest = r.sent + (answered ? span(0) : span(delay_s.value_or(0)));
    const auto latest = answered ? end_of(r) : earliest + span(network_s);
    const bool sure = answered || (delay_s && !never_arrived(r));
    expected.least += sure && earliest >= log.from && latest <= log.until ? 1U : 0U;
    expected.most += latest >= log.from && earliest <= log.until ? 1U : 0U;
  }
  return expected;
}

std::optional<Interval> clock_offset(const std::vector<RequestMark>& requests,
                                     const ServerLog& log) {
  std::vector<const LogLine*> good;
  for (const LogLine* line : log.lines) {
    if (line->status < 400) good.push_back(line);
  }
  std::vector<const RequestMark*> answered;
  for (const RequestMark& r : requests) {
    if (!r.failed && answered.size() < good.size()) answered.push_back(&r);
  }
  if (good.size() != answered.size() || good.empty()) return std::nullopt;
  Interval offset{-std::numeric_limits<double>::infinity(),
                  std::numeric_limits<double>::infinity()};
  for (std::size_t i = 0; i < good.size(); ++i) {
    offset.low = std::max(offset.low, seconds(good[i]->at - end_of(*answered[i])));
    offset.high = std::min(offset.high, seconds(good[i]->at - answered[i]->sent));
  }
  // Where no difference fits all pairs, these are not pairs.
  if (offset.low > offset.high + 0.001) return std::nullopt;
  return Interval{std::min(offset.low, offset.high), std::max(offset.low, offset.high)};
}

double network_seconds(const std::vector<RequestMark>& requests) {
  std::vector<double> all;
  for (const RequestMark& r : requests) {
    if (!r.failed) all.push_back(r.latency_seconds);
  }
  if (all.empty()) return 0.1;
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

}  // namespace brunt::impact
