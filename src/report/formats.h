#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "impact/report_model.h"

namespace brunt::report {

enum class Format {
  html,
  pdf,
  markdown,
  json,
  junit,
  sarif,
  csv,
  csv_events,
  csv_metrics,
  csv_logs,
  svg,
  png,
  grafana,
  honeycomb
};

enum class Paper { a4, letter };

struct RenderOptions {
  std::string journal = "journal.json";  ///< its file name, for what points into it
  std::string picture;                   ///< Markdown: the drawing's file beside it, "" = none
  bool failures_only = false;            ///< SARIF: leave out what passed
  Paper paper = Paper::a4;
};

/// The names that `--format` takes, as help shows them.
std::vector<std::string_view> format_names();

/// By its name, Chaos Toolkit's plug-in's too (html5). Nothing when it is none.
std::optional<Format> format_named(std::string_view name);

/// By the file's suffix: .html, .pdf, .md, .json, .xml, .sarif, .csv, .svg, .png. Nothing when
/// there is none of it.
std::optional<Format> format_of_file(std::string_view file_name);

/// The model in `format`: a pure function, same input, same bytes (PDF and PNG: with the same
/// fonts). Errors: `not_found` when the library that draws PDF and PNG is not installed,
/// `invalid_input` when the model has nothing to draw.
Result<std::string> render(Format format, const impact::ReportModel& model,
                           const RenderOptions& options = {});

}  // namespace brunt::report
