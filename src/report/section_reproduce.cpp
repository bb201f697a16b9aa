#include <fmt/format.h>

#include "report/escape.h"
#include "report/findings.h"
#include "report/numbers.h"
#include "report/parts.h"
#include "report/shapes.h"
#include "report/table.h"

namespace brunt::report {

using impact::ReportModel;

namespace {

std::string in_code(const std::string& text) {
  return text.empty() ? "" : "<code>" + name(text) + "</code>";
}

/// Commands stand on lines of their own; other entries are facts.
bool is_command(std::string_view value) {
  return value.starts_with("brunt ") || value.starts_with("chaos ");
}

std::string emulation(const ReportModel& model) {
  if (model.emulation.is_null() && model.sandbox_calls.empty()) return "";
  std::string out = "<h3>Emulated cluster</h3>";
  if (!model.emulated.empty())
    out += R"(<p class="prose" dir="auto">)" + typeset(model.emulated) + "</p>";
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto& [key, value] : emulation_entries(model))
    rows.emplace_back(key, in_code(value));
  if (!rows.empty()) out += facts(rows);
  if (model.sandbox_calls.empty()) return out;
  out += fmt::format(
      R"(<details><summary class="one"><b>{} of the emulated platform were used</b></summary><div><ul class="plain">)",
      counted(model.sandbox_calls.size(), "endpoint"));
  for (const std::string& call : model.sandbox_calls)
    out += "<li><code>" + name(call) + "</code></li>";
  return out + "</ul></div></details>";
}

}  // namespace

std::string reproduce(const ReportModel& model) {
  std::vector<std::pair<std::string, std::string>> entries;
  std::string commands;
  for (const auto& [key, value] : reproduce_entries(model)) {
    if (is_command(value)) {
      commands +=
          R"(<p class="q">)" + typeset(key) + R"(</p><pre dir="auto">)" + escape(value) + "</pre>";
    } else {
      entries.emplace_back(key, in_code(value));
    }
  }
  entries.emplace_back("Load generator", typeset(model.generator_verdict));
  if (commands.empty())
    commands =
        R"(<p class="q">Make this page again</p><pre>brunt report journal.json report.html</pre>)";
  const std::string_view finding =
      model.emulated.empty()
          ? "What ran, where, and how to do it again. Same input, same bytes."
          : "Ran on an emulated cluster, not on a real one: its parameters are below.";
  return section(
      "again", "Reproduce", finding,
      facts(entries) + R"(<div class="again">)" + commands + "</div>" + emulation(model));
}

std::string words() {
  const std::vector<std::pair<std::string, std::string_view>> outcomes{
      {verdict(Shape::held, "held"), "no harm seen, and harm of the allowed size would have been."},
      {verdict(Shape::refuted, "refuted"), "harm seen, beyond doubt."},
      {verdict(Shape::inconclusive, "inconclusive"),
       "harm of that size neither seen nor excluded."},
      {verdict(Shape::none, "not measured"), "the evidence is missing or of another system."}};
  const std::vector<std::pair<std::string, std::string_view>> terms{
      {"Impact window",
       "from the first failed request to the first good one after the last failure, by send time; "
       "found by a scan with one false alarm in a thousand runs."},
      {"95\u202f% interval",
       "Wilson for a ratio. If the run were repeated often, 95 in 100 such intervals hold the true "
       "value."},
      {"Failed", "no response, or a code outside 200 to 399."},
      {"Noticed", "from the first failed request to a source's first sign."},
      {"Burn",
       "failure ratio divided by what the objective allows; 1\u00d7 spends the budget exactly in "
       "its period."},
      {"Before, after",
       "requests sent before the first failed one, and from the first good one on."}};
  std::string body = R"(<dl class="words">)";
  for (const auto& list : {outcomes, terms}) {
    for (const auto& [term, meaning] : list)
      body += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", term, meaning);
  }
  return section("words", "How to read this", "The four outcomes and the words of this page.",
                 body + "</dl>");
}

}  // namespace brunt::report
