#include "cli/test_run.h"

#include <array>
#include <string>

#include "base/json.h"

namespace brunt::cli {
namespace {

using model::Event;
using model::EventKind;
using model::Phase;

constexpr std::string_view experiment = R"({
 "title": "Are our users impacted by the loss of a function?",
 "steady-state-hypothesis": {"title": "Function is available", "probes": [
  {"type": "probe", "name": "there-should-be-only-one-running-function-pod", "tolerance": 1},
  {"type": "probe", "name": "function-must-respond", "tolerance": 200}]},
 "method": [
  {"type": "action", "name": "simulate-user-traffic", "background": true,
   "provider": {"type": "process", "path": "vegeta",
    "arguments": "-cpus 2 attack -targets=a.txt -rate=3 -timeout=3s -duration=60s"}},
  {"type": "action", "name": "terminate-one-function", "pauses": {"before": 5, "after": 30}}],
 "rollbacks": []})";

Json json(std::string_view text) {
  return parse_json(text).value();
}

Event event(EventKind kind, std::string_view when, Phase phase, std::string_view name = "",
            std::optional<std::size_t> index = {}, Json data = Json::object()) {
  Event out;
  out.kind = kind;
  out.at = at(when);
  out.phase = phase;
  out.activity = name;
  out.index = index;
  out.data = std::move(data);
  return out;
}

std::int64_t ns(std::string_view when) {
  return at(when).time_since_epoch().count();
}

/// Requests three a second from 17:20:43.31: seventeen answered, forty-two failed, then answered.
Json ended(std::size_t first, std::size_t last) {
  Json rows = Json::array();
  for (std::size_t i = first; i < last; ++i) {
    const auto due = ns("2018-04-24T17:20:43.31Z") + static_cast<std::int64_t>(i) * 333'333'333;
    rows.push_back({due, i < 17 || i >= 59});
  }
  return rows;
}

Json seconds(std::size_t ok, std::size_t failed, std::size_t open) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < ok; ++i)
    rows.push_back({3, 3, 0, 165.0});
  for (std::size_t i = 0; i < failed; ++i)
    rows.push_back({3, i == 0 ? 2 : 0, i == 0 ? 1 : 3, 0.0});
  for (std::size_t i = 0; i < open; ++i)
    rows.push_back({3, 0, 0, 0.0});
  return rows;
}

Event load(std::string_view when, std::array<int, 4> counts, Json rows, Json done) {
  Json data = {{"load",
                {{"started_ns", ns("2018-04-24T17:20:43.3Z")},
                 {"due", counts[0]},
                 {"sent", counts[0]},
                 {"ok", counts[1]},
                 {"failed", counts[2]},
                 {"in_flight", counts[3]},
                 {"p99_ms", 318.0},
                 {"seconds", std::move(rows)},
                 {"ended", std::move(done)}}}};
  return event(EventKind::activity_progress, when, Phase::method, "simulate-user-traffic", 0,
               std::move(data));
}

Event finished(std::string_view when, Phase phase, std::string_view name, std::size_t index,
               std::string_view data) {
  return event(EventKind::activity_finished, when, phase, name, index, json(data));
}

constexpr std::string_view count_pods = "there-should-be-only-one-running-function-pod";

std::vector<Event> until_the_fault() {
  const Json hypothesis = {{"title", "Function is available"}};
  std::vector<Event> events = {
      event(EventKind::run_started, "2018-04-24T17:20:41Z", Phase::before, "", {},
            {{"experiment", json(experiment)}, {"journal", "journal.json"}}),
      event(EventKind::phase_started, "2018-04-24T17:20:42Z", Phase::before, "", {}, hypothesis),
      event(EventKind::activity_started, "2018-04-24T17:20:42.9Z", Phase::before, count_pods, 0),
      finished("2018-04-24T17:20:42.9Z", Phase::before, count_pods, 0,
               R"({"status": "succeeded", "output": 1, "duration": 0.009, "tolerance_met": true})"),
      finished("2018-04-24T17:20:43.2Z", Phase::before, "function-must-respond", 1,
               R"({"status": "succeeded", "output": {"status": 200, "body": "x"},
                   "duration": 0.164, "tolerance_met": true})"),
      event(EventKind::phase_started, "2018-04-24T17:20:43.3Z", Phase::method),
      event(EventKind::activity_started, "2018-04-24T17:20:43.3Z", Phase::method,
            "simulate-user-traffic", 0, {{"background", true}}),
      event(EventKind::pause_started, "2018-04-24T17:20:43.3Z", Phase::method,
            "terminate-one-function", 1, {{"seconds", 5.0}, {"where", "before"}}),
      finished("2018-04-24T17:20:49.3Z", Phase::method, "terminate-one-function", 1,
               R"({"status": "succeeded", "output": null, "duration": 1.0,
                   "summary": "1 pod deleted",
                   "detail": "astre-7d9c6b5f4-k2x8p in openfaas-fn, 1 of 1 that match; read back: gone",
                   "evidence": {"fault": {"kind": "pod deleted", "confirmed": true,
                                          "started": "2018-04-24T17:20:48.3Z"}}})"),
      event(EventKind::pause_started, "2018-04-24T17:20:49.3Z", Phase::method,
            "terminate-one-function", 1, {{"seconds", 30.0}, {"where", "after"}})};
  return events;
}

}  // namespace

WallTime at(std::string_view text) {
  return parse_time(text).value();
}

std::vector<model::Event> test_run_until_failing() {
  auto events = until_the_fault();
  events.push_back(load("2018-04-24T17:20:57.3Z", {41, 17, 15, 9}, seconds(5, 6, 3), ended(0, 32)));
  return events;
}

std::vector<model::Event> test_run() {
  auto events = until_the_fault();
  events.push_back(load("2018-04-24T17:20:53.3Z", {30, 17, 4, 9}, seconds(5, 2, 3), ended(0, 20)));
  events.push_back(load("2018-04-24T17:20:54.3Z", {33, 17, 7, 9}, seconds(5, 3, 3), ended(20, 24)));
  events.push_back(
      load("2018-04-24T17:21:03.3Z", {60, 18, 42, 0}, seconds(5, 15, 0), ended(24, 60)));
  events.push_back(finished("2018-04-24T17:21:43.1Z", Phase::method, "simulate-user-traffic", 0,
                            R"({"status": "succeeded", "output": {"status": 0}, "duration": 59.8,
                                "summary": "180 sent, 42 failed"})"));
  events.push_back(event(EventKind::phase_started, "2018-04-24T17:21:43.2Z", Phase::after, "", {},
                         {{"title", "Function is available"}}));
  events.push_back(finished(
      "2018-04-24T17:21:43.2Z", Phase::after, count_pods, 0,
      R"({"status": "succeeded", "output": 2, "duration": 0.009, "tolerance_met": false})"));
  events.push_back(event(EventKind::run_finished, "2018-04-24T17:21:43.4Z", Phase::rollbacks, "",
                         {}, {{"status", "completed"}, {"deviated", true}, {"duration", 62.0}}));
  return events;
}

}  // namespace brunt::cli
