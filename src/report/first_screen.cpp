#include <algorithm>

#include <fmt/format.h>

#include "report/escape.h"
#include "report/numbers.h"
#include "report/parts.h"
#include "report/shapes.h"

namespace brunt::report {

using impact::ReportModel;
using impact::Verdict;

namespace {

/// The lead sentence with its two figures in bold: what failed, and for how long.
std::string emphasised(std::string_view sentence) {
  std::string html = typeset(sentence);
  constexpr std::string_view failed = "requests failed";
  const std::size_t end = html.find(failed);
  const bool counts = end != std::string::npos && html[0] >= '0' && html[0] <= '9';
  if (counts)
    html = "<b>" + html.substr(0, end + failed.size()) + "</b>" + html.substr(end + failed.size());
  const std::size_t at = html.find("one stretch of ");
  if (at == std::string::npos) return html;
  std::size_t stop = html.find_first_of(" (,.", at + 15);
  while (stop != std::string::npos && html[stop] == '.' && stop + 1 < html.size() &&
         html[stop + 1] != ' ') {
    stop = html.find_first_of(" (,.", stop + 1);
  }
  if (stop == std::string::npos) return html;
  return html.substr(0, at) + "<b>" + html.substr(at, stop - at) + "</b>" + html.substr(stop);
}

std::string confidence_line(const ReportModel& model) {
  const auto required = std::count_if(model.checks.begin(), model.checks.end(),
                                      [](const impact::Check& check) { return check.required; });
  const auto passed = std::count_if(
      model.checks.begin(), model.checks.end(),
      [](const impact::Check& check) { return check.required && check.passed == true; });
  const Shape shape = shape_of(model.outcome);
  std::string line = fmt::format(R"(<p class="conf"><span class="v v-{} badge">{}</span>)",
                                 colour_of(shape), word_of(model.outcome));
  if (!model.confidence.empty()) {
    line += fmt::format("<b>Confidence: {}.</b> ", escape(model.confidence));
    if (required > 0) {
      line += passed == required ? fmt::format("All {} required checks pass.", required)
                                 : fmt::format("{} of {} required checks pass.", passed, required);
    }
  }
  if (!model.checks.empty()) {
    line += fmt::format(R"( <a href="#confidence">All {} checks</a>)", model.checks.size());
  }
  return line + "</p>";
}

std::string run_statement(const ReportModel& model) {
  if (model.status == "completed") return verdict(Shape::held, "completed");
  if (model.status.empty()) return verdict(Shape::none, "status not recorded");
  return verdict(Shape::inconclusive, model.status);
}

std::string steady_statement(const ReportModel& model) {
  const auto word = [](std::optional<bool> met) -> std::string_view {
    if (!met) return "not checked";
    return *met ? "met" : "not met";
  };
  const std::optional<bool> before = met_in(model, "before");
  const std::optional<bool> after = met_in(model, "after");
  if (!before && !after && model.checks_run == 0) return verdict(Shape::none, "never checked");
  std::string text;
  if (before && after && *before == *after) {
    text = fmt::format("{} before and after", word(before));
  } else {
    text = fmt::format("{} before, {} after", word(before), word(after));
  }
  const bool blind = !model.windows.empty() && model.checks_inside == 0;
  const bool bad = before == false || after == false;
  const Shape shape = bad ? Shape::refuted : !before || !after ? Shape::none : Shape::held;
  std::string html = verdict(shape, text);
  if (blind) html += R"(<br><b>not checked during</b>)";
  return html;
}

std::string statements(const ReportModel& model) {
  return fmt::format(
      R"(<h2>Three different statements</h2><dl class="three"><dt>The experiment ran</dt><dd>{}</dd>)"
      R"(<dt>Steady state</dt><dd>{}</dd><dt>Users unaffected</dt><dd>{}</dd></dl>)",
      run_statement(model), steady_statement(model),
      verdict(shape_of(model.outcome), word_of(model.outcome)));
}

std::string blind_spots(const ReportModel& model) {
  std::string out = "<h2>What nobody looked at</h2>";
  if (model.blind_spots.empty()) return out + nothing("No blind spot was found.");
  out += R"(<ul class="blind">)";
  for (const std::string& spot : model.blind_spots) {
    out += fmt::format("<li>{}<span>{}</span></li>", picture(Shape::none, 16), sentence(spot));
  }
  return out + "</ul>";
}

std::string_view size_of_question(std::string_view title) {
  const std::size_t points = length(title);
  return points <= 90 ? "" : points <= 180 ? R"( class="long")" : R"( class="longer")";
}

}  // namespace

std::string nothing(std::string_view reason) {
  return fmt::format(R"(<p class="q">{}</p>)", escape(reason));
}

std::string attention(const ReportModel& model) {
  const std::size_t failed = failed_rollbacks(model);
  if (failed == 0) return "";
  std::size_t all = 0;
  std::string names;
  for (const impact::ActivityBar& activity : model.activities) {
    if (activity.phase != "rollbacks") continue;
    ++all;
    if (activity.status != "failed") continue;
    names += fmt::format("<li><code>{}</code>{}</li>", name(activity.name),
                         activity.failure.empty() ? "" : ": " + name(activity.failure));
  }
  return fmt::format(
      R"(<div class="alert" role="alert">{}<div><b>{} of {} failed; the system may still be broken.</b><ul>{}</ul>)"
      R"(<p class="s2">Undo by hand what the rollback should have undone, then check the steady state: its arguments are under <a href="#evidence">Evidence</a>.</p></div></div>)",
      picture(Shape::inconclusive, 22), failed, counted(all, "rollback"), names);
}

std::string first_screen(const ReportModel& model) {
  std::string lead;
  for (const std::string& sentence : model.sentences) {
    lead += (lead.empty() ? "" : " ") + emphasised(sentence);
  }
  const std::string answer = model.answer.empty() ? "Cannot tell." : model.answer;
  return fmt::format(
      R"(<div class="first"><div><h1 dir="auto"{}>{}</h1><p class="answer">{}<span>{}</span></p><p class="lead">{}</p>{}</div>)"
      R"(<div class="side">{}{}</div>{}</div>)"
      "\n",
      size_of_question(model.title),
      escape(model.title.empty() ? "Untitled experiment" : model.title),
      picture(shape_of(model.outcome), 36), typeset(answer), lead, confidence_line(model),
      statements(model), blind_spots(model), key_figures(model));
}

}  // namespace brunt::report
