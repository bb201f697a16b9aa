#include "report/formats.h"

#include <array>

#include "base/text.h"
#include "report/html.h"
#include "report/json_model.h"
#include "report/paper.h"
#include "report/parts.h"
#include "report/story.h"
#include "report/svg_file.h"
#include "report/views.h"

namespace brunt::report {

using impact::ReportModel;

namespace {

struct Named {
  std::string_view name;
  Format format;
  bool shown = true;
};

constexpr std::array<Named, 18> names{{{"html", Format::html},
                                       {"pdf", Format::pdf},
                                       {"markdown", Format::markdown},
                                       {"json", Format::json},
                                       {"junit", Format::junit},
                                       {"sarif", Format::sarif},
                                       {"csv", Format::csv},
                                       {"csv-events", Format::csv_events},
                                       {"csv-metrics", Format::csv_metrics},
                                       {"csv-logs", Format::csv_logs},
                                       {"svg", Format::svg},
                                       {"png", Format::png},
                                       {"grafana", Format::grafana},
                                       {"honeycomb", Format::honeycomb},
                                       {"html5", Format::html, false},
                                       {"htm", Format::html, false},
                                       {"md", Format::markdown, false},
                                       {"xml", Format::junit, false}}};

Result<std::string> drawing(const ReportModel& model) {
  const auto story = story_of(model);
  if (!story || nothing_ran(model)) {
    return std::unexpected(
        Error{Errc::invalid_input, "this run has no timeline: nothing of it was recorded", ""});
  }
  return timeline_svg(model, *story);
}

Result<std::string> pdf(const ReportModel& model, Paper paper) {
  Document document = document_of(model);
  document.enclosures = enclosures_of(model);
  return paper_pdf(document, paper);
}

}  // namespace

std::vector<std::string_view> format_names() {
  std::vector<std::string_view> shown;
  for (const Named& each : names) {
    if (each.shown) shown.push_back(each.name);
  }
  return shown;
}

std::optional<Format> format_named(std::string_view name) {
  const std::string wanted = lower(name);
  for (const Named& each : names) {
    if (each.name == wanted) return each.format;
  }
  return std::nullopt;
}

std::optional<Format> format_of_file(std::string_view file_name) {
  const std::string name = lower(file_name);
  for (const auto& [suffix, format] :
       {std::pair<std::string_view, Format>{".sarif.json", Format::sarif},
        {".grafana.json", Format::grafana},
        {".honeycomb.json", Format::honeycomb}}) {
    if (name.ends_with(suffix)) return format;
  }
  const std::size_t dot = name.rfind('.');
  if (dot == std::string::npos) return std::nullopt;
  const std::string suffix = name.substr(dot + 1);
  return format_named(suffix == "markdown" ? "md" : suffix);
}

Result<std::string> render(Format format, const ReportModel& model, const RenderOptions& options) {
  switch (format) {
    case Format::html:
      return render_html(model);
    case Format::pdf:
      return pdf(model, options.paper);
    case Format::markdown:
      return markdown(document_of(model), model, options);
    case Format::json:
      return to_file_text(json_model(model));
    case Format::junit:
      return junit(model);
    case Format::sarif:
      return sarif(model, options);
    case Format::csv:
      return requests_csv(model.requests);
    case Format::csv_events:
      return csv_events(model);
    case Format::csv_metrics:
      return csv_metrics(model);
    case Format::csv_logs:
      return csv_logs(model);
    case Format::svg:
      return drawing(model);
    case Format::png:
      return paper_png(BRUNT_TRY(drawing(model)), 2);
    case Format::grafana:
      return grafana_annotations(model);
    case Format::honeycomb:
      return honeycomb_markers(model);
  }
  return std::unexpected(Error{Errc::internal, "a format without a renderer", ""});
}

}  // namespace brunt::report
