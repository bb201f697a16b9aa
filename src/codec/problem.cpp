#include "codec/problem.h"

#include <algorithm>

#include "base/text.h"

namespace brunt::codec {
namespace {

constexpr std::size_t most_shown = 10;

/// "  label     text"; lines after the first are indented to the text.
void add_part(std::string& out, std::string_view label, std::string_view text) {
  if (text.empty()) return;
  out += "\n  ";
  out += label;
  out.append(10 - label.size(), ' ');
  for (const char c : printable(text)) {
    out += c;
    if (c == '\n') out.append(12, ' ');
  }
}

std::string where(const Problem& problem, const std::string& file) {
  std::string out = file;
  if (problem.line != 0) {
    if (file.empty()) {
      out = "line " + std::to_string(problem.line) + ", column " + std::to_string(problem.column);
    } else {
      out += ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column);
    }
  }
  if (problem.pointer.empty()) return out;
  if (!out.empty()) out.append(out.size() < 30 ? 32 - out.size() : 2, ' ');
  return out + problem.pointer;
}

}  // namespace

std::string describe_bare(const Problem& problem, const std::string& file) {
  std::string out = printable(problem.summary);
  add_part(out, "where", where(problem, file));
  add_part(out, "what", problem.what);
  add_part(out, "found", problem.found);
  add_part(out, "expected", problem.expected);
  add_part(out, "do", problem.hint);
  return out;
}

std::string describe(const Problem& problem, const std::string& file) {
  return (problem.is_warning ? "warning: " : "error: ") + describe_bare(problem, file);
}

std::string describe_all(const std::vector<Problem>& problems, const std::string& file) {
  std::vector<const Problem*> order;
  order.reserve(problems.size());
  for (const Problem& problem : problems)
    order.push_back(&problem);
  std::stable_partition(order.begin(), order.end(),
                        [](const Problem* p) { return !p->is_warning; });
  std::string out;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == most_shown) return out + "\n\nand " + std::to_string(order.size() - i) + " more";
    if (i > 0) out += "\n\n";
    out += describe(*order[i], file);
  }
  return out;
}

bool has_errors(const std::vector<Problem>& problems) {
  return std::any_of(problems.begin(), problems.end(),
                     [](const Problem& problem) { return !problem.is_warning; });
}

std::string meant_by(const std::string& word, const std::vector<std::string>& known) {
  const auto letters = [](std::string text) {
    std::sort(text.begin(), text.end());
    return text;
  };
  for (const auto& candidate : known) {
    if (letters(candidate) == letters(word)) return candidate;
  }
  return closest(word, known);
}

}  // namespace brunt::codec
