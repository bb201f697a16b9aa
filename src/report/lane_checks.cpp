#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "report/numbers.h"
#include "report/timeline.h"

namespace brunt::report {

using impact::ReportModel;

namespace {

std::string_view symbol_of(const CheckPoint& check) {
  if (!check.met) return "ring";
  return *check.met ? "met" : "miss";
}

std::string_view word_of_check(const CheckPoint& check) {
  if (!check.met) return "unknown";
  return *check.met ? "met" : "not met";
}

void draw_check(Pen& pen, const CheckPoint& check, bool last, double y) {
  std::string title;
  if (pen.wide()) {
    title = fmt::format("{}  {}: {}, {} of {}", clock(check.at), check.phase, word_of_check(check),
                        check.passed, counted(check.probes, "probe"));
  }
  pen.mark(check.at, y, symbol_of(check), title);
  if (check.phase != "before" && check.phase != "after") return;
  const std::string_view colour = !check.met ? "an q" : *check.met ? "an good" : "an bad";
  const bool at_end = last && pen.x(check.at) + 60 > pen.right();
  pen.label(check.at, at_end ? -11 : 11, y + 18, {{std::string(word_of_check(check)), ""}}, colour,
            at_end ? Anchor::end : Anchor::start);
}

/// The longest stretch without a look, dotted, with how many looks fell inside the impact.
void draw_gap(Pen& pen, const ReportModel& model, const Story& story, double y) {
  for (std::size_t i = 1; i < story.checks.size(); ++i) {
    const CheckPoint& a = story.checks[i - 1];
    const CheckPoint& b = story.checks[i];
    const double from = pen.x(a.at) + 9;
    const double to = pen.x(b.at) - 9;
    if (to > from)
      pen.path(fmt::format("M{} {}H{}", coordinate(from), coordinate(y), coordinate(to)), "unseen");
  }
  if (story.checks.size() != 2) return;
  const WallTime a = story.checks[0].at;
  const WallTime b = story.checks[1].at;
  const std::string bare = fmt::format("no check for {}", duration(between(a, b)));
  std::string full = bare;
  if (!model.windows.empty()) {
    full += fmt::format(": {} of {} fell inside the impact window", model.checks_inside,
                        model.checks_run);
  }
  for (const std::string& text : {full, bare}) {
    if (pen.width_of(text) + 90 > pen.x(b) - pen.x(a)) continue;
    pen.label(later(a, between(a, b) / 2), 0, y + 18, {{text, ""}}, "an b", Anchor::middle);
    return;
  }
}

}  // namespace

Lane check_lane(const ReportModel& model, const Story& story, const Pen& pen) {
  (void)pen;
  std::size_t probes = 0;
  for (const CheckPoint& check : story.checks)
    probes = std::max(probes, check.probes);
  Lane lane{
      "Hypothesis", probes == 0 ? "not declared" : counted(probes, "probe") + " a check", 40, {}};
  lane.draw = [&model, &story](Pen& on, double top) {
    const double y = top + 16;
    on.open_lane("hypothesis checks");
    draw_gap(on, model, story, y);
    for (const CheckPoint& check : story.checks)
      draw_check(on, check, &check == &story.checks.back(), y);
    const bool after_missing = !story.phase("after") && met_in(model, "before").has_value();
    if (after_missing) {
      on.mark(story.to, y, "ring", on.wide() ? clock(story.to) + "  after: not checked" : "");
      on.label(story.to, -11, y + 18, {{"after: not checked", ""}}, "an q", Anchor::end);
    }
    if (story.checks.empty())
      on.text(on.left() + 6, y + 4, "the steady state was never looked at", "an q");
    on.close();
  };
  return lane;
}

}  // namespace brunt::report
