#include "report/document.h"

#include <fmt/format.h>

#include "impact/words.h"
#include "report/document_parts.h"
#include "report/escape.h"
#include "report/findings.h"
#include "report/json_model.h"
#include "report/json_parts.h"
#include "report/numbers.h"
#include "report/parts.h"
#include "report/shapes.h"
#include "report/story.h"
#include "report/svg_file.h"

namespace brunt::report {

using impact::ReportModel;
namespace wording = impact::words;

Tone tone_of(Shape shape) {
  switch (shape) {
    case Shape::held:
      return Tone::good;
    case Shape::refuted:
      return Tone::bad;
    case Shape::inconclusive:
      return Tone::warn;
    case Shape::none:
      break;
  }
  return Tone::none;
}

Cell met_cell(std::optional<bool> met) {
  return {!met ? "not checked" : *met ? "met" : "not met", tone_of(shape_of(met)), true};
}

namespace {

std::string head_of(const ReportModel& model) {
  if (!model.start) return {};
  std::string text = date(*model.start) + ", " +
                     (model.end ? clock_range(*model.start, *model.end) : clock(*model.start)) +
                     " UTC";
  if (const std::string length = run_length(model); !length.empty()) text += ", " + length;
  if (!model.emulated.empty()) text += ", emulated cluster";
  return text;
}

std::vector<std::pair<std::string, Cell>> statements(const ReportModel& model) {
  const std::string status = model.status.empty() ? "unknown" : model.status;
  const bool whole = status == "completed" && !model.deviated;
  return {{"The run",
           {status + (model.deviated ? ", deviated" : ""), whole ? Tone::good : Tone::warn, true}},
          {"Steady state before", met_cell(model.steady_before)},
          {"Steady state during", met_cell(met_in(model, "during"))},
          {"Steady state after", met_cell(model.steady_after)},
          {"Users", {std::string(word_of(model.outcome)), tone_of(shape_of(model.outcome)), true}}};
}

std::string attention_of(const ReportModel& model) {
  const std::size_t failed = failed_rollbacks(model);
  if (failed == 0) return {};
  return counted(failed, "rollback") + " failed; the system may still be broken.";
}

}  // namespace

Document document_of(const ReportModel& model) {
  Document out;
  out.language = "en";
  out.head = head_of(model);
  out.question = model.title;
  out.answer = wording::narrow(model.answer);
  out.outcome_word = word_of(model.outcome);
  out.tone = tone_of(shape_of(model.outcome));
  out.confidence = model.confidence;
  for (const std::string& sentence : model.sentences)
    out.lead.push_back(wording::narrow(sentence));
  out.attention = attention_of(model);
  out.statements = statements(model);
  out.blind_title = "What nobody looked at";
  for (const std::string& spot : model.blind_spots)
    out.blind_spots.push_back(wording::narrow(capital(spot)));
  out.figures = {failed_requests(model), impact_length(model), noticed(model), recovered(model),
                 budget(model)};
  const auto story = story_of(model);
  if (story && !nothing_ran(model)) add_timeline(out, model, *story);
  add_impact(out, model);
  add_steady_state(out, model);
  add_detection(out, model);
  add_confidence(out, model);
  add_done(out, model);
  add_evidence(out, model);
  add_sources(out, model);
  add_history(out, model);
  add_limits(out, model);
  add_reproduce(out, model);
  out.generator = model.generator.empty() ? "Brunt" : model.generator;
  out.foot = "Made by " + out.generator + " from the journal" +
             (model.load_source.empty() ? "." : " and " + model.load_source + ".");
  if (model.end)
    out.created = time_text(*model.end);
  else if (model.start)
    out.created = time_text(*model.start);
  return out;
}

std::vector<Enclosure> enclosures_of(const ReportModel& model) {
  std::vector<Enclosure> files;
  files.push_back({"report.json", "application/json", "The report's model: all its numbers",
                   to_file_text(json_model(model))});
  if (!model.requests.empty()) {
    files.push_back(
        {"requests.csv", "text/csv", "Every request of the load", requests_csv(model.requests)});
  }
  return files;
}

}  // namespace brunt::report
