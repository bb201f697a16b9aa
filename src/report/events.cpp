#include <algorithm>

#include <fmt/format.h>

#include "report/numbers.h"
#include "report/story.h"

namespace brunt::report {

using impact::ReportModel;

namespace {

void add_run(std::vector<Event>& events, const ReportModel& model) {
  if (model.start) events.push_back({*model.start, "Run starts", "journal", false});
  if (model.end) events.push_back({*model.end, "Run ends: " + model.status, "journal", false});
  for (const impact::ActivityBar& activity : model.activities) {
    if (!activity.start || (activity.phase != "method" && activity.phase != "rollbacks")) continue;
    events.push_back({*activity.start, activity.name + " starts", "journal", false});
    if (!activity.end || between(*activity.start, *activity.end) < 0.5) continue;
    const bool failed = activity.status == "failed";
    events.push_back(
        {*activity.end, activity.name + (failed ? " fails" : " ends"), "journal", failed});
  }
}

void add_requests(std::vector<Event>& events, const ReportModel& model) {
  if (model.requests.empty()) return;
  const auto& first = model.requests.front();
  const auto& last = model.requests.back();
  events.push_back(
      {first.sent, fmt::format("Load starts, request {}", first.seq), "client", false});
  events.push_back({last.sent, fmt::format("Last request sent ({})", last.seq), "client", false});
  for (const impact::ImpactWindow& window : model.windows) {
    const impact::RequestMark* first_bad = nullptr;
    const impact::RequestMark* last_bad = nullptr;
    const impact::RequestMark* good = nullptr;
    for (const impact::RequestMark& request : model.requests) {
      if (request.sent < window.start || request.sent > window.end) continue;
      if (request.failed && first_bad == nullptr) first_bad = &request;
      if (request.failed) last_bad = &request;
      if (!request.failed && request.sent == window.end) good = &request;
    }
    if (first_bad == nullptr) continue;
    events.push_back({first_bad->sent,
                      fmt::format("Request {} sent: the first to fail", first_bad->seq), "client",
                      true});
    events.push_back({last_bad->sent,
                      fmt::format("Request {} sent: the last to fail", last_bad->seq), "client",
                      true});
    if (good != nullptr) {
      events.push_back({good->sent, fmt::format("Request {} sent: the first success", good->seq),
                        "client", false});
    }
  }
}

void add_sources(std::vector<Event>& events, const ReportModel& model) {
  for (const impact::LogLane& log : model.logs) {
    if (log.silence_start && log.silence_end) {
      events.push_back(
          {*log.silence_start, "Last line before the silence of " + log.name, "log", false});
      events.push_back({*log.silence_end,
                        fmt::format("First line of {} after {} of silence", log.name,
                                    duration(log.silence_seconds)),
                        "log", false});
    }
    const auto error = std::find_if(log.lines.begin(), log.lines.end(),
                                    [](const impact::LogLine& line) { return line.error; });
    if (error != log.lines.end()) {
      events.push_back({error->at, "First error line of " + log.name, "log", true});
    }
    if (!log.lines.empty()) {
      events.push_back({log.lines.back().at, "Last line read of " + log.name, "log", false});
    }
  }
  for (const impact::Detector& detector : model.detectors) {
    if (!detector.at) continue;
    events.push_back({*detector.at, detector.name + " notices", "detector", false});
  }
}

}  // namespace

std::vector<Event> events_of(const ReportModel& model, const Story& story) {
  std::vector<Event> events;
  add_run(events, model);
  add_requests(events, model);
  add_sources(events, model);
  for (const CheckPoint& check : story.checks) {
    if (check.phase == "method") continue;
    const std::string_view word = !check.met ? "unknown" : *check.met ? "met" : "not met";
    events.push_back({check.at, fmt::format("Check {}: {}", check.phase, word),
                      check.timed ? "journal" : "journal, time not recorded", check.met == false,
                      !check.timed});
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& a, const Event& b) { return a.at < b.at; });
  return events;
}

}  // namespace brunt::report
