#include <algorithm>

#include <fmt/format.h>

#include "report/escape.h"
#include "report/numbers.h"
#include "report/parts.h"
#include "report/table.h"
#include "report/timeline.h"

namespace brunt::report {

using impact::ReportModel;

namespace {

std::string button(std::string_view act, std::string_view label, std::string_view spoken,
                   std::string_view data = "") {
  return fmt::format(R"(<button type="button" data-act="{}"{}{}>{}</button>)", act, data,
                     spoken.empty() ? "" : fmt::format(R"( aria-label="{}")", spoken), label);
}

/// Whole run, a button per impact window (at most five), in, out.
std::string tools(const ReportModel& model, const Story& story) {
  std::string out = R"(<span class="tools">)" + button("all", "Whole run", "");
  const std::size_t n = std::min<std::size_t>(model.windows.size(), 5);
  for (std::size_t i = 0; i < n; ++i) {
    const impact::ImpactWindow& window = model.windows[i];
    const double margin = std::max(0.3 * window.seconds, story.span / 500);
    const std::string data = fmt::format(R"( data-from="{:.3f}" data-to="{:.3f}")",
                                         between(story.origin, window.start) - margin,
                                         between(story.origin, window.end) + margin);
    out += button("fit", n == 1 ? "Impact" : fmt::format("Impact {}", i + 1), "", data);
  }
  out += button("in", R"(<span aria-hidden="true">+</span>)", "Zoom in");
  return out + button("out", "<span aria-hidden=\"true\">\u2212</span>", "Zoom out") + "</span>";
}

std::string legend(const ReportModel& model) {
  const auto item = [](int width, std::string_view drawing, std::string_view text) {
    return fmt::format(
        R"(<span><svg width="{0}" height="14" viewBox="0 0 {0} 14" aria-hidden="true">{1}</svg>{2}</span>)",
        width, drawing, text);
  };
  std::string out = R"(<p class="legend">)";
  if (!model.requests.empty()) {
    out += item(10, R"svg(<circle cx="5" cy="7" r="3" fill="var(--good)"/>)svg", "answered");
    out += item(10, R"svg(<path d="M2 4l6 6m0-6l-6 6" stroke="var(--bad)" stroke-width="1.8"/>)svg",
                "failed");
  }
  if (!model.faults.empty())
    out += item(16, R"svg(<rect x="1" y="1" width="14" height="12" fill="url(#hatch)"/>)svg",
                "fault, as we caused it");
  if (!model.windows.empty()) {
    out += item(
        16,
        R"svg(<path d="M0 0h16v14H0z" fill="var(--impact)"/><path d="M.6 0v14M15.4 0v14" stroke="var(--bad)" stroke-width="1.2"/>)svg",
        "impact, as users felt it");
  }
  const bool noticed =
      std::any_of(model.detectors.begin(), model.detectors.end(),
                  [](const impact::Detector& detector) { return detector.at.has_value(); });
  if (noticed) {
    out += item(10, R"svg(<path d="M5 0v14" stroke="var(--ink)" stroke-dasharray="2 3"/>)svg",
                "first noticed");
  }
  out += item(16, R"svg(<rect x="0" y="1" width="16" height="12" fill="url(#dots)"/>)svg",
              "not read, no data");
  return out + "</p>";
}

std::string caption(const ReportModel& model) {
  std::string text;
  const auto good = static_cast<std::size_t>(
      std::count_if(model.requests.begin(), model.requests.end(),
                    [](const impact::RequestMark& r) { return !r.failed; }));
  if (model.shortest_outage_seconds > 0) {
    text += fmt::format("The shortest outage this run could have seen is {}. ",
                        duration(model.shortest_outage_seconds));
  }
  if (!model.requests.empty())
    text += "Latency on a log scale; a failed request sits on its own rail, at its send time. ";
  if (good > most_marks) {
    text += fmt::format("{} of {} successes drawn, every failure. ", thousands(most_marks),
                        thousands(good));
  }
  if (model.metrics.size() > most_metric_lanes) {
    text += fmt::format("{} more metrics are under Evidence. ",
                        model.metrics.size() - most_metric_lanes);
  }
  if (model.logs.size() > most_log_lanes) {
    text += fmt::format("{} more logs are under Evidence. ", model.logs.size() - most_log_lanes);
  }
  return text;
}

std::string event_table(const std::vector<Event>& events) {
  std::vector<Row> rows;
  for (const Event& event : events) {
    const std::string when =
        event.about ? "\u2248\u202f" + clock_time(event.at, 0) : clock(event.at);
    rows.push_back({{when, name(event.text), escape(event.seen_by)}, event.harm ? "hit" : ""});
  }
  return table(
      {{"Time, UTC", "nw tm"}, {"Event", ""}, {"Seen by", "s2"}}, rows,
      "Times are as precise as their source; a time without decimals is good to a second.");
}

}  // namespace

std::string hero(const ReportModel& model, const Story& story) {
  const std::vector<Event> events = events_of(model, story);
  return fmt::format(
      R"(<figure class="hero" aria-labelledby="h-tl"><div class="herohead"><h2 id="h-tl">What happened, on one clock</h2>{}<output class="read" id="read" aria-live="polite">Each mark is one request, scrape, log line or check.</output></div>)"
      R"(<div id="fig" role="group" aria-label="Timeline. Arrow keys step through the marks, up and down change lane, plus and minus zoom, 0 shows the whole run.">{}{}{}</div>)"
      R"({}<figcaption class="cap">{}</figcaption></figure>)"
      R"(<details id="events"><summary class="one"><b>The same as a table: {} events</b></summary><div>{}</div></details>)"
      "\n",
      tools(model, story), timeline(model, story, Width::wide),
      timeline(model, story, Width::medium), timeline(model, story, Width::narrow), legend(model),
      escape(caption(model)), events.size(), event_table(events));
}

}  // namespace brunt::report
