#include "cli/trouble.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/log.h"
#include "cli/terminal_text.h"

namespace brunt::cli {
namespace {

constexpr std::size_t most_shown = 10;
constexpr int label_width = 12;

/// Continuation lines of a part stand under its first.
void part(const Look& look, std::string_view label, std::string_view text, Style style,
          std::vector<std::string>& lines) {
  if (text.empty()) return;
  std::string left = "  " + painted(look, Style::dim, label);
  for (const auto& line : split(text, '\n')) {
    lines.push_back(padded(left, label_width) +
                    painted(look, style, spelt(look, safe(look, line))));
    left.clear();
  }
}

void add(const Look& look, const Trouble& trouble, std::vector<std::string>& lines) {
  const std::string head = trouble.warning ? painted(look, Style::attention_bold, "warning:")
                                           : painted(look, Style::harm_bold, "error:");
  lines.push_back(head + " " + spelt(look, safe(look, trouble.sentence)));
  part(look, "where", trouble.where, Style::plain, lines);
  part(look, "what", trouble.what, Style::plain, lines);
  part(look, "found", trouble.found, Style::bold, lines);
  part(look, "expected", trouble.expected, Style::plain, lines);
  part(look, "do", trouble.to_do, Style::plain, lines);
}

}  // namespace

Trouble trouble_of(const codec::Problem& problem, std::string_view file) {
  Trouble trouble;
  trouble.sentence = problem.summary;
  trouble.where = problem.line == 0 ? std::string(file)
                                    : fmt::format("{}:{}:{}", file, problem.line, problem.column);
  if (!problem.pointer.empty()) trouble.where = padded(trouble.where, 32) + "  " + problem.pointer;
  trouble.what = problem.what;
  trouble.found = problem.found;
  trouble.expected = problem.expected;
  trouble.to_do = problem.hint;
  trouble.warning = problem.is_warning;
  return trouble;
}

Trouble trouble_of(const Error& error, std::string sentence, std::string to_do) {
  Trouble trouble;
  trouble.sentence = std::move(sentence);
  const auto inner = error.context.find(": ");
  trouble.where = error.context.substr(0, inner);
  if (inner != std::string::npos) trouble.what = error.context.substr(inner + 2);
  trouble.found = error.what;
  trouble.to_do = std::move(to_do);
  return trouble;
}

std::vector<std::string> trouble_lines(const Look& look, std::vector<Trouble> troubles) {
  std::stable_partition(troubles.begin(), troubles.end(),
                        [](const Trouble& trouble) { return !trouble.warning; });
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < troubles.size() && i < most_shown; ++i) {
    if (i > 0) lines.emplace_back();
    add(look, troubles[i], lines);
  }
  if (troubles.size() > most_shown)
    lines.push_back(fmt::format("and {} more", troubles.size() - most_shown));
  return lines;
}

std::vector<std::string> trouble_lines(const Look& look, const Trouble& trouble) {
  return trouble_lines(look, std::vector{trouble});
}

std::string trouble_json(const Trouble& trouble) {
  const LogLevel level = trouble.warning ? LogLevel::warning : LogLevel::error;
  Json line = log_members({level, "brunt", 0, trouble.sentence}, wall_now());
  const auto add_part = [&](const char* key, const std::string& text) {
    if (!text.empty()) line[key] = text;
  };
  add_part("where", trouble.where);
  add_part("what", trouble.what);
  add_part("found", trouble.found);
  add_part("expected", trouble.expected);
  add_part("do", trouble.to_do);
  return to_text(line);
}

}  // namespace brunt::cli
