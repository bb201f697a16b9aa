#include "cli/terminal_verdict.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"
#include "cli/terminal_sparkline.h"
#include "cli/terminal_text.h"

namespace brunt::cli {
namespace {

using impact::ReportModel;
using impact::Verdict;
using std::chrono::nanoseconds;

constexpr int text_width = 98;

Glyph badge(Verdict verdict) {
  switch (verdict) {
    case Verdict::held:
      return Glyph::held;
    case Verdict::refuted:
      return Glyph::refuted;
    case Verdict::inconclusive:
      return Glyph::inconclusive;
    case Verdict::not_measured:
      return Glyph::not_measured;
  }
  return Glyph::none;
}

int width_of(const Look& look) {
  return std::min(look.width, text_width);
}

std::string head(const Look& look, const ReportModel& model) {
  const Glyph glyph = badge(model.outcome);
  const Style word = model.outcome == Verdict::not_measured ? Style::bold : style_of(glyph);
  std::string line = painted(look, style_of(glyph), sign(look, glyph)) + " " +
                     painted(look, word, verdict_word(model.outcome)) + "  " +
                     painted(look, Style::bold, spelt(look, safe(look, model.answer)));
  if (model.confidence.empty()) return line;
  const std::string confidence = "confidence " + model.confidence;
  const int start = width_of(look) - 1 - columns(confidence);
  line = padded(line, std::max(start, columns(line) + 2));
  return line + painted(look, Style::dim, confidence);
}

/// p95 of the successes in a bucket, nearest rank.
nanoseconds p95(std::vector<double>& latencies) {
  if (latencies.empty()) return nanoseconds(0);
  std::sort(latencies.begin(), latencies.end());
  const auto rank =
      static_cast<std::size_t>(std::ceil(0.95 * static_cast<double>(latencies.size())));
  return nanoseconds(
      static_cast<std::int64_t>(latencies[std::max<std::size_t>(rank, 1) - 1] * 1e9));
}

struct Columns {
  std::vector<LoadSecond> seconds;
  std::optional<std::size_t> fault;
  WallTime first{}, last{};
};

Columns columns_of(const ReportModel& model) {
  Columns out;
  const auto [low, high] =
      std::minmax_element(model.requests.begin(), model.requests.end(),
                          [](const auto& a, const auto& b) { return a.sent < b.sent; });
  out.first = low->sent;
  out.last = high->sent;
  const auto place = [&](WallTime at) {
    return static_cast<std::size_t>((at - out.first) / std::chrono::seconds(1));
  };
  out.seconds.resize(place(out.last) + 1);
  std::vector<std::vector<double>> latencies(out.seconds.size());
  for (const auto& request : model.requests) {
    LoadSecond& second = out.seconds[place(request.sent)];
    ++second.sent;
    if (request.failed) {
      ++second.failed;
    } else {
      ++second.ok;
      latencies[place(request.sent)].push_back(request.latency_seconds);
    }
  }
  for (std::size_t i = 0; i < latencies.size(); ++i)
    out.seconds[i].p95 = p95(latencies[i]);
  if (!model.faults.empty() && model.faults.front().start >= out.first &&
      model.faults.front().start <= out.last)
    out.fault = place(model.faults.front().start);
  return out;
}

std::optional<std::string> spark_row(const Look& look, const ReportModel& model) {
  if (model.requests.empty() || look.width < 60) return std::nullopt;
  Columns cells = columns_of(model);
  shorten(cells.seconds, cells.fault, static_cast<std::size_t>(width_of(look) - 22));
  const double limit = model.timeout_seconds > 0 ? model.timeout_seconds : 30.0;
  return "  " + clock_time(cells.first, 0) + " " +
         sparkline(look, cells.seconds, nanoseconds(static_cast<std::int64_t>(limit * 1e9)),
                   cells.fault) +
         " " + clock_time(cells.last, 0);
}

/// Label at column 2, text beside it, wrapped under itself.
void labelled(const Look& look, std::string_view label, int column, const std::string& text,
              std::vector<std::string>& lines) {
  std::string left = "  " + painted(look, Style::dim, label);
  for (const auto& part : wrapped(text, std::max(width_of(look) - column, 20))) {
    lines.push_back(padded(left, column) + part);
    left.clear();
  }
}

std::string failed_rollbacks(const ReportModel& model) {
  std::vector<std::string> names;
  std::size_t all = 0;
  for (const auto& activity : model.activities) {
    if (activity.phase != "rollbacks") continue;
    ++all;
    if (activity.status == "failed") names.push_back(activity.name);
  }
  if (names.empty()) return {};
  return fmt::format("{} of {} rollbacks failed; the system may still be broken: {}", names.size(),
                     all, join(names, ", "));
}

std::vector<std::string> terminal_block(const Look& look, const ReportModel& model,
                                        const Closing& closing) {
  std::vector<std::string> lines;
  if (const auto text = failed_rollbacks(model); !text.empty()) {
    lines.push_back(painted(look, Style::harm_bold, "error:") + " " + safe(look, text));
    lines.emplace_back();
  }
  lines.push_back(head(look, model));
  lines.emplace_back();
  const std::string text = spelt(look, safe(look, join(model.sentences, " ")));
  for (const auto& line : wrapped(text, width_of(look) - 2))
    lines.push_back("  " + line);
  if (const auto row = spark_row(look, model)) {
    lines.emplace_back();
    lines.push_back(*row);
  }
  if (!model.blind_spots.empty()) lines.emplace_back();
  std::string_view label = "not looked at";
  for (const auto& spot : model.blind_spots) {
    labelled(look, label, 17, spelt(look, safe(look, spot)), lines);
    label = "";
  }
  lines.emplace_back();
  if (!model.emulated.empty()) labelled(look, "on", 11, safe(look, model.emulated), lines);
  if (!closing.page.empty()) labelled(look, "page", 11, safe(look, closing.page), lines);
  if (!closing.files.empty())
    labelled(look, "journal", 11, safe(look, join(closing.files, ", ")), lines);
  if (!closing.status.empty()) labelled(look, "status", 11, closing.status, lines);
  return lines;
}

std::vector<std::string> piped_block(const Look& look, const ReportModel& model,
                                     const Closing& closing) {
  std::vector<std::string> lines;
  if (const auto text = failed_rollbacks(model); !text.empty())
    lines.push_back("error: " + safe(look, text));
  std::string first = verdict_word(model.outcome) + ": " + model.answer;
  if (!model.confidence.empty()) first += " (confidence " + model.confidence + ")";
  const auto add = [&](std::string_view label, const std::string& text) {
    if (!text.empty()) lines.push_back(std::string(label) + spelt(look, safe(look, text)));
  };
  add("", first);
  add("", join(model.sentences, " "));
  for (const auto& spot : model.blind_spots)
    add("not looked at: ", spot);
  add("on: ", model.emulated);
  add("page: ", closing.page);
  add("journal: ", join(closing.files, ", "));
  add("status: ", closing.status);
  return lines;
}

}  // namespace

std::vector<std::string> verdict_block(const Look& look, const ReportModel& model,
                                       const Closing& closing) {
  return look.terminal ? terminal_block(look, model, closing) : piped_block(look, model, closing);
}

std::string verdict_word(Verdict verdict) {
  switch (verdict) {
    case Verdict::held:
      return "HELD";
    case Verdict::refuted:
      return "REFUTED";
    case Verdict::inconclusive:
      return "INCONCLUSIVE";
    case Verdict::not_measured:
      return "NOT MEASURED";
  }
  return "";
}

int verdict_exit(Verdict verdict) {
  switch (verdict) {
    case Verdict::held:
      return 0;
    case Verdict::refuted:
      return 1;
    case Verdict::inconclusive:
    case Verdict::not_measured:
      return 2;
  }
  return 2;
}

}  // namespace brunt::cli
