#include <fmt/format.h>

#include "base/text.h"
#include "report/escape.h"
#include "report/findings.h"
#include "report/numbers.h"
#include "report/parts.h"
#include "report/shapes.h"
#include "report/table.h"
#include "report/tables.h"

namespace brunt::report {

using impact::ActivityBar;
using impact::ReportModel;

namespace {

std::string step(const ActivityBar& activity) {
  std::string text = "<code>" + name(activity.name) + "</code>";
  if (activity.background) text += R"( <span class="q">in background</span>)";
  if (activity.pause_before > 0)
    text +=
        fmt::format(R"( <span class="q">after a pause of {}</span>)", exact(activity.pause_before));
  if (!activity.output_summary.empty())
    text += R"(<br><span class="s2" dir="auto">)" + typeset(activity.output_summary) + "</span>";
  if (activity.pause_after > 0)
    text += fmt::format(R"(<br><span class="q">then a pause of {}</span>)",
                        exact(activity.pause_after));
  return text;
}

std::string steps(const ReportModel& model) {
  std::vector<Row> rows;
  for (const ActivityBar& activity : model.activities) {
    if (activity.phase != "method" && activity.phase != "rollbacks") continue;
    rows.push_back(
        {{activity.start ? clock(*activity.start) : "\u2013",
          escape(activity.phase == "rollbacks" ? "rollback" : activity.type), step(activity)},
         ""});
  }
  if (rows.empty()) return nothing("The journal has no activity of the method.");
  return table({{"From, UTC", "nw tm"}, {"Kind", ""}, {"What", ""}}, rows);
}

std::string moment(const std::optional<WallTime>& at) {
  return at ? date(*at) + ", " + clock(*at) + " UTC" : R"(<span class="q">not recorded</span>)";
}

std::string cell_of(const ActivityBar* activity) {
  if (activity == nullptr) return verdict(Shape::none, "not checked");
  const std::optional<bool> met = activity->tolerance_met;
  std::string html = verdict(shape_of(met), !met ? "unknown" : *met ? "met" : "not met");
  if (!activity->observed.empty()) {
    html += " " + name(activity->observed);
  } else {
    html += R"( <span class="q">value not recorded</span>)";
  }
  if (activity->start && activity->end && *activity->end > *activity->start) {
    html += fmt::format(R"( <span class="q ib">in {}</span>)",
                        latency(between(*activity->start, *activity->end)));
  }
  if (!activity->failure.empty())
    html += R"(<br><span class="bad">)" + name(activity->failure) + "</span>";
  return html;
}

std::string column_head(std::string_view word, const Story* story, std::string_view phase) {
  if (story == nullptr) return std::string(word);
  for (const CheckPoint& check : story->checks) {
    if (check.phase == phase && check.timed)
      return std::string(word) + ", " + clock_time(check.at, 0);
  }
  return std::string(word);
}

}  // namespace

std::string run_length(const ReportModel& model) {
  if (model.duration_seconds <= 0) return "";
  const bool whole =
      model.start && model.end && clock(*model.start).size() == 8 && clock(*model.end).size() == 8;
  return whole && model.duration_seconds < 120 ? exact(model.duration_seconds) + " (\u00b11\u202fs)"
                                               : duration(model.duration_seconds);
}

std::string what_was_done(const ReportModel& model) {
  std::string prose;
  if (!model.description.empty()) {
    prose = fmt::format(
        R"(<p class="prose s2">Expected, in the experiment's own words: <q dir="auto">{}</q></p>)",
        escape(model.description));
  }
  std::string status =
      model.status.empty()
          ? ""
          : escape(model.status) + (model.deviated ? ", deviated" : ", not deviated");
  std::string tags;
  for (const std::string& tag : model.tags)
    tags += (tags.empty() ? "" : ", ") + name(tag);
  const std::string run = facts({{"Run status", status},
                                 {"Started", moment(model.start)},
                                 {"Ended", moment(model.end)},
                                 {"Duration", escape(run_length(model))},
                                 {"Target", model.target.empty() ? "" : name(model.target)},
                                 {"Platform", model.emulated.empty() ? "" : name(model.emulated)},
                                 {"Tags", tags}});
  return section("done", "What was done", escape(done_finding(model)),
                 fmt::format(R"(<div class="two"><div>{}</div><div>{}{}</div></div>)", steps(model),
                             run, prose));
}

std::string steady_state(const ReportModel& model, const Story* story) {
  std::vector<Row> rows;
  for (const ActivityBar* probe : steady_probes(model)) {
    rows.push_back(
        {{"<code>" + name(probe->name) + "</code>",
          probe->tolerance.is_null() ? "\u2013"
                                     : "<code>" + name(to_text(probe->tolerance)) + "</code>",
          cell_of(probe_in(model, "before", probe->name)),
          cell_html(during_cell(model, probe->name)),
          cell_of(probe_in(model, "after", probe->name))},
         ""});
  }
  std::string body;
  if (rows.empty()) {
    body = nothing("The experiment declares no steady state, so the run was exploratory.");
  } else {
    body = table({{"Probe", ""},
                  {"Tolerance", ""},
                  {column_head("Before", story, "before"), ""},
                  {"During", ""},
                  {column_head("After", story, "after"), ""}},
                 rows);
    if (!model.windows.empty()) {
      body +=
          fmt::format(R"(<p class="cap"><b>{} of {} checks fell inside the impact window.</b></p>)",
                      model.checks_inside, model.checks_run);
    }
  }
  return section(
      "steady", "Steady state",
      steady_finding(model, model.hypothesis_title.empty() ? "" : name(model.hypothesis_title)),
      body);
}

}  // namespace brunt::report
