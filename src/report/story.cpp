#include "report/story.h"

#include <algorithm>

#include "report/numbers.h"

namespace brunt::report {

using impact::ActivityBar;
using impact::ReportModel;

namespace {

/// The first and last instant of what it was shown.
struct Extent {
  std::optional<WallTime> from, to;

  void add(WallTime at) {
    from = from ? std::min(*from, at) : at;
    to = to ? std::max(*to, at) : at;
  }
  void add(const std::optional<WallTime>& at) {
    if (at) add(*at);
  }
};

Extent extent_of(const ReportModel& model) {
  Extent all;
  all.add(model.start);
  all.add(model.end);
  for (const ActivityBar& activity : model.activities) {
    all.add(activity.start);
    all.add(activity.end);
  }
  for (const impact::RequestMark& request : model.requests)
    all.add(request.sent);
  for (const impact::ImpactWindow& window : model.windows)
    all.add(window.start);
  return all;
}

Extent extent_of_phase(const ReportModel& model, std::string_view phase) {
  Extent found;
  for (const ActivityBar& activity : model.activities) {
    if (activity.phase != phase) continue;
    if (activity.start) found.add(later(*activity.start, -activity.pause_before));
    found.add(activity.start);
    found.add(activity.end);
    const bool waits = activity.end && !activity.background;
    if (waits) found.add(later(*activity.end, activity.pause_after));
  }
  return found;
}

bool has_phase(const ReportModel& model, std::string_view phase) {
  return std::any_of(model.activities.begin(), model.activities.end(),
                     [&](const ActivityBar& activity) { return activity.phase == phase; });
}

std::vector<Phase> phases_of(const ReportModel& model, WallTime from, WallTime to) {
  const Extent method = extent_of_phase(model, "method");
  if (!method.from || !method.to) return {};
  const WallTime method_from = std::clamp(*method.from, from, to);
  const WallTime method_to = std::clamp(*method.to, method_from, to);
  const Extent back = extent_of_phase(model, "rollbacks");
  const Extent after = extent_of_phase(model, "after");
  std::vector<Phase> phases;
  if (has_phase(model, "before") && from < method_from)
    phases.push_back({"before", from, method_from});
  phases.push_back({"method", method_from, method_to});
  WallTime at = method_to;
  if (has_phase(model, "after") && at < to) {
    WallTime end = back.from && *back.from > at ? *back.from : to;
    if (after.to && back.from) end = std::clamp(*after.to, at, to);
    phases.push_back({"after", at, end});
    at = end;
  }
  if (back.from && at < to) phases.push_back({"rollbacks", at, to});
  return phases;
}

void add_check(Story& story, const ReportModel& model, std::string_view phase) {
  CheckPoint point;
  point.phase = phase;
  Extent times;
  for (const ActivityBar& activity : model.activities) {
    if (activity.phase != phase) continue;
    ++point.probes;
    if (activity.tolerance_met.value_or(false)) ++point.passed;
    times.add(activity.start);
    times.add(activity.end);
  }
  if (point.probes == 0) return;
  point.met = met_in(model, phase);
  point.timed = times.to.has_value();
  const Phase* stretch = story.phase(phase);
  if (point.timed) {
    point.at = *times.to;
  } else if (stretch != nullptr) {
    point.at = later(stretch->from, between(stretch->from, stretch->to) / 2);
  } else {
    point.at = phase == "after" ? story.to : story.from;
  }
  story.checks.push_back(point);
}

/// Probes with a tolerance that ran while the method did: each is a look of its own.
void add_checks_between(Story& story, const ReportModel& model) {
  for (const ActivityBar& activity : model.activities) {
    const bool looks = activity.phase == "during" ||
                       (activity.phase == "method" && activity.tolerance_met.has_value());
    if (!looks || !activity.start) continue;
    story.checks.push_back(
        {activity.phase, activity.end.value_or(*activity.start), activity.tolerance_met, 1,
         activity.tolerance_met.value_or(false) ? std::size_t{1} : std::size_t{0}, true});
  }
}

}  // namespace

const Phase* Story::phase(std::string_view name) const {
  const auto at = std::find_if(phases.begin(), phases.end(),
                               [&](const Phase& phase) { return phase.name == name; });
  return at == phases.end() ? nullptr : &*at;
}

bool was_cut(const ReportModel& model) {
  return model.status == "interrupted" || model.status == "aborted" ||
         (!model.end && model.start.has_value());
}

std::optional<Story> story_of(const ReportModel& model) {
  const Extent all = extent_of(model);
  if (!all.from || !all.to) return std::nullopt;
  Story story;
  story.from = *all.from;
  story.to = std::max(*all.to, later(*all.from, 0.1));
  const double length = between(story.from, story.to);
  story.origin = later(story.from, -0.05 * length);
  story.span = 1.085 * length;
  story.phases = phases_of(model, story.from, story.to);
  story.torn = was_cut(model);
  add_check(story, model, "before");
  add_checks_between(story, model);
  add_check(story, model, "after");
  std::stable_sort(story.checks.begin(), story.checks.end(),
                   [](const CheckPoint& a, const CheckPoint& b) { return a.at < b.at; });
  return story;
}

bool nothing_ran(const ReportModel& model) {
  const bool method = std::any_of(
      model.activities.begin(), model.activities.end(),
      [](const ActivityBar& activity) { return activity.phase == "method" && activity.start; });
  return !method && model.requests.empty();
}

std::size_t failed_rollbacks(const ReportModel& model) {
  return static_cast<std::size_t>(std::count_if(
      model.activities.begin(), model.activities.end(), [](const ActivityBar& activity) {
        return activity.phase == "rollbacks" && activity.status == "failed";
      }));
}

std::optional<bool> met_in(const ReportModel& model, std::string_view phase) {
  if (phase == "before" && model.steady_before) return model.steady_before;
  if (phase == "after" && model.steady_after) return model.steady_after;
  bool known = true;
  bool any = false;
  for (const ActivityBar& activity : model.activities) {
    if (activity.phase != phase) continue;
    any = true;
    if (activity.tolerance_met == false) return false;
    known = known && activity.tolerance_met.has_value();
  }
  return any && known ? std::optional(true) : std::nullopt;
}

bool all_unanswered(const ReportModel& model) {
  return std::all_of(model.requests.begin(), model.requests.end(),
                     [](const impact::RequestMark& r) { return !r.failed || r.code == 0; });
}

}  // namespace brunt::report
