#include <algorithm>

#include "analysis/jsonpath.h"
#include "analysis/rfc9535.h"
#include "analysis/tolerance.h"
#include "base/text.h"
#include "codec/checker.h"

namespace brunt::codec {
namespace {

void check_regex(Checker& checker, const Json& tolerance, const Way& way) {
  const Json* pattern = find(tolerance, "pattern");
  const Way at = way / "pattern";
  if (pattern == nullptr) {
    checker.missing("tolerance/pattern", tolerance, way, "pattern",
                    {"a regex tolerance has no pattern", "", "\"pattern\": a regular expression",
                     "add it, for example \"pattern\": \"^ready\""});
    return;
  }
  if (!pattern->is_string()) {
    checker.report("tolerance/pattern", at,
                   {"a pattern is not a text", shown(*pattern), "a regular expression as a text",
                    "put it between quotes"});
    return;
  }
  const auto compiled = analysis::check_pattern(pattern->get<std::string>());
  if (compiled) return;
  checker.report("tolerance/pattern-syntax", at,
                 {"a pattern cannot be used", shown(*pattern),
                  "a regular expression without look-around and back-references",
                  "correct it: " + compiled.error().what});
}

void check_expectations(Checker& checker, const Json& tolerance, const Way& way) {
  const Json* count = find(tolerance, "count");
  if (count == nullptr || count->is_null()) return;
  if (find(tolerance, "expect") != nullptr) {
    checker.warn("tolerance/count-ignored", way / "count",
                 {"\"count\" has no effect beside \"expect\"", shown(*count),
                  "either \"count\" or \"expect\"", "delete one of them"});
  } else if (!count->is_number()) {
    checker.warn("tolerance/count", way / "count",
                 {"a count that is no number is never met", shown(*count), "a whole number",
                  "write a number without quotes"});
  }
}

void warn_of_path_traps(Checker& checker, const analysis::JsonPath& path, const Json& written,
                        const Way& way) {
  for (const std::string& trap : path.traps()) {
    checker.warn("tolerance/path-trap", way,
                 {"a JSON path may not mean what it seems to", shown(written), trap,
                  "look at it again, or use the type \"jsonpath-rfc9535\", which reads it as the "
                  "standard does"});
  }
}

void check_path(Checker& checker, const Json& tolerance, const Way& way, bool standard) {
  const Json* path = find(tolerance, "path");
  const Way at = way / "path";
  if (path == nullptr) {
    checker.missing("tolerance/path", tolerance, way, "path",
                    {"a jsonpath tolerance has no path", "",
                     "\"path\": a JSON path such as \"$.items[*]\"", "add it"});
    return;
  }
  if (!path->is_string() || trim(path->get_ref<const std::string&>()).empty()) {
    checker.report("tolerance/path", at,
                   {"a JSON path is not a text with something in it", shown(*path),
                    "a JSON path such as \"$.items[*]\"", "write one"});
    return;
  }
  check_expectations(checker, tolerance, way);
  const auto& text = path->get_ref<const std::string&>();
  if (standard) {
    const auto parsed = analysis::StandardPath::parse(text);
    if (parsed) return;
    checker.report("tolerance/path-syntax", at,
                   {"a JSON path cannot be read", shown(*path),
                    "a path of RFC 9535 such as \"$.items[?@.up == true].id\"",
                    "correct it: " + parsed.error().what});
    return;
  }
  const auto parsed = analysis::JsonPath::parse(text);
  if (parsed) return warn_of_path_traps(checker, *parsed, *path, at);
  const bool standard_would = analysis::StandardPath::parse(text).has_value();
  checker.report(
      "tolerance/path-syntax", at,
      {"a JSON path cannot be read", shown(*path),
       "a JSON path such as \"$.items.*[?(@.up = true)].id\"",
       standard_would ? "write the type \"jsonpath-rfc9535\": this is a path of that standard"
                      : "correct it: " + parsed.error().what});
}

void check_range(Checker& checker, const Json& tolerance, const Way& way) {
  const std::string expected = "two numbers, low then high, for example [0.5, 2]";
  const Json* range = find(tolerance, "range");
  if (range == nullptr) {
    checker.missing("tolerance/range", tolerance, way, "range",
                    {"a range tolerance has no range", "", "\"range\": " + expected, "add it"});
    return;
  }
  const Way at = way / "range";
  if (!range->is_array() || range->size() != 2) {
    checker.report("tolerance/range", at,
                   {"a range is not a list of two", shown(*range), expected, "write both ends"});
    return;
  }
  for (std::size_t i = 0; i < 2; ++i) {
    const Json& end = (*range)[i];
    if (end.is_number() || end.is_boolean()) continue;
    checker.report("tolerance/range", at / i,
                   {"an end of a range is not a number", shown(end), expected, "write a number"});
    return;
  }
  const auto value = [&](std::size_t i) {
    return (*range)[i].is_boolean() ? ((*range)[i].get<bool>() ? 1.0 : 0.0)
                                    : (*range)[i].get<double>();
  };
  if (value(0) > value(1)) {
    checker.warn("tolerance/empty-range", at,
                 {"a range ends before it begins, so it is never met", to_text(*range), expected,
                  "swap the two"});
  }
}

void check_probe(Checker& checker, const Json& tolerance, const Way& way) {
  if (string_or(tolerance, "type") == "action") return;
  check_activity(checker, tolerance, way, "tolerance", false);
  const Json* provider = find(tolerance, "provider");
  if (provider == nullptr || !provider->is_object()) return;
  const Json* arguments = find(*provider, "arguments");
  if (arguments != nullptr && arguments->is_object()) return;
  checker.report("tolerance/probe-arguments", way / "provider",
                 {"a tolerance's probe needs arguments that are an object: its value goes there",
                  arguments == nullptr ? "no \"arguments\"" : shown(*arguments),
                  "\"arguments\": an object, {} at least", "add \"arguments\": {}"});
}

std::string quoted_types() {
  return "\"regex\", \"jsonpath\", \"jsonpath-rfc9535\", \"range\" or \"probe\"";
}

void check_object(Checker& checker, const Json& tolerance, const Way& way) {
  const Json* type = find(tolerance, "type");
  if (type == nullptr) {
    checker.missing("tolerance/type", tolerance, way, "type",
                    {"a tolerance has no type", "", quoted_types(), "add \"type\""});
    return;
  }
  const std::string name = type->is_string() ? type->get<std::string>() : "";
  if (name == "regex") return check_regex(checker, tolerance, way);
  if (name == "jsonpath") return check_path(checker, tolerance, way, false);
  if (name == "jsonpath-rfc9535") return check_path(checker, tolerance, way, true);
  if (name == "range") return check_range(checker, tolerance, way);
  if (name == "probe") return check_probe(checker, tolerance, way);
  checker.report("tolerance/type", way / "type",
                 {"unknown tolerance type", shown(*type), quoted_types(),
                  suggestion(name, tolerance_types())});
}

}  // namespace

void check_tolerance(Checker& checker, const Json& tolerance, const Way& way) {
  if (tolerance.is_object()) return check_object(checker, tolerance, way);
  if (tolerance.is_boolean() || tolerance.is_number_integer() || tolerance.is_string() ||
      tolerance.is_array()) {
    return;
  }
  checker.report("tolerance/shape", way,
                 {"a tolerance can never be met", shown(tolerance),
                  "true, false, a whole number, a text, a list, or an object with a type",
                  tolerance.is_null() ? "say what counts as normal"
                                      : "use {\"type\": \"range\", \"range\": [low, high]}"});
}

}  // namespace brunt::codec
