#include "codec/checker.h"

#include <algorithm>

#include "base/text.h"

namespace brunt::codec {
std::string Checker::subject() const {
  std::string out(kind_);
  if (item_) return out + " activity " + std::to_string(*item_) + " (counted from 0)";
  if (!name_.empty()) out.append(" ").append(name_);
  return out;
}

Problem& Checker::add(std::string_view rule, const Way& way, Words&& words) {
  Problem problem{.pointer = way.pointer()};
  const Place place = positions_.of(problem.pointer);
  problem.line = place.line;
  problem.column = place.column;
  problem.summary = std::move(words.summary);
  problem.what = subject();
  problem.found = std::move(words.found);
  problem.expected = std::move(words.expected);
  problem.hint = std::move(words.hint);
  problem.rule = rule;
  return problems_.emplace_back(std::move(problem));
}

void Checker::report(std::string_view rule, const Way& way, Words words) {
  add(rule, way, std::move(words));
}

void Checker::warn(std::string_view rule, const Way& way, Words words) {
  add(rule, way, std::move(words)).is_warning = true;
}

void Checker::missing(std::string_view rule, const Json& object, const Way& way,
                      const std::string& key, Words words) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items())
    names.push_back(name);
  const std::string slip = meant_by(key, names);
  if (slip.empty()) {
    words.found = "no \"" + key + "\"";
    add(rule, way, std::move(words));
    return;
  }
  words.found = "\"" + slip + "\"";
  words.hint = "did you mean \"" + key + "\"?";
  Problem& problem = add(rule, way / slip, std::move(words));
  move_to_key(problem);
  slips_.push_back(problem.pointer);
}

void Checker::look_for_slips(const Json& object, const Way& way, const Shape& shape) {
  for (const auto& member : object.get_ref<const Json::object_t&>()) {
    const std::string& name = member.first;
    if (shape.has(name)) continue;
    const std::string meant = meant_by(name, shape.names());
    if (meant.empty() || object.contains(meant)) continue;
    const Way at = way / name;
    if (std::find(slips_.begin(), slips_.end(), at.pointer()) != slips_.end()) continue;
    Problem& problem =
        add("document/unknown-key", at,
            {"\"" + name + "\" means nothing here and is ignored", "\"" + name + "\"",
             join(shape.names(), ", "), "did you mean \"" + meant + "\"?"});
    problem.is_warning = true;
    move_to_key(problem);
  }
}

void Checker::about(std::string_view kind, std::string_view name) {
  kind_ = kind;
  name_ = name;
  item_.reset();
}

void Checker::about_item(std::string_view phase, const Way& way) {
  kind_ = phase;
  item_ = way.index();
}

void Checker::move_to_key(Problem& problem) const {
  const Place place = positions_.of_key(problem.pointer);
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

bool is_word(const Json& value) {
  return value.is_string() && !value.get_ref<const std::string&>().empty();
}

std::string suggestion(std::string_view word, const std::vector<std::string>& known,
                       std::string otherwise) {
  const std::string meant = meant_by(std::string(word), known);
  return meant.empty() ? std::move(otherwise) : "did you mean \"" + meant + "\"?";
}

}  // namespace brunt::codec
