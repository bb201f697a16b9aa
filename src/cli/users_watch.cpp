#include "cli/users_watch.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace brunt::cli {
namespace {

using std::chrono::nanoseconds;

/// Answers in a row that end a stretch: fewer would come by chance in 1 of 20 such stretches.
std::size_t answers_to_close(const analysis::Window& window) {
  const double failing = std::clamp(window.ratio, 0.02, 0.95);
  return static_cast<std::size_t>(std::ceil(std::log(0.05) / std::log(1 - failing) - 1e-9));
}

WallTime instant(std::int64_t at_ns) {
  return WallTime{nanoseconds(at_ns)};
}

bool earlier(const analysis::Point& a, const analysis::Point& b) {
  return a.at_ns < b.at_ns;
}

}  // namespace

bool UsersWatch::add(const std::vector<EndedRequest>& ended) {
  if (ended.empty()) return false;
  bool any_bad = false;
  const auto old = static_cast<std::ptrdiff_t>(points_.size());
  for (const auto& request : ended) {
    points_.push_back({request.due.time_since_epoch().count(), !request.ok});
    any_bad = any_bad || !request.ok;
  }
  std::sort(points_.begin() + old, points_.end(), earlier);
  std::inplace_merge(points_.begin(), points_.begin() + old, points_.end(), earlier);
  const bool failing = state_.has_value() && state_->failing;
  if (!any_bad && !failing) return false;
  auto now = judge();
  if (now == state_) return false;
  const bool news = !state_ || !now || now->failing != state_->failing || now->failing;
  state_ = now;
  return news;
}

std::optional<UsersWatch::State> UsersWatch::judge() const {
  std::optional<std::int64_t> fault;
  if (fault_) fault = fault_->time_since_epoch().count();
  const auto windows = analysis::impact_windows(points_, fault);
  if (windows.empty()) return state_;
  const auto& last = windows.back();
  const bool over = !last.open && points_.size() - last.end >= answers_to_close(last);
  State state;
  state.failing = !over;
  state.since = instant(over ? last.end_ns : last.start_ns);
  if (over) state.lasted = nanoseconds(last.end_ns - last.start_ns);
  return state;
}

}  // namespace brunt::cli
