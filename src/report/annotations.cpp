#include <functional>

#include <fmt/format.h>

#include "base/json.h"
#include "report/numbers.h"
#include "report/story.h"
#include "report/views.h"

namespace brunt::report {

using impact::ReportModel;

namespace {

/// One region of a dashboard.
struct Region {
  WallTime from{}, to{};
  std::string kind, text;
};

std::vector<Region> regions(const ReportModel& model) {
  std::vector<Region> out;
  const auto story = story_of(model);
  if (!story) return out;
  for (const impact::Fault& fault : model.faults) {
    out.push_back({fault.start, fault.end.value_or(fault.start), "fault",
                   fault.what.empty() ? fault.name : fault.name + ": " + fault.what});
  }
  for (const impact::ImpactWindow& window : model.windows) {
    out.push_back(
        {window.start, window.end, "impact",
         fmt::format("Users were hurt: {} of {} requests failed in {}", window.inside.failed,
                     window.inside.total, duration(window.seconds))});
  }
  for (const CheckPoint& check : story->checks) {
    const std::string_view word = !check.met ? "unknown" : *check.met ? "met" : "not met";
    out.push_back(
        {check.at, check.at, "check", fmt::format("Steady state {}: {}", check.phase, word)});
  }
  return out;
}

std::int64_t in_ms(WallTime at) {
  return std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count();
}

std::int64_t in_s(WallTime at) {
  return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

}  // namespace

std::string grafana_annotations(const ReportModel& model) {
  Json rows = Json::array();
  for (const Region& region : regions(model)) {
    rows.push_back({{"time", in_ms(region.from)},
                    {"timeEnd", in_ms(region.to)},
                    {"tags", Json::array({"brunt", region.kind})},
                    {"text", region.text}});
  }
  return to_file_text(rows);
}

std::string honeycomb_markers(const ReportModel& model) {
  Json rows = Json::array();
  for (const Region& region : regions(model)) {
    rows.push_back({{"start_time", in_s(region.from)},
                    {"end_time", in_s(region.to)},
                    {"type", "brunt-" + region.kind},
                    {"message", region.text}});
  }
  return to_file_text(rows);
}

}  // namespace brunt::report
