#include "codec/checker.h"

#include <algorithm>

#include "base/text.h"

namespace brunt::codec {
namespace {

/// At most `most` characters of `text`, whole ones, then "...".
std::string cut(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
    --end;
  return text.substr(0, end) + "...";
}

/// The closest of `known`, or one with the same letters: "titel" for "title".
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

}  // namespace

Problem& Checker::report(std::string pointer, std::string summary, std::string found,
                         std::string expected, std::string hint) {
  const Place place = positions_.of(pointer);
  Problem problem{.line = place.line, .column = place.column, .pointer = std::move(pointer)};
  problem.summary = std::move(summary);
  problem.what = what_;
  problem.found = std::move(found);
  problem.expected = std::move(expected);
  problem.hint = std::move(hint);
  return problems_.emplace_back(std::move(problem));
}

Problem& Checker::warn(std::string pointer, std::string summary, std::string found,
                       std::string expected, std::string hint) {
  Problem& problem = report(std::move(pointer), std::move(summary), std::move(found),
                            std::move(expected), std::move(hint));
  problem.is_warning = true;
  return problem;
}

const Json* Checker::require(const Json& object, const std::string& pointer, const std::string& key,
                             const std::string& summary, const std::string& expected,
                             const std::string& hint) {
  if (const Json* value = find(object, key)) return value;
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items())
    names.push_back(name);
  const std::string slip = meant_by(key, names);
  if (slip.empty()) {
    report(pointer, summary, "no \"" + key + "\"", expected, hint);
    return nullptr;
  }
  const std::string member = pointer + pointer_part(slip);
  Problem& problem =
      report(member, summary, "\"" + slip + "\"", expected, "did you mean \"" + key + "\"?");
  move_to_key(problem, member);
  slips_.push_back(member);
  return nullptr;
}

void Checker::look_for_slips(const Json& object, const std::string& pointer,
                             const std::vector<std::string>& known) {
  for (const auto& [name, value] : object.items()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string meant = meant_by(name, known);
    if (meant.empty() || object.contains(meant)) continue;
    const std::string member = pointer + pointer_part(name);
    if (std::find(slips_.begin(), slips_.end(), member) != slips_.end()) continue;
    Problem& problem =
        warn(member, "\"" + name + "\" means nothing here and is ignored", "\"" + name + "\"",
             join(known, ", "), "did you mean \"" + meant + "\"?");
    move_to_key(problem, member);
  }
}

void Checker::move_to_key(Problem& problem, const std::string& pointer) const {
  const Place place = positions_.of_key(pointer);
  problem.line = place.line;
  problem.column = place.column;
}

std::vector<Problem> Checker::take() {
  std::stable_sort(problems_.begin(), problems_.end(), [](const Problem& a, const Problem& b) {
    return a.line != b.line ? a.line < b.line : a.column < b.column;
  });
  return std::move(problems_);
}

std::string shown(const Json& value) {
  if (value.is_array()) {
    return value.empty() ? "an empty list" : "a list of " + std::to_string(value.size());
  }
  if (value.is_object()) {
    if (value.empty()) return "an empty object";
    return "an object with " + std::to_string(value.size()) + " member" +
           (value.size() == 1 ? "" : "s");
  }
  std::string text = cut(to_text(value), 60);
  if (value.is_null()) return "null";
  if (value.is_boolean()) return text;
  if (!value.is_string()) return text + " (a number)";
  const auto& raw = value.get_ref<const std::string&>();
  if (!raw.empty() && trim(raw).size() != raw.size())
    return text + " (a text, with blanks around it)";
  return text + " (a text)";
}

bool truthy(const Json& value) {
  if (value.is_null()) return false;
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number()) return value.get<double>() != 0;
  if (value.is_string()) return !value.get_ref<const std::string&>().empty();
  return !value.empty();
}

}  // namespace brunt::codec
