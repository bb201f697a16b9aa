#include "report/html.h"

#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "report/assets.h"
#include "report/attachment.h"
#include "report/escape.h"
#include "report/numbers.h"
#include "report/parts.h"
#include "report/shapes.h"
#include "report/timeline.h"

namespace brunt::report {

using impact::ReportModel;

namespace {

/// Only our own style and script run; nothing is fetched, not even from beside the page.
std::string policy(std::string_view css, std::string_view js) {
  return fmt::format(
      "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri "
      "'none'; form-action 'none'",
      digest_base64(css), digest_base64(js));
}

std::string head(const ReportModel& model, std::string_view css, std::string_view js) {
  const std::string when = model.start ? ", " + date(*model.start) : "";
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" "
      "content=\"no-referrer\">\n"
      "<meta name=\"generator\" content=\"{}\">\n<title>{}: {}{}</title>\n<link rel=\"icon\" "
      "href=\"{}\">\n"
      "<style>{}</style>\n</head>\n",
      policy(css, js), escape(model.generator), capital(word_of(model.outcome)),
      escape(shortened(model.title, 60)), when, icon(shape_of(model.outcome)), css);
}

std::string theme_switch() {
  std::string out = R"(<fieldset class="theme"><legend class="sr">Colours</legend>)";
  for (const std::string_view theme : {"auto", "light", "dark"}) {
    out += fmt::format(
        R"(<input type="radio" name="theme" id="theme-{0}"{1}><label for="theme-{0}">{2}</label>)",
        theme, theme == "auto" ? " checked" : "", capital(theme));
  }
  return out + "</fieldset>";
}

std::string bar(const ReportModel& model) {
  std::string when;
  if (model.start) {
    when = "<span>" + date(*model.start) + ", " +
           (model.end ? clock_range(*model.start, *model.end) : clock(*model.start)) +
           " UTC</span>";
  }
  if (model.duration_seconds > 0) when += "<span>" + run_length(model) + "</span>";
  if (!model.emulated.empty())
    when += R"(<span class="emu"><a href="#again">emulated cluster</a></span>)";
  return fmt::format(
      R"(<header class="bar"><span class="logo">{}Brunt</span><span>Experiment report</span><span class="sp"></span>{}{}</header>)"
      "\n",
      logo(), when, theme_switch());
}

std::string contents(const ReportModel& model) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 12> entries{
      {{"impact", "User impact"},
       {"steady", "Steady state"},
       {"detect", "Detection"},
       {"confidence", "Confidence"},
       {"done", "What was done"},
       {"evidence", "Evidence"},
       {"sources", "Sources"},
       {"history", "Earlier runs"},
       {"limits", "Limits and suggestions"},
       {"again", "Reproduce"},
       {"requests", "Requests"},
       {"words", "How to read this"}}};
  std::string out = R"(<nav class="toc" aria-label="Sections">)";
  for (const auto& [id, text] : entries) {
    if (id == "history" && model.history.size() < 2) continue;
    out += fmt::format(R"(<a href="#{}">{}</a>)", id, text);
  }
  return out + "</nav>\n";
}

std::string body(const ReportModel& model) {
  const std::optional<Story> story = story_of(model);
  const Story* shared = story ? &*story : nullptr;
  const bool stopped = nothing_ran(model);
  std::string out = attention(model) + first_screen(model);
  if (shared != nullptr && !stopped) {
    out += hero(model, *shared);
  } else if (!stopped) {
    out += R"(<p class="cap hero">No timeline: the journal has no time in it.</p>)";
  }
  if (stopped) out += steady_state(model, shared);
  out += contents(model);
  out += user_impact(model);
  if (!stopped) out += steady_state(model, shared);
  for (const auto part : {detection, confidence, what_was_done, evidence, sources, history,
                          suggestions, reproduce, requests}) {
    out += part(model);
  }
  return out + words();
}

}  // namespace

std::string render_html(const ReportModel& model) {
  const std::string css = style("Brunt: " + model.title);
  const std::string_view js = script();
  const std::string sources = model.load_source.empty()
                                  ? "the journal"
                                  : "the journal and <code>" + name(model.load_source) + "</code>";
  return head(model, css, js) +
         fmt::format(
             "<body>\n{}<a class=\"skip\" href=\"#main\">To the answer</a>\n<div "
             "class=\"wrap\">\n{}<main id=\"main\">\n{}</main>\n"
             "<footer>Made by {} from {}. One file: nothing is fetched, nothing leaves "
             "it.</footer>\n</div>\n"
             "<script>{}</script>\n</body>\n</html>\n",
             patterns(), bar(model), body(model),
             escape(model.generator.empty() ? "Brunt" : model.generator), sources, js);
}

}  // namespace brunt::report
