#include "impact/observed.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "base/text.h"
#include "impact/metrics.h"
#include "impact/secrets.h"
#include "impact/words.h"

namespace brunt::impact {
namespace {

constexpr std::size_t most_lines = 20;
constexpr std::size_t most_bytes = 4000;

/// At most 20 lines, at most 4000 bytes, secrets masked.
std::string shortened(const std::string& text) {
  const auto lines = split(trim(text), '\n');
  std::string out;
  for (std::size_t i = 0; i < std::min(lines.size(), most_lines); ++i) {
    out += (i == 0 ? "" : "\n") + lines[i];
  }
  if (out.size() > most_bytes) out = as_utf8(out.substr(0, most_bytes)) + " …";
  if (lines.size() > most_lines) {
    out += fmt::format("\n… {} more", words::plural(lines.size() - most_lines, "line", "lines"));
  }
  return mask_text(as_utf8(out));
}

std::string kind_of(const Entry& entry, const ReportModel& model) {
  const Json& output = entry.output;
  if (is_load(entry)) return "load";
  const auto read_by = [&](const auto& lanes) {
    return std::any_of(lanes.begin(), lanes.end(),
                       [&](const auto& lane) { return lane.activity == entry.name; });
  };
  if (read_by(model.logs)) return "log";
  if (read_by(model.metrics)) return "metric";
  if (output.is_null()) return "none";
  if (entry.provider_type == "http" ||
      (output.is_object() && output.contains("headers") && output.contains("status"))) {
    return "http";
  }
  if (output.is_object() && output.contains("stdout")) return "process";
  if (output.is_number() || output.is_boolean()) return "value";
  return "json";
}

std::string metric_summary(const Entry& entry, const ReportModel& model) {
  std::vector<std::string> parts;
  for (const MetricLane& lane : model.metrics) {
    if (lane.activity != entry.name) continue;
    for (const MetricSeries& series : lane.series) {
      double increase = 0;
      for (const MetricStep& step : series.steps)
        increase += step.increase;
      parts.push_back(
          fmt::format("{} {:+g}", series.label.empty() ? "value" : series.label, increase));
    }
  }
  return parts.empty() ? "no series" : join(parts, ", ");
}

std::string log_summary(const Entry& entry, const ReportModel& model) {
  std::size_t lines = 0;
  std::size_t errors = 0;
  for (const LogLane& lane : model.logs) {
    if (lane.activity != entry.name) continue;
    lines += lane.lines.size();
    errors += static_cast<std::size_t>(std::count_if(
        lane.lines.begin(), lane.lines.end(), [](const LogLine& line) { return line.error; }));
  }
  return words::plural(lines, "line", "lines") + ", " + words::plural(errors, "error", "errors");
}

std::string process_summary(const Json& output) {
  const Json& status = member(output, "status");
  return "exit status " + (status.is_null() ? "unknown" : to_text(status));
}

std::string summary_of(const Entry& entry, const std::string& kind, const ReportModel& model) {
  if (kind == "load") {
    if (model.all) {
      return fmt::format("{} sent, {} failed", words::count(model.all->total),
                         words::count(model.all->failed));
    }
    return model.load_missing.empty() ? process_summary(entry.output)
                                      : model.load_missing + " " + model.load_problem;
  }
  if (kind == "metric") return metric_summary(entry, model);
  if (kind == "log") return log_summary(entry, model);
  if (kind == "process") return process_summary(entry.output);
  if (kind == "http") return "answered " + observed_value(entry.output);
  if (kind == "json" && entry.output.is_array()) {
    return words::plural(entry.output.size(), "element", "elements");
  }
  return kind == "none" ? "" : mask_text(observed_value(entry.output));
}

std::string text_of(const Entry& entry, const std::string& kind, const ReportModel& model) {
  if (kind == "none" || kind == "value" || kind == "metric") return "";
  if (kind == "log") {
    std::string text;
    for (const LogLane& lane : model.logs) {
      if (lane.activity != entry.name) continue;
      for (const LogLine& line : lane.lines)
        text += rfc3339(line.at) + " " + line.text + "\n";
    }
    return shortened(text);
  }
  if (kind == "load" || kind == "process") {
    return shortened(string_or(entry.output, "stdout") + string_or(entry.output, "stderr"));
  }
  if (entry.output.is_string()) return shortened(entry.output.get<std::string>());
  return shortened(to_text(mask(entry.output), 2));
}

std::string provider_words(const Entry& entry) {
  if (entry.provider_type == "python") return "python " + entry.func;
  if (entry.provider_type == "process") return "process " + string_or(entry.provider, "path");
  if (entry.provider_type == "http") {
    return mask_text("http " + string_or(entry.provider, "method", "GET") + " " +
                     string_or(entry.provider, "url"));
  }
  return entry.provider_type;
}

/// Arguments as their reader would write them: masked where a name or a text looks secret.
Json arguments_of(const Entry& entry) {
  const Json& arguments = member(entry.provider, "arguments");
  if (entry.provider_type != "http") return mask(arguments);
  Json out = Json::object();
  for (const char* key : {"headers", "arguments", "timeout", "expected_status"}) {
    if (const Json& value = member(entry.provider, key); !value.is_null()) out[key] = mask(value);
  }
  return out.empty() ? Json() : out;
}

/// A pause in seconds; 0 for none and for a placeholder.
double pause(const Entry& entry, std::string_view where) {
  const Json& value = member(member(entry.activity, "pauses"), where);
  if (value.is_number()) return value.get<double>();
  return value.is_string() ? std::strtod(value.get_ref<const std::string&>().c_str(), nullptr) : 0;
}

ActivityBar bar_of(const Entry& entry, const ReportModel& model) {
  ActivityBar bar;
  bar.phase = entry.phase;
  bar.name = mask_text(entry.name);
  bar.type = entry.type;
  bar.provider = provider_words(entry);
  bar.start = entry.start;
  bar.end = entry.end;
  bar.pause_before = pause(entry, "before");
  bar.pause_after = pause(entry, "after");
  const Json& background = member(entry.activity, "background");
  bar.background = background.is_boolean() && background.get<bool>();
  bar.status = entry.status;
  bar.tolerance_met = entry.tolerance_met;
  bar.tolerance = member(entry.activity, "tolerance");
  bar.arguments = arguments_of(entry);
  bar.output_kind = kind_of(entry, model);
  bar.output_summary = summary_of(entry, bar.output_kind, model);
  const bool bulky = bar.output_kind == "log" || bar.output_kind == "metric";
  bar.observed = bulky ? bar.output_summary : mask_text(observed_value(entry.output));
  bar.output_text = text_of(entry, bar.output_kind, model);
  bar.failure = mask_text(entry.failure);
  return bar;
}

}  // namespace

std::string observed_value(const Json& output) {
  if (output.is_null()) return "";
  if (output.is_object() && output.contains("status") && !output.at("status").is_structured()) {
    const Json& status = output.at("status");
    return status.is_string() ? status.get<std::string>() : to_text(status);
  }
  std::string text = output.is_string() ? output.get<std::string>() : to_text(output);
  if (text.size() > 60) text = as_utf8(text.substr(0, 60)) + "…";
  return text;
}

std::vector<ActivityBar> activity_bars(const Journal& journal, const ReportModel& model) {
  std::vector<ActivityBar> bars;
  bars.reserve(journal.entries.size() + journal.during.size());
  for (const auto* entries : {&journal.entries, &journal.during}) {
    for (const Entry& entry : *entries)
      bars.push_back(bar_of(entry, model));
  }
  return bars;
}

}  // namespace brunt::impact
