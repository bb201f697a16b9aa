#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/escape.h"
#include "report/numbers.h"
#include "report/parts.h"
#include "report/shapes.h"
#include "report/table.h"

namespace brunt::report {

using impact::ActivityBar;
using impact::ReportModel;

namespace {

std::string when_of(const ActivityBar& activity) {
  if (!activity.start) return "time not recorded";
  std::string text = clock(*activity.start);
  if (activity.end) {
    const double length = between(*activity.start, *activity.end);
    if (*activity.end != *activity.start) text = clock_range(*activity.start, *activity.end);
    text += ", " + (length == 0 ? "under 1\u202fs" : duration(length));
  }
  if (activity.background) text += ", background";
  return text;
}

/// A process' arguments with a flag per line, an object as a list, anything else as it is.
std::string arguments_of(const ActivityBar& activity) {
  const Json& arguments = activity.arguments;
  if (arguments.is_null()) return "";
  if (arguments.is_object()) {
    std::vector<std::pair<std::string, std::string>> rows;
    for (const auto& [key, value] : arguments.items()) {
      rows.emplace_back(
          key, "<code>" + name(value.is_string() ? value.get<std::string>() : to_text(value)) +
                   "</code>");
    }
    return rows.empty() ? "" : facts(rows);
  }
  std::string text = arguments.is_string() ? arguments.get<std::string>() : to_text(arguments, 1);
  for (std::size_t at = text.find(" -"); at != std::string::npos; at = text.find(" -", at + 1))
    text[at] = '\n';
  return R"(<pre dir="auto">)" + escape(text) + "</pre>";
}

std::string metric_tables(const ReportModel& model, const ActivityBar& activity) {
  std::string out;
  for (const impact::MetricLane& lane : model.metrics) {
    if (lane.activity != activity.name) continue;
    std::vector<Row> rows;
    for (const impact::MetricSeries& series : lane.series) {
      std::string steps;
      for (const impact::MetricStep& each : series.steps) {
        if (steps.size() > 160) {
          steps += ", \u2026";
          break;
        }
        steps += (steps.empty() ? "" : ", ") + coordinate(each.increase);
      }
      const double increase = series.last - series.first;
      rows.push_back(
          {{name(series.label), fmt::format("{:.10g}", series.first),
            fmt::format("{:.10g}", series.last),
            fmt::format("{}{:.10g}", increase >= 0 ? "+" : "\u2212", std::abs(increase)), steps},
           ""});
    }
    const bool told = find(activity.arguments, "query") != nullptr;
    if (!told) out += R"(<pre dir="auto">)" + escape(lane.query) + "</pre>";
    if (!rows.empty()) {
      out += table({{"Series", ""},
                    {"First", "num"},
                    {"Last", "num"},
                    {"Increase", "num"},
                    {"Growth, at each change", ""}},
                   rows);
    }
    if (lane.scrape_interval_seconds > 0) {
      out += fmt::format(R"(<p class="cap">Scraped every {}, {} UTC.</p>)",
                         exact(lane.scrape_interval_seconds), clock_range(lane.from, lane.to));
    }
  }
  return out;
}

/// The lines around the first error: what a reader of the log would scroll to.
std::string log_extract(const ReportModel& model, const ActivityBar& activity) {
  std::string out;
  for (const impact::LogLane& log : model.logs) {
    if (log.activity != activity.name) continue;
    out += fmt::format(R"(<p class="cap"><code>{}</code>: {}{}.</p>)", name(log.name),
                       counted(log.lines.size(), "line"),
                       log.silence_start
                           ? fmt::format(", silent for <b>{}</b> from {}",
                                         duration(log.silence_seconds), clock(*log.silence_start))
                           : "");
    const auto bad =
        std::find_if(log.lines.begin(), log.lines.end(),
                     [](const impact::LogLine& line) { return line.error || line.status >= 400; });
    if (bad == log.lines.end()) continue;
    const auto index = static_cast<std::size_t>(bad - log.lines.begin());
    const std::size_t from = index > 4 ? index - 4 : 0;
    const std::size_t to = std::min(log.lines.size(), index + 8);
    std::string text;
    for (std::size_t i = from; i < to; ++i)
      text += clock_time(log.lines[i].at, 6) + "  " + log.lines[i].text + "\n";
    out += R"(<p class="q">Around the first error</p><pre>)" + escape(text) + "</pre>";
  }
  return out;
}

std::string card(const ReportModel& model, const ActivityBar& activity) {
  const bool failed = activity.status == "failed" || activity.tolerance_met == false;
  std::string says = activity.output_summary.empty() ? activity.observed : activity.output_summary;
  if (!activity.failure.empty()) says = activity.failure;
  if (says.empty()) says = activity.status.empty() ? "no status recorded" : activity.status;
  const std::string log = log_extract(model, activity);
  std::string body =
      fmt::format(R"(<p class="q"><code>{}</code>{}{}</p>)", name(activity.provider),
                  activity.status.empty() ? "" : ", " + escape(activity.status),
                  activity.pause_before > 0 || activity.pause_after > 0
                      ? fmt::format(", pauses of {} and {}", exact(activity.pause_before),
                                    exact(activity.pause_after))
                      : "");
  body += arguments_of(activity);
  if (!activity.failure.empty())
    body += R"(<p class="bad" dir="auto">)" + escape(activity.failure) + "</p>";
  body += metric_tables(model, activity) + log;
  if (!activity.output_text.empty() && log.empty()) {
    body += R"(<p class="q">Output</p><pre dir="auto">)" + escape(activity.output_text) + "</pre>";
  }
  return fmt::format(
      R"(<details><summary><span class="q">{}</span><b><code>{}</code></b><span class="s2">{}</span><span{}>{}</span></summary><div>{}</div></details>)"
      "\n",
      escape(activity.phase == "rollbacks" ? "rollback" : activity.type), name(activity.name),
      escape(when_of(activity)), failed ? R"( class="bad")" : "", typeset(says), body);
}

}  // namespace

std::string evidence(const ReportModel& model) {
  std::string cards;
  std::size_t shown = 0;
  bool rollbacks = false;
  for (const ActivityBar& activity : model.activities) {
    const bool hypothesis =
        activity.phase == "before" || activity.phase == "after" || activity.phase == "during";
    if (hypothesis && activity.provider.empty() && activity.failure.empty()) continue;
    if (activity.phase == "during") continue;
    rollbacks = rollbacks || activity.phase == "rollbacks";
    cards += card(model, activity);
    ++shown;
  }
  if (shown == 0) cards = nothing("The journal records no activity.");
  const std::string finding = fmt::format(
      "{}, in time order. {} Values that look secret are masked.", counted(shown, "card"),
      rollbacks ? "Rollbacks included." : "No rollback was run.");
  return section("evidence", "Evidence", escape(finding), cards);
}

}  // namespace brunt::report
