#include "impact/harm_words.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "impact/faults.h"
#include "impact/words.h"

namespace brunt::impact {
namespace {

/// "within a second of the kill", "2.3 s after the fault".
std::string began(const ReportModel& model, WallTime at) {
  if (model.faults.empty()) return "at " + words::clock(at, 1);
  const Fault& fault = model.faults.front();
  const double after = seconds(at - fault.start);
  if (after <= 1) return fmt::format("within a second of {}", fault_word(fault));
  return fmt::format("{} after {}", words::duration(after), fault_word(fault));
}

std::string stretches(const ReportModel& model) {
  std::vector<std::string> all;
  all.reserve(model.windows.size());
  for (const ImpactWindow& w : model.windows)
    all.push_back(words::duration(w.seconds));
  const std::string last = all.back();
  all.pop_back();
  return join(all, ", ") + " and " + last;
}

}  // namespace

std::string failed_of(const Count& count) {
  return fmt::format("{} of {} {} failed ({})", words::count(count.failed),
                     words::count(count.total), count.total == 1 ? "request" : "requests",
                     words::ratio_with_interval(count));
}

std::string harm_sentence(const Measured& measured, const ReportModel& model) {
  const std::string lead = failed_of(measured.all);
  if (model.windows.empty()) {
    return lead + ", spread over the run: no single outage stands out, but more fail than before";
  }
  const std::size_t inside = measured.inside ? measured.inside->failed : 0;
  const std::size_t outside = measured.all.failed - inside;
  const ImpactWindow& w = model.windows.front();
  const std::string which = outside == 0 ? "all of them" : words::count(inside) + " of them";
  std::string text = lead + ", ";
  if (model.windows.size() > 1) {
    text += fmt::format("{} in {} stretches of {}", which, model.windows.size(), stretches(model));
    text += ", the first of which began " + began(model, w.start);
    if (model.windows.back().open) text += "; the last had not ended when the run stopped looking";
  } else if (w.open) {
    text += fmt::format(
        "{} in a stretch that began {} and had not ended after {}, when the run "
        "stopped looking",
        which, began(model, w.start), words::duration(w.seconds));
  } else {
    text += fmt::format("{} in one stretch of {} that began {}", which,
                        words::duration_with_bounds(w), began(model, w.start));
  }
  if (outside > 0) {
    text += fmt::format("; {} more failed outside {}", words::count(outside),
                        model.windows.size() > 1 ? "them" : "it");
  }
  return text;
}

std::string recovery_sentence(const Journal& journal, const ReportModel& model) {
  if (model.windows.empty() || model.windows.back().open || !model.after) return "";
  const WallTime end = model.windows.back().end;
  const bool helped = std::any_of(
      journal.entries.begin(), journal.entries.end(),
      [&](const Entry& e) { return e.phase == "rollbacks" && e.start && *e.start < end; });
  std::string text =
      helped ? "Service came back after the rollbacks began" : "Service came back by itself";
  if (model.after->total > 0) {
    text += fmt::format("; afterwards {} of {} requests succeeded",
                        words::count(model.after->total - model.after->failed),
                        words::count(model.after->total));
  }
  return text + ".";
}

}  // namespace brunt::impact
