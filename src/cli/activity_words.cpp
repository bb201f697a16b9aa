#include "cli/activity_words.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "base/text.h"

namespace brunt::cli {
namespace {

std::string value_words(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return "done";
  if (value.is_array()) return fmt::format("{} items", value.size());
  if (value.is_object()) {
    for (const auto* key : {"status", "phase"})
      if (const Json* inner = find(value, key); inner != nullptr && inner->is_primitive())
        return value_words(*inner);
    return fmt::format("object, {} keys", value.size());
  }
  return to_text(value);
}

/// "chaoslib.exceptions.ActivityFailed: " at the front of a Python exception's text.
std::string_view without_class(std::string_view text) {
  const auto colon = text.find(": ");
  if (colon == std::string_view::npos || colon == 0) return text;
  const auto head = text.substr(0, colon);
  const bool dotted = head.find('.') != std::string_view::npos;
  const bool name = std::all_of(head.begin(), head.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '_';
  });
  return name && (dotted || std::isupper(static_cast<unsigned char>(head[0])) != 0)
             ? text.substr(colon + 2)
             : text;
}

std::string list_words(const Json& list) {
  std::vector<std::string> parts;
  for (const auto& item : list)
    parts.push_back(tolerance_words(item));
  return join(parts, ", ");
}

std::string typed_words(const Json& tolerance) {
  const std::string type = string_or(tolerance, "type");
  if (type == "range") {
    const Json* range = find(tolerance, "range");
    if (range != nullptr && range->is_array() && range->size() == 2)
      return fmt::format("{} to {}", to_text((*range)[0]), to_text((*range)[1]));
  }
  if (type == "regex") return "matching " + string_or(tolerance, "pattern");
  if (type == "jsonpath") return "found at " + string_or(tolerance, "path");
  return type + " tolerance";
}

std::optional<WallTime> instant(const Json* value) {
  if (value == nullptr) return std::nullopt;
  if (value->is_number_integer())
    return WallTime{std::chrono::nanoseconds(value->get<std::int64_t>())};
  if (!value->is_string()) return std::nullopt;
  const auto at = parse_time(value->get<std::string>());
  return at ? std::optional(*at) : std::nullopt;
}

}  // namespace

std::string tolerance_words(const Json& tolerance) {
  if (tolerance.is_array()) return "one of " + list_words(tolerance);
  if (tolerance.is_object()) return typed_words(tolerance);
  return to_text(tolerance);
}

std::string failure_words(const Json& exception) {
  std::string text;
  if (exception.is_string()) text = exception.get<std::string>();
  if (exception.is_array() && !exception.empty() && exception.back().is_string())
    text = exception.back().get<std::string>();
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
    text.pop_back();
  if (const auto line = text.rfind('\n'); line != std::string::npos) text.erase(0, line + 1);
  return std::string(without_class(text));
}

ActivityWords activity_words(const Json& data, const Json* definition) {
  ActivityWords words;
  const Json* met = find(data, "tolerance_met");
  const bool missed = met != nullptr && met->is_boolean() && !met->get<bool>();
  const bool failed = string_or(data, "status") != "succeeded";
  words.good = !missed && !failed;
  words.word = failed ? "failed" : missed ? "missed" : "ok";
  words.detail = string_or(data, "detail");
  const Json* output = find(data, "output");
  words.result = string_or(data, "summary");
  if (words.result.empty() && output != nullptr && !failed) words.result = value_words(*output);
  const Json* exception = find(data, "exception");
  if (failed && exception != nullptr) words.result = failure_words(*exception);
  if (failed && words.result.empty()) words.result = "no reason given";
  const Json* tolerance = definition == nullptr ? nullptr : find(*definition, "tolerance");
  if (!failed && missed && tolerance != nullptr)
    words.result += ", expected " + tolerance_words(*tolerance);
  return words;
}

std::optional<BrokenThing> fault_of(const model::Event& event) {
  const Json* evidence = find(event.data, "evidence");
  const Json* fault = evidence == nullptr ? nullptr : find(*evidence, "fault");
  if (fault == nullptr || !fault->is_object()) return std::nullopt;
  const Json* took = find(event.data, "duration");
  const double seconds = took != nullptr && took->is_number() ? took->get<double>() : 0.0;
  BrokenThing broken;
  broken.started = event.at - std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
  if (const auto at = instant(find(*fault, "started"))) broken.started = *at;
  if (const Json* confirmed = find(*fault, "confirmed"))
    broken.confirmed = confirmed->is_boolean() && confirmed->get<bool>();
  return broken;
}

}  // namespace brunt::cli
