#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "impact/words.h"
#include "report/escape.h"
#include "report/findings.h"
#include "report/numbers.h"
#include "report/parts.h"

namespace brunt::report {

using impact::ImpactWindow;
using impact::ReportModel;

namespace {

constexpr double mini_width = 150;

std::string mini(std::string_view body) {
  return fmt::format(
      R"(<svg class="mini" viewBox="0 0 {} 16" preserveAspectRatio="xMinYMid" aria-hidden="true">{}</svg>)",
      mini_width, body);
}

/// The requests in send order as a strip: a stroke each, or the share of failures per stroke.
std::string strip(const ReportModel& model) {
  const std::size_t n = model.requests.size();
  if (n == 0) return "";
  const std::size_t strokes = std::min<std::size_t>(n, 180);
  std::string good;
  std::string bad;
  for (std::size_t i = 0; i < strokes; ++i) {
    const std::size_t from = i * n / strokes;
    const std::size_t to = std::max(from + 1, (i + 1) * n / strokes);
    std::size_t failed = 0;
    for (std::size_t j = from; j < to; ++j)
      failed += model.requests[j].failed ? 1U : 0U;
    const double x = mini_width * (static_cast<double>(i) + 0.5) / static_cast<double>(strokes);
    if (failed == 0) {
      good += fmt::format("M{} 3v10", coordinate(x));
    } else {
      const double tall =
          std::max(3.0, 16.0 * static_cast<double>(failed) / static_cast<double>(to - from));
      bad += fmt::format("M{} {}v{}", coordinate(x), coordinate(8 - tall / 2), coordinate(tall));
    }
  }
  const double stroke = mini_width / static_cast<double>(strokes);
  return mini(fmt::format(
      R"svg(<path d="{}" stroke="var(--good)" stroke-width="{:.2f}"/><path d="{}" stroke="var(--bad)" stroke-width="{:.2f}"/>)svg",
      good, stroke * 0.66, bad, stroke * 0.9));
}

/// The time since the first failure, the longest impact shaded, with a drawing on top.
struct Ruler {
  double longest = 0, end = 1;
  double x(double seconds) const { return mini_width * std::clamp(seconds / end, 0.0, 1.0); }
  std::string draw(std::string_view marks) const {
    return mini(fmt::format(
        R"svg(<path d="M0 13.5H{}" stroke="var(--edge)"/><rect x="0" y="3" width="{}" height="10.5" fill="var(--bad)" opacity=".22"/>{})svg",
        mini_width, coordinate(x(longest)), marks));
  }
};

Ruler ruler_of(const ReportModel& model) {
  Ruler ruler;
  if (const ImpactWindow* window = longest_window(model)) ruler.longest = window->seconds;
  ruler.end = 1.1 * std::max({ruler.longest, model.detected_after_seconds.value_or(0), 1e-3});
  return ruler;
}

std::string impact_picture(const ReportModel& model) {
  const ImpactWindow* window = longest_window(model);
  if (window == nullptr) return "";
  const Ruler ruler = ruler_of(model);
  return ruler.draw(fmt::format(
      R"svg(<path d="M0 8H{0}M.7 4v8M{0} 4v8" stroke="var(--bad)" stroke-width="1.6"/>)svg",
      coordinate(ruler.x(window->seconds))));
}

std::string noticed_picture(const ReportModel& model) {
  if (!model.detected_after_seconds) return "";
  const Ruler ruler = ruler_of(model);
  return ruler.draw(fmt::format(
      R"svg(<path d="M0 8H{0}" stroke="var(--ink)" stroke-dasharray="2 2"/><path d="M{0} 1v14" stroke="var(--ink)" stroke-width="2"/>)svg",
      coordinate(ruler.x(*model.detected_after_seconds))));
}

std::string recovered_picture(const ReportModel& model) {
  if (!model.recovered_after_seconds) return "";
  const Ruler ruler = ruler_of(model);
  return ruler.draw(fmt::format(
      R"svg(<path d="M0 8H{0}" stroke="var(--good)" stroke-width="1.6"/><circle cx="{0}" cy="8" r="3.6" fill="var(--good)"/>)svg",
      coordinate(ruler.x(ruler.longest))));
}

std::string budget_picture(const ReportModel& model) {
  if (!model.budget_spent) return "";
  const double spent = *model.budget_spent;
  const double width = std::clamp(mini_width * spent, spent > 0 ? 1.6 : 0.0, mini_width);
  return mini(fmt::format(
      R"svg(<path d="M.5 3.5h149v9H.5z" fill="none" stroke="var(--edge)"/><rect x="1" y="3.5" width="{}" height="9" fill="var(--bad)"/>)svg",
      coordinate(width)));
}

/// "14.0 s", "41 of 180": the number, and what follows it small.
std::string big(std::string_view text) {
  constexpr std::string_view least = "\u2265\u202f";
  if (text.starts_with(least)) return escape(least) + big(text.substr(least.size()));
  if (const std::size_t of = text.find(" of "); of != std::string_view::npos)
    return fmt::format("{} <small>{}</small>", text.substr(0, of), text.substr(of + 1));
  const std::size_t at = text.find("\u202f");
  if (at == std::string_view::npos || text.find("\u202f", at + 1) != std::string_view::npos)
    return escape(text);
  return fmt::format("{}<small>{}</small>", escape(text.substr(0, at)), escape(text.substr(at)));
}

}  // namespace

const ImpactWindow* longest_window(const ReportModel& model) {
  const auto at = std::max_element(
      model.windows.begin(), model.windows.end(),
      [](const ImpactWindow& a, const ImpactWindow& b) { return a.seconds < b.seconds; });
  return at == model.windows.end() ? nullptr : &*at;
}

KeyFigure failed_requests(const ReportModel& model) {
  constexpr const char* title = "Failed requests";
  if (!model.all) {
    return {title, "\u2013",
            model.load_missing.empty() ? "no request was measured"
                                       : model.load_missing + " is missing"};
  }
  const impact::Count& all = *model.all;
  return {title, fmt::format("{} of {}", thousands(all.failed), thousands(all.total)),
          all.total == 0
              ? "no request was sent"
              : percent(static_cast<double>(all.failed) / static_cast<double>(all.total)) +
                    ", interval " + percent_range(all.interval)};
}

KeyFigure impact_length(const ReportModel& model) {
  constexpr const char* title = "Impact";
  const ImpactWindow* window = longest_window(model);
  if (window == nullptr) {
    if (model.requests.empty()) return {title, "\u2013", "not measured"};
    std::string detail = "no stretch of failures";
    if (model.shortest_outage_seconds > 0)
      detail += "; one of " + duration(model.shortest_outage_seconds) + " would have been seen";
    return {title, "none", detail};
  }
  std::string detail = "one window";
  if (model.windows.size() > 1) {
    double sum = 0;
    for (const ImpactWindow& each : model.windows)
      sum += each.seconds;
    detail =
        fmt::format("the longest of {} windows, {} in all", model.windows.size(), duration(sum));
  } else if (window->open) {
    detail += ", not over at the end";
  } else if (window->bounds_seconds.high > 0) {
    detail += fmt::format(", {:.2f} to {:.2f}\u202fs", window->bounds_seconds.low,
                          window->bounds_seconds.high);
  }
  return {title, (window->open ? "\u2265\u202f" : "") + duration(window->seconds), detail};
}

KeyFigure noticed(const ReportModel& model) {
  constexpr const char* title = "Noticed by the server side";
  const std::string note = impact::words::narrow(model.detected_note);
  if (!model.detected_after_seconds) {
    if (model.windows.empty()) return {title, "\u2013", "nothing to notice"};
    return {title, "never", note == "never" ? "no log line, metric or check told of it" : note};
  }
  const double after = *model.detected_after_seconds;
  std::string detail = note;
  const ImpactWindow* window = longest_window(model);
  if (window != nullptr && !window->open && model.windows.size() == 1) {
    const double margin = window->seconds - after;
    detail = margin < 0 ? duration(-margin) + " after service was back"
                        : duration(margin) + " before service was back";
  }
  return {title, duration(after), detail};
}

KeyFigure recovered(const ReportModel& model) {
  constexpr const char* title = "Recovered";
  if (!model.recovered_after_seconds) {
    if (model.windows.empty()) return {title, "\u2013", "nothing to recover from"};
    return {title, "no", "not while the run was watching"};
  }
  std::string number = duration(*model.recovered_after_seconds);
  const auto& bounds = model.recovered_bounds_seconds;
  if (bounds && bounds->high - bounds->low >= 0.5)
    number = fmt::format("{:.0f}\u2013{:.0f}\u202fs", bounds->low, bounds->high);
  std::string detail = "after the fault";
  if (model.after && model.after->total > 0) {
    detail += fmt::format("; {} of {} succeeded afterwards",
                          thousands(model.after->total - model.after->failed),
                          thousands(model.after->total));
  }
  return {title, number, detail};
}

KeyFigure budget(const ReportModel& model) {
  constexpr const char* title = "Error budget, 99.9\u202f% over 30\u202fd";
  if (!model.budget_spent) return {title, "\u2013", "not measured"};
  return {
      title, percent(*model.budget_spent),
      model.burn_rate ? fmt::format("burn {:.0f}\u00d7 while the load ran", *model.burn_rate) : ""};
}

std::string key_figures(const ReportModel& model) {
  const std::pair<KeyFigure, std::string> figures[] = {
      {failed_requests(model), strip(model)},
      {impact_length(model), impact_picture(model)},
      {noticed(model), noticed_picture(model)},
      {recovered(model), recovered_picture(model)},
      {budget(model), budget_picture(model)}};
  std::string out = R"(<dl class="figs">)";
  for (const auto& [figure, picture] : figures) {
    out += fmt::format(
        R"(<div><dt>{}</dt><dd class="n">{}</dd><dd class="d"><span>{}</span>{}</dd></div>)",
        escape(figure.name), big(figure.number), escape(figure.detail), picture);
  }
  return out + "</dl>";
}

}  // namespace brunt::report
