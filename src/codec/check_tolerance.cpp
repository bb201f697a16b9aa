#include "analysis/jsonpath.h"
#include "analysis/tolerance.h"
#include "base/text.h"
#include "codec/checker.h"

namespace brunt::codec {
namespace {

void check_regex(Checker& checker, const Json& tolerance, const std::string& pointer) {
  const Json* pattern = checker.require(
      tolerance, pointer, "pattern", "a regex tolerance has no pattern",
      "\"pattern\": a regular expression", "add it, for example \"pattern\": \"^ready\"");
  if (pattern == nullptr) return;
  if (!pattern->is_string()) {
    checker.report(pointer + "/pattern", "a pattern is not a text", shown(*pattern),
                   "a regular expression as a text", "put it between quotes");
    return;
  }
  const auto compiled = analysis::check_pattern(pattern->get<std::string>());
  if (compiled) return;
  checker.report(pointer + "/pattern", "a pattern cannot be used", shown(*pattern),
                 "a regular expression without look-around and back-references",
                 "correct it: " + compiled.error().what);
}

void check_jsonpath(Checker& checker, const Json& tolerance, const std::string& pointer) {
  const Json* path = checker.require(tolerance, pointer, "path", "a jsonpath tolerance has no path",
                                     "\"path\": a JSON path such as \"$.items[*]\"", "add it");
  if (path == nullptr) return;
  if (!path->is_string() || trim(path->get_ref<const std::string&>()).empty()) {
    checker.report(pointer + "/path", "a JSON path is not a text with something in it",
                   shown(*path), "a JSON path such as \"$.items[*]\"", "write one");
    return;
  }
  const auto parsed = analysis::JsonPath::parse(path->get<std::string>());
  if (parsed) return;
  checker.report(pointer + "/path", "a JSON path cannot be read", shown(*path),
                 "a JSON path such as \"$.items.*[?(@.up = true)].id\"",
                 "correct it: " + parsed.error().what);
}

void check_range(Checker& checker, const Json& tolerance, const std::string& pointer) {
  const std::string expected = "two numbers, low then high, for example [0.5, 2]";
  const Json* range = checker.require(tolerance, pointer, "range", "a range tolerance has no range",
                                      "\"range\": " + expected, "add it");
  if (range == nullptr) return;
  const std::string at = pointer + "/range";
  if (!range->is_array() || range->size() != 2) {
    checker.report(at, "a range is not a list of two", shown(*range), expected, "write both ends");
    return;
  }
  for (std::size_t i = 0; i < 2; ++i) {
    const Json& end = (*range)[i];
    if (end.is_number() || end.is_boolean()) continue;
    checker.report(at + pointer_part(i), "an end of a range is not a number", shown(end), expected,
                   "write a number");
    return;
  }
  const auto value = [&](std::size_t i) {
    return (*range)[i].is_boolean() ? ((*range)[i].get<bool>() ? 1.0 : 0.0)
                                    : (*range)[i].get<double>();
  };
  if (value(0) > value(1)) {
    checker.warn(at, "a range ends before it begins, so it is never met", to_text(*range), expected,
                 "swap the two");
  }
}

void check_probe(Checker& checker, const Json& tolerance, const std::string& pointer) {
  if (string_or(tolerance, "type") == "action") return;
  check_activity(checker, tolerance, pointer, "tolerance", false);
  const Json* provider = find(tolerance, "provider");
  if (provider == nullptr || !provider->is_object()) return;
  const Json* arguments = find(*provider, "arguments");
  if (arguments != nullptr && arguments->is_object()) return;
  checker.report(pointer + "/provider",
                 "a tolerance's probe needs arguments that are an object: its value goes there",
                 arguments == nullptr ? "no \"arguments\"" : shown(*arguments),
                 "\"arguments\": an object, {} at least", "add \"arguments\": {}");
}

void check_object(Checker& checker, const Json& tolerance, const std::string& pointer) {
  const Json* type =
      checker.require(tolerance, pointer, "type", "a tolerance has no type",
                      "\"regex\", \"jsonpath\", \"range\" or \"probe\"", "add \"type\"");
  if (type == nullptr) return;
  const std::string name = type->is_string() ? type->get<std::string>() : "";
  if (name == "regex") return check_regex(checker, tolerance, pointer);
  if (name == "jsonpath") return check_jsonpath(checker, tolerance, pointer);
  if (name == "range") return check_range(checker, tolerance, pointer);
  if (name == "probe") return check_probe(checker, tolerance, pointer);
  const std::string meant = closest(name, {"regex", "jsonpath", "range", "probe"});
  checker.report(pointer + "/type", "unknown tolerance type", shown(*type),
                 "\"regex\", \"jsonpath\", \"range\" or \"probe\"",
                 meant.empty() ? "use one of these" : "did you mean \"" + meant + "\"?");
}

}  // namespace

void check_tolerance(Checker& checker, const Json& tolerance, const std::string& pointer) {
  if (tolerance.is_object()) return check_object(checker, tolerance, pointer);
  if (tolerance.is_boolean() || tolerance.is_number_integer() || tolerance.is_string() ||
      tolerance.is_array()) {
    return;
  }
  checker.report(pointer, "a tolerance can never be met", shown(tolerance),
                 "true, false, a whole number, a text, a list, or an object with a type",
                 tolerance.is_null() ? "say what counts as normal"
                                     : "use {\"type\": \"range\", \"range\": [low, high]}");
}

}  // namespace brunt::codec
